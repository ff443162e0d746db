"""Reading people and their accounts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, PrimaryKeyConstraint, Table, UniqueConstraint, exists, func, select

from quiz.accounts.models import Account, Person, Role
from quiz.accounts.visitor import Visitor
from quiz.db import Base, db

_HAS_ACCOUNT = exists().where(Account.person_id == Person.id)


def account_by_email(email: str) -> Account | None:
    """Return the account with this normalised address."""
    return db.session.scalar(select(Account).where(Account.email == email))


def accounts() -> Sequence[Account]:
    """Return all accounts, by address."""
    return db.session.scalars(select(Account).order_by(Account.email)).all()


def roles(names: set[str]) -> Sequence[Role]:
    """Return the roles with these names."""
    return db.session.scalars(select(Role).where(Role.name.in_(names))).all()


def guest(visitor: Visitor) -> Person | None:
    """Return the visitor's person if it has no account, locked until the transaction ends."""
    if not visitor.is_known:
        return None
    query = select(Person).where(Person.id == visitor.id, Person.epoch == visitor.epoch, ~_HAS_ACCOUNT)
    return db.session.scalar(query.with_for_update(of=Person))


def unseen_guests(before: datetime, *, limit: int) -> Sequence[int]:
    """Return ids of people without an account who were last seen before a moment."""
    query = select(Person.id).where(Person.seen_at < before, ~_HAS_ACCOUNT)
    return db.session.scalars(query.order_by(Person.seen_at).limit(limit)).all()


def count_unseen_guests(before: datetime) -> int:
    """Return how many people without an account were last seen before a moment."""
    query = select(func.count()).select_from(Person).where(Person.seen_at < before, ~_HAS_ACCOUNT)
    return db.session.scalar(query) or 0


def tables_of_a_person() -> Iterator[Table]:
    """Yield every table, of whatever feature, whose rows belong to a person; but for that of accounts."""
    for table in Base.metadata.tables.values():
        column = table.c.get("person_id")
        if table is Account.__table__ or column is None:
            continue
        if any(key.references(Person.__table__) for key in column.foreign_keys):  # type: ignore[arg-type]
            yield table


def is_taken(table: Table, person: Person) -> Iterator[ColumnElement[bool]]:
    """Yield conditions for rows that cannot become the person's: there is one of a kind, and they have it."""
    for names in _unique_with_person(table):
        other = table.alias()
        same: list[Any] = [other.c[name] == table.c[name] for name in names - {"person_id"}]
        yield exists().where(other.c.person_id == person.id, *same)


def _unique_with_person(table: Table) -> Iterator[set[str]]:
    for rule in table.constraints:
        if isinstance(rule, (PrimaryKeyConstraint, UniqueConstraint)) and "person_id" in rule.columns:
            yield {column.name for column in rule.columns}
    for index in table.indexes:
        if index.unique and "person_id" in index.columns:
            yield {column.name for column in index.columns}
