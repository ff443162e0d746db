"""When an objective comes back: from an answer to a rating, from ratings to a day. Pure.

Memory is modelled by FSRS 6 as the ``fsrs`` library has it: with its default weights, without learning steps,
without fuzz. Rating an answer is ours: nobody rates themselves. Two facts of the model decide much of it:
``HARD`` counts as recalled, so a wrong answer is never hard; and one that is right by luck must not count as
much as one that was known. Sources: Ye J, FSRS 6, github.com/open-spaced-repetition (MIT); for answers
too quick to have been thought about, Wise SL, Ma L, NCME 2012 (normative threshold). See docs/adr/0026.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

import fsrs

from quiz.sittings.policy import RAPID

LOWEST_TARGET, TARGET, HIGHEST_TARGET = 0.80, 0.90, 0.95
LONGEST = 365  # days
RELEARN = timedelta(minutes=10)  # after which what is to be unlearned comes back
RETRY = timedelta(hours=12)  # nearer than this its explanation is still fresh, so nothing is tested
FEW = 3  # options, among which luck is likely
TIMES_KEPT, TIMES_ENOUGH = 31, 5  # answers of a format that its median rests on

DAY = timedelta(days=1)
_ANCHOR = datetime(2000, 1, 1, tzinfo=UTC)  # the library wants moments; only the days between them matter
OURS = fsrs.Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=LONGEST, enable_fuzzing=False)


class Rating(IntEnum):
    """How well something was recalled, by the library's numbers."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Answer(NamedTuple):
    """One item as it was answered; a case is one.

    at: when. share: of the points, 0..1; None where nothing is scored. sureness: 1 guessing, 2 fairly sure,
    3 certain, None when not said. quick: no slower than the person's median in this format. seconds: from
    page to answer. options: how many there were to choose one from; None where that is not known.
    """

    item_id: int
    at: datetime
    share: float | None
    sureness: int | None = None
    dangerous: bool = False
    quick: bool = False
    seconds: float | None = None
    options: int | None = None

    @property
    def is_to_unlearn(self) -> bool:
        """Whether it was wrong and certain, or would have harmed."""
        wrong = self.share is not None and self.share < 0.5
        return self.dangerous or (wrong and self.sureness == 3)

    @property
    def may_be_luck(self) -> bool:
        """Whether it was a guess among few options, too quick to have been thought about."""
        few = self.options is not None and self.options <= FEW
        return self.sureness == 1 and few and self.seconds is not None and self.seconds < RAPID


class Met(NamedTuple):
    """When a sibling was last answered, and whether it has ever been right."""

    at: datetime
    right: bool


@dataclass(frozen=True)
class Memory:
    """What a person is taken to remember of an objective.

    stability: days until recall has fallen to 90 %. difficulty: 1..10. recalled_at: of the last answer that
    counted; all three are None before the first. unlearn_since: when it was wrong with certainty, or
    dangerous (was_dangerous), if no right answer has healed that since. counted, lapses: answers that
    counted, and those of them that were forgotten after having been known. siblings: by item id.
    """

    stability: float | None = None
    difficulty: float | None = None
    recalled_at: datetime | None = None
    unlearn_since: datetime | None = None
    was_dangerous: bool = False
    counted: int = 0
    lapses: int = 0
    siblings: Mapping[int, Met] = field(default_factory=dict)

    def right_elsewhere(self, item_id: int) -> int:
        """Return how many other siblings have been right."""
        return sum(met.right for id, met in self.siblings.items() if id != item_id)


@dataclass(frozen=True)
class Plan:
    """How a person wants to review: the share to be recalled, the day of an exam, and where days begin."""

    target: float = TARGET
    exam_on: date | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))


def rating(answer: Answer, *, right_elsewhere: int = 0, retried: bool = False) -> Rating | None:
    """Return what an answer says of memory; None where it says nothing, and is not counted.

    right_elsewhere: other siblings that were right before. retried: the same item a moment after its
    explanation.
    """
    if answer.share is None or retried:
        return None
    if answer.dangerous or answer.share < 0.5:
        return Rating.AGAIN
    if answer.share < 1:
        return Rating.HARD
    if answer.sureness == 1:
        return None if answer.may_be_luck else Rating.HARD
    if answer.sureness == 3 and answer.quick and right_elsewhere >= 2:
        return Rating.EASY
    return Rating.GOOD


def review(memory: Memory, answer: Answer) -> tuple[Memory, Rating | None]:
    """Return what is remembered after an answer, and how the answer was rated."""
    before = memory.siblings.get(answer.item_id)
    may_be_easy = answer.sureness == 3 and answer.quick
    rated = rating(
        answer,
        right_elsewhere=memory.right_elsewhere(answer.item_id) if may_be_easy else 0,
        retried=before is not None and answer.at - before.at < RETRY,
    )
    right = (rated is not None and rated > Rating.AGAIN) or (before is not None and before.right)
    siblings = {**memory.siblings, answer.item_id: Met(answer.at, right)}
    if rated is None:
        return replace(memory, siblings=siblings), None
    stability, difficulty = remembered(
        memory.stability, memory.difficulty, days=_days(memory.recalled_at, answer.at), rated=rated
    )
    unlearn_since, was_dangerous = memory.unlearn_since, memory.was_dangerous
    if answer.is_to_unlearn:
        unlearn_since, was_dangerous = answer.at, answer.dangerous
    elif unlearn_since is not None and rated > Rating.AGAIN and answer.at - unlearn_since >= RETRY:
        unlearn_since, was_dangerous = None, False
    after = Memory(
        stability,
        difficulty,
        answer.at,
        unlearn_since,
        was_dangerous,
        counted=memory.counted + 1,
        lapses=memory.lapses + (memory.recalled_at is not None and rated is Rating.AGAIN),
        siblings=siblings,
    )
    return after, rated


def remembered(
    stability: float | None,
    difficulty: float | None,
    *,
    days: int,
    rated: Rating,
    scheduler: fsrs.Scheduler = OURS,
) -> tuple[float, float]:
    """Return stability in days and difficulty after a rating, ``days`` after the one before."""
    if stability is None or difficulty is None:
        card = fsrs.Card(card_id=0, due=_ANCHOR)
    else:
        card = fsrs.Card(
            card_id=0,
            state=fsrs.State.Review,
            stability=stability,
            difficulty=difficulty,
            due=_ANCHOR,
            last_review=_ANCHOR,
        )
    card, _ = scheduler.review_card(card, fsrs.Rating(rated), _ANCHOR + days * DAY)
    if card.stability is None or card.difficulty is None:
        raise TypeError("a card that was rated has a stability and a difficulty")
    return card.stability, card.difficulty


def recall(stability: float, days: float, *, decay: float = OURS.parameters[20]) -> float:
    """Return the chance that something is recalled ``days`` after it was last, 0..1."""
    return float((1 + _factor(decay) * days / stability) ** -decay)


def interval(stability: float, target: float) -> int:
    """Return the whole days after which the chance of recall has fallen to the target, 1 to 365."""
    decay = OURS.parameters[20]
    days = round(stability / _factor(decay) * float(target ** (-1 / decay) - 1))
    return min(max(days, 1), LONGEST)


def due(memory: Memory, plan: Plan) -> datetime | None:
    """Return the moment from which an objective is due; None while no answer has counted.

    It is the beginning of a day of the person's, but for what is to be unlearned: that comes back in ten
    minutes and again on the next day, until it is right at least half a day later. Before an exam nothing
    waits beyond its eve. An answer that did not count puts off to the next day what was due.
    """
    if memory.recalled_at is None or memory.stability is None:
        return None
    today = memory.recalled_at.astimezone(plan.zone).date()
    day = today + timedelta(days=interval(memory.stability, plan.target))
    if memory.unlearn_since is not None:
        day = min(day, today + DAY)
    if plan.exam_on is not None and (eve := plan.exam_on - DAY) > today:
        day = min(day, eve)
    moment = start_of(day, plan.zone)
    if memory.unlearn_since == memory.recalled_at:
        moment = min(moment, memory.recalled_at + RELEARN)
    met_at = max((met.at for met in memory.siblings.values()), default=memory.recalled_at)
    if moment <= met_at:
        moment = start_of(met_at.astimezone(plan.zone).date() + DAY, plan.zone)
    return moment


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment a day begins, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def is_quick(seconds: float | None, times: list[float]) -> bool:
    """Whether a time is at most the median of earlier ones; never, where there are too few of them."""
    return seconds is not None and len(times) >= TIMES_ENOUGH and seconds <= median(times)


def _days(earlier: datetime | None, later: datetime) -> int:
    """Return the days between two moments to the nearest: 39 hours are two, wherever midnight falls."""
    return max(0, (later - earlier + DAY / 2) // DAY) if earlier is not None else 0


def _factor(decay: float) -> float:
    return float(0.9 ** (-1 / decay) - 1)
