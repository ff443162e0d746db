"""Runs of words that no text of a bank may hold, because they are somebody else's.

Only digests of the runs are kept, so that a list can be shared without what it lists.
"""

import hashlib
import re
from collections.abc import Iterator

from question_bank.flaw import Flaw, Path, error

RUN = 6
DIGITS = 16
WORD = re.compile(r"[a-z0-9]+")
DIGEST = re.compile(rf"[0-9a-f]{{{DIGITS}}}")


def digest_of(run: str) -> str:
    """Return the first 16 hex digits of the SHA-256 of a run: lower-case words, one space between."""
    return hashlib.sha256(run.encode()).hexdigest()[:DIGITS]


def read_runs(text: str) -> frozenset[str]:
    """Return the digests of a list, one a line; a line that begins with ``#`` is a remark.

    Raises ValueError for a line that is no digest.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    for number, line in lines:
        if line and not line.startswith("#") and not DIGEST.fullmatch(line):
            raise ValueError(f"Line {number} is not a digest of {DIGITS} hex digits.")
    return frozenset(line for _, line in lines if line and not line.startswith("#"))


def copied_runs(value: object, runs: frozenset[str], path: Path = ()) -> Iterator[Flaw]:
    """Yield a flaw for every text of a document that holds one of the runs, at whatever depth it stands."""
    if isinstance(value, str) and runs:
        found = [run for run in _runs_of(value) if digest_of(run) in runs]
        if found:
            yield error(
                "copied-run",
                f"“{found[0]}” stands word for word in a text to keep apart from.",
                "Say it in words of your own.",
                path,
            )
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from copied_runs(part, runs, (*path, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from copied_runs(part, runs, (*path, index))


def _runs_of(text: str) -> Iterator[str]:
    words = WORD.findall(text.lower())
    for start in range(len(words) - RUN + 1):
        yield " ".join(words[start : start + RUN])
