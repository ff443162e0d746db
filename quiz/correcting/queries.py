"""Reading what was asked and answered of an item, what was corrected, and every answer to mark again."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from quiz.accounts.models import Account
from quiz.bank.models import Item, ItemVersion
from quiz.db import db
from quiz.sittings.models import Correction, Mark, Response, Ruling, Sitting, Slot
from quiz.sittings.queries import newest_mark, newest_ruling

AT_ONCE = 2000  # rows in memory at once, however many there are
IN_HISTORY = 50


@dataclass(frozen=True)
class Asked:
    """A version that trainees met or may meet: in a slot, or published.

    answers: how many have a mark. marked_as_id: by whose key they are marked. credit: as it was voided.
    """

    id: int
    number: int
    answers: int
    marked_as_id: int
    credit: str | None


def asked_versions(item: Item) -> list[Asked]:
    """Return the versions of an item that trainees met or may meet, the oldest first."""
    answers = (
        select(func.count(Mark.id))
        .select_from(Slot)
        .join(Response, Response.slot_id == Slot.id)
        .join(Mark, and_(Mark.response_id == Response.id, Mark.sequence == 1))
        .where(Slot.version_id == ItemVersion.id)
        .scalar_subquery()
    )
    in_a_slot = exists().where(Slot.version_id == ItemVersion.id)
    query = (
        select(
            ItemVersion.id,
            ItemVersion.number,
            answers,
            func.coalesce(Ruling.marked_as_id, ItemVersion.id),
            Ruling.credit,
        )
        .outerjoin(Ruling, and_(Ruling.version_id == ItemVersion.id, newest_ruling()))
        .where(
            ItemVersion.item_id == item.id, in_a_slot | (ItemVersion.number == (item.published_number or 0))
        )
        .order_by(ItemVersion.number)
    )
    return [Asked(*row) for row in db.session.execute(query)]


def digests(version_ids: Collection[int]) -> dict[int, str]:
    """Return the digests of versions by id."""
    query = select(ItemVersion.id, ItemVersion.digest).where(ItemVersion.id.in_(version_ids))
    return dict(db.session.execute(query).all())


@dataclass(frozen=True)
class Past:
    """A correction in the list. number: of the version by whose key. undone: whether it was taken back.

    who: None for a command, and for an account that has gone.
    """

    id: int
    kind: str
    number: int | None
    who: str | None
    at: datetime
    reason: str
    counts: dict[str, Any]
    undone: bool


def corrections(item: Item) -> Sequence[Past]:
    """Return what was corrected in an item, the newest first."""
    undo = aliased(Correction)
    query = (
        select(
            Correction.id,
            Correction.kind,
            ItemVersion.number,
            func.coalesce(Account.name, Account.email),
            Correction.at,
            Correction.reason,
            Correction.counts,
            exists().where(undo.undoes_id == Correction.id),
        )
        .outerjoin(ItemVersion, ItemVersion.id == Correction.version_id)
        .outerjoin(Account, Account.id == Correction.account_id)
        .where(Correction.item_id == item.id)
        .order_by(Correction.id.desc())
        .limit(IN_HISTORY)
    )
    return [Past(*row) for row in db.session.execute(query)]


def newest(item: Item) -> int:
    """Return the id of an item's newest correction; 0 without any."""
    query = select(func.coalesce(func.max(Correction.id), 0)).where(Correction.item_id == item.id)
    return db.session.scalar(query) or 0


def to_undo(item: Item) -> Correction | None:
    """Return the newest correction that stands, which is the one that can be taken back."""
    undo = aliased(Correction)
    query = (
        select(Correction)
        .where(
            Correction.item_id == item.id,
            Correction.kind != "undo",
            ~exists().where(undo.undoes_id == Correction.id),
        )
        .order_by(Correction.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def rulings_before(correction: Correction) -> dict[int, tuple[int, str | None]]:
    """Return how the versions of a correction were marked before it: by whose key, and to what credit."""
    before = aliased(Ruling)
    last = (
        select(func.max(before.correction_id))
        .where(before.version_id == Ruling.version_id, before.correction_id < correction.id)
        .correlate(Ruling)
        .scalar_subquery()
    )
    former = aliased(Ruling)
    query = (
        select(Ruling.version_id, func.coalesce(former.marked_as_id, Ruling.version_id), former.credit)
        .outerjoin(former, and_(former.version_id == Ruling.version_id, former.correction_id == last))
        .where(Ruling.correction_id == correction.id)
    )
    return {id: (marked_as_id, credit) for id, marked_as_id, credit in db.session.execute(query)}


class Answer(NamedTuple):
    """An answer with its newest mark. answer: as it is stored, as text. quiz: title of its sitting.

    before: the mark before that, where a correction is taken back that made the newest; else None.
    """

    response_id: int
    person_id: int
    sitting_id: int
    position: int
    quiz: str
    version_id: int
    stage: int | None
    answer: str
    sequence: int
    points: float
    out_of: float
    dangerous: bool
    scored: bool
    before: Any = None


BEFORE = ("version_id", "rule", "rule_version", "points", "out_of", "parts", "dangerous", "scored", "signal")


def answers(
    version_ids: Collection[int], *, taken_back: int | None = None, without: int | None = None
) -> Iterator[Answer]:
    """Yield every marked answer to some versions, as they are read.

    taken_back: a correction whose marks come with those before them. without: leave out what this correction
    has marked; whatever is yielded then stays as it is until the transaction ends.
    """
    before = aliased(Mark)
    query = (
        select(
            Response.id,
            Response.person_id,
            Slot.sitting_id,
            Slot.position,
            Sitting.title,
            Slot.version_id,
            Slot.stage,
            cast(Response.answer, Text),
            Mark.sequence,
            Mark.points,
            Mark.out_of,
            Mark.dangerous,
            Mark.scored,
        )
        .select_from(Slot)
        .join(Sitting, Sitting.id == Slot.sitting_id)
        .join(Response, Response.slot_id == Slot.id)
        .join(Mark, and_(Mark.response_id == Response.id, newest_mark()))
        .where(Slot.version_id.in_(version_ids))
    )
    if taken_back is not None:
        query = query.add_columns(*(getattr(before, name) for name in BEFORE)).outerjoin(
            before,
            and_(
                before.response_id == Response.id,
                before.sequence == Mark.sequence - 1,
                Mark.correction_id == taken_back,
            ),
        )
    if without is not None:
        not_yet = or_(Mark.correction_id.is_(None), Mark.correction_id != without)
        # A guest who signs in just now would take the answer to another person.
        query = query.where(not_yet).with_for_update(read=True, of=Response)
    size = len(Answer._fields) - 1
    for row in db.session.execute(query, execution_options={"yield_per": AT_ONCE}):
        has_before = taken_back is not None and row[size] is not None
        yield Answer._make((*row[:size], row[size:] if has_before else None))


def alike(response_ids: Collection[int], mark: Mapping[str, Any]) -> Select[*tuple[Any, ...]]:
    """Return a select of marks that differ in nothing but whose they are, for an insert to take rows from.

    mark: their columns but person_id and response_id, which come first.
    """
    columns = Mark.__table__.c
    same = (literal(value, columns[name].type) for name, value in mark.items())
    return select(Response.person_id, Response.id, *same).where(Response.id.in_(response_ids))


def hold(version_ids: Collection[int]) -> None:
    """Keep answers to some versions waiting until the transaction ends, after those that are on their way."""
    query = select(ItemVersion.id).where(ItemVersion.id.in_(version_ids)).order_by(ItemVersion.id)
    db.session.execute(query.with_for_update())
