"""What the front page and the health checks ask of the database."""

from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from quiz.bank.models import Bank, Item
from quiz.bank.published.queries import is_open
from quiz.db import db
from quiz.schema import expected_revision


@dataclass(frozen=True)
class Offer:
    """The bank on offer and how many questions it has."""

    bank: Bank | None
    items: int


def offer() -> Offer:
    """Return what the front page offers."""
    bank = db.session.scalar(select(Bank).where(is_open()).order_by(Bank.id).limit(1))
    if bank is None:
        return Offer(None, 0)
    count = select(func.count(Item.id)).where(Item.bank_id == bank.id, Item.state == "published")
    return Offer(bank, db.session.scalar(count) or 0)


def readiness() -> str | None:
    """Return None when the database answers and has the schema of this release, else what is wrong."""
    try:
        revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError as problem:
        db.session.rollback()
        return f"the database does not answer ({type(problem).__name__})"
    if revision != expected_revision():
        return f"the schema is at {revision}, this release needs {expected_revision()}"
    return None
