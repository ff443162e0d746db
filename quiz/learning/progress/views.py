"""Pages of progress: how far one has come, how sure that is, what to unlearn. Adds to those of learning."""

import logging
from datetime import UTC, date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from flask import Response, after_this_request, current_app, g, render_template, stream_with_context
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from quiz import access
from quiz.accounts.visitor import visitor
from quiz.db import db
from quiz.errors import NotFound
from quiz.learning.progress import actions, measures, queries
from quiz.learning.progress.queries import BankRead, Named, Standing
from quiz.learning.progress.reckoning import week_of
from quiz.learning.progress.tables import TABLES, Kept, lines_of
from quiz.learning.review.queries import in_order, upcoming
from quiz.learning.views import blueprint
from quiz.notices.queries import count_unread
from quiz.sittings.results.queries import every_summary, summaries
from quiz.sittings.tokens import new_token

log = logging.getLogger(__name__)

RECENT = 5
FEW_WEEKS, WEEKS_SHOWN = 4, 26
LISTED, LISTED_AT_MOST = 10, 200  # entries of a list that are seen at once, and in the fold below


@blueprint.get("/progress")
@access.person
def progress() -> ResponseReturnValue:
    """Show the whole on one page: the last weeks, topics, sureness, recent quizzes."""
    standing, zone = caught_up()
    met = queries.meetings(standing.person_id)
    items = measures.last_met(met)
    weeks = queries.weeks(standing.person_id)
    worked = measures.by_week(weeks)
    monday = _monday(zone)
    since = monday - (FEW_WEEKS - 1) * measures.A_WEEK
    topics = _by_bank(queries.topics(row.bank for row in met), items)
    return _page(
        "learning/progress.html",
        answers=sum(week.answers for week in worked),
        lately=measures.earned_since(worked, since, monday + measures.A_WEEK),
        before=measures.earned_since(worked, since - FEW_WEEKS * measures.A_WEEK, since),
        objectives=measures.objectives_held(items),
        banks=topics,
        lowest=min(
            (line for _, found in topics for line in found if line.enough),
            key=lambda line: line.share,
            default=None,
        ),
        feel=measures.calibration(weeks),
        unlearn=len(measures.to_unlearn(items)),
        dangerous=len(measures.dangerous(met)),
        due=_due(standing),
        recent=summaries(visitor(), limit=RECENT),
    )


@blueprint.get("/progress/topics/<bank>/<topic>")
@access.person
def topic(bank: str, topic: str) -> ResponseReturnValue:
    """Show one topic of a bank by objective."""
    standing, _ = caught_up()
    met = queries.meetings(standing.person_id)
    topics = [one for one in queries.topics(row.bank for row in met) if one.bank.slug == bank]
    shown = next((one for one in topics if one.slug == topic), None)
    if shown is None:
        raise NotFound("You have answered nothing there yet. Progress lists the topics that you have met.")
    items = [item for item in measures.last_met(met) if item.first.bank.id == shown.bank.id]
    of_topic = [item for item in items if item.first.topic == topic]
    found = measures.shares(of_topic, lambda row: row.objective)
    named = [one for one in queries.objectives([shown.bank]) if one.topic == topic]
    whole = measures.shares(of_topic, lambda row: row.topic).get(topic, measures.Share(0.0, 0))
    return _page(
        "learning/topic.html",
        topic=shown,
        topics=topics,
        whole=whole,
        objectives=measures.lines([(one.slug, one.title) for one in named if one.slug in found], found),
        unmet=[one for one in named if one.slug not in found],
    )


@blueprint.get("/progress/reasoning")
@access.person
def reasoning() -> ResponseReturnValue:
    """Show mastery by reasoning step, minimal pairs, and what searches at stations came to."""
    standing, _ = caught_up()
    items = measures.last_met(queries.meetings(standing.person_id))
    pairs, alone = measures.pairs(items)
    topics = queries.topics(item.first.bank for item in items)
    return _page(
        "learning/reasoning.html",
        steps=measures.lines(measures.STEPS.items(), measures.shares(items, lambda row: row.step)),
        pairs=pairs,
        alone=alone,
        topics={(one.bank.id, one.slug): one.title for one in topics},
        signals=measures.signals(items),
    )


@blueprint.get("/progress/sureness")
@access.person
def sureness() -> ResponseReturnValue:
    """Show how often answers were right at each level of sureness: ever, and in the last weeks."""
    standing, zone = caught_up()
    weeks = queries.weeks(standing.person_id)
    since = _monday(zone) - 11 * measures.A_WEEK
    return _page(
        "learning/sureness.html",
        ever=measures.calibration(weeks),
        lately=measures.calibration([week for week in weeks if week.week >= since]),
    )


@blueprint.get("/progress/mistakes")
@access.person
def mistakes() -> ResponseReturnValue:
    """List what was certain and wrong, to be unlearned, and every dangerous miss."""
    standing, _ = caught_up()
    met = queries.meetings(standing.person_id)
    unlearn = measures.to_unlearn(measures.last_met(met))
    dangerous = measures.dangerous(met)
    named = queries.objectives(row.bank for row in (*unlearn, *dangerous))
    return _page(
        "learning/mistakes.html",
        unlearn=unlearn,
        dangerous=dangerous,
        still=sum(row.share != 1 for row in dangerous),
        titles={(one.bank.id, one.slug): one.title for one in named},
        banks=sorted({row.bank for row in unlearn}, key=lambda bank: bank.title),
        token=new_token(),
        listed=LISTED,
        most=LISTED_AT_MOST,
    )


@blueprint.get("/progress/time")
@access.person
def times() -> ResponseReturnValue:
    """Show how long was spent in each week, and how long a question takes."""
    standing, zone = caught_up()
    worked = measures.by_week(queries.weeks(standing.person_id))
    every, by_format = measures.paces(measures.last_met(queries.meetings(standing.person_id)))
    return _page(
        "learning/times.html",
        weeks=measures.without_gaps(worked, until=_monday(zone), count=WEEKS_SHOWN),
        worked=worked,
        median_week=measures.median_week(worked),
        every=every,
        by_format=by_format,
        zone=standing.counted_zone,
    )


@blueprint.get("/progress/data")
@access.person
def tables() -> ResponseReturnValue:
    """List what can be taken away, table by table, with what its columns hold."""
    standing, _ = caught_up()
    return _page("learning/tables.html", tables=TABLES, is_empty=not standing.marks)


@blueprint.get("/progress/data/<any(csv, json):kind>/<table>")
@access.person
def table(kind: str, table: str) -> ResponseReturnValue:
    """Send one table as CSV or JSON, row by row."""
    standing, _ = caught_up(whole=True)
    wanted = TABLES.get(table)
    if wanted is None:
        raise NotFound("There is no such table. The page of your data lists those there are.")
    met = queries.meetings(standing.person_id)
    banks = {row.bank for row in met}
    kept = Kept(
        met,
        queries.weeks(standing.person_id),
        queries.topics(banks),
        queries.objectives(banks),
        every_summary(visitor()),
    )
    lines = lines_of(wanted, kept, kind)
    response = Response(
        stream_with_context(lines), mimetype="text/csv" if kind == "csv" else "application/json"
    )
    response.headers["Content-Disposition"] = f"attachment; filename=palpate-{table}.{kind}"
    response.headers["Cache-Control"] = "no-store"
    return response


def caught_up(*, whole: bool = False) -> tuple[Standing, ZoneInfo]:
    """Return how the visitor's progress stands, and by which zone weeks are told.

    The next marks are in it: all there are, but where somebody with thousands looks for the first time. Then
    the page says how many wait, and the rest follows once it has been sent. whole: wait for all of them.
    """
    standing = queries.standing(visitor())
    zone = ZoneInfo(standing.time_zone or current_app.config["SETTINGS"].time_zone)
    seen = standing.marks_seen
    while standing.is_stale and (whole or standing.marks_seen <= seen):
        standing = actions.catch_up(standing, zone=zone)
        seen = min(seen, standing.marks_seen)
        db.session.commit()
    g.time_zone, g.waiting = zone.key, 0
    if standing.is_stale:
        g.waiting = standing.marks - standing.marks_seen
        after_this_request(partial(_roll_up_afterwards, standing=standing, zone=zone))
    return standing, ZoneInfo(standing.counted_zone or zone.key)


def _roll_up_afterwards(response: Response, *, standing: Standing, zone: ZoneInfo) -> Response:
    """Let the rest of somebody's marks be rolled up once a page has been sent."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way

    def roll_up() -> None:
        with app.app_context():
            left = standing
            try:
                while left.is_stale:
                    left = actions.catch_up(left, zone=zone)
                    db.session.commit()
            except SQLAlchemyError:  # a busy database: the next look goes on
                db.session.rollback()
                log.exception("marks were not rolled up")

    response.call_on_close(roll_up)
    return response


def _page(template: str, **shown: object) -> str:
    return render_template(
        template, here="progress", unread=count_unread(visitor()), waiting=g.waiting, **shown
    )


def _monday(zone: ZoneInfo) -> date:
    return week_of(datetime.now(UTC), zone)


def _due(standing: Standing) -> int | None:
    """Return how many objectives are due; None where the page of reviews would find another number."""
    if not standing.knows_due:
        return None
    return len(in_order(upcoming(standing.person_id), datetime.now(UTC)))


def _by_bank(topics: list[Named], items: list[measures.Held]) -> list[tuple[BankRead, list[measures.Line]]]:
    """Return the topics of each bank with what they earned."""
    found = []
    for bank in dict.fromkeys(one.bank for one in topics):
        named = [(one.slug, one.title) for one in topics if one.bank == bank]
        of_bank = [item for item in items if item.first.bank.id == bank.id]
        found.append((bank, measures.lines(named, measures.shares(of_bank, lambda row: row.topic))))
    return found
