"""What may be answered, changed and revealed, and when. Pure: no database, no clock."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class SlotState:
    """What a decision about one slot rests on. waits: an earlier stage of its case is not answered yet."""

    mode: str
    closed_at: datetime | None
    answered: bool
    waits: bool = False


def may_answer(state: SlotState) -> bool:
    """Whether an answer is taken: the sitting is open, this slot has none yet, and its turn has come."""
    return state.closed_at is None and not state.answered and not state.waits


def is_locked(state: SlotState) -> bool:
    """Whether the question may not be seen yet: a stage of a case waits for those before it."""
    return state.waits and state.closed_at is None


class Position(Protocol):
    """One slot on the way through a sitting. fraction: None while it is open."""

    @property
    def position(self) -> int:
        """Where it stands."""

    @property
    def fraction(self) -> float | None:
        """Share of the points it earned."""


def following(way: Iterable[Position], *, after: int = 0, of_case: Collection[int] = ()) -> int | None:
    """Return the position to go on with: the next stage of the case one is in, else the first that is open.

    The stages of a case stand in their order, so the first that is open never waits for another.
    """
    still_open = [slot.position for slot in way if slot.fraction is None]
    next_stage = (position for position in still_open if position > after and position in of_case)
    return next(next_stage, next(iter(still_open), None))


def may_reveal(state: SlotState) -> bool:
    """Whether key and explanation may leave the server.

    Tutor mode: once the answer is stored, or once the sitting is over (what was left open is then explained
    too).
    """
    return state.answered or state.closed_at is not None
