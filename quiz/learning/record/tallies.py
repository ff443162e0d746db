"""What a learning record adds up, and what it says of its own worth. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from quiz.learning.record.period import Period
from quiz.learning.wilson import wilson

ENOUGH = 5  # scored questions below which a percentage would say more than it knows
MOST_SECONDS = 900.0  # that one answer counts for: a page may stay open over lunch

LIMITS = (
    "It counts what was answered by whoever used this sign-in. Nobody looked on or checked who it was.",
    "The trainee chose what to practise and when, may have looked things up, and met some questions before.",
    "Everybody meets other questions, so shares do not compare as the marks of one examination do.",
    "The 95 % interval (Wilson) tells how far chance may have moved a share; below five there is none.",
    "Time is from opening a question to its answer, fifteen minutes at most, without reading explanations.",
    "It is no certificate, and it says nothing of examining or treating real patients.",
)


class Answered(NamedTuple):
    """An item that was answered in a sitting; a case is one.

    share: of the points, 0..1; None where nothing is scored. seconds: of all its answers, each
    ``MOST_SECONDS`` at most; None where they are not known.
    """

    at: datetime
    sitting_id: int
    bank_id: int
    topic: str
    objective: str
    share: float | None
    seconds: float | None


class Place(NamedTuple):
    """Where an objective stands, as banks have it now, in their order; a bank may have dropped it since."""

    bank: str
    topic: str
    objective: str


@dataclass
class Tally:
    """How many items were answered, and what the scored of them earned; a case is one. seconds: as told."""

    questions: int = 0
    scored: int = 0
    points: float = 0.0
    seconds: float = 0.0

    def add(self, answered: Answered) -> None:
        """Count one more."""
        self.questions += 1
        self.seconds += answered.seconds or 0.0
        if answered.share is not None:
            self.scored += 1
            self.points += answered.share

    @property
    def share(self) -> float | None:
        """The share of the points, 0..1; None where too few were scored."""
        return min(1.0, self.points / self.scored) if self.scored >= ENOUGH else None

    @property
    def band(self) -> tuple[float, float] | None:
        """Lower and upper end of the 95 % interval of the share; None where too few were scored."""
        return wilson(min(self.points, float(self.scored)), self.scored) if self.scored >= ENOUGH else None


@dataclass(frozen=True)
class Exam:
    """An exam that ended in the period. answered: of its ``length`` questions; each step of a case is one."""

    sitting_id: int
    title: str
    started_at: datetime
    closed_at: datetime
    minutes: int
    extra_time_percent: int
    length: int
    answered: int
    tally: Tally


@dataclass
class Sums:
    """What a person did in a period. days, sittings: on which, and in which, something was answered.

    spans: by the first day of each day, week or month. objectives: by bank id, topic and objective.
    """

    total: Tally = field(default_factory=Tally)
    days: set[date] = field(default_factory=set)
    sittings: set[int] = field(default_factory=set)
    spans: dict[date, Tally] = field(default_factory=lambda: defaultdict(Tally))
    objectives: dict[tuple[int, str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))

    def by_place(
        self, places: Mapping[tuple[int, str], Place]
    ) -> dict[tuple[str, str], list[tuple[str, Tally]]]:
        """Return objectives by bank and topic, in the order of places; what has none comes last."""
        order = {key: number for number, key in enumerate(places)}
        found: dict[tuple[str, str], list[tuple[str, Tally]]] = defaultdict(list)

        def place(key: tuple[int, str, str]) -> tuple[int, tuple[int, str, str]]:
            return order.get((key[0], key[2]), len(order)), key

        for key in sorted(self.objectives, key=place):
            bank_id, topic, objective = key
            at = places.get((bank_id, objective), Place("No longer in its bank", topic, objective))
            found[at.bank, at.topic].append((at.objective, self.objectives[key]))
        return found


def added_up(answers: Iterable[Answered], period: Period) -> Sums:
    """Add up what was answered in a period."""
    sums = Sums()
    for one in answers:
        day = period.day_of(one.at)
        sums.days.add(day)
        sums.sittings.add(one.sitting_id)
        for tally in (
            sums.total,
            sums.spans[period.span_of(day)],
            sums.objectives[one.bank_id, one.topic, one.objective],
        ):
            tally.add(one)
    sums.spans = dict(sorted(sums.spans.items()))
    return sums
