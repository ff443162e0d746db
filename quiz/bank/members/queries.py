"""Reading who works in a bank."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from quiz.access import OWNER
from quiz.accounts.models import Account, Role, account_role
from quiz.bank.models import Bank, BankAct, BankMember
from quiz.db import db
from quiz.errors import NotFound


@dataclass(frozen=True)
class Row:
    """A member in the list."""

    account_id: int
    name: str | None
    email: str
    role: str
    since: datetime


def members(bank_id: int) -> Sequence[Row]:
    """Return the members of a bank: owners, then editors, then reviewers, each by address."""
    query = (
        select(Account.id, Account.name, Account.email, BankMember.role, BankMember.since)
        .join(BankMember, BankMember.account_id == Account.id)
        .where(BankMember.bank_id == bank_id)
    )
    order = ("owner", "editor", "reviewer")
    rows = [Row(*row) for row in db.session.execute(query)]
    return sorted(rows, key=lambda row: (order.index(row.role), row.email))


def member(bank: Bank, account_id: int) -> tuple[BankMember, str]:
    """Return a member of a bank and their address. Raises NotFound."""
    query = (
        select(BankMember, Account.email)
        .join(Account, Account.id == BankMember.account_id)
        .where(BankMember.bank_id == bank.id, BankMember.account_id == account_id)
    )
    found = db.session.execute(query).first()
    if found is None:
        raise NotFound("There is no such member.")
    return found[0], found[1]


def membership(bank: Bank, account_id: int) -> BankMember | None:
    """Return what makes an account a member of a bank; None when it is none."""
    return db.session.get(BankMember, (bank.id, account_id))


def ownerless() -> set[int]:
    """Return the ids of the banks that nobody owns."""
    owned = select(BankMember.bank_id).where(BankMember.role == OWNER)
    return set(db.session.scalars(select(Bank.id).where(Bank.id.not_in(owned))))


def owners(bank: Bank) -> int:
    """Return how many owners a bank has."""
    query = select(func.count()).where(BankMember.bank_id == bank.id, BankMember.role == OWNER)
    return db.session.scalar(query) or 0


def desk_account(email: str) -> int | None:
    """Return the account with this address if it is an educator's or an admin's and open."""
    query = (
        select(Account.id)
        .join(account_role, account_role.c.account_id == Account.id)
        .join(Role, Role.id == account_role.c.role_id)
        .where(Account.email == email.strip().lower(), Account.active.is_(True))
        .where(Role.name.in_(("educator", "admin")))
    )
    return db.session.scalar(query.limit(1))


def address(account_id: int) -> str:
    """Return the address of an account."""
    return db.session.scalars(select(Account.email).where(Account.id == account_id)).one()


def acts_that_name(account_id: int, email: str) -> Sequence[BankAct]:
    """Return the acts that are about the membership of an account, or have its address in their detail."""
    named = or_(BankAct.whom_id == account_id, BankAct.detail.contains(email, autoescape=True))
    return db.session.scalars(select(BankAct).where(named)).all()
