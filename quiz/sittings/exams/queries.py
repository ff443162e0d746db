"""Reading exams: their way, what was saved in a slot, what counts when one is closed, which are due."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, select

from quiz.accounts.models import Person
from quiz.accounts.visitor import Visitor
from quiz.bank.models import Bank, ItemVersion
from quiz.db import db
from quiz.sittings.models import Response, Ruling, Sitting, Slot, Visit
from quiz.sittings.policy import Save
from quiz.sittings.queries import is_visitor, newest_ruling


@dataclass(frozen=True)
class ExamSegment:
    """One slot on the way through an exam; nothing in it says how the answer went.

    saved: an answer is; partial: with parts still open. locked: a stage of a case that was gone on from.
    waits: a stage whose turn has not come. seen: it was looked at, and left.
    """

    position: int
    stage: int | None
    flagged: bool
    saved: bool
    partial: bool
    locked: bool
    seen: bool
    waits: bool = False

    @property
    def word(self) -> str:
        """How it stands, in one word: ``waits``, ``answered``, ``begun``, ``seen`` or ``open``."""
        if self.waits:
            return "waits"
        if self.saved:
            return "begun" if self.partial else "answered"
        return "seen" if self.seen else "open"


def way(sitting_id: int) -> list[ExamSegment]:
    """Return every slot of an exam in order, with how it stands."""
    counts = (Response.slot_id == Slot.id, Response.late.is_(False))
    newest = select(func.max(Response.id)).where(*counts).correlate(Slot).scalar_subquery()
    query = (
        select(
            Slot.position,
            Slot.stage,
            Slot.flagged,
            Response.id.is_not(None),
            func.coalesce(Response.partial, False),
            Response.final.is_not(None),
            exists().where(Visit.slot_id == Slot.id),
        )
        .outerjoin(Response, Response.id == newest)
        .where(Slot.sitting_id == sitting_id)
        .order_by(Slot.position)
    )
    found: list[ExamSegment] = []
    for row in db.session.execute(query):
        segment = ExamSegment(*row)
        waits = (segment.stage or 1) > 1 and not found[-1].locked
        found.append(replace(segment, waits=waits))
    return found


@dataclass(frozen=True)
class Saved:
    """A response of an exam as it is stored."""

    token: str
    answer: dict[str, Any]
    sureness: int | None
    seconds: float | None
    partial: bool
    late: bool
    answered_at: datetime

    @property
    def as_save(self) -> Save:
        """What the policy compares."""
        return Save.of(self.token, (self.answer, self.sureness))


def saves(slot_id: int) -> list[Saved]:
    """Return all that was saved in a slot, oldest first."""
    columns = (
        Response.token,
        Response.answer,
        Response.sureness,
        Response.seconds,
        Response.partial,
        Response.late,
        Response.answered_at,
    )
    query = select(*columns).where(Response.slot_id == slot_id).order_by(Response.id)
    return [Saved(*row) for row in db.session.execute(query)]


def newest(slot_id: int) -> Saved | None:
    """Return what counts in a slot so far: the newest save that was not late."""
    counted = [save for save in saves(slot_id) if not save.late]
    return counted[-1] if counted else None


def newest_id(slot_id: int) -> int | None:
    """Return the id of what counts in a slot so far."""
    query = select(func.max(Response.id)).where(Response.slot_id == slot_id, Response.late.is_(False))
    return db.session.scalar(query)


def is_noted(slot_id: int, token: str) -> bool:
    """Whether the leaving of a page is noted already."""
    query = select(Visit.id).where(Visit.slot_id == slot_id, Visit.token == token)
    return db.session.scalar(query) is not None


def seconds_before(slot_id: int) -> float:
    """Return for how long a slot was looked at on the visits before this one."""
    return db.session.scalar(select(func.sum(Visit.seconds)).where(Visit.slot_id == slot_id)) or 0.0


def lock(sitting_id: int) -> None:
    """Let nobody else save in an exam, or close it, until the transaction ends.

    On SQLite a write transaction has that lock already.
    """
    db.session.execute(select(Sitting.id).where(Sitting.id == sitting_id).with_for_update(key_share=True))


@dataclass(frozen=True)
class Counted:
    """The response that counts in a slot of an exam, with what marking it needs.

    marked_as_id, digest: the version by whose key it is marked. credit, correction_id: of the ruling on
    the version that was asked, if there is one.
    """

    response_id: int
    person_id: int
    marked_as_id: int
    digest: str
    bank_loaded_at: datetime
    stage: int | None
    answer: dict[str, Any]
    credit: str | None
    correction_id: int | None


def counted(sitting_id: int) -> list[Counted]:
    """Return the response that counts in each slot of an exam: the newest that was not late."""
    last = (
        select(func.max(Response.id))
        .join(Slot, Slot.id == Response.slot_id)
        .where(Slot.sitting_id == sitting_id, Response.late.is_(False))
        .group_by(Response.slot_id)
    )
    query = (
        select(
            Response.id,
            Response.person_id,
            ItemVersion.id,
            ItemVersion.digest,
            Bank.loaded_at,
            Slot.stage,
            Response.answer,
            Ruling.credit,
            Ruling.correction_id,
        )
        .join(Slot, Slot.id == Response.slot_id)
        .join(Sitting, Sitting.id == Slot.sitting_id)
        .join(Bank, Bank.id == Sitting.bank_id)
        .outerjoin(Ruling, and_(Ruling.version_id == Slot.version_id, newest_ruling()))
        .join(ItemVersion, ItemVersion.id == func.coalesce(Ruling.marked_as_id, Slot.version_id))
        .where(Response.id.in_(last))
        .order_by(Slot.position)
    )
    return [Counted(*row) for row in db.session.execute(query)]


def versions(sitting_id: int) -> list[int]:
    """Return the ids of the versions that an exam asks."""
    return list(db.session.scalars(select(Slot.version_id).where(Slot.sitting_id == sitting_id).distinct()))


def late(sitting_id: int) -> int:
    """Return in how many slots of an exam an answer came after the end."""
    query = (
        select(func.count(Response.slot_id.distinct()))
        .join(Slot, Slot.id == Response.slot_id)
        .where(Slot.sitting_id == sitting_id, Response.late.is_(True))
    )
    return db.session.scalar(query) or 0


def past_deadline(now: datetime) -> Sequence[Sitting]:
    """Return the exams that are open although their deadline has passed, the longest due first."""
    query = (
        select(Sitting).where(Sitting.closed_at.is_(None), Sitting.deadline < now).order_by(Sitting.deadline)
    )
    return db.session.scalars(query).all()


def extra_time_percent(visitor: Visitor) -> int:
    """Return how much longer than others the visitor has for an exam."""
    return db.session.scalar(select(Person.extra_time_percent).where(is_visitor(visitor))) or 0
