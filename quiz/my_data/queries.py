"""Reading what is somebody's, part by part, and who was erased."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased, lazyload

from quiz.access import OWNER
from quiz.accounts.models import Account, Person
from quiz.accounts.visitor import Visitor
from quiz.bank.models import Bank, BankMember
from quiz.db import db
from quiz.errors import NotFound
from quiz.mine import Part, Whose
from quiz.my_data.digests import digest_of
from quiz.my_data.models import Erasure
from quiz.my_data.parts import PARTS

AT_ONCE = 1_000  # rows in memory, however many there are
PEOPLE_AT_ONCE = 5_000


@dataclass(frozen=True)
class Holder:
    """Somebody whose data it is. account: None for a guest."""

    person: Person
    account: Account | None

    @property
    def whose(self) -> Whose:
        """Return their ids."""
        return Whose(self.person.id, self.account.id if self.account is not None else None)


def holder(visitor: Visitor) -> Holder:
    """Return the visitor with their account, if they have one. Raises NotFound when a sign-in has ended."""
    found = _holder(Person.id == visitor.id, Person.epoch == visitor.epoch)
    if found is None:
        raise NotFound("There is nothing of yours here. Sign in to see what is kept about you.")
    return found


def holder_of(person_id: int) -> Holder | None:
    """Return a person with their account, for a command; None when they have gone."""
    return _holder(Person.id == person_id)


def _holder(*conditions: ColumnElement[bool]) -> Holder | None:
    query = (
        select(Person, Account)
        .join(Account, Account.person_id == Person.id, isouter=True)
        .options(lazyload(Account.person))  # whose inner join would leave guests out; it is loaded beside
    )
    row = db.session.execute(query.where(*conditions)).first()
    return Holder(*row) if row is not None else None


def counts(whose: Whose) -> dict[str, int]:
    """Return how many rows somebody has of each part, by its name, in one statement."""
    parts = [part for part in PARTS if _owner(part, whose) is not None]
    numbers = [
        select(func.count()).where(part.owner == _owner(part, whose)).scalar_subquery() for part in parts
    ]
    return dict(zip((part.name for part in parts), db.session.execute(select(*numbers)).one(), strict=True))


def rows(part: Part, whose: Whose) -> Iterator[Sequence[Any]]:
    """Yield somebody's rows of a part, the oldest first: the values of its fields."""
    owner = _owner(part, whose)
    if owner is None:
        return
    query = (
        select(*(field.column for field in part.fields.values()))
        .select_from(part.owner.table if part.source is None else part.source)
        .where(part.owner == owner)
        .order_by(part.owner.table.c.id if part.order is None else part.order)
    )
    yield from db.session.execute(query, execution_options={"yield_per": AT_ONCE})


def _owner(part: Part, whose: Whose) -> int | None:
    return whose.account_id if part.of_account else whose.person_id


def owned_alone(whose: Whose) -> Sequence[str]:
    """Return the titles of the banks that somebody is the only owner of."""
    other = aliased(BankMember)
    another = select(other.bank_id).where(other.role == OWNER, other.account_id != whose.account_id)
    query = (
        select(Bank.working_title)
        .join(BankMember, BankMember.bank_id == Bank.id)
        .where(BankMember.account_id == whose.account_id, BankMember.role == OWNER)
        .where(Bank.id.not_in(another))
        .order_by(Bank.working_title)
    )
    return db.session.scalars(query).all()


def erasures(*, since: datetime | None = None) -> Sequence[Erasure]:
    """Return who was erased, as digests, the first first."""
    query = select(Erasure).order_by(Erasure.at, Erasure.id)
    return db.session.scalars(query.where(Erasure.at >= since) if since else query).all()


def people_with(digests: set[str]) -> Iterator[int]:
    """Yield the ids of the people who are there although their digest is among these."""
    last = 0
    query = select(Person.id, Person.created_at).order_by(Person.id).limit(PEOPLE_AT_ONCE)
    while some := db.session.execute(query.where(Person.id > last)).all():
        last = some[-1].id
        yield from (row.id for row in some if digest_of(row.id, row.created_at) in digests)
