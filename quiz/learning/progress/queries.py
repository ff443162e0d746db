"""Reading what is rolled up of a person's answers, and the marks that it rests on."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from question_bank import ASKED, FORMATS, load
from question_bank.formats.contract import CaseFormat
from quiz.accounts.models import Person
from quiz.accounts.visitor import Visitor
from quiz.bank.models import Bank, Item, ItemVersion, Objective, Topic
from quiz.db import db
from quiz.errors import NotFound
from quiz.learning.progress.models import LastMeeting, Progress, WeekTally
from quiz.learning.progress.reckoning import Marked, Question, Told
from quiz.learning.review.models import ReviewPlan
from quiz.sittings.models import Mark, Response, Slot
from quiz.sittings.queries import is_visitor, newest_mark

AT_ONCE = 500  # ids in one statement
MOST_KNOWN = 20_000  # versions remembered in a process, about 300 bytes each


@dataclass(frozen=True)
class Standing:
    """How far a person's marks are rolled up. marks: how many there are by now.

    time_zone: theirs, None where it is not known. counted_zone: by which their weeks are told; None before
    anything was rolled up. reviewed: how many marks are in the cards of their reviews.
    """

    person_id: int
    time_zone: str | None
    counted_zone: str | None
    marks_seen: int
    last_mark: int
    marks: int
    reviewed: int

    @property
    def is_stale(self) -> bool:
        """Whether there are marks that are not rolled up, or the other way round."""
        return self.marks != self.marks_seen

    @property
    def knows_due(self) -> bool:
        """Whether the cards of reviews are up to date, too."""
        return self.marks == self.reviewed


def standing(visitor: Visitor) -> Standing:
    """Return how far the visitor's marks are rolled up. Raises NotFound."""
    found = _standing(is_visitor(visitor))
    if found is None:
        raise NotFound("There is nothing of yours here. Start a quiz, or sign in again.")
    return found


def standing_of(person_id: int) -> Standing | None:
    """Return how far a person's marks are rolled up; None where the person has gone."""
    return _standing(Person.id == person_id)


def _standing(whose: ColumnElement[bool]) -> Standing | None:
    marks = select(func.count()).select_from(Mark).where(Mark.person_id == Person.id)
    query = (
        select(
            Person.id,
            Person.time_zone,
            Progress.time_zone,
            func.coalesce(Progress.marks_seen, 0),
            func.coalesce(Progress.last_mark, 0),
            marks.scalar_subquery(),
            func.coalesce(ReviewPlan.marks_seen, 0),
        )
        .outerjoin(Progress, Progress.person_id == Person.id)
        .outerjoin(ReviewPlan, ReviewPlan.person_id == Person.id)
        .where(whose)
    )
    row = db.session.execute(query).one_or_none()
    return Standing(*row) if row else None


def next_marks(person_id: int, *, after: int, limit: int) -> list[Marked]:
    """Return a person's next marks by id, each with what the mark before it said."""
    before = aliased(Mark)
    query = (
        select(
            Mark.id,
            func.coalesce(Response.final, False),
            ItemVersion.item_id,
            func.coalesce(Slot.stage, 0),
            Slot.id,
            Slot.sitting_id,
            Slot.position,
            ItemVersion.id,
            ItemVersion.digest,
            ItemVersion.topic,
            ItemVersion.objective,
            ItemVersion.format,
            Response.answered_at,
            Response.sureness,
            Response.seconds,
            Mark.points / Mark.out_of,
            Mark.scored,
            Mark.dangerous,
            Mark.signal,
            before.points / before.out_of,
            before.scored,
            before.dangerous,
        )
        .select_from(Mark)
        .join(Response, Response.id == Mark.response_id)
        .join(Slot, Slot.id == Response.slot_id)
        .join(ItemVersion, ItemVersion.id == Slot.version_id)
        .outerjoin(before, and_(before.response_id == Mark.response_id, before.sequence == Mark.sequence - 1))
        .where(Mark.person_id == person_id, Mark.id > after)
        .order_by(Mark.id)
        .limit(limit)
    )
    return [Marked._make(row) for row in db.session.execute(query)]


_known: dict[tuple[int, str], Told] = {}


def told_by(versions: Collection[tuple[int, str]]) -> dict[tuple[int, str], Told]:
    """Return what versions say that answers are reckoned by; versions never change, so it is remembered.

    versions: ids, each with its digest, since another version may get the id when a backup is restored.
    """
    found = {version: told for version in set(versions) if (told := _known.get(version))}
    missing = dict(sorted(set(versions) - found.keys()))
    ids, fresh = list(missing), dict[tuple[int, str], Told]()
    for begin in range(0, len(ids), AT_ONCE):
        some = ids[begin : begin + AT_ONCE]
        query = select(ItemVersion.id, ItemVersion.document).where(ItemVersion.id.in_(some))
        for id, document in db.session.execute(query):
            fresh[id, missing[id]] = _told(document)
    if len(_known) + len(fresh) > MOST_KNOWN:
        _known.clear()
    _known.update(fresh)
    return found | fresh


def _told(document: dict[str, Any]) -> Told:
    step, pair = str(document.get("reasoning_step", "")), document.get("minimal_pair") or ""
    try:
        item = load(document)
    except (LookupError, ValueError):  # it would not pass the gate of today
        return Told(step, pair, ())
    fmt = FORMATS[item.format]
    items = fmt.items(item) if isinstance(fmt, CaseFormat) else (item,)
    return Told(step, pair, tuple(ASKED[each.format].chance(each) for each in items))


class Harmed(NamedTuple):
    """Where and when the answer to a question was last a dangerous miss."""

    item_id: int
    stage: int
    slot_id: int
    sitting_id: int
    position: int
    at: datetime


def harmed(person_id: int, questions: Iterable[Question]) -> dict[Question, Harmed]:
    """Return the last dangerous miss in each of some questions, from the marks; without those with none."""
    query = (
        select(
            ItemVersion.item_id,
            func.coalesce(Slot.stage, 0),
            Slot.id,
            Slot.sitting_id,
            Slot.position,
            Response.answered_at,
        )
        .join(ItemVersion, ItemVersion.id == Slot.version_id)
        .join(Response, and_(Response.slot_id == Slot.id, Response.final.is_(True)))
        .join(Mark, and_(Mark.response_id == Response.id, newest_mark()))
        .where(
            Slot.person_id == person_id,
            ItemVersion.item_id.in_({item_id for item_id, _ in questions}),
            Mark.dangerous.is_(True),
        )
        .order_by(Slot.id)
    )
    rows = (Harmed._make(row) for row in db.session.execute(query))
    return {(row.item_id, row.stage): row for row in rows}


class BankRead(NamedTuple):
    """Which bank is read, and when what it says last changed: whatever is kept of it by this stays true."""

    id: int
    slug: str
    title: str
    loaded_at: datetime


class Met(NamedTuple):
    """How a question was answered last: as in ``LastMeeting``, with its bank and the name of its item."""

    bank: "BankRead"
    slug: str
    item_id: int
    stage: int
    slot_id: int
    sitting_id: int
    position: int
    topic: str
    objective: str
    step: str
    format: str
    pair: str
    at: datetime
    share: float | None
    sureness: int | None
    seconds: float | None
    dangerous: bool
    signal: str | None
    harmed_sitting_id: int | None
    harmed_position: int | None
    harmed_at: datetime | None


def meetings(person_id: int) -> list[Met]:
    """Return how a person answered each question last, by item and stage."""
    columns = [getattr(LastMeeting, name) for name in Met._fields[2:]]
    query = (
        select(Bank.id, Bank.slug, Bank.title, Bank.loaded_at, Item.slug, *columns)
        .join(Item, Item.id == LastMeeting.item_id)
        .join(Bank, Bank.id == Item.bank_id)
        .where(LastMeeting.person_id == person_id)
        .order_by(LastMeeting.item_id, LastMeeting.stage)
    )
    return [Met(BankRead._make(row[:4]), *row[4:]) for row in db.session.execute(query)]


class Week(NamedTuple):
    """Sums of a week at one level of sureness: as in ``WeekTally``."""

    week: date
    sureness: int
    answers: int
    scored: int
    points: float
    in_full: int
    seconds: float
    timed: int
    chance: float
    chances: int


def weeks(person_id: int) -> list[Week]:
    """Return the sums of a person's weeks, oldest first."""
    columns = [getattr(WeekTally, name) for name in Week._fields]
    query: Select[*tuple[Any, ...]] = (
        select(*columns)
        .where(WeekTally.person_id == person_id, WeekTally.answers > 0)
        .order_by(WeekTally.week, WeekTally.sureness)
    )
    return [Week._make(row) for row in db.session.execute(query)]


@dataclass(frozen=True)
class Named:
    """A topic or an objective of a bank, by slug; topic: of an objective, the slug of its topic."""

    bank: BankRead
    slug: str
    title: str
    topic: str = ""


def topics(banks: Iterable[BankRead]) -> list[Named]:
    """Return the topics of banks, each bank's in the order of its blueprint, banks by title."""
    return [one for bank in _by_title(banks) for one in _topics(bank)]


def objectives(banks: Iterable[BankRead]) -> list[Named]:
    """Return the objectives of banks, each bank's in the order of its blueprint, banks by title."""
    return [one for bank in _by_title(banks) for one in _objectives(bank)]


def _by_title(banks: Iterable[BankRead]) -> list[BankRead]:
    return sorted(set(banks), key=lambda bank: (bank.title, bank.id))


@lru_cache(maxsize=64)
def _topics(bank: BankRead) -> tuple[Named, ...]:
    query = select(Topic.slug, Topic.title).where(Topic.bank_id == bank.id).order_by(Topic.position)
    return tuple(Named(bank, *row) for row in db.session.execute(query))


@lru_cache(maxsize=64)
def _objectives(bank: BankRead) -> tuple[Named, ...]:
    query = (
        select(Objective.slug, Objective.title, Objective.topic)
        .where(Objective.bank_id == bank.id)
        .order_by(Objective.position)
    )
    return tuple(Named(bank, *row) for row in db.session.execute(query))
