"""People without an account: found by their cookie, made when they first begin something."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from quiz.accounts.models import Person
from quiz.accounts.visitor import Visitor
from quiz.db import db


def person_of(visitor: Visitor) -> Person | None:
    """Return the person a cookie names; None when there is none, or its sign-in has ended."""
    if not visitor.is_known:
        return None
    query = select(Person).where(Person.id == visitor.id, Person.epoch == visitor.epoch)
    return db.session.scalar(query)


def make_guest(*, now: datetime, time_zone: str | None = None) -> Person:
    """Make a person without an account. A time zone that does not exist is left out."""
    # SQLite gives the id of whoever went last to whoever comes next: an old cookie must not fit it.
    epoch = secrets.randbelow(2**31)
    person = Person(created_at=now, seen_at=now, epoch=epoch, time_zone=known_zone(time_zone))
    db.session.add(person)
    db.session.flush()
    return person


def known_zone(name: str | None) -> str | None:
    """Return the name of a time zone that exists, or None."""
    try:
        return ZoneInfo(name).key if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
