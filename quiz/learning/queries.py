"""Reading what a person has learned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, and_, case, cast, func, select

from quiz.accounts.models import Person
from quiz.accounts.visitor import Visitor
from quiz.bank.models import Bank, ItemVersion, Topic
from quiz.db import db
from quiz.learning.wilson import wilson
from quiz.sittings.models import Mark, Response, Sitting, Slot
from quiz.sittings.queries import is_visitor, newest_mark

ENOUGH = 5  # answers in a topic below which a percentage would say more than it knows


@dataclass(frozen=True)
class TopicProgress:
    """Share of the points earned in one topic, over n answers."""

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
    """All answers of a person, and how they went."""

    answered: int
    points: float
    sittings: int
    seconds: float
    certain: int
    certain_wrong: int
    dangerous: int


def time_zone(visitor: Visitor) -> str | None:
    """Return the visitor's time zone."""
    query = select(Person.time_zone).where(is_visitor(visitor))
    return db.session.scalar(query)


def totals(visitor: Visitor) -> Totals:
    """Return the visitor's totals."""
    certain = Response.sureness == 3
    query = (
        select(
            func.count(Response.id),
            func.coalesce(func.sum(Mark.points / Mark.out_of), 0.0),
            func.count(Slot.sitting_id.distinct()),
            func.coalesce(func.sum(Response.seconds), 0.0),
            func.coalesce(func.sum(cast(certain, Integer)), 0),
            func.coalesce(func.sum(case((and_(certain, Mark.points == 0), 1), else_=0)), 0),
            func.coalesce(func.sum(cast(Mark.dangerous, Integer)), 0),
        )
        .select_from(Response)
        .join(Person, Person.id == Response.person_id)
        .join(Slot, Slot.id == Response.slot_id)
        .join(Mark, and_(Mark.response_id == Response.id, newest_mark()))
        .where(is_visitor(visitor), Response.final.is_(True), Mark.scored.is_(True))
    )
    return Totals(*db.session.execute(query).one())


def practised_banks(visitor: Visitor) -> Sequence[Bank]:
    """Return the banks the visitor has begun sittings from, by title."""
    begun = select(Sitting.bank_id).join(Person, Person.id == Sitting.person_id).where(is_visitor(visitor))
    query = select(Bank).where(Bank.id.in_(begun)).order_by(Bank.title)
    return db.session.scalars(query).all()


def by_topic(visitor: Visitor, bank_id: int) -> list[TopicProgress]:
    """Return the visitor's progress in every topic of a bank, in the blueprint's order."""
    earned = (
        select(
            ItemVersion.topic.label("topic"),
            func.sum(Mark.points / Mark.out_of).label("points"),
            func.count(Response.id).label("n"),
        )
        .select_from(Response)
        .join(Person, Person.id == Response.person_id)
        .join(Slot, Slot.id == Response.slot_id)
        .join(Sitting, Sitting.id == Slot.sitting_id)
        .join(ItemVersion, ItemVersion.id == Slot.version_id)
        .join(Mark, and_(Mark.response_id == Response.id, newest_mark()))
        .where(
            is_visitor(visitor), Response.final.is_(True), Mark.scored.is_(True), Sitting.bank_id == bank_id
        )
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
