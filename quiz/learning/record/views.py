"""The learning record: what a person did in a period, to print and as data. Adds to the pages of learning."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from quiz import access
from quiz.accounts.visitor import visitor
from quiz.learning.record import queries
from quiz.learning.record.forms import PeriodForm
from quiz.learning.record.period import DAY, Period, last_year
from quiz.learning.record.queries import Learner
from quiz.learning.record.tallies import LIMITS, added_up
from quiz.learning.record.writing import Record, as_csv, as_document
from quiz.learning.views import blueprint


@blueprint.get("/progress/record")
@access.person
def record() -> ResponseReturnValue:
    """Show the record of a period, to be printed."""
    learner, zone, form = _asked()
    if not form.validate():
        return _page(learner, zone, form, None), 422
    return _page(learner, zone, form, _made(learner, form, zone))


@blueprint.get("/progress/record.json")
@access.person
def record_json() -> ResponseReturnValue:
    """Download the record of a period as JSON."""
    learner, zone, form = _asked()
    if not form.validate():
        return _page(learner, zone, form, None), 422
    made = _made(learner, form, zone)
    text = json.dumps(as_document(made), ensure_ascii=False, indent=1) + "\n"
    return _named(Response(text, mimetype="application/json"), made.period, "json")


@blueprint.get("/progress/record.csv")
@access.person
def record_csv() -> ResponseReturnValue:
    """Download the record of a period as a table."""
    learner, zone, form = _asked()
    if not form.validate():
        return _page(learner, zone, form, None), 422
    made = _made(learner, form, zone)
    return _named(Response(as_csv(made), mimetype="text/csv"), made.period, "csv")


def _asked() -> tuple[Learner, ZoneInfo, PeriodForm]:
    """Return whose record is asked for, where they live, and the form of the period."""
    learner = queries.learner(visitor())
    zone = ZoneInfo(learner.time_zone or current_app.config["SETTINGS"].time_zone)
    g.time_zone = zone.key
    return learner, zone, PeriodForm(request.args)


def _made(learner: Learner, form: PeriodForm, zone: ZoneInfo) -> Record:
    now = datetime.now(UTC)
    period = form.period(today=now.astimezone(zone).date(), zone=zone)
    sums = added_up(queries.answered(visitor(), period), period)
    places = queries.places({bank_id for bank_id, _, _ in sums.objectives})
    return Record(
        learner,
        period,
        now,
        sums,
        objectives=sums.by_place(places),
        exams=queries.exams(visitor(), period),
    )


def _page(learner: Learner, zone: ZoneInfo, form: PeriodForm, made: Record | None) -> str:
    today = datetime.now(UTC).astimezone(zone).date()
    if made is not None:
        form.first.data, form.last.data = made.period.first, made.period.last
    month = Period(today.replace(day=1), today, zone)
    everything = Period(min(today, learner.since.astimezone(zone).date()), today, zone)
    return render_template(
        "learning/record.html",
        here="progress",
        form=form,
        record=made,
        address={"from": made.period.first, "to": made.period.last} if made else {},
        periods={
            "This month": month,
            "The last 30 days": Period(today - 29 * DAY, today, zone),
            "The last 12 months": last_year(today, zone),
            "Everything": everything,
        },
        limits=LIMITS,
    )


def _named(response: Response, period: Period, ending: str) -> Response:
    name = f"learning-record-{period.first.isoformat()}-{period.last.isoformat()}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
