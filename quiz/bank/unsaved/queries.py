"""Finding what somebody left unsaved."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from quiz.bank.queries import Desk, Draft
from quiz.bank.unsaved.models import UnsavedWork
from quiz.db import db
from quiz.errors import NotFound

KEPT_FOR = timedelta(days=30)


def left(desk: Desk, draft: Draft, *, now: datetime) -> Sequence[UnsavedWork]:
    """Return what whoever is at the desk left of an item, newest first."""
    query = select(UnsavedWork).where(
        UnsavedWork.account_id == desk.me.account_id,
        UnsavedWork.item_id == draft.item.id,
        UnsavedWork.at > now - KEPT_FOR,
    )
    return db.session.scalars(query.order_by(UnsavedWork.at.desc(), UnsavedWork.id.desc())).all()


def one(desk: Desk, draft: Draft, id: int, *, now: datetime) -> UnsavedWork:
    """Return one of these. Raises NotFound, also for what is somebody else's."""
    found = next((work for work in left(desk, draft, now=now) if work.id == id), None)
    if found is None:
        raise NotFound("This unsaved work is no longer there: it was saved, discarded, or left for too long.")
    return found
