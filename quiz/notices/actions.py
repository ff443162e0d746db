"""Telling people something, and their reading it. Nothing here commits."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert  # SQLite understands what it compiles to

from quiz.accounts.models import Person
from quiz.db import db
from quiz.notices.models import Notice

AT_ONCE = 5_000  # rows in memory, however many there are


@dataclass(frozen=True)
class News:
    """What one person is to be told. kind, data: see ``kinds.py``.

    cause: what it came of, such as ``correction/7/slot/12``; who was told of it is not told again.
    sitting_id, position: the slot it is about.
    """

    person_id: int
    kind: str
    cause: str
    sitting_id: int | None = None
    position: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


def tell(news: Iterable[News], *, now: datetime) -> None:
    """Tell people something, however many they are: a row each, one statement for thousands of them.

    Call inside a write transaction. Who was told of the same cause before keeps that notice.
    """
    new = insert(Notice.__table__).on_conflict_do_nothing()  # type: ignore[arg-type]
    rows = ({**vars(one), "created_at": now, "read_at": None} for one in news)
    while some := list(islice(rows, AT_ONCE)):
        db.session.execute(new, some)


def mark_read(notice: Notice, *, now: datetime) -> None:
    """Mark a notice as read; one that was read stays as it was."""
    notice.read_at = notice.read_at or now
    db.session.flush()


def mark_all_read(person: Person, *, until: int, now: datetime) -> None:
    """Mark a person's notices as read, up to an id: what came after they looked stays unread."""
    unread = update(Notice).where(Notice.person_id == person.id, Notice.read_at.is_(None), Notice.id <= until)
    db.session.execute(unread.values(read_at=now))
