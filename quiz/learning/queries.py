"""Reading what a person has learned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from quiz.accounts.models import Person
from quiz.accounts.visitor import Visitor
from quiz.bank.models import Bank, ItemVersion, Topic
from quiz.db import db
from quiz.learning.wilson import wilson
from quiz.sittings.models import Mark, Response, Sitting, Slot
from quiz.sittings.queries import is_visitor, newest_mark
from quiz.sittings.results.queries import by_item

ENOUGH = 5  # answers in a topic below which a percentage would say more than it knows


@dataclass(frozen=True)
class TopicProgress:
    """Share of the points earned in one topic, over n items answered; a case is one."""

    slug: str
    title: str
    points: float
    n: int

    @property
    def share(self) -> float:
        """Share of the points, 0..1; 0 without answers."""
        return self.points / self.n if self.n else 0.0

    @property
    def enough(self) -> bool:
        """Whether there are answers enough to show a percentage."""
        return self.n >= ENOUGH

    @property
    def band(self) -> tuple[float, float]:
        """Lower and upper end of the 95 % interval of the share."""
        return wilson(self.points, self.n)


@dataclass(frozen=True)
class Totals:
    """How a person has done. answered: items, a case being one. certain and dangerous count answers."""

    answered: int
    points: float
    sittings: int
    seconds: float
    certain: int
    certain_wrong: int
    dangerous: int


@dataclass(frozen=True)
class Signals:
    """What searches came to, as in signal detection: found or missed, false alarms or rightly nothing."""

    hits: int
    misses: int
    false_alarms: int
    correct_rejections: int

    @property
    def present(self) -> int:
        """Searches in which there was something that mattered."""
        return self.hits + self.misses

    @property
    def absent(self) -> int:
        """Searches in which there was not."""
        return self.false_alarms + self.correct_rejections


def time_zone(visitor: Visitor) -> str | None:
    """Return the visitor's time zone."""
    query = select(Person.time_zone).where(is_visitor(visitor))
    return db.session.scalar(query)


def _of(visitor: Visitor) -> ColumnElement[bool]:
    """Return the condition that a slot is the visitor's."""
    return Slot.person_id.in_(select(Person.id).where(is_visitor(visitor)))


def totals(visitor: Visitor) -> Totals:
    """Return the visitor's totals."""
    scored = Mark.scored.is_(True)
    certain = and_(scored, Response.sureness == 3)
    sums: dict[str, ColumnElement[Any]] = {
        "seconds": func.sum(case((scored, Response.seconds))),
        "certain": func.sum(case((certain, 1), else_=0)),
        "certain_wrong": func.sum(case((and_(certain, Mark.points == 0), 1), else_=0)),
        "dangerous": func.sum(case((and_(scored, Mark.dangerous.is_(True)), 1), else_=0)),
    }
    items = by_item(_of(visitor), **sums)
    query = select(
        func.count(items.c.share),
        func.coalesce(func.sum(items.c.share), 0.0),
        func.count(case((items.c.share.is_not(None), items.c.sitting_id)).distinct()),
        *(func.coalesce(func.sum(items.c[name]), 0) for name in sums),
    )
    return Totals(*db.session.execute(query).one())


def practised_banks(visitor: Visitor) -> Sequence[Bank]:
    """Return the banks the visitor has begun sittings from, by title."""
    begun = select(Sitting.bank_id).join(Person, Person.id == Sitting.person_id).where(is_visitor(visitor))
    query = select(Bank).where(Bank.id.in_(begun)).order_by(Bank.title)
    return db.session.scalars(query).all()


def by_topic(visitor: Visitor, bank_id: int) -> list[TopicProgress]:
    """Return the visitor's progress in every topic of a bank, in the blueprint's order."""
    items = by_item(_of(visitor))
    earned = (
        select(
            ItemVersion.topic.label("topic"),
            func.sum(items.c.share).label("points"),
            func.count(items.c.share).label("n"),
        )
        .select_from(items)
        .join(Sitting, Sitting.id == items.c.sitting_id)
        .join(ItemVersion, ItemVersion.id == items.c.version_id)
        .where(Sitting.bank_id == bank_id)
        .group_by(ItemVersion.topic)
        .subquery()
    )
    query = (
        select(Topic.slug, Topic.title, func.coalesce(earned.c.points, 0.0), func.coalesce(earned.c.n, 0))
        .outerjoin(earned, earned.c.topic == Topic.slug)
        .where(Topic.bank_id == bank_id)
        .order_by(Topic.position)
    )
    return [TopicProgress(*row) for row in db.session.execute(query)]


def signals(visitor: Visitor) -> Signals:
    """Return what the visitor's searches came to."""
    query = (
        select(Mark.signal, func.count(Mark.id))
        .join(Person, Person.id == Mark.person_id)
        .where(is_visitor(visitor), Mark.signal.is_not(None), newest_mark())
        .group_by(Mark.signal)
    )
    found: dict[str, int] = {signal: n for signal, n in db.session.execute(query) if signal}
    return Signals(
        found.get("hit", 0),
        found.get("miss", 0),
        found.get("false_alarm", 0),
        found.get("correct_rejection", 0),
    )


@dataclass(frozen=True)
class Unlearn:
    """A question that was answered with certainty, and wrong."""

    sitting_id: int
    position: int
    topic: str
    answered_at: datetime
    dangerous: bool


def certain_but_wrong(visitor: Visitor, limit: int = 10) -> list[Unlearn]:
    """Return the visitor's newest certain answers that earned nothing."""
    query = (
        select(Slot.sitting_id, Slot.position, Topic.title, Response.answered_at, Mark.dangerous)
        .select_from(Response)
        .join(Person, Person.id == Response.person_id)
        .join(Slot, Slot.id == Response.slot_id)
        .join(Sitting, Sitting.id == Slot.sitting_id)
        .join(ItemVersion, ItemVersion.id == Slot.version_id)
        .join(Topic, and_(Topic.slug == ItemVersion.topic, Topic.bank_id == Sitting.bank_id))
        .join(Mark, and_(Mark.response_id == Response.id, newest_mark()))
        .where(
            is_visitor(visitor),
            Response.final.is_(True),
            Mark.scored.is_(True),
            Response.sureness == 3,
            Mark.points == 0,
        )
        .order_by(Response.answered_at.desc())
        .limit(limit)
    )
    return [Unlearn(*row) for row in db.session.execute(query)]
