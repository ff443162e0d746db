"""What may be answered, changed and revealed, and when. Pure: no database, no clock.

Everything that depends on the time is given the server's, as ``now``. What a browser believes plays no part.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Any, Protocol

TUTOR, EXAM = "tutor", "exam"
SECONDS_A_SLOT = 90
RAPID = 5.0  # seconds, in which nobody has read a vignette


@dataclass(frozen=True)
class SlotState:
    """What a decision about one slot rests on.

    answered: the answer that counts is fixed. In an exam that is so once it is closed, and before only in a
    stage of a case that the trainee went on from. waits: an earlier stage of its case is not answered yet.
    deadline: of an exam; grace: for how long after it an answer still counts.
    """

    mode: str
    closed_at: datetime | None
    answered: bool
    waits: bool = False
    deadline: datetime | None = None
    grace: timedelta = timedelta(0)


def may_answer(state: SlotState) -> bool:
    """Whether an answer is taken: the sitting is open, this slot has none yet, and its turn has come.

    In an exam the time decides besides: ``arrival``.
    """
    return state.closed_at is None and not state.answered and not state.waits


def is_locked(state: SlotState) -> bool:
    """Whether the question may not be seen yet: a stage of a case waits for those before it."""
    return state.waits and state.closed_at is None


class Arrival(StrEnum):
    """What becomes of an answer in an exam."""

    IN_TIME = "in_time"
    IN_GRACE = "in_grace"  # after the deadline, and it counts
    LATE = "late"  # kept, and never counts
    REFUSED = "refused"  # a stage that waits, or that the trainee went on from


def arrival(state: SlotState, now: datetime) -> Arrival:
    """Return what becomes of an answer in an exam that arrives now."""
    if state.closed_at is not None or is_over(state.deadline, state.grace, now):
        return Arrival.LATE
    if not may_answer(state):
        return Arrival.REFUSED
    return Arrival.IN_TIME if time_left(state.deadline, now) > 0 else Arrival.IN_GRACE


def may_explore(state: SlotState, now: datetime) -> bool:
    """Whether a step is taken before the answer; in an exam, while there is time."""
    if state.mode == EXAM:
        return arrival(state, now) in (Arrival.IN_TIME, Arrival.IN_GRACE)
    return may_answer(state)


def may_ask(state: SlotState, now: datetime) -> bool:
    """Whether a question of an exam is shown: it is open, there is time, and the question's turn has come."""
    return state.closed_at is None and not state.waits and time_left(state.deadline, now) > 0


def time_left(deadline: datetime | None, now: datetime) -> float:
    """Return the seconds until a deadline, 0 after it; without one, infinitely many."""
    return max(0.0, (deadline - now).total_seconds()) if deadline else float("inf")


def is_over(deadline: datetime | None, grace: timedelta, now: datetime) -> bool:
    """Whether no answer counts any more: the deadline has passed, and its grace."""
    return deadline is not None and now > deadline + grace


def deadline_of(started_at: datetime, *, minutes: int, extra_time_percent: int) -> datetime:
    """Return when an exam ends for a person who has so much more time than others."""
    return started_at + timedelta(minutes=minutes) * (100 + extra_time_percent) / 100


def minutes_for(slots: int) -> int:
    """Return how long an exam takes unless somebody says otherwise: 90 seconds a slot, in whole minutes."""
    return ceil(slots * SECONDS_A_SLOT / 60)


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


class ExamPosition(Protocol):
    """One slot on the way through an exam. waits: it is a stage of a case whose turn has not come."""

    @property
    def position(self) -> int:
        """Where it stands."""

    @property
    def waits(self) -> bool:
        """Whether it cannot be seen yet."""

    @property
    def saved(self) -> bool:
        """Whether an answer to it is saved."""


def next_in_exam(way: Iterable[ExamPosition], *, after: int) -> int | None:
    """Return the position after this one that can be seen; None at the end."""
    return next((slot.position for slot in way if slot.position > after and not slot.waits), None)


def first_open(way: Iterable[ExamPosition]) -> int | None:
    """Return the first position of an exam without an answer; None when all that can be seen have one."""
    return next((slot.position for slot in way if not slot.saved and not slot.waits), None)


def may_reveal(state: SlotState) -> bool:
    """Whether key and explanation may leave the server.

    Tutor mode: once the answer is stored, or once the sitting is over (what was left open is then explained
    too). Exam: once it is closed, and nothing before.
    """
    if state.mode == EXAM:
        return state.closed_at is not None
    return state.answered or state.closed_at is not None


@dataclass(frozen=True)
class Save:
    """One saving of an answer in an exam, of many from one page.

    page: the page's token. run, number: which run of the page's script sent it, and its how manieth; without
    a script one page is sent once, as number 0.
    """

    page: str
    run: str
    number: int
    content: Any

    @property
    def token(self) -> str:
        """What the response is stored under."""
        return f"{self.page}~{self.run}-{self.number}" if self.run else self.page

    @classmethod
    def of(cls, token: str, content: Any) -> "Save":
        """Return a save as its token tells it."""
        page, _, rest = token.partition("~")
        run, _, number = rest.partition("-")
        return cls(page, run, int(number) if number.isdecimal() else 0, content)


def adds(save: Save, before: Sequence[Save]) -> bool:
    """Whether a save says something that is not on record. ``before``: those of its slot, oldest first.

    It does not when it came before, when a later one of the same script is here already (a request that was
    lost on the way and found its way after all), or when it says what the newest says.
    """
    if any(save.token == each.token and save.content == each.content for each in before):
        return False
    of_same_script = (each for each in before if save.run and (each.page, each.run) == (save.page, save.run))
    if any(save.number < each.number for each in of_same_script):
        return False
    return not before or save.content != before[-1].content
