"""Keeping what was typed until it is saved or discarded. Nothing here commits."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete

from quiz.bank.queries import Desk, Draft
from quiz.bank.unsaved.models import UnsavedWork
from quiz.bank.unsaved.queries import KEPT_FOR, left
from quiz.db import db
from quiz.errors import Conflict

MOST = 10  # of one item and one account: a window each


def keep(
    desk: Desk,
    draft: Draft,
    token: str,
    *,
    base_number: int,
    typed: Mapping[str, list[str]],
    now: datetime,
) -> None:
    """Keep a form of an item that is locked, in place of what was kept of the same page before.

    Removes what anybody left for longer than KEPT_FOR. Raises Conflict where too much is kept of the item.
    """
    db.session.execute(delete(UnsavedWork).where(UnsavedWork.at <= now - KEPT_FOR))
    kept = left(desk, draft, now=now)
    work = next((each for each in kept if each.token == token), None)
    if work is None:
        if len(kept) >= MOST:
            raise Conflict(
                f"{MOST} unsaved texts of this item are kept already. Open it in another window, and go on "
                "with one of them or discard it."
            )
        work = UnsavedWork(account_id=desk.me.account_id, item_id=draft.item.id, token=token)
        db.session.add(work)
    work.base_number, work.typed, work.at = base_number, dict(typed), now
    db.session.flush()


def forget(desk: Desk, draft: Draft, token: str) -> None:
    """Drop what was kept of a page: it has been saved."""
    db.session.execute(
        delete(UnsavedWork).where(
            UnsavedWork.account_id == desk.me.account_id,
            UnsavedWork.item_id == draft.item.id,
            UnsavedWork.token == token,
        )
    )


def discard(work: UnsavedWork) -> None:
    """Drop what was left."""
    db.session.delete(work)
    db.session.flush()
