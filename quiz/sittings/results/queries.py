"""Reading what was earned: the lines of one result, and the sums of many sittings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select

from question_bank import Score
from quiz.accounts.models import Person
from quiz.accounts.visitor import Visitor
from quiz.bank.models import ItemVersion
from quiz.db import db
from quiz.sittings.models import Mark, Response, Sitting, Slot
from quiz.sittings.queries import is_visitor, newest_mark, verdict_word

AT_ONCE = 500  # sittings in memory, however many there are


@dataclass(frozen=True)
class Line:
    """One row of a result: which item, how it went, how sure. None while unanswered."""

    position: int
    stage: int | None
    version_id: int
    format: str
    topic: str
    answered_at: datetime | None
    sureness: int | None
    seconds: float | None
    points: float | None
    out_of: float | None
    dangerous: bool | None
    scored: bool | None

    @property
    def begins_at(self) -> int:
        """Position of the first stage of its case; its own, where it is none."""
        return self.position - (self.stage or 1) + 1

    @property
    def score(self) -> Score | None:
        """What was earned."""
        if self.points is None or self.out_of is None:
            return None
        return Score(self.points, self.out_of, dangerous=bool(self.dangerous), scored=bool(self.scored))

    @property
    def word(self) -> str:
        """How it went, in one word."""
        return verdict_word(self.score.fraction if self.score else None, scored=self.scored)


def lines(sitting_id: int) -> list[Line]:
    """Return the rows of a sitting's result."""
    query = (
        select(
            Slot.position,
            Slot.stage,
            Slot.version_id,
            ItemVersion.format,
            ItemVersion.topic,
            Response.answered_at,
            Response.sureness,
            Response.seconds,
            Mark.points,
            Mark.out_of,
            Mark.dangerous,
            Mark.scored,
        )
        .join(ItemVersion, ItemVersion.id == Slot.version_id)
        .outerjoin(Response, and_(Response.slot_id == Slot.id, Response.final.is_(True)))
        .outerjoin(Mark, and_(Mark.response_id == Response.id, newest_mark()))
        .where(Slot.sitting_id == sitting_id)
        .order_by(Slot.position)
    )
    rows: list[list[Any]] = [list(row) for row in db.session.execute(query)]
    return [Line(*row) for row in rows]


def by_item(*conditions: ColumnElement[bool], **sums: ColumnElement[Any]) -> Subquery:
    """Return a subquery with one row for each item of a sitting: what it earned, over all its slots.

    Columns: ``sitting_id``, ``version_id``, and ``share`` of the points, null where nothing is scored.
    ``sums`` add columns by name. ``conditions`` say which slots; Slot, Response and Mark may stand in either.

    A case is one item. Its share follows ``total`` in question_bank/formats/unfolding_case/marking.py: the
    mean of the stages answered, nothing if one was dangerous. A test compares the two.
    """
    share = case((Mark.scored.is_(True), Mark.points / Mark.out_of))
    harmed = func.max(case((and_(Slot.stage.is_not(None), Mark.dangerous.is_(True)), 1), else_=0)) == 1
    return (
        select(
            Slot.sitting_id,
            Slot.version_id,
            case((func.count(share) == 0, None), (harmed, 0.0), else_=func.avg(share)).label("share"),
            *(column.label(name) for name, column in sums.items()),
        )
        .select_from(Slot)
        .outerjoin(Response, and_(Response.slot_id == Slot.id, Response.final.is_(True)))
        .outerjoin(Mark, and_(Mark.response_id == Response.id, newest_mark()))
        .where(*conditions)
        # The stages of a case are one group; every other slot is one of its own.
        .group_by(Slot.sitting_id, Slot.version_id, case((Slot.stage.is_(None), Slot.id)))
        .subquery()
    )


@dataclass(frozen=True)
class Summary:
    """One sitting of a history. points: sum of the shares earned by ``scored`` items; a case is one."""

    sitting: Sitting
    answered: int
    scored: int
    points: float
    seconds: float | None


def summaries(visitor: Visitor, *, offset: int = 0, limit: int = 20) -> Sequence[Summary]:
    """Return the visitor's sittings, newest first."""
    mine = (
        select(Sitting.id)
        .join(Person, Person.id == Sitting.person_id)
        .where(is_visitor(visitor))
        .order_by(Sitting.started_at.desc(), Sitting.id.desc())
        .offset(offset)
        .limit(limit)
        .subquery()
    )
    items = by_item(
        Slot.sitting_id.in_(select(mine.c.id)),
        answered=func.count(Response.id),
        seconds=func.sum(Response.seconds),
    )
    query = (
        select(
            Sitting,
            func.sum(items.c.answered),
            func.count(items.c.share),
            func.coalesce(func.sum(items.c.share), 0.0),
            func.sum(items.c.seconds),
        )
        .join(items, items.c.sitting_id == Sitting.id)
        .group_by(Sitting.id)
        .order_by(Sitting.started_at.desc(), Sitting.id.desc())
    )
    return [Summary(*row) for row in db.session.execute(query)]


def every_summary(visitor: Visitor) -> Iterator[Summary]:
    """Yield all of the visitor's sittings, newest first, with few in memory at a time."""
    offset = 0
    while found := summaries(visitor, offset=offset, limit=AT_ONCE):
        yield from found
        offset += len(found)


def open_sitting(visitor: Visitor) -> Summary | None:
    """Return the newest sitting that is still open, to be gone on with."""
    query = (
        select(
            Sitting,
            select(func.count(Response.id))
            .join(Slot)
            .where(Slot.sitting_id == Sitting.id, Response.final.is_(True))
            .scalar_subquery(),
        )
        .join(Person, Person.id == Sitting.person_id)
        .where(is_visitor(visitor), Sitting.closed_at.is_(None))
        .order_by(Sitting.started_at.desc(), Sitting.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    return Summary(row[0], row[1], 0, 0, None) if row else None
