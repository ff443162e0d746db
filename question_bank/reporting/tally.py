"""Counts of things by name, with the share each has."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """How many have one value. share: of all that were counted, 0..1."""

    id: str
    title: str
    count: int
    share: float


def tallies(values: Iterable[str], titles: Mapping[str, str]) -> tuple[Tally, ...]:
    """Count values in the order of ``titles``, those that did not come up included, then any others."""
    found = Counter(values)
    total = found.total() or 1
    order = [*titles, *sorted(set(found) - set(titles))]
    return tuple(Tally(id, titles.get(id, id), found[id], found[id] / total) for id in order)


def named(ids: Iterable[str]) -> dict[str, str]:
    """Return ids with themselves as titles, ``very_low`` as “very low”."""
    return {id: id.replace("_", " ") for id in ids}
