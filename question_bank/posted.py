"""What a form posts, put in order: rows numbered without a gap, one added, moved or removed on request.

Names are the paths of flaws joined by hyphens: ``options-2-rationale``. Buttons send such a name with an act
behind it: ``options-2-up``, ``options-2-down``, ``options-2-remove``, ``options-add``. So lists need no
script. What is posted as row ``new`` (``stages-new-item-format``) begins the row that is added.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

MOST_ROWS = 200
ACTS = ("up", "down", "remove")

_NAME = re.compile(r"[a-z_]{1,40}(?:-(?:[0-9]{1,6}|[a-z_]{0,40})){0,8}", re.ASCII)
_ROW = ""  # a row without a field that is sent still stands: “options-4-”
_NEW = "new"

_Tree = dict[str | int, Any]


class Posting(Protocol):
    """The part of a MultiDict that is read."""

    def __iter__(self) -> Iterator[str]: ...

    def getlist(self, key: str) -> list[str]:
        """Every value of one name."""


class Fields(dict[str, list[str]]):
    """Fields by name, each with its values, as WTForms reads them. full: lists that could not take more."""

    def __init__(self, fields: Iterable[tuple[str, list[str]]] = (), full: Iterable[str] = ()) -> None:
        super().__init__(fields)
        self.full = frozenset(full)
        self._counts: dict[str, int] | None = None

    def getlist(self, key: str) -> list[str]:
        """Return every value of one name."""
        return self.get(key, [])

    def rows(self, name: str) -> int:
        """Return how many rows a list has."""
        if self._counts is None:
            self._counts = {}
            for field in self:
                steps = field.split("-")
                for place, step in enumerate(steps):
                    if step.isdigit():
                        before = "-".join(steps[:place])
                        self._counts[before] = max(self._counts.get(before, 0), int(step) + 1)
        return self._counts.get(name, 0)


def arranged(posted: Posting | None, do: str = "") -> Fields:
    """Return what was posted with rows numbered from 0 without a gap, after doing what a button asked for.

    Names that no form has are left out. Never raises for what was posted.
    """
    tree: _Tree = {}
    for name in posted if posted is not None else ():
        if _NAME.fullmatch(name):
            _plant(tree, _steps(name), posted.getlist(name) if posted is not None else [])
    full: set[str] = set()
    if _NAME.fullmatch(do):
        _do(tree, _steps(do), full)
    return Fields(list(_flat(tree, "", full)), full)


def _steps(name: str) -> list[str | int]:
    return [int(step) if step.isdigit() else step for step in name.split("-")]


def _plant(tree: _Tree, steps: list[str | int], values: list[str]) -> None:
    for step in steps[:-1]:
        tree = tree.setdefault(step, {})
        if not isinstance(tree, dict):
            return
    if not isinstance(tree.get(steps[-1]), dict):
        tree[steps[-1]] = values


def _do(tree: _Tree, steps: list[str | int], full: set[str]) -> None:
    act = steps.pop()
    if act == "add" and steps:
        rows = _at(tree, steps, make=True)
        numbers = _numbers(rows)
        if len(numbers) < MOST_ROWS:
            begun = rows.get(_NEW)
            rows[max(numbers, default=-1) + 1] = {_ROW: [""], **(begun if isinstance(begun, dict) else {})}
        else:
            full.add("-".join(map(str, steps)))
    elif act in ACTS and len(steps) > 1:
        number = steps.pop()
        rows = _at(tree, steps)
        numbers = _numbers(rows)
        if number not in numbers:
            return
        place = numbers.index(int(number))
        if act == "remove":
            del rows[number]
            return
        other = place + (1 if act == "down" else -1)
        if 0 <= other < len(numbers):
            rows[number], rows[numbers[other]] = rows[numbers[other]], rows[number]


def _at(tree: _Tree, steps: Iterable[str | int], *, make: bool = False) -> _Tree:
    for step in steps:
        found = tree.setdefault(step, {}) if make else tree.get(step)
        if not isinstance(found, dict):
            return {}
        tree = found
    return tree


def _numbers(tree: Mapping[str | int, Any]) -> list[int]:
    return sorted(step for step in tree if isinstance(step, int))


def _flat(tree: _Tree, before: str, full: set[str]) -> Iterator[tuple[str, list[str]]]:
    numbers = _numbers(tree)
    if len(numbers) > MOST_ROWS:
        full.add(before.removesuffix("-"))
    parts = [(str(place), tree[number]) for place, number in enumerate(numbers[:MOST_ROWS])]
    parts += [(step, part) for step, part in tree.items() if isinstance(step, str)]
    for step, part in parts:
        if isinstance(part, dict):
            yield from _flat(part, f"{before}{step}-", full)
        else:
            yield f"{before}{step}", part
