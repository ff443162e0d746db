"""Reading sittings. Loading is authorising: every query compares the visitor's person and epoch."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from question_bank import Score
from quiz.accounts.models import Person
from quiz.accounts.visitor import Visitor
from quiz.bank.models import Bank, ItemVersion
from quiz.db import db, run, writes_alone
from quiz.errors import NotFound
from quiz.sittings.models import Correction, Mark, Response, Ruling, Sitting, Slot, Step
from quiz.sittings.policy import SlotState


@dataclass(frozen=True)
class Given:
    """The answer that counts in a slot, and what it earned by its newest mark.

    In an exam that is still open there is one only where a stage of a case was left, and no mark: the numbers
    are then None, and nobody may ask for them yet.
    """

    answer: dict[str, Any]
    sureness: int | None
    token: str
    points: float
    out_of: float
    dangerous: bool
    scored: bool
    response_id: int
    sequence: int
    correction_id: int | None


@dataclass(frozen=True)
class Place:
    """One slot of a visitor's own sitting, with all that its pages need.

    marked_as_id, marked_as_digest: the version by whose key its answer is marked and explained, which is not
    the one that is asked once that was corrected. credit: ``full`` or ``left_out`` where it was voided.
    """

    given: Given | None
    sitting_id: int
    person_id: int
    mode: str
    title: str
    length: int
    closed_at: datetime | None
    slot_id: int
    position: int
    seed: str
    version_id: int
    digest: str
    bank_loaded_at: datetime
    time_zone: str | None
    seen_at: datetime
    answered_count: int
    stage: int | None
    stages: int
    waits: bool
    deadline: datetime | None
    grace_seconds: int
    flagged: bool
    marked_as_id: int
    marked_as_digest: str
    credit: str | None
    ruled_by: int | None

    @property
    def correction_id(self) -> int | None:
        """The correction that its answer, or the answer it lacks, is told of."""
        if self.given:
            return self.given.correction_id
        return self.ruled_by if self.credit or self.marked_as_id != self.version_id else None

    @property
    def state(self) -> SlotState:
        """What the policy decides on."""
        return SlotState(
            self.mode,
            self.closed_at,
            self.given is not None,
            waits=self.waits,
            deadline=self.deadline,
            grace=timedelta(seconds=self.grace_seconds),
        )

    @property
    def opens_next(self) -> bool:
        """Whether another stage of its case comes after it."""
        return self.stage is not None and self.stage < self.stages

    @property
    def of_case(self) -> range:
        """Positions of the stages of its case; of the slot alone, where it is none."""
        first = self.position - (self.stage or 1) + 1
        return range(first, first + (self.stages if self.stage else 1))


@dataclass(frozen=True)
class Segment:
    """One segment of the way through a sitting. fraction, scored, dangerous: None while unanswered."""

    position: int
    fraction: float | None
    scored: bool | None
    dangerous: bool | None

    @property
    def score(self) -> Score | None:
        """What was earned, out of 1."""
        if self.fraction is None:
            return None
        return Score(self.fraction, 1, dangerous=bool(self.dangerous), scored=bool(self.scored))

    @property
    def word(self) -> str:
        """How it went, in one word."""
        return verdict_word(self.fraction, scored=self.scored)


def verdict_word(fraction: float | None, *, scored: bool | None) -> str:
    """Return ``open``, ``noted``, ``right``, ``partly`` or ``wrong`` for a share of the points."""
    if fraction is None:
        return "open"
    if not scored:
        return "noted"
    return "right" if fraction == 1 else "partly" if fraction > 0 else "wrong"


def newest_mark() -> ColumnElement[bool]:
    """Return the condition that a mark is the newest of its response."""
    later = aliased(Mark)
    newer = select(later.id).where(later.response_id == Mark.response_id, later.sequence > Mark.sequence)
    return ~newer.exists()


def newest_ruling() -> ColumnElement[bool]:
    """Return the condition that a ruling is the newest of its version."""
    later = aliased(Ruling)
    newer = select(later.version_id).where(
        later.version_id == Ruling.version_id, later.correction_id > Ruling.correction_id
    )
    return ~newer.exists()


def hold(*version_ids: int) -> None:
    """Keep corrections of versions waiting until the transaction ends, or wait for one on its way."""
    if not writes_alone():
        query = select(ItemVersion.id).where(ItemVersion.id.in_(version_ids)).order_by(ItemVersion.id)
        run(query.with_for_update(read=True, key_share=True))


def is_visitor(visitor: Visitor) -> ColumnElement[bool]:
    """Return the condition that the person of a row is the visitor, signed in still."""
    return and_(Person.id == visitor.id, Person.epoch == visitor.epoch)


def place(visitor: Visitor, sitting_id: int, position: int) -> Place:
    """Return a slot of the visitor's own sitting in one select. Raises NotFound."""
    of = {"sitting_id": sitting_id, "position": position, "person_id": visitor.id, "epoch": visitor.epoch}
    row = run(_place(), of).one_or_none()
    if row is None:
        raise NotFound(
            "There is no such question in a quiz of yours. Sign in if you began it with an account."
        )
    values: list[Any] = list(row)
    end = len(fields(Place)) - 1
    given = Given(*values[end:]) if values[end] is not None else None
    return Place(given, *values[:end])


@cache
def _place() -> Select[*tuple[Any, ...]]:
    """Return the query of a place. It stands on the way of every answer, so it is put together once."""
    other_slot, other_response = aliased(Slot), aliased(Response)
    answered = (
        select(func.count(other_response.id))
        .join(other_slot, other_slot.id == other_response.slot_id)
        .where(other_slot.sitting_id == Sitting.id, other_response.final.is_(True))
        .scalar_subquery()
    )
    before, answer_before = aliased(Slot), aliased(Response)
    answered_before = (
        select(answer_before.id)
        .join(before, before.id == answer_before.slot_id)
        .where(
            before.sitting_id == Slot.sitting_id,
            before.position == Slot.position - 1,
            answer_before.final.is_(True),
        )
    )
    # Stages are answered in their order, so the one before stands for all.
    waits = and_(Slot.stage.is_not(None), Slot.stage > 1, ~answered_before.exists())
    marked_as = aliased(ItemVersion)
    return (
        select(
            Sitting.id,
            Sitting.person_id,
            Sitting.mode,
            Sitting.title,
            Sitting.length,
            Sitting.closed_at,
            Slot.id,
            Slot.position,
            Slot.seed,
            Slot.version_id,
            ItemVersion.digest,
            Bank.loaded_at,
            Person.time_zone,
            Person.seen_at,
            answered,
            Slot.stage,
            ItemVersion.stages,
            waits,
            Sitting.deadline,
            Sitting.grace_seconds,
            Slot.flagged,
            marked_as.id,
            marked_as.digest,
            Ruling.credit,
            Ruling.correction_id,
            Response.answer,
            Response.sureness,
            Response.token,
            Mark.points,
            Mark.out_of,
            Mark.dangerous,
            Mark.scored,
            Response.id,
            Mark.sequence,
            Mark.correction_id,
        )
        .select_from(Slot)
        .join(Sitting, Sitting.id == Slot.sitting_id)
        .join(ItemVersion, ItemVersion.id == Slot.version_id)
        .join(Bank, Bank.id == Sitting.bank_id)
        .join(Person, Person.id == Sitting.person_id)
        .outerjoin(Response, and_(Response.slot_id == Slot.id, Response.final.is_(True)))
        .outerjoin(Mark, and_(Mark.response_id == Response.id, newest_mark()))
        .outerjoin(Ruling, and_(Ruling.version_id == Slot.version_id, newest_ruling()))
        .join(marked_as, marked_as.id == func.coalesce(Mark.version_id, Ruling.marked_as_id, Slot.version_id))
        .where(
            Sitting.id == bindparam("sitting_id"),
            Slot.position == bindparam("position"),
            Person.id == bindparam("person_id"),
            Person.epoch == bindparam("epoch"),
        )
    )


@dataclass(frozen=True)
class Corrected:
    """What a correction did to an answer. before: its score until then; None if it was given afterwards.

    kind: as in ``Correction``.
    """

    kind: str
    reason: str
    at: datetime
    before: Score | None


def corrected(place: Place) -> Corrected | None:
    """Return what a correction did to the answer of a slot; None, and no query, where there was none."""
    if place.correction_id is None:
        return None
    given = place.given
    of_response = and_(
        Mark.response_id == (given.response_id if given else None),
        Mark.sequence == (given.sequence - 1 if given else None),
    )
    query = (
        select(
            Correction.kind,
            Correction.reason,
            Correction.at,
            Mark.points,
            Mark.out_of,
            Mark.scored,
        )
        .outerjoin(Mark, of_response)
        .where(Correction.id == place.correction_id)
    )
    kind, reason, at, points, out_of, scored = db.session.execute(query).one()
    before = None if out_of is None else Score(points, out_of, scored=scored)
    return Corrected(kind, reason, at, before)


def steps(slot_id: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the steps taken in a slot, in order, each with what it revealed."""
    query = select(Step.step, Step.revealed).where(Step.slot_id == slot_id).order_by(Step.sequence)
    return [(step, revealed) for step, revealed in run(query)]


def way(sitting_id: int) -> list[Segment]:
    """Return every slot of a sitting in order, with how it went."""
    return [Segment(*row) for row in run(_way(), {"sitting_id": sitting_id})]


@cache
def _way() -> Select[*tuple[Any, ...]]:
    """Return the query of the way. Each page of a sitting shows it, so it is put together once."""
    return (
        select(Slot.position, Mark.points / Mark.out_of, Mark.scored, Mark.dangerous)
        .outerjoin(Response, and_(Response.slot_id == Slot.id, Response.final.is_(True)))
        .outerjoin(Mark, and_(Mark.response_id == Response.id, newest_mark()))
        .where(Slot.sitting_id == bindparam("sitting_id"))
        .order_by(Slot.position)
    )


def sitting(visitor: Visitor, sitting_id: int) -> Sitting:
    """Return a sitting of the visitor's own. Raises NotFound."""
    query = (
        select(Sitting)
        .join(Person, Person.id == Sitting.person_id)
        .where(Sitting.id == sitting_id, is_visitor(visitor))
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("There is no such quiz of yours. Sign in if you began it with an account.")
    return found


def began_with(visitor: Visitor, token: str) -> int | None:
    """Return the id of the visitor's sitting that was begun with this token, if there is one."""
    query = (
        select(Sitting.id)
        .join(Person, Person.id == Sitting.person_id)
        .where(is_visitor(visitor), Sitting.token == token)
    )
    return db.session.scalar(query)
