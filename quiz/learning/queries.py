"""Reading where a person lives, so that moments are told in their time."""

from sqlalchemy import select

from quiz.accounts.models import Person
from quiz.accounts.visitor import Visitor
from quiz.db import db
from quiz.sittings.queries import is_visitor


def time_zone(visitor: Visitor) -> str | None:
    """Return the visitor's time zone."""
    query = select(Person.time_zone).where(is_visitor(visitor))
    return db.session.scalar(query)
