"""The list of erasures as a file: one line each, a digest and a moment. It is kept apart from backups."""

import re
from collections.abc import Iterable
from datetime import datetime

from quiz.errors import QuizError

_LINE = re.compile(r"([0-9a-f]{64})\s+(\S+)")


class UnusableList(QuizError):
    """A list of erasures that cannot be read; the message says where and why."""


def as_text(erased: Iterable[tuple[str, datetime]]) -> str:
    """Return the lines of erasures."""
    return "".join(f"{digest} {at.isoformat()}\n" for digest, at in erased)


def read(text: str) -> dict[str, datetime]:
    """Return the erasures of a list by digest; empty lines and remarks are skipped. Raises UnusableList."""
    found: dict[str, datetime] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = _LINE.fullmatch(line.strip())
        try:
            at = datetime.fromisoformat(parts[2]) if parts else None
        except ValueError:
            at = None
        if parts is None or at is None or at.tzinfo is None:
            raise UnusableList(
                f"Line {number} is no erasure: it should be 64 hex digits, a space, and a moment such as "
                "2026-11-20T12:00:00+00:00. Mend or remove it; nothing was erased."
            )
        found.setdefault(parts[1], at)
    return found
