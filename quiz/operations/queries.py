"""What operators ask of the database."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from quiz.db import db
from quiz.sittings.models import Sitting
from quiz.statistics.queries import count_waiting


def backlog(now: datetime) -> list[tuple[str, int]]:
    """Return what waits to be done, and how much of it; nothing when the database does not answer."""
    try:
        due = select(func.count(Sitting.id)).where(Sitting.closed_at.is_(None), Sitting.deadline < now)
        return [("exams_to_close", db.session.scalar(due) or 0), ("marks_to_count", count_waiting())]
    except SQLAlchemyError:
        db.session.rollback()
        return []
