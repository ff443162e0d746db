"""Noticing that what trainees meet of a bank has changed, so that whatever was kept of it is read anew.

Each transaction in which an item was added or removed, published, withdrawn or changed gives its bank another
word, last of all, so that it holds nobody up. Processes ask no one else: they read the word with the bank.
Of a statement that writes to items or versions at large nobody knows which are meant: all banks get another.
What goes past the session, or as text, is not noticed, and must call ``note_offer``.
"""

import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import event, inspect, update
from sqlalchemy.orm import ORMExecuteState, Session

from quiz.bank.models import Bank, Item, ItemVersion
from quiz.db import db

CHANGED = "banks whose offer changed"
ALL = 0  # in place of a bank's id
SEEN = ("state", "published_number")


def note_offer(session: Session, bank_ids: Iterable[int]) -> None:
    """Let the offers of banks be another when the transaction ends."""
    session.info.setdefault(CHANGED, set()).update(bank_ids)


def _changes(item: Item) -> bool:
    return any(inspect(item).attrs[name].history.has_changes() for name in SEEN)


@event.listens_for(db.session, "after_flush")
def _notice(session: Session, context: Any) -> None:
    come_or_gone = {each.bank_id for each in (*session.new, *session.deleted) if isinstance(each, Item)}
    changed = {each.bank_id for each in session.dirty if isinstance(each, Item) and _changes(each)}
    if banks := come_or_gone | changed:
        note_offer(session, banks)


@event.listens_for(db.session, "do_orm_execute")
def _notice_statement(state: ORMExecuteState) -> None:
    writes = state.is_update or state.is_delete or state.is_insert
    if writes and getattr(state.statement, "table", None) in {Item.__table__, ItemVersion.__table__}:
        note_offer(state.session, [ALL])


@event.listens_for(db.session, "before_commit")
def _renew(session: Session) -> None:
    session.flush()
    changed = session.info.pop(CHANGED, set())
    for bank_id in sorted(changed):
        one = update(Bank) if bank_id == ALL else update(Bank).where(Bank.id == bank_id)
        session.execute(one.values(offer=secrets.token_hex(8)))


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(CHANGED, None)
