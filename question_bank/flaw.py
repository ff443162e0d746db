"""Something wrong with a bank or an item: what, where, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

Path = tuple[str | int, ...]


class Severity(StrEnum):
    """How much a flaw weighs: errors block publishing, warnings and notes never do."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Flaw:
    """One flaw, as data.

    code: a stable name such as ``unknown-source``, listed in docs/item-checks.md.
    path: where in the document, e.g. ``("options", 2, "rationale")``; empty for the whole of it.
    line: the line in the file, counted from 1, when the document came from a file.
    waived: why somebody decided to live with it; empty while nobody did.
    """

    code: str
    severity: Severity
    message: str
    advice: str
    path: Path = ()
    line: int | None = None
    file: str | None = None
    waived: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the flaw keeps an item from being published."""
        return self.severity is Severity.ERROR

    @property
    def where(self) -> str:
        """The path as people write it: ``options[2].rationale``."""
        return written(self.path)


def error(code: str, message: str, advice: str, path: Path = ()) -> Flaw:
    """Make a flaw that blocks publishing."""
    return Flaw(code, Severity.ERROR, message, advice, path)


def warning(code: str, message: str, advice: str, path: Path = ()) -> Flaw:
    """Make a flaw that an author should look at."""
    return Flaw(code, Severity.WARNING, message, advice, path)


def info(code: str, message: str, advice: str, path: Path = ()) -> Flaw:
    """Make a flaw that is only told: a note, for an author to weigh."""
    return Flaw(code, Severity.INFO, message, advice, path)


def written(path: Path) -> str:
    """Write a path as people do: ``("options", 2, "text")`` is ``options[2].text``, counted from 1."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step + 1}]"
        else:
            text += f".{step}" if text else step
    return text


def located(flaws: Iterable[Flaw], lines: dict[Path, int], file: str | None) -> list[Flaw]:
    """Give each flaw the line of the nearest part of the document that stands in the file."""
    return [replace(flaw, file=file, line=flaw.line or nearest_line(flaw.path, lines)) for flaw in flaws]


def nearest_line(path: Path, lines: dict[Path, int]) -> int:
    """Return the line of ``path``, or of the closest enclosing part that has one; 1 at worst."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)
