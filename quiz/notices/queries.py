"""Reading notices. Loading is authorising: every query compares the visitor's person and epoch."""

from collections.abc import Sequence

from sqlalchemy import func, select

from quiz.accounts.guests import person_of
from quiz.accounts.models import Person
from quiz.accounts.visitor import Visitor
from quiz.db import db
from quiz.errors import NotFound
from quiz.notices.models import Notice


def count_unread(visitor: Visitor) -> int:
    """Return how many notices the visitor has not read, in one statement by an index; none for nobody.

    For pages where people arrive. A page on the way of an answer does not ask.
    """
    if not visitor.is_known:
        return 0
    query = (
        select(func.count(Notice.id))
        .join(Person, Person.id == Notice.person_id)
        .where(Person.id == visitor.id, Person.epoch == visitor.epoch, Notice.read_at.is_(None))
    )
    return db.session.scalar(query) or 0


def reader(visitor: Visitor) -> Person:
    """Return the visitor's person. Raises NotFound when their sign-in has ended."""
    person = person_of(visitor)
    if person is None:
        raise NotFound("There is nothing of yours here. Sign in to see your notices.")
    return person


def notices(person: Person, *, offset: int = 0, limit: int = 30) -> Sequence[Notice]:
    """Return a person's notices: unread ones first, then the newest first."""
    query = (
        select(Notice)
        .where(Notice.person_id == person.id)
        .order_by(Notice.read_at.is_not(None), Notice.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def notice(person: Person, notice_id: int) -> Notice:
    """Return one of a person's notices. Raises NotFound."""
    query = select(Notice).where(Notice.id == notice_id, Notice.person_id == person.id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("There is no such notice of yours.")
    return found
