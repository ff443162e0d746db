"""What operators ask of the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased

from quiz.accounts.models import Account
from quiz.audit.actions import TO_SOMEBODY
from quiz.audit.models import AdminAct
from quiz.bank.models import Bank, BankAct, Item
from quiz.db import db
from quiz.sittings.models import Sitting
from quiz.statistics.queries import count_waiting

FORMER = "a former member"


def backlog(now: datetime) -> list[tuple[str, int]]:
    """Return what waits to be done, and how much of it; nothing when the database does not answer."""
    try:
        due = select(func.count(Sitting.id)).where(Sitting.closed_at.is_(None), Sitting.deadline < now)
        return [("exams_to_close", db.session.scalar(due) or 0), ("marks_to_count", count_waiting())]
    except SQLAlchemyError:
        db.session.rollback()
        return []


@dataclass(frozen=True)
class Entry:
    """Something that was done. who, whom: addresses, or what is said instead; whom is empty if nobody.

    bank, item: where, by their names in addresses; empty if not in one.
    """

    at: datetime
    what: str
    detail: str
    who: str
    whom: str = ""
    bank: str = ""
    item: str = ""


@dataclass(frozen=True)
class Cursor:
    """Up to where the list was read: the lowest ids of both tables that were shown, None before the first."""

    admin: int | None = None
    bank: int | None = None


def acts(*, before: Cursor, limit: int, since: datetime | None = None) -> tuple[list[Entry], Cursor | None]:
    """Return what admins and educators did, the newest first, and where older ones go on, if any."""
    rows = [*_admin_acts(before.admin, limit + 1, since), *_bank_acts(before.bank, limit + 1, since)]
    rows.sort(key=lambda row: row[2].at, reverse=True)
    shown = rows[:limit]
    lowest = {"admin": before.admin, "bank": before.bank}
    lowest |= {kind: number for kind, number, _ in shown}
    return [entry for _, _, entry in shown], Cursor(**lowest) if len(rows) > limit else None


def _admin_acts(before: int | None, limit: int, since: datetime | None) -> Iterator[tuple[str, int, Entry]]:
    by, whom = aliased(Account), aliased(Account)
    query = (
        select(AdminAct, by.email, whom.email)
        .outerjoin(by, by.id == AdminAct.account_id)
        .outerjoin(whom, whom.id == AdminAct.whom_id)
        .order_by(AdminAct.id.desc())
        .limit(limit)
    )
    query = query.where(AdminAct.id < before) if before is not None else query
    query = query.where(AdminAct.at >= since) if since is not None else query
    for act, who, to in db.session.execute(query):
        named = to or (FORMER if act.what in TO_SOMEBODY else "")
        yield "admin", act.id, Entry(act.at, act.what, act.detail, who or _nobody(former=act.former), named)


def _bank_acts(before: int | None, limit: int, since: datetime | None) -> Iterator[tuple[str, int, Entry]]:
    query = (
        select(BankAct, Account.email, Bank.slug, Item.slug)
        .join(Bank, Bank.id == BankAct.bank_id)
        .outerjoin(Account, Account.id == BankAct.account_id)
        .outerjoin(Item, Item.id == BankAct.item_id)
        .order_by(BankAct.id.desc())
        .limit(limit)
    )
    query = query.where(BankAct.id < before) if before is not None else query
    query = query.where(BankAct.at >= since) if since is not None else query
    for act, who, bank, item in db.session.execute(query):
        said = who or _nobody(former=act.former)
        yield "bank", act.id, Entry(act.at, act.what, act.detail, said, bank=bank, item=item or "")


def _nobody(*, former: bool) -> str:
    return FORMER if former else "a command"
