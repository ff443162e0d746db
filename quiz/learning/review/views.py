"""The page of reviews: what is due and why, what comes, how to review. Adds to the pages of learning."""

import logging
import secrets
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Response, current_app, flash, g, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from quiz import access
from quiz.accounts.visitor import visitor
from quiz.bank.published.queries import practised_bank
from quiz.db import begin_writing, db
from quiz.learning.review import actions, queries
from quiz.learning.review.forms import PlanForm, ReviewForm
from quiz.learning.review.queries import Standing
from quiz.learning.views import blueprint
from quiz.sittings.tokens import new_token

log = logging.getLogger(__name__)

SHOWN = actions.AT_ONCE
STEPS_AFTERWARDS = 20  # a second of work or less, which nobody waits for


@blueprint.get("/review")
@access.person
def review() -> ResponseReturnValue:
    """Show what is due and why, what comes in the next days, and how one reviews."""
    standing, zone = caught_up()
    page = _page(standing, zone)
    return _go_on_afterwards(make_response(page), standing, zone) if standing.is_stale else page


@blueprint.post("/review")
@access.person
def start_review() -> ResponseReturnValue:
    """Begin a sitting of what is due."""
    standing, zone = caught_up()
    form = ReviewForm()
    if not form.validate_on_submit():
        return _page(standing, zone, problem=next(iter(form.token.errors), None)), 422
    sitting_id = actions.begin_review(
        visitor(),
        bank=practised_bank(form.bank.data),
        token=form.token.data or "",
        seed=secrets.token_hex(8),
        now=datetime.now(UTC),
    )
    db.session.commit()
    return redirect(url_for("practice.go_on", sitting_id=sitting_id), 303)


@blueprint.post("/review/plan")
@access.person
def save_plan() -> ResponseReturnValue:
    """Change how one reviews, and with it what is due when."""
    standing, zone = caught_up()
    form = PlanForm(today=datetime.now(zone).date())
    if not form.validate_on_submit():
        return _page(standing, zone, form=form), 422
    begin_writing()
    actions.save_plan(
        queries.standing(visitor()),
        target=(form.target.data or 0) / 100,
        exam_on=form.exam_on.data,
        zone=zone,
    )
    db.session.commit()
    flash("Saved. What is due when has been worked out again.")
    return redirect(url_for("learning.review"), 303)


def caught_up() -> tuple[Standing, ZoneInfo]:
    """Return how the visitor's reviews stand, after one step of what waits to be worked out.

    In everyday life that is all of it. However much there is, a page does no more.
    """
    standing = queries.standing(visitor())
    zone = ZoneInfo(standing.time_zone or current_app.config["SETTINGS"].time_zone)
    if standing.is_stale:
        standing = actions.catch_up(standing, zone=zone)
        db.session.commit()
    g.time_zone = zone.key
    return standing, zone


def _go_on_afterwards(response: Response, standing: Standing, zone: ZoneInfo) -> Response:
    """Let some more be worked out once a page has been sent; the next visit finds it, and goes on."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way

    def go_on() -> None:
        with app.app_context():
            now, steps = queries.standing_of(standing.person_id), 0
            try:
                while now is not None and now.is_stale and steps < STEPS_AFTERWARDS:
                    now, steps = actions.catch_up(now, zone=zone), steps + 1
                    db.session.commit()
            except SQLAlchemyError:  # a busy database, or the person has gone: the next visit goes on
                db.session.rollback()
                log.exception("reviews of person %s were not worked out", standing.person_id)

    response.call_on_close(go_on)
    return response


def _page(
    standing: Standing, zone: ZoneInfo, *, form: PlanForm | None = None, problem: str | None = None
) -> str:
    now = datetime.now(UTC)
    today = now.astimezone(zone).date()
    entries = queries.upcoming(standing.person_id)
    waiting = queries.in_order(entries, now)
    if form is None:
        exam_on = standing.exam_on if standing.exam_on and standing.exam_on > today else None
        form = PlanForm(today=today, data={"target": round(100 * standing.target), "exam_on": exam_on})
    return render_template(
        "learning/review.html",
        here="review",
        standing=standing,
        now=now,
        today=today,
        entries=entries,
        waiting=waiting,
        banks=queries.by_bank(waiting),
        shown=SHOWN,
        days=queries.workload(entries, now=now, zone=zone),
        next_due=next((entry.due for entry in entries if entry.due > now), None),
        token=new_token(),
        form=form,
        problem=problem,
    )
