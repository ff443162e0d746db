"""What a page does with an editor's form: names new rows, offers choices, and finds each flaw its field."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from question_bank.editing import Choices, FigurePick, Group, Part, Pick, Picks, RowId, Rows, walk
from question_bank.flaw import Flaw, Severity


def name_rows(part: Part, seed: str) -> None:
    """Give every row without an id one that says nothing; a seed is used once, so no id comes again."""
    for cell in walk(part):
        if isinstance(cell, RowId) and not cell.data:
            cell.data = "r" + sha256(f"{seed}/{cell.name}".encode()).hexdigest()[:9]


def offer(part: Part, offered: Mapping[str, Choices], figures: Mapping[str, Any] | None = None) -> None:
    """Give every choice what can be chosen: rows of the same form, or what stands in ``offered``.

    figures: those of the bank by id, for the fields that choose one.
    """
    cells = list(walk(part))
    for cell in cells:
        if isinstance(cell, FigurePick):
            cell.figure = (figures or {}).get(cell.data)
    own = part.offers()
    for cell in cells:
        if isinstance(cell, Pick | Picks) and cell.of:
            cell.choices = own.get(cell.of, offered.get(cell.of, ()))
    for cell in cells:
        if isinstance(cell, Group) and cell.part.own is not None:
            offer(cell.part.own, offered, figures)


def placed(flaws: Iterable[Flaw], *parts: Part) -> dict[str, list[Flaw]]:
    """Return flaws by the name of their field, or of what encloses it; errors first. “”: of the whole."""
    names = {name for part in parts for name in places(part)}
    found: dict[str, list[Flaw]] = {}
    for flaw in sorted(flaws, key=lambda flaw: list(Severity).index(flaw.severity)):
        path = list(map(str, flaw.path))
        while path and "-".join(path) not in names:
            path.pop()
        found.setdefault("-".join(path), []).append(flaw)
    return found


def places(part: Part, before: str = "") -> dict[str, str]:
    """Return every place of a form by its name, with words for it: “Option 3, why”."""
    found: dict[str, str] = {}
    for cell in part.cells:
        found[cell.name] = _joined(before, cell.label.text)
        if isinstance(cell, Group):
            found |= places(cell.part, before)
        elif isinstance(cell, Rows):
            for number, row in enumerate(cell.rows):
                of_row = _joined(before, f"{cell.noun} {number + 1}")
                found[f"{cell.name}-{number}"] = of_row
                found |= places(row, of_row)
    return found


def _joined(before: str, words: str) -> str:
    """Return words behind those of what encloses them, once where both are one: “Option 3” and “Option”."""
    if not before:
        return words
    is_same = before.rpartition(", ")[2].rstrip("0123456789 ").lower() == words.lower()
    return before if is_same else f"{before}, {words[:1].lower()}{words[1:]}"
