"""Counting on after a page has been sent, so that nobody waits for it."""

import logging
from datetime import UTC, datetime

from flask import Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from quiz.db import db
from quiz.statistics import actions

log = logging.getLogger(__name__)


def count_afterwards(response: Response) -> Response:
    """Let the next marks be counted after a response: one batch, and none if others are at it."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way

    def count() -> None:
        with app.app_context():
            try:
                if actions.count_on(now=datetime.now(UTC)) is None:
                    db.session.rollback()
                db.session.commit()
            except SQLAlchemyError:  # a busy database: whoever notices next counts
                db.session.rollback()
                log.exception("first answers were not counted")

    response.call_on_close(count)
    return response
