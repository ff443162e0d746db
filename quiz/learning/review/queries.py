"""Reading what is due, and the marks that it rests on."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Table, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from quiz.accounts.models import Person
from quiz.accounts.visitor import Visitor
from quiz.bank.models import Bank, Item, ItemVersion, Objective, Topic
from quiz.bank.published.queries import is_open, is_published, published
from quiz.db import Base, db
from quiz.errors import NotFound
from quiz.learning.review.models import Card, Recall, ReviewPlan
from quiz.learning.review.reckoning import MarkedSlot
from quiz.learning.review.reckoning import Objective as Key
from quiz.learning.review.scheduling import DAY, TARGET, recall
from quiz.sittings.choosing import Candidate
from quiz.sittings.models import Mark, Response, Sitting, Slot
from quiz.sittings.queries import is_visitor, newest_mark

# Many of these are read at once, so no objects are made of them.
_CARD: Table = Base.metadata.tables[Card.__tablename__]
_RECALL: Table = Base.metadata.tables[Recall.__tablename__]


@dataclass(frozen=True)
class Standing:
    """How somebody wants to review, and how far their marks are in their cards.

    time_zone: theirs, None where it is not known. has_plan: whether there is a ``ReviewPlan``; without one
    the rest is as it would begin. marks: how many there are by now. has_stale: whether objectives are to be
    followed again from the beginning.
    """

    person_id: int
    time_zone: str | None
    has_plan: bool
    target: float
    exam_on: date | None
    marks_seen: int
    marks: int
    has_stale: bool = False

    @property
    def is_stale(self) -> bool:
        """Whether there are marks that are not in the cards, or the other way round."""
        return self.marks != self.marks_seen or self.has_stale

    @property
    def share_seen(self) -> float:
        """The share of the marks that is in the cards, 0..1."""
        return min(1.0, self.marks_seen / self.marks) if self.marks else 1.0


def standing(visitor: Visitor) -> Standing:
    """Return how the visitor's reviews stand. Raises NotFound."""
    found = _standing(is_visitor(visitor))
    if found is None:
        raise NotFound("There is nothing of yours here. Start a quiz, or sign in again.")
    return found


def standing_of(person_id: int) -> Standing | None:
    """Return how the reviews of a person stand, for commands."""
    return _standing(Person.id == person_id)


def _standing(whose: ColumnElement[bool]) -> Standing | None:
    marks = select(func.count()).select_from(Mark).where(Mark.person_id == Person.id)
    query = (
        select(
            Person.id,
            Person.time_zone,
            ReviewPlan.person_id.is_not(None),
            func.coalesce(ReviewPlan.target, TARGET),
            ReviewPlan.exam_on,
            func.coalesce(ReviewPlan.marks_seen, 0),
            marks.scalar_subquery(),
            exists().where(Card.person_id == Person.id, Card.stale.is_(True)),
        )
        .outerjoin(ReviewPlan, ReviewPlan.person_id == Person.id)
        .where(whose)
    )
    row = db.session.execute(query).one_or_none()
    return Standing(*row) if row else None


def locked_plan(person_id: int) -> ReviewPlan:
    """Return a person's plan, which there is, as it is now, locked until the transaction ends."""
    query = select(ReviewPlan).where(ReviewPlan.person_id == person_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def count_marks(person_id: int) -> int:
    """Return how many marks a person has."""
    return db.session.scalar(select(func.count()).where(Mark.person_id == person_id)) or 0


@dataclass(frozen=True)
class Marked:
    """The next marks of a person: how many, the highest id of them, and the slots that they are of.

    Where one is a stage of a case, all answered stages of its sitting are there. Each slot has the newest of
    these marks.
    """

    count: int
    upto: int
    slots: list[MarkedSlot]


def marked(person_id: int, *, after: int, limit: int) -> Marked:
    """Return a person's next marks beyond an id, ``limit`` at most."""
    next_ids = (
        select(Mark.id).where(Mark.person_id == person_id, Mark.id > after).order_by(Mark.id).limit(limit)
    )
    rows = _slots(Mark.id.in_(next_ids), by=Mark.id)
    newest = {row.slot_id: row for row in rows if row.is_final}
    staged = {row.sitting_id for row in newest.values() if row.is_stage}
    if staged:
        of_cases = Slot.sitting_id.in_(staged), Slot.stage.is_not(None), newest_mark()
        newest |= {row.slot_id: row for row in _slots(*of_cases, by=Slot.id) if row.is_final}
    slots = sorted(newest.values(), key=lambda row: row.slot_id)
    return Marked(len(rows), rows[-1].mark_id if rows else after, slots)


def _slots(*which: ColumnElement[bool], by: InstrumentedAttribute[int]) -> list[MarkedSlot]:
    query = (
        select(
            Mark.id,
            Slot.id,
            Response.final.is_(True),
            Slot.sitting_id,
            Slot.stage.is_not(None),
            Sitting.bank_id,
            ItemVersion.item_id,
            Slot.version_id,
            ItemVersion.objective,
            ItemVersion.format,
            Response.answered_at,
            Response.sureness,
            Response.seconds,
            Mark.points,
            Mark.out_of,
            Mark.dangerous,
            Mark.scored,
        )
        .select_from(Mark)
        .join(Response, Response.id == Mark.response_id)
        .join(Slot, Slot.id == Response.slot_id)
        .join(Sitting, Sitting.id == Slot.sitting_id)
        .join(ItemVersion, ItemVersion.id == Slot.version_id)
        .where(*which)
        .order_by(by)
    )
    return [MarkedSlot._make(row) for row in db.session.execute(query)]


def options_of(version_ids: Collection[int]) -> dict[int, int]:
    """Return how many options items have to choose from, by version id; without those that have no list."""
    query = select(ItemVersion.id, ItemVersion.document["options"]).where(ItemVersion.id.in_(version_ids))
    return {id: len(options) for id, options in db.session.execute(query) if isinstance(options, list)}


def cards(person_id: int, objectives: Iterable[Key] | None = None) -> Sequence[Row[Any]]:
    """Return a person's cards as rows, or those of some objectives, each a bank's id and a slug."""
    query = select(*_CARD.c).where(_CARD.c.person_id == person_id)
    if objectives is None:
        return db.session.execute(query).all()
    wanted = set(objectives)
    rows = db.session.execute(query.where(_CARD.c.objective.in_({slug for _, slug in wanted})))
    return [card for card in rows if (card.bank_id, card.objective) in wanted]


def known_recalls(person_id: int, sitting_ids: Collection[int]) -> dict[tuple[int, int], bool]:
    """Return a person's recalls in some sittings by sitting and item: whether each was quick."""
    query = select(Recall.sitting_id, Recall.item_id, Recall.quick).where(
        Recall.sitting_id.in_(sitting_ids), Recall.person_id == person_id
    )
    return {(sitting_id, item_id): quick for sitting_id, item_id, quick in db.session.execute(query)}


def recalls(
    person_id: int, objectives: Collection[Key], *, limit: int | None = None
) -> Sequence[Row[Any]] | None:
    """Return all recalls of a person for some objectives as rows; None where there are more than a limit."""
    query = (
        select(*_RECALL.c)
        .where(
            _RECALL.c.person_id == person_id,
            _RECALL.c.bank_id.in_({bank_id for bank_id, _ in objectives}),
            _RECALL.c.objective.in_({slug for _, slug in objectives}),
        )
        .limit(None if limit is None else limit + 1)
    )
    rows = db.session.execute(query).all()
    if limit is not None and len(rows) > limit:
        return None
    return [row for row in rows if (row.bank_id, row.objective) in objectives]


def recall_ids(person_id: int, *, limit: int) -> Sequence[int]:
    """Return ids of some recalls of a person."""
    return db.session.scalars(select(Recall.id).where(Recall.person_id == person_id).limit(limit)).all()


def stale_cards(person_id: int) -> list[tuple[Key, int]]:
    """Return the objectives of a person that are to be followed again, each with how many recalls it has."""
    its_recalls = (
        select(func.count())
        .where(
            Recall.person_id == Card.person_id,
            Recall.bank_id == Card.bank_id,
            Recall.objective == Card.objective,
        )
        .scalar_subquery()
    )
    query = (
        select(Card.bank_id, Card.objective, its_recalls)
        .where(Card.person_id == person_id, Card.stale.is_(True))
        .order_by(Card.id)
    )
    return [((bank_id, slug), count) for bank_id, slug, count in db.session.execute(query)]


@dataclass(frozen=True)
class Due:
    """An objective that comes back, and what is remembered of it. due: since when, or from when."""

    bank_id: int
    bank: str
    bank_title: str
    objective: str
    title: str
    topic: str
    due: datetime
    stability: float
    recalled_at: datetime
    unlearn_since: datetime | None
    was_dangerous: bool

    def chance(self, now: datetime) -> float:
        """Return the chance that it is recalled now, 0..1."""
        return recall(self.stability, max(0.0, (now - self.recalled_at) / DAY))


def upcoming(person_id: int) -> list[Due]:
    """Return a person's objectives that can be asked, with when each is due: the soonest first.

    An objective can be asked when its bank is practised and has a published item for it.
    """
    asked = exists().where(
        ItemVersion.objective == Card.objective,
        Item.bank_id == Card.bank_id,
        Item.state == "published",
        is_published(),
    )
    query = (
        select(
            Card.bank_id,
            Bank.slug,
            Bank.title,
            Card.objective,
            Objective.title,
            Topic.title,
            Card.due,
            Card.stability,
            Card.recalled_at,
            Card.unlearn_since,
            Card.was_dangerous,
        )
        .join(Bank, Bank.id == Card.bank_id)
        .join(Objective, and_(Objective.bank_id == Card.bank_id, Objective.slug == Card.objective))
        .join(Topic, and_(Topic.bank_id == Card.bank_id, Topic.slug == Objective.topic))
        .where(Card.person_id == person_id, Card.due.is_not(None), is_open(), asked)
        .order_by(Card.due, Card.id)
    )
    rows: list[list[Any]] = [list(row) for row in db.session.execute(query)]
    return [Due(*row) for row in rows]


def in_order(entries: Iterable[Due], now: datetime) -> list[Due]:
    """Return what is due, in the order it comes back: to be unlearned first, then likeliest gone."""
    waiting = [entry for entry in entries if entry.due <= now]
    return sorted(waiting, key=lambda entry: (entry.unlearn_since is None, entry.chance(now)))


@dataclass(frozen=True)
class Waiting:
    """How many objectives of a bank are due."""

    slug: str
    title: str
    count: int


def by_bank(entries: Iterable[Due]) -> list[Waiting]:
    """Return the banks that objectives are of, with how many there are of each, by title."""
    counts = Counter((entry.bank_title, entry.bank) for entry in entries)
    return [Waiting(slug, title, count) for (title, slug), count in sorted(counts.items())]


@dataclass(frozen=True)
class Day:
    """How many objectives come back on a day; on the first, also what has been waiting."""

    day: date
    count: int


def workload(entries: Iterable[Due], *, now: datetime, zone: ZoneInfo, days: int = 14) -> list[Day]:
    """Return what comes back on each of the next days, from today in the person's zone."""
    today = now.astimezone(zone).date()
    counts = Counter(max(entry.due.astimezone(zone).date(), today) for entry in entries)
    return [Day(day, counts[day]) for day in (today + n * DAY for n in range(days))]


def siblings(bank_id: int, objectives: Collection[str]) -> dict[str, list[Candidate]]:
    """Return the published items of some objectives of a bank, by objective."""
    found: dict[str, list[Candidate]] = defaultdict(list)
    for row in db.session.execute(published(bank_id).where(ItemVersion.objective.in_(objectives))):
        candidate = Candidate(*row)
        found[candidate.objective].append(candidate)
    return found


def last_put(person_id: int, item_ids: Collection[int]) -> dict[int, int]:
    """Return which of some items were put before a person, with a number that is higher for later ones."""
    query = (
        select(ItemVersion.item_id, func.max(Slot.id))
        .join(Slot, Slot.version_id == ItemVersion.id)
        .where(ItemVersion.item_id.in_(item_ids), Slot.person_id == person_id)
        .group_by(ItemVersion.item_id)
    )
    return dict(db.session.execute(query).all())


def people_with_marks(*, after: int, limit: int) -> Sequence[int]:
    """Return the next ids of people who have marks, beyond one id."""
    marked = exists().where(Mark.person_id == Person.id)
    query = select(Person.id).where(Person.id > after, marked).order_by(Person.id).limit(limit)
    return db.session.scalars(query).all()


def count_people_with_marks() -> int:
    """Return how many people have marks."""
    marked = exists().where(Mark.person_id == Person.id)
    return db.session.scalar(select(func.count()).select_from(Person).where(marked)) or 0
