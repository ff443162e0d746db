"""From marks to cards: which answers say something of which objective, and what follows. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from question_bank import FORMATS, Score
from question_bank.formats.contract import CaseFormat
from quiz.learning.review.scheduling import (
    TIMES_KEPT,
    Answer,
    Memory,
    Met,
    Rating,
    is_quick,
    review,
)
from quiz.sittings.policy import RAPID

Key = tuple[int, int]  # sitting and item
Objective = tuple[int, str]  # bank and slug


class MarkedSlot(NamedTuple):
    """An answered slot with a mark. is_final: whether that answer counts. is_stage: of a case."""

    mark_id: int
    slot_id: int
    is_final: bool
    sitting_id: int
    is_stage: bool
    bank_id: int
    item_id: int
    version_id: int
    objective: str
    format: str
    answered_at: datetime
    sureness: int | None
    seconds: float | None
    points: float
    out_of: float
    dangerous: bool
    scored: bool

    @property
    def score(self) -> Score:
        """What it earned."""
        return Score(self.points, self.out_of, dangerous=self.dangerous, scored=self.scored)


class Tested(NamedTuple):
    """An item as it was answered in a sitting, and what for."""

    sitting_id: int
    objective: Objective
    format: str
    version_id: int
    answer: Answer

    @property
    def key(self) -> Key:
        """What there is one of."""
        return self.sitting_id, self.answer.item_id

    @property
    def needs_options(self) -> bool:
        """Whether it matters how many options there were: it may have been a lucky guess."""
        answer = self.answer
        return answer.share == 1 and answer.sureness == 1 and _seconds(answer) < RAPID

    def with_options(self, options: int | None) -> "Tested":
        """Return it with the number of options there were."""
        if options == self.answer.options:
            return self
        return self._replace(answer=self.answer._replace(options=options))

    def with_quick(self, *, is_quick: bool) -> "Tested":
        """Return it with whether it was quick."""
        if is_quick == self.answer.quick:
            return self
        return self._replace(answer=self.answer._replace(quick=is_quick))


def tested(slots: Iterable[MarkedSlot]) -> list[Tested]:
    """Return items as they were answered, in the order of time; what is for no objective is left out.

    The slots of a case are one item. It earns what its format makes of them. How sure one was of it is the
    least that was said, or the most that was said of a wrong stage where less than half was right.
    """

    def key(slot: MarkedSlot) -> Key:
        return slot.sitting_id, slot.item_id

    found = [_tested(list(group)) for _, group in groupby(sorted(slots, key=key), key)]
    return sorted((one for one in found if one.objective[1]), key=_in_time)


def with_quickness(
    found: Iterable[Tested], times: Mapping[str, Sequence[float]]
) -> tuple[list[Tested], dict[str, Sequence[float]]]:
    """Return what was tested with whether it was quick for this person, and the times brought up to date.

    times: by format, the seconds of the newest answers, oldest first.
    """
    kept = dict(times)
    told = []
    for one in found:
        earlier = list(kept.get(one.format, ()))
        seconds = one.answer.seconds
        told.append(one.with_quick(is_quick=is_quick(seconds, earlier)))
        if seconds is not None:
            kept[one.format] = [*earlier, seconds][-TIMES_KEPT:]
    return told, kept


def followed(memory: Memory, found: Iterable[Tested]) -> tuple[Memory, list[tuple[Tested, Rating | None]]]:
    """Return what is remembered after what was tested, and each with its rating, if it says anything."""
    rated = []
    for one in sorted(found, key=_in_time):
        memory, rating = review(memory, one.answer)
        rated.append((one, rating))
    return memory, rated


def met_as_kept(siblings: Mapping[int, Met]) -> dict[str, Any]:
    """Return siblings as a card keeps them."""
    return {str(id): [met.at.isoformat(), met.right] for id, met in siblings.items()}


def met_of(kept: Mapping[str, Any]) -> dict[int, Met]:
    """Return siblings of a card."""
    return {int(id): Met(datetime.fromisoformat(at), right) for id, (at, right) in kept.items()}


def _seconds(answer: Answer) -> float:
    return RAPID if answer.seconds is None else answer.seconds


def _in_time(one: Tested) -> tuple[datetime, int]:
    return one.answer.at, one.answer.item_id


def _tested(slots: list[MarkedSlot]) -> Tested:
    first, fmt = slots[0], FORMATS.get(slots[0].format)
    score = fmt.total([slot.score for slot in slots]) if isinstance(fmt, CaseFormat) else first.score
    times = [slot.seconds for slot in slots if slot.seconds is not None]
    share = score.fraction if score.scored else None
    answer = Answer(
        first.item_id,
        max(slot.answered_at for slot in slots),
        share,
        _sureness(slots, share),
        dangerous=score.dangerous,
        seconds=sum(times) if len(times) == len(slots) else None,
    )
    return Tested(first.sitting_id, (first.bank_id, first.objective), first.format, first.version_id, answer)


def _sureness(slots: list[MarkedSlot], share: float | None) -> int | None:
    of_wrong = [slot.sureness for slot in slots if slot.sureness and slot.points < slot.out_of]
    if share is not None and share < 0.5 and of_wrong:
        return max(of_wrong)
    return min((slot.sureness for slot in slots if slot.sureness), default=None)
