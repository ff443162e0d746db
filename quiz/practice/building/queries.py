"""Reading what quizzes are made of: what is published in a bank, and how the visitor met each item last.

What is published is kept by every process until it changes. The rest follows the number of items that the
visitor met: not their answers, nor the items of the bank. The newest slot of each version is found by an
index, and only that one's answer is looked at.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from quiz.accounts.models import Person
from quiz.accounts.visitor import Visitor
from quiz.bank.models import Bank, ItemVersion, Naming, Objective, Topic
from quiz.bank.published.queries import published
from quiz.db import db
from quiz.learning.review.models import Card
from quiz.practice.building.matching import Entry, Meeting, Pool, Stock
from quiz.practice.building.models import LastSettings
from quiz.sittings import policy
from quiz.sittings.models import Mark, Response, Sitting, Slot
from quiz.sittings.queries import is_visitor, newest_mark

RED_FLAG = "red_flag"  # what a blueprint calls answers that turn on a danger sign
_MISSED, _CERTAIN, _SCORED = 1, 2, 4


@dataclass(frozen=True)
class Named:
    """A topic, or an objective with its topic, by the slug of each."""

    slug: str
    title: str
    topic: str = ""


def pool(visitor: Visitor, bank: Bank, *, now: datetime, with_due: bool = False) -> Pool:
    """Return what a sitting can be drawn from. with_due: also what is due now; else it is left out."""
    due = _due(visitor, bank.id, now) if with_due else frozenset()
    stock = _stock(bank.id, bank.offer, now.date().isoformat())
    return Pool(stock, meetings(visitor, stock), due)


@lru_cache(maxsize=16)
def _stock(bank_id: int, offer: str, today: str) -> Stock:
    """Return what is published in a bank. It is read anew when its offer has changed, and once a day."""
    return Stock(entries(bank_id, today))


def entries(bank_id: int, today: str) -> list[Entry]:
    """Return the published items of a bank. today: as documents write days."""
    warns = exists().where(
        Naming.version_id == ItemVersion.id, Naming.kind == "turns_on", Naming.slug == RED_FLAG
    )
    is_current = func.coalesce(ItemVersion.recheck_by, "9") >= today
    query = published(bank_id).add_columns(ItemVersion.format, ItemVersion.difficulty, warns, is_current)
    rows: list[list[Any]] = [list(row) for row in db.session.execute(query)]
    return [Entry(*row) for row in rows]


def meetings(visitor: Visitor, stock: Stock) -> dict[int, Meeting]:
    """Return how the visitor met each published item last, by item; without those never put before them.

    What was marked counts, and a flag of an exam that is over: one that is open tells nothing, and neither
    does what waits for its answer.
    """
    if not visitor.is_known:
        return {}
    found: dict[int, Meeting] = {}
    answered: dict[int, int] = {}
    rows = db.session.execute(_meetings(), {"person_id": visitor.id, "epoch": visitor.epoch})
    for item_id, put, marked, how, is_flagged, waits in rows:
        if stock.kind_of(item_id) is None:
            continue
        # Of an item that was met in several versions the newest slot counts, and the newest with a mark; it
        # waits where all of them do.
        known = found.get(item_id, Meeting(put=0, waits=True))
        known = known._replace(waits=known.waits and waits)
        if put > known.put:
            known = known._replace(put=put, flagged=is_flagged)
        if marked and marked > answered.get(item_id, 0):
            answered[item_id] = marked
            known = known._replace(
                scored=bool(how & _SCORED),
                missed=bool(how & _MISSED),
                certain_wrong=bool(how & _CERTAIN),
            )
        found[item_id] = known
    return found


@cache
def _meetings() -> Select[int, int, int | None, int, bool, bool]:
    """Return the query of meetings: a row for each version. Put together once, as that takes long.

    It joins nothing but single slots: of more than these a database may think it better to read all.
    """
    marked = exists().where(
        Response.slot_id == Slot.id, Response.final.is_(True), Mark.response_id == Response.id
    )
    met = _met()
    item_id = select(ItemVersion.item_id).where(ItemVersion.id == met.c.version_id).scalar_subquery()
    last = (
        select(
            met.c.version_id,
            item_id.label("item_id"),
            _newest(met.c.version_id, true()).label("put"),
            _newest(met.c.version_id, marked).label("answered"),
        )
        .where(met.c.version_id.is_not(None))
        .cte("last")
        .prefix_with("MATERIALIZED")
    )
    put, sitting, stage = aliased(Slot), aliased(Sitting), aliased(Slot)
    # Counted, for PostgreSQL would look for what exists among everybody's flags.
    flagged = (
        select(func.count(stage.id) > 0)
        .select_from(put)
        .join(sitting, sitting.id == put.sitting_id)
        .join(stage, _with_its_stages(stage, put))
        .where(
            put.id == last.c.put,
            stage.flagged.is_(True),
            or_(sitting.mode != policy.EXAM, sitting.closed_at.is_not(None)),
        )
        .scalar_subquery()
    )
    how = func.coalesce(_how(last.c.answered), 0)
    over = exists().where(Sitting.id == Slot.sitting_id, Sitting.closed_at.is_not(None))
    waits = and_(last.c.answered.is_(None), _newest(last.c.version_id, over).is_(None))
    return select(last.c.item_id, last.c.put, last.c.answered, how, flagged, waits)


def _met() -> CTE:
    """Return the versions that were put before a person, each once, by one step in the index for each.

    So neither items that they never met nor answers to the same again are looked at.
    """
    person = select(Person.id).where(Person.id == bindparam("person_id"), Person.epoch == bindparam("epoch"))
    first = select(func.min(Slot.version_id).label("version_id")).where(_is_theirs(), person.exists())
    met = first.cte("met", recursive=True)
    following = select(func.min(Slot.version_id)).where(_is_theirs(), Slot.version_id > met.c.version_id)
    return met.union_all(
        select(following.correlate(met).scalar_subquery()).where(met.c.version_id.is_not(None))
    )


def _is_theirs() -> ColumnElement[bool]:
    return Slot.person_id == bindparam("person_id")


def _newest(version_id: ColumnElement[int], condition: ColumnElement[bool]) -> ScalarSelect[int]:
    """Return the newest slot of a version that was put before a person, by one step in the index."""
    return (
        select(Slot.id)
        .where(_is_theirs(), Slot.version_id == version_id, condition)
        .order_by(Slot.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _with_its_stages(slot: type[Slot], last: type[Slot]) -> ColumnElement[bool]:
    """Return the condition that a slot is the last one, or a stage before it in the same case."""
    first = last.position - func.coalesce(last.stage, 1) + 1
    return and_(slot.sitting_id == last.sitting_id, slot.position.between(first, last.position))


def _how(slot_id: ColumnElement[int]) -> ScalarSelect[int]:
    """Return how the item of a slot was answered, as a sum of the flags above."""
    answered, stage = aliased(Slot), aliased(Slot)
    scored = Mark.scored.is_(True)
    missed = and_(scored, or_(Mark.points < Mark.out_of, Mark.dangerous.is_(True)))
    certain = and_(scored, Response.sureness == 3, Mark.points == 0)
    return (
        select(
            _MISSED * func.max(case((missed, 1), else_=0))
            + _CERTAIN * func.max(case((certain, 1), else_=0))
            + _SCORED * func.max(case((scored, 1), else_=0))
        )
        .select_from(answered)
        .join(stage, _with_its_stages(stage, answered))
        .join(Response, and_(Response.slot_id == stage.id, Response.final.is_(True)))
        .join(Mark, and_(Mark.response_id == Response.id, newest_mark()))
        .where(answered.id == slot_id)
        .scalar_subquery()
    )


def _due(visitor: Visitor, bank_id: int, now: datetime) -> frozenset[str]:
    query = (
        select(Card.objective)
        .join(Person, Person.id == Card.person_id)
        .where(is_visitor(visitor), Card.bank_id == bank_id, Card.due <= now)
    )
    return frozenset(db.session.scalars(query))


def objectives(bank_id: int) -> list[Named]:
    """Return a bank's objectives in the blueprint's order."""
    query = (
        select(Objective.slug, Objective.title, Objective.topic)
        .where(Objective.bank_id == bank_id)
        .order_by(Objective.position)
    )
    return [Named(*row) for row in db.session.execute(query)]


def topics(bank_id: int) -> list[Named]:
    """Return a bank's topics in the blueprint's order."""
    query = select(Topic.slug, Topic.title).where(Topic.bank_id == bank_id).order_by(Topic.position)
    return [Named(*row) for row in db.session.execute(query)]


def last_settings(visitor: Visitor, bank_id: int) -> dict[str, list[str]]:
    """Return what the visitor chose last in a bank, by field; empty when there is nothing."""
    if not visitor.is_known:
        return {}
    query = (
        select(LastSettings.chosen)
        .join(Person, Person.id == LastSettings.person_id)
        .where(is_visitor(visitor), LastSettings.bank_id == bank_id)
    )
    return db.session.scalar(query) or {}
