"""`flask sittings`: close the exams whose time is over."""

import logging
from datetime import UTC, datetime, timedelta

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from quiz.db import db
from quiz.practice.exams.actions import close_exam
from quiz.schema import needs_schema
from quiz.sittings import policy
from quiz.sittings.exams import queries

log = logging.getLogger(__name__)
group = AppGroup("sittings", help="Close the exams whose time is over.")


@group.command("close-due")
@needs_schema
def close_due_command() -> None:
    """Close every exam whose deadline has passed, its grace too, and write its marks.

    Each is a transaction of its own: one that cannot be closed is named and leaves the others alone, and a
    run that was broken off is gone on with by the next.
    """
    now = datetime.now(UTC)
    due = [
        sitting.id
        for sitting in queries.past_deadline(now)
        if policy.is_over(sitting.deadline, timedelta(seconds=sitting.grace_seconds), now)
    ]
    failed = []
    for sitting_id in due:
        try:
            close_exam(sitting_id, now=now)
            db.session.commit()
        except (LookupError, ValueError, SQLAlchemyError):  # an item that can no longer be read, say
            db.session.rollback()
            log.exception("exam %s could not be closed", sitting_id)
            failed.append(sitting_id)
    closed = len(due) - len(failed)
    click.echo(f"{closed} exam{'' if closed == 1 else 's'} closed.")
    if failed:
        raise click.ClickException(f"Not closed, see the log for why: {', '.join(map(str, failed))}.")
