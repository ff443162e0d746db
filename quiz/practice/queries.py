"""What the trainee's pages show beyond single features: how much there is, and the outcome of a sitting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from question_bank import FORMATS, Score
from question_bank.formats.contract import CaseFormat
from quiz.bank.published.queries import topics
from quiz.sittings import queries as sittings
from quiz.sittings.models import Sitting
from quiz.sittings.results import queries as results


@dataclass(frozen=True)
class TopicOutcome:
    """Points earned in one topic of a sitting; n items, a case being one."""

    title: str
    points: float
    n: int


@dataclass(frozen=True)
class MetItem:
    """One item of a sitting: a line, or those of a case's stages. score: None while nothing is answered."""

    lines: list[results.Line]
    score: Score | None
    is_case: bool

    @property
    def word(self) -> str:
        """How it went, in one word."""
        fraction = self.score.fraction if self.score else None
        return sittings.verdict_word(fraction, scored=self.score is not None and self.score.scored)


@dataclass(frozen=True)
class Outcome:
    """How a sitting went. answered: slots. scored, points: items, and the sum of the shares they earned."""

    items: list[MetItem]
    answered: int
    scored: int
    points: float
    seconds: float | None
    dangerous: int
    topics: list[TopicOutcome]


def outcome(sitting: Sitting) -> Outcome:
    """Return how a sitting went."""
    lines = results.lines(sitting.id)
    titles = {topic.slug: topic.title for topic in topics(sitting.bank_id)}
    items = [_met(list(group)) for _, group in groupby(lines, key=lambda line: line.begins_at)]
    answered = [line for line in lines if line.points is not None]
    scored = [item for item in items if item.score is not None and item.score.scored]
    seconds = [line.seconds for line in answered if line.seconds is not None]
    return Outcome(
        items=items,
        answered=len(answered),
        scored=len(scored),
        points=_earned(scored),
        seconds=sum(seconds) if seconds else None,
        dangerous=sum(bool(line.dangerous) for line in answered),
        topics=[
            TopicOutcome(title, _earned(within), len(within))
            for slug, title in titles.items()
            if (within := [item for item in scored if item.lines[0].topic == slug])
        ],
    )


def _met(lines: list[results.Line]) -> MetItem:
    scores = [score for line in lines if (score := line.score)]
    fmt = FORMATS.get(lines[0].format)
    if isinstance(fmt, CaseFormat):
        return MetItem(lines, fmt.total(scores) if scores else None, is_case=True)
    return MetItem(lines, scores[0] if scores else None, is_case=False)


def _earned(items: Iterable[MetItem]) -> float:
    return sum(item.score.fraction for item in items if item.score)


@dataclass(frozen=True)
class CaseOutcome:
    """What a case has earned in a sitting. harmed_at: the stages at which a choice would have harmed."""

    score: Score
    harmed_at: list[int]


def case_outcome(
    fmt: CaseFormat, place: sittings.Place, segments: Sequence[sittings.Segment]
) -> CaseOutcome | None:
    """Return what the case around a slot has earned; None while nothing of it is answered."""
    stages = [(segment.position, segment.score) for segment in segments if segment.position in place.of_case]
    scores = [score for _, score in stages if score]
    if not scores:
        return None
    harmed_at = [
        position - place.of_case.start + 1 for position, score in stages if score and score.dangerous
    ]
    return CaseOutcome(fmt.total(scores), harmed_at)
