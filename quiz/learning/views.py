"""The history of sittings."""

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from quiz import access
from quiz.accounts.visitor import visitor
from quiz.learning import queries
from quiz.notices.queries import count_unread
from quiz.sittings.results import queries as results

blueprint = Blueprint("learning", __name__)
PAGE = 20


@blueprint.get("/history")
@access.person
def history() -> ResponseReturnValue:
    """List past sittings, newest first."""
    me = visitor()
    g.time_zone = queries.time_zone(me)
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    found = results.summaries(me, offset=(page - 1) * PAGE, limit=PAGE + 1)
    return render_template(
        "learning/history.html",
        here="history",
        summaries=found[:PAGE],
        unread=count_unread(me),
        page=page,
        more=len(found) > PAGE,
    )
