"""What may be answered, changed and revealed, and when. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SlotState:
    """What a decision about one slot rests on."""

    mode: str
    closed_at: datetime | None
    answered: bool


def may_answer(state: SlotState) -> bool:
    """Whether an answer is taken: the sitting is open and this slot has none yet."""
    return state.closed_at is None and not state.answered


def may_reveal(state: SlotState) -> bool:
    """Whether key and explanation may leave the server.

    Tutor mode: once the answer is stored, or once the sitting is over (what was left open is then explained
    too).
    """
    return state.answered or state.closed_at is not None
