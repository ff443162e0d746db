"""Reading what others answered, what stands behind a key, and the marks that are to be counted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, exists, func, select, true
from sqlalchemy.orm import aliased

from question_bank.chance import wilson
from quiz.accounts.models import Account, Person
from quiz.bank.models import Bank, BankMember, Item, ItemVersion
from quiz.bank.reports.models import Report
from quiz.bank.reports.words import OPEN
from quiz.db import db, run, writes_alone
from quiz.sittings.models import Correction, Mark, Response, Slot
from quiz.sittings.policy import RAPID
from quiz.sittings.queries import Place
from quiz.statistics.models import Counting, FirstAnswer, PeerTally

FEWEST = 10  # first answers below which nothing is told of them, not even how many there are
WAITS = timedelta(minutes=1)  # that a mark may lie before somebody counts it

Question = tuple[int, int, int]


@dataclass(frozen=True)
class Facility:
    """Share of the points that n first answers earned, 0..1, with its 95 % interval."""

    share: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Peers:
    """First answers to a question, and what stands behind its key.

    n to choices: as in ``PeerTally``, None where nobody was counted. counted_at: None where nobody ever
    counted. waits_since: when the oldest mark was made that is not counted. since: when the version was
    written by whose key the answer is marked. open_reports, corrections: of the item; a correction that was
    taken back is none. corrected_at: when the last of them was made.
    """

    n: int | None
    scored: int | None
    points: float | None
    in_full: int | None
    in_part: int | None
    choices: dict[str, Any] | None
    counted_at: datetime | None
    waits_since: datetime | None
    since: datetime
    open_reports: int
    corrections: int
    corrected_at: datetime | None

    @property
    def enough(self) -> bool:
        """Whether so many answered that nobody can be made out."""
        return (self.n or 0) >= FEWEST

    @property
    def told_apart(self) -> bool:
        """Whether what others chose can be told, choice by choice."""
        return self.enough and bool(self.choices)

    def share(self, key: str) -> float | None:
        """Return the share of first answers that made a choice, 0..1; None where it is not told."""
        if not self.n or not self.choices or not self.enough:
            return None
        return min(1.0, int(self.choices.get(key, 0)) / self.n)

    @property
    def facility(self) -> Facility | None:
        """The share of the points that first answers earned, rapid guesses apart; None below ten of them."""
        if not self.scored or self.scored < FEWEST:
            return None
        points = min(max(self.points or 0.0, 0.0), float(self.scored))
        return Facility(points / self.scored, *wilson(points, self.scored), self.scored)

    @property
    def verdicts(self) -> tuple[float, float] | None:
        """Shares of the first answers that were right, and partly right; None where fewer than ten count."""
        if not self.scored or self.scored < FEWEST:
            return None
        return (self.in_full or 0) / self.scored, (self.in_part or 0) / self.scored

    def is_behind(self, now: datetime) -> bool:
        """Whether marks wait to be counted for longer than they should."""
        return self.waits_since is not None and now - self.waits_since > WAITS


def peers(place: Place) -> Peers:
    """Return how others answered the question of a slot, and what stands behind its key, in one select.

    The slot was loaded for its person before, and what may be told of it was decided there.
    """
    of = {"asked": place.version_id, "marked_as": place.marked_as_id, "stage": place.stage or 0}
    return Peers(*run(_peers(), of).one())


@cache
def _peers() -> Select[*tuple[Any, ...]]:
    """Return the query of peers. It is run with every explanation, so it is put together once."""
    asked, marked_as = aliased(ItemVersion), aliased(ItemVersion)
    waits_since = (
        select(Mark.marked_at)
        .where(Mark.id > func.coalesce(Counting.last_mark, 0))
        .order_by(Mark.id)
        .limit(1)
        .correlate(Counting)
        .scalar_subquery()
    )
    open_reports = (
        select(func.count(Report.id))
        .where(Report.item_id == asked.item_id, Report.state == OPEN)
        .correlate(asked)
        .scalar_subquery()
    )
    undo = aliased(Correction)
    stands = and_(
        Correction.item_id == asked.item_id,
        Correction.kind != "undo",
        ~exists().where(undo.undoes_id == Correction.id),
    )
    corrections = select(func.count(Correction.id)).where(stands).correlate(asked).scalar_subquery()
    corrected_at = select(func.max(Correction.at)).where(stands).correlate(asked).scalar_subquery()
    return (
        select(
            PeerTally.n,
            PeerTally.scored,
            PeerTally.points,
            PeerTally.in_full,
            PeerTally.in_part,
            PeerTally.choices,
            Counting.counted_at,
            waits_since,
            marked_as.created_at,
            open_reports,
            corrections,
            corrected_at,
        )
        .select_from(asked)
        .join(marked_as, marked_as.id == bindparam("marked_as"))
        .outerjoin(
            PeerTally,
            and_(
                PeerTally.item_id == asked.item_id,
                PeerTally.measures_as == asked.measures_as,
                PeerTally.stage == bindparam("stage"),
            ),
        )
        .outerjoin(Counting, true())
        .where(asked.id == bindparam("asked"))
    )


class Marked(NamedTuple):
    """A mark to be counted, with the answer it is of. is_staff: its person is a member of the item's bank.

    seconds: from page to answer, None where that is not known.
    """

    id: int
    sequence: int
    share: float
    scored: bool
    marked_at: datetime
    response_id: int
    person_id: int
    answer: dict[str, Any]
    version_id: int
    item_id: int
    measures_as: int
    digest: str
    bank_loaded_at: datetime
    stage: int | None
    seconds: float | None
    is_staff: bool

    @property
    def question(self) -> Question:
        """Which question it answers."""
        return self.item_id, self.measures_as, self.stage or 0

    @property
    def counted_share(self) -> float | None:
        """The share of the points for facility: None where nothing is scored, and of rapid guesses."""
        is_rapid = self.seconds is not None and self.seconds < RAPID
        return self.share if self.scored and not is_rapid else None


_ANSWER = (
    Response.id,
    Response.person_id,
    Response.answer,
    ItemVersion.id,
    ItemVersion.item_id,
    ItemVersion.measures_as,
    ItemVersion.digest,
    Bank.loaded_at,
    Slot.stage,
)


def marks(*, after: int, limit: int) -> list[Marked]:
    """Return the next marks, by id."""
    member = exists().where(
        Account.person_id == Response.person_id,
        BankMember.account_id == Account.id,
        BankMember.bank_id == Bank.id,
    )
    query = (
        select(
            Mark.id,
            Mark.sequence,
            Mark.points / Mark.out_of,
            Mark.scored,
            Mark.marked_at,
            *_ANSWER,
            Response.seconds,
            member,
        )
        .join(Response, Response.id == Mark.response_id)
        .join(Slot, Slot.id == Response.slot_id)
        .join(ItemVersion, ItemVersion.id == Slot.version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Bank, Bank.id == Item.bank_id)
        .where(Mark.id > after)
        .order_by(Mark.id)
        .limit(limit)
    )
    return [Marked._make(row) for row in db.session.execute(query)]


class Counted(NamedTuple):
    """A first answer that is in a tally, with what it takes to take it out."""

    row: FirstAnswer
    response_id: int
    person_id: int
    answer: dict[str, Any]
    version_id: int
    item_id: int
    measures_as: int
    digest: str
    bank_loaded_at: datetime
    stage: int | None


def counted_of(person_ids: Collection[int], *, taken_by: int | None = None) -> list[Counted]:
    """Return the first answers of people. taken_by: only to questions that this person has answered, too."""
    query = (
        select(FirstAnswer, *_ANSWER)
        .join(Response, Response.id == FirstAnswer.response_id)
        .join(Slot, Slot.id == Response.slot_id)
        .join(ItemVersion, ItemVersion.id == Slot.version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Bank, Bank.id == Item.bank_id)
        .where(FirstAnswer.person_id.in_(person_ids))
    )
    if taken_by is not None:
        theirs = aliased(FirstAnswer)
        query = query.where(
            exists().where(
                theirs.person_id == taken_by,
                theirs.item_id == FirstAnswer.item_id,
                theirs.measures_as == FirstAnswer.measures_as,
                theirs.stage == FirstAnswer.stage,
            )
        )
    return [Counted._make(row) for row in db.session.execute(query)]


def first_answers(person_ids: Collection[int], item_ids: Collection[int]) -> Sequence[FirstAnswer]:
    """Return what is counted of people's answers to items."""
    query = select(FirstAnswer).where(
        FirstAnswer.person_id.in_(person_ids), FirstAnswer.item_id.in_(item_ids)
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def tallies(item_ids: Collection[int]) -> dict[Question, PeerTally]:
    """Return the tallies of items, by question."""
    query = select(PeerTally).where(PeerTally.item_id.in_(item_ids))
    found = db.session.scalars(query.execution_options(populate_existing=True))
    return {(tally.item_id, tally.measures_as, tally.stage): tally for tally in found}


def last_counted() -> int | None:
    """Return the highest id of a mark that was counted; None where nobody ever counted."""
    return db.session.scalar(select(Counting.last_mark))


def locked_counting(*, wait: bool) -> Counting | None:
    """Return how far marks are counted, locked until the transaction ends.

    None where somebody else is at it, and one does not wait.
    """
    query = select(Counting).with_for_update(skip_locked=not wait)
    return db.session.scalar(query.execution_options(populate_existing=True))


def hold_people(person_ids: Collection[int], *, to_go: bool = False) -> None:
    """Keep people from going until the transaction ends; to_go: keep others from counting them meanwhile.

    Whoever locks how far marks are counted holds the people first: in one order nobody waits in a circle.
    """
    if not writes_alone():
        query = select(Person.id).where(Person.id.in_(person_ids)).order_by(Person.id)
        db.session.execute(query.with_for_update(read=not to_go, key_share=not to_go))


def newest_mark_id(*, without: Collection[int] = ()) -> int:
    """Return the highest id of a mark, those of some people left out; 0 without any."""
    query = select(Mark.id).where(Mark.person_id.not_in(without)).order_by(Mark.id.desc()).limit(1)
    return db.session.scalar(query) or 0


def count_waiting() -> int:
    """Return how many marks are not counted."""
    return (
        db.session.scalar(select(func.count()).select_from(Mark).where(Mark.id > (last_counted() or 0))) or 0
    )
