"""What an answer earned."""

from dataclasses import dataclass
from typing import Literal

Signal = Literal["hit", "miss", "false_alarm", "correct_rejection"]


@dataclass(frozen=True)
class Part:
    """A named part of a score: a stem, a facet, a stage."""

    name: str
    points: float
    out_of: float


@dataclass(frozen=True)
class Score:
    """Points earned out of points possible (``0 <= points <= out_of``, ``out_of > 0``).

    dangerous: the answer would have put the patient in danger; counted apart from points, so that no
    average hides it. scored: False where an answer is explained, but earns nothing and enters no sum.
    signal: where there was something to find or not: ``hit``, ``miss``, ``false_alarm`` or
    ``correct_rejection``, kept apart from points.
    """

    points: float
    out_of: float
    parts: tuple[Part, ...] = ()
    dangerous: bool = False
    scored: bool = True
    signal: Signal | None = None

    def __post_init__(self) -> None:
        """Refuse points outside 0..out_of."""
        if not (self.out_of > 0 and 0 <= self.points <= self.out_of):
            raise ValueError(f"{self.points} of {self.out_of} points is not a score")

    @property
    def fraction(self) -> float:
        """Share of the points earned, 0 to 1."""
        return self.points / self.out_of
