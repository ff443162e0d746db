"""The trainee's page to say what is wrong with a question, once it is explained."""

from datetime import UTC, datetime

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quiz import access
from quiz.accounts import throttle
from quiz.accounts.visitor import visitor
from quiz.bank.published import queries as bank_queries
from quiz.bank.reports import actions, queries
from quiz.bank.reports.words import KINDS, OPEN
from quiz.db import begin_writing, db
from quiz.errors import Conflict
from quiz.practice.reporting.forms import ReportForm
from quiz.practice.views import blueprint
from quiz.sittings import policy
from quiz.sittings import queries as sittings
from quiz.sittings.tokens import new_token

WAITS = "What you reported before still waits for an answer, so this was not sent. It is kept here."
THANKS = "Thank you. Whoever looks after these questions reads it, and you are told here what becomes of it."


@blueprint.get("/sittings/<id:sitting_id>/slots/<id:position>/report")
@access.person
def report_item(sitting_id: int, position: int) -> ResponseReturnValue:
    """Ask what is wrong with a question that is explained, and show what was reported before."""
    place = sittings.place(visitor(), sitting_id, position)
    if not policy.may_reveal(place.state):
        return redirect(url_for("practice.ask", sitting_id=sitting_id, position=position), 303)
    return _page(place, ReportForm(formdata=None))


@blueprint.post("/sittings/<id:sitting_id>/slots/<id:position>/report")
@access.person
def send_report(sitting_id: int, position: int) -> ResponseReturnValue:
    """Store what a trainee says is wrong with a question."""
    place, form, now = sittings.place(visitor(), sitting_id, position), ReportForm(), datetime.now(UTC)
    if not policy.may_reveal(place.state):
        raise Conflict("Answer this question first; then say what is wrong with it.")
    if not form.validate_on_submit():
        return _page(place, form), 422
    throttle.admit("practice.send_report", now=now)
    begin_writing()
    place = sittings.place(visitor(), sitting_id, position)
    met = actions.Met(
        person_id=place.person_id,
        sitting_id=place.sitting_id,
        position=place.position,
        quiz=place.title,
        version_id=place.version_id,
        stage=place.stage,
        seed=place.seed,
        answer=place.given.answer if place.given else None,
    )
    token = form.token.data or ""
    if not actions.send(met, kind=form.kind.data, text=form.text.data or "", token=token, now=now):
        db.session.rollback()
        form.text.errors = [WAITS]
        return _page(place, form), 422
    db.session.commit()
    flash(THANKS)
    return redirect(url_for("practice.explanation", sitting_id=sitting_id, position=position), 303)


def _page(place: sittings.Place, form: ReportForm) -> str:
    g.time_zone = place.time_zone
    form.token.data = new_token()
    sent = queries.sent(place.person_id, place.sitting_id, place.position)
    return render_template(
        "practice/report_item.html",
        here="practise",
        place=place,
        reading=bank_queries.reading(place.version_id, place.digest, place.bank_loaded_at, place.stage),
        form=form,
        sent=sent,
        waits=any(report.state == OPEN for report, _ in sent),
        kinds=KINDS,
    )
