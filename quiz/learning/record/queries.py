"""Reading what a learning record is made of."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, case, func, or_, select

from quiz.accounts.models import Account, Person
from quiz.accounts.visitor import Visitor
from quiz.bank.models import Bank, ItemVersion, Objective, Topic
from quiz.db import db
from quiz.errors import NotFound
from quiz.learning.record.period import Period
from quiz.learning.record.tallies import MOST_SECONDS, Answered, Exam, Place, Tally
from quiz.sittings import policy
from quiz.sittings.models import Mark, Response, Sitting, Slot
from quiz.sittings.queries import is_visitor
from quiz.sittings.results.queries import by_item

AT_ONCE = 1_000  # rows in memory, however many there are


class Learner(NamedTuple):
    """Whose record it is. name: of their account, None without. since: when they came."""

    name: str | None
    time_zone: str | None
    since: datetime


def learner(visitor: Visitor) -> Learner:
    """Return whose record the visitor's is. Raises NotFound when a sign-in has ended."""
    query = (
        select(Account.name, Person.time_zone, Person.created_at)
        .select_from(Person)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(is_visitor(visitor))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound("There is nothing of yours here. Start a quiz, or sign in again.")
    return Learner._make(row)


def answered(visitor: Visitor, period: Period) -> Iterator[Answered]:
    """Yield what the visitor answered in a period and was told of, in no order."""
    # A sitting that was over before has no answer in it, so its slots need not be looked at.
    reaching = (
        select(Sitting.id)
        .join(Person, Person.id == Sitting.person_id)
        .where(
            is_visitor(visitor),
            Sitting.started_at < period.ends_at,
            or_(Sitting.closed_at.is_(None), Sitting.closed_at >= period.begins_at),
        )
    )
    items = by_item(
        Slot.sitting_id.in_(reaching),
        Response.answered_at >= period.begins_at,
        Response.answered_at < period.ends_at,
        Mark.id.is_not(None),
        at=func.max(Response.answered_at),
        seconds=func.sum(case((Response.seconds > MOST_SECONDS, MOST_SECONDS), else_=Response.seconds)),
    )
    query = (
        select(
            items.c.at,
            items.c.sitting_id,
            Sitting.bank_id,
            ItemVersion.topic,
            ItemVersion.objective,
            items.c.share,
            items.c.seconds,
        )
        .select_from(items)
        .join(Sitting, Sitting.id == items.c.sitting_id)
        .join(ItemVersion, ItemVersion.id == items.c.version_id)
    )
    for row in db.session.execute(query, execution_options={"yield_per": AT_ONCE}):
        yield Answered._make(row)


def places(bank_ids: Collection[int]) -> dict[tuple[int, str], Place]:
    """Return where the objectives of some banks stand, by bank and slug, in the order of blueprints."""
    query = (
        select(Objective.bank_id, Objective.slug, Bank.title, Topic.title, Objective.title)
        .join(Bank, Bank.id == Objective.bank_id)
        .join(Topic, and_(Topic.bank_id == Objective.bank_id, Topic.slug == Objective.topic))
        .where(Objective.bank_id.in_(bank_ids))
        .order_by(Bank.title, Bank.id, Topic.position, Objective.position)
    )
    return {(bank_id, slug): Place(*titles) for bank_id, slug, *titles in db.session.execute(query)}


def exams(visitor: Visitor, period: Period) -> list[Exam]:
    """Return the visitor's exams that ended in a period, the first first."""
    theirs = (
        select(Sitting.id)
        .join(Person, Person.id == Sitting.person_id)
        .where(
            is_visitor(visitor),
            Sitting.mode == policy.EXAM,
            Sitting.closed_at >= period.begins_at,
            Sitting.closed_at < period.ends_at,
        )
    )
    items = by_item(Slot.sitting_id.in_(theirs), answered=func.count(Response.id))
    query = (
        select(
            Sitting,
            func.sum(items.c.answered),
            func.count(items.c.share),
            func.coalesce(func.sum(items.c.share), 0.0),
        )
        .join(items, items.c.sitting_id == Sitting.id)
        .group_by(Sitting.id)
        .order_by(Sitting.closed_at, Sitting.id)
    )
    return [
        Exam(
            sitting.id,
            sitting.title,
            sitting.started_at,
            sitting.closed_at or sitting.started_at,
            sitting.minutes or 0,
            sitting.extra_time_percent,
            sitting.length,
            int(answers),
            Tally(questions=scored, scored=scored, points=points),
        )
        for sitting, answers, scored, points in db.session.execute(query)
    ]
