"""What the front page and the health checks ask of the database."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from quiz.bank.models import Bank
from quiz.bank.published.queries import count_published, is_open
from quiz.db import db
from quiz.schema import SchemaError, current_revision, expected_revision


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
    return Offer(bank, count_published(bank))


def readiness() -> str | None:
    """Return None when the database answers and has the schema of this release, else what to do, in words."""
    try:
        revision = current_revision(db.session.connection())
    except SchemaError as problem:
        return str(problem)
    except SQLAlchemyError as problem:
        db.session.rollback()
        kind = type(getattr(problem, "orig", None) or problem).__name__
        return f"The database does not answer ({kind}). Start it, or correct DATABASE_URL."
    if revision is None:
        return (
            "The database has no tables yet. Start `script/server` once, or run `.venv/bin/flask db upgrade`."
        )
    if revision != expected_revision():
        return (
            f"The schema is at {revision}, and this release needs {expected_revision()}. Run "
            "`.venv/bin/flask db upgrade`, or start `script/server` anew."
        )
    return None
