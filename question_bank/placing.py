"""What a page does with an editor's form: names new rows, offers choices, and finds each flaw its field."""

import json
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
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


def followed(before: Part, now: Part) -> dict[str, str]:
    """Return where each place of an earlier form stands in a later one, by name, but those that went.

    A row is the same when its id is, or all that it says. One that was changed where it stood is the same,
    too, unless its id is another.
    """
    cells: dict[str, Any] = {cell.short_name: cell for cell in now.cells}
    found: dict[str, str] = {}
    for cell in before.cells:
        later = cells.get(cell.short_name)
        if later is None or later.kind != cell.kind:
            continue
        found[cell.name] = later.name
        if isinstance(cell, Group):
            found |= followed(cell.part, later.part)
        elif isinstance(cell, Rows):
            for old, new in _same_rows(cell, later).items():
                found[f"{cell.name}-{old}"] = f"{later.name}-{new}"
                found |= followed(cell.rows[old], later.rows[new])
    return found


def _same_rows(before: Rows, now: Rows) -> dict[int, int]:
    """Return which row of a list became which of a later one."""
    old, new = ([_identity(row) for row in rows.rows] for rows in (before, now))
    found = {index: new.index(one) for index, one in enumerate(old) if old.count(one) == new.count(one) == 1}
    taken = set(found.values())
    for kind, start, end, there, beyond in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind in ("equal", "replace") and end - start == beyond - there:
            for index, other in zip(range(start, end), range(there, beyond), strict=True):
                is_another = kind == "replace" and old[index][0] == "id"
                if index not in found and other not in taken and not is_another:
                    found[index] = other
    return found


def _identity(row: Part) -> tuple[str, str]:
    """Return what a row is known by: its id, or else all that it says."""
    ids = [str(cell.data) for cell in row.cells if cell.short_name == "id" and cell.data]
    return ("id", ids[0]) if ids else ("", json.dumps(row.document(), sort_keys=True))


def _joined(before: str, words: str) -> str:
    """Return words behind those of what encloses them, once where both are one: “Option 3” and “Option”."""
    if not before:
        return words
    is_same = before.rpartition(", ")[2].rstrip("0123456789 ").lower() == words.lower()
    return before if is_same else f"{before}, {words[:1].lower()}{words[1:]}"
