"""The page of notices: what one was told, until one says that it is read."""

from datetime import UTC, datetime

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quiz import access
from quiz.accounts.visitor import visitor
from quiz.db import begin_writing, db
from quiz.notices import actions, queries
from quiz.notices.kinds import OTHER, TEMPLATES

blueprint = Blueprint("notices", __name__)
PAGE = 30


@blueprint.get("/notices")
@access.person
def notices() -> ResponseReturnValue:
    """Show what the visitor was told, unread first."""
    me = queries.reader(visitor())
    g.time_zone = me.time_zone
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    found = queries.notices(me, offset=(page - 1) * PAGE, limit=PAGE + 1)
    return render_template(
        "notices/notices.html",
        here="notices",
        notices=found[:PAGE],
        unread=queries.count_unread(visitor()),
        newest=max((one.id for one in found), default=0),
        templates=TEMPLATES,
        other=OTHER,
        page=page,
        more=len(found) > PAGE,
    )


@blueprint.post("/notices")
@access.person
def mark_read() -> ResponseReturnValue:
    """Mark one notice as read, and lead to what it is about if that was asked for; or mark all."""
    do, number = request.form.get("do"), request.form.get("notice", type=int) or 0
    if do not in ("read", "open", "all"):
        abort(400)
    begin_writing()
    me, now = queries.reader(visitor()), datetime.now(UTC)
    to = url_for("notices.notices")
    if do == "all":
        actions.mark_all_read(me, until=number, now=now)
    else:
        notice = queries.notice(me, number)
        actions.mark_read(notice, now=now)
        if do == "open" and notice.sitting_id is not None and notice.position is not None:
            to = url_for("practice.explanation", sitting_id=notice.sitting_id, position=notice.position)
    db.session.commit()
    return redirect(to, 303)
