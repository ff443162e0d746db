"""What a correction changes, counted. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from question_bank import Score

UP, DOWN, SAME, OUT, BACK = "up", "down", "same", "out", "back"
DANGEROUS, SAFE = "dangerous", "safe"  # became a dangerous miss; no longer is one
COLUMNS = {
    UP: "Up",
    DOWN: "Down",
    SAME: "As before",
    OUT: "Count no longer",
    BACK: "Count again",
    DANGEROUS: "Now dangerous",
    SAFE: "No longer dangerous",
}
ROUNDING = 1e-9
# How the share of the points moved, in the order it is shown.
MOVES = {
    "lost-most": "Lose more than half of the points",
    "lost-some": "Lose half of the points or less",
    "same": "Stay as they are",
    "gained-some": "Gain half of the points or less",
    "gained-most": "Gain more than half of the points",
    "out": "Count no longer",
    "back": "Count again",
}


def move(old: Score, new: Score) -> str:
    """Return how a score moved, a key of ``MOVES``."""
    if old.scored != new.scored:
        return "back" if new.scored else "out"
    change = new.fraction - old.fraction
    if not new.scored or abs(change) < ROUNDING:
        return "same"
    size = "most" if abs(change) > 0.5 + ROUNDING else "some"
    return f"{'gained' if change > 0 else 'lost'}-{size}"


def changes_points(moved: str) -> bool:
    """Whether somebody is told of a move."""
    return moved != SAME


@dataclass
class Tally:
    """What a correction changes. by_version: counts by the number of the version that was asked.

    people: who answered. told: those of them whose points changed.
    """

    by_version: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    moves: Counter[str] = field(default_factory=Counter)
    people: set[int] = field(default_factory=set)
    told: set[int] = field(default_factory=set)

    def add(self, number: int, person_id: int, old: Score, new: Score) -> bool:
        """Count an answer to a version; return whether its points changed."""
        moved = move(old, new)
        counts = self.by_version[number]
        counts[moved.partition("-")[0].replace("gained", UP).replace("lost", DOWN)] += 1
        if new.dangerous != old.dangerous:
            counts[DANGEROUS if new.dangerous else SAFE] += 1
        self.moves[moved] += 1
        self.people.add(person_id)
        if not changes_points(moved):
            return False
        self.told.add(person_id)
        return True

    @property
    def answers(self) -> int:
        """How many answers were counted."""
        return self.moves.total()

    def of(self, *what: str) -> int:
        """Return how many answers do what is named, over all versions."""
        return sum(counts[each] for counts in self.by_version.values() for each in what)

    def document(self) -> dict[str, Any]:
        """Return the counts as they are stored, without anybody's id."""
        return {
            "answers": self.answers,
            "people": len(self.people),
            "told": len(self.told),
            "moves": dict(self.moves),
            "by_version": {str(number): dict(counts) for number, counts in sorted(self.by_version.items())},
        }


def moves_in_order(moves: Counter[str]) -> Iterable[tuple[str, int]]:
    """Yield what answers do, in words, with how many; what none does is left out."""
    return ((words, moves[name]) for name, words in MOVES.items() if moves[name])
