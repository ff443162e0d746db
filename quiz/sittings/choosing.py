"""Which items a sitting is made of. Pure.

What can be drawn comes in kinds, not item by item, so that a draw from a large bank takes no longer.
"""

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random


@dataclass(frozen=True)
class Candidate:
    """A published item that could be asked. stages: how many slots it takes, more than one in a case."""

    item_id: int
    version_id: int
    topic: str
    objective: str
    stages: int = 1


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Published items that are alike in whatever a draw compares: ids of items, and of a version of each."""

    topic: str
    objective: str
    stages: int = 1
    item_ids: Sequence[int]
    version_ids: Sequence[int]

    def __len__(self) -> int:
        return len(self.item_ids)

    def candidate(self, place: int) -> Candidate:
        """Return the item at a place."""
        return Candidate(
            self.item_ids[place], self.version_ids[place], self.topic, self.objective, self.stages
        )


Order = tuple[float, ...]


def choose(
    kinds: Iterable[Alike], met: Mapping[int, float], *, count: int, seed: str, but: Collection[int] = ()
) -> list[Candidate]:
    """Draw items for up to ``count`` slots: never met first, then longest ago; topics and objectives spread.

    met: a number for each item that was met, higher for later. but: those of them that are not drawn again. A
    case is drawn only where all its stages find a place. The draw is decided by ``seed`` alone, so that the
    same seed gives the same sitting.
    """
    dice = Random(seed)  # noqa: S311 - to mix questions, not to keep secrets
    by_objective: dict[tuple[str, str], list[Alike]] = defaultdict(list)
    for kind in kinds:
        if kind.item_ids:
            by_objective[kind.topic, kind.objective].append(kind)
    siblings = [
        sorted(of_one, key=lambda kind: kind.item_ids[0]) for _, of_one in sorted(by_objective.items())
    ]
    chosen = _Chosen(count)
    _draw([_New(of_one, met, dice) for of_one in siblings], chosen)
    if chosen.room > 0:
        # What finds room was met, all of it, so this takes no longer than what one has met.
        rest = [[kind for kind in of_one if kind.stages <= chosen.room] for of_one in siblings]
        left_out = chosen.ids.union(but)
        _draw([_Met(of_one, met, left_out, dice) for of_one in rest if of_one], chosen)
    dice.shuffle(chosen.items)
    return chosen.items


class _Chosen:
    """What was drawn so far. room: for how many slots more."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.items: list[Candidate] = []
        self.ids: set[int] = set()
        self.topics: Counter[str] = Counter()
        self.objectives: Counter[str] = Counter()

    def add(self, candidate: Candidate) -> None:
        self.items.append(candidate)
        self.ids.add(candidate.item_id)
        self.room -= candidate.stages
        self.topics[candidate.topic] += 1
        self.objectives[candidate.objective] += 1


class _Siblings(ABC):
    """Items of one objective in the order they are drawn, looked up one at a time."""

    def __init__(self, waiting: Iterator[tuple[float, Candidate]]) -> None:
        self._waiting = waiting
        self._first = next(waiting, None)

    def first(self, room: int) -> tuple[float, Candidate] | None:
        """Return the next that finds room, which only ever shrinks, with its order among others."""
        while self._first and self._first[1].stages > room:
            self.drop()
        return self._first

    def drop(self) -> None:
        """Go on to the next."""
        self._first = next(self._waiting, None)

    @abstractmethod
    def weight(self, order: float, candidate: Candidate, chosen: _Chosen) -> Order:
        """Return what is compared with other objectives: the smallest is drawn."""


class _New(_Siblings):
    """What was never met, mixed."""

    def __init__(self, kinds: list[Alike], met: Mapping[int, float], dice: Random) -> None:
        self._kinds = kinds
        self._shortest = min(kind.stages for kind in kinds)
        super().__init__(self._mixed(met, dice))

    def first(self, room: int) -> tuple[float, Candidate] | None:
        """Return the next that finds room; where none can, none is looked for."""
        return super().first(room) if self._shortest <= room else None

    def weight(self, order: float, candidate: Candidate, chosen: _Chosen) -> Order:
        """Prefer new objectives, then new topics."""
        return chosen.objectives[candidate.objective], chosen.topics[candidate.topic], order

    def _mixed(self, met: Mapping[int, float], dice: Random) -> Iterator[tuple[float, Candidate]]:
        """Yield items in an order of the dice, without putting all of them in order first."""
        ends = list(accumulate(map(len, self._kinds)))
        moved: dict[int, int] = {}  # what stands at a place instead of the number of that place
        order = 0.0
        for left in range(ends[-1], 0, -1):
            place = dice.randrange(left)
            number = moved.get(place, place)
            moved[place] = moved.get(left - 1, left - 1)
            # The first of many comes sooner than the first of few, as if all objectives were mixed together.
            order += (1 - order) * (1 - dice.random() ** (1 / left))
            at = bisect_right(ends, number)
            kind = self._kinds[at]
            candidate = kind.candidate(number - ends[at] + len(kind))
            if candidate.item_id not in met:
                yield order, candidate


class _Met(_Siblings):
    """What was met before, the longest ago first."""

    def __init__(self, kinds: list[Alike], met: Mapping[int, float], but: set[int], dice: Random) -> None:
        waiting = [
            (met[kind.item_ids[place]], dice.random(), kind, place)
            for kind in kinds
            for place in range(len(kind))
            if kind.item_ids[place] in met and kind.item_ids[place] not in but
        ]
        waiting.sort(key=lambda one: one[:2])
        super().__init__((last, kind.candidate(place)) for last, _, kind, place in waiting)

    def weight(self, order: float, candidate: Candidate, chosen: _Chosen) -> Order:
        """Prefer new objectives, then what was met longest ago."""
        return chosen.objectives[candidate.objective], order


def _draw(siblings: Sequence[_Siblings], chosen: _Chosen) -> None:
    """Add to what is chosen until nothing is left, or no room."""
    while chosen.room > 0:
        best: tuple[Order, int] | None = None
        for number, each in enumerate(siblings):
            if first := each.first(chosen.room):
                weight = each.weight(*first, chosen), number
                best = min(best, weight) if best else weight
        if best is None:
            return
        drawn = siblings[best[1]].first(chosen.room)
        if drawn is not None:
            siblings[best[1]].drop()
            chosen.add(drawn[1])
