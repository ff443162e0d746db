"""What the trainee's pages show beyond single features: how much there is, and the outcome of a sitting."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from quiz.bank.models import Item, ItemVersion
from quiz.bank.queries import is_published, topics
from quiz.db import db
from quiz.sittings import queries as sittings
from quiz.sittings.models import Sitting


@dataclass(frozen=True)
class TopicOutcome:
    """Points earned in one topic of a sitting; n answers."""

    title: str
    points: float
    n: int


@dataclass(frozen=True)
class Outcome:
    """How a sitting went. points: sum of the shares earned by answered items."""

    lines: list[sittings.Line]
    answered: int
    scored: int
    points: float
    seconds: float | None
    dangerous: int
    topics: list[TopicOutcome]


def counts_by_topic(bank_id: int) -> dict[str, int]:
    """Return how many published items each topic has."""
    query = (
        select(ItemVersion.topic, func.count(Item.id))
        .join(Item, is_published())
        .where(Item.bank_id == bank_id, Item.state == "published")
        .group_by(ItemVersion.topic)
    )
    return dict(db.session.execute(query).all())


def outcome(sitting: Sitting) -> Outcome:
    """Return how a sitting went."""
    lines = sittings.lines(sitting.id)
    titles = {topic.slug: topic.title for topic in topics(sitting.bank_id)}
    answered = [line for line in lines if line.points is not None]
    scored = [line for line in answered if line.scored]
    seconds = [line.seconds for line in answered if line.seconds is not None]
    return Outcome(
        lines=lines,
        answered=len(answered),
        scored=len(scored),
        points=_earned(scored),
        seconds=sum(seconds) if seconds else None,
        dangerous=sum(bool(line.dangerous) for line in answered),
        topics=[
            TopicOutcome(title, _earned(within), len(within))
            for slug, title in titles.items()
            if (within := [line for line in scored if line.topic == slug])
        ],
    )


def _earned(lines: Iterable[sittings.Line]) -> float:
    return sum((line.points or 0) / (line.out_of or 1) for line in lines)
