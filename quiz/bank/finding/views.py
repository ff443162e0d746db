"""The desk's list of items: found, filtered, sorted, and changed many at a time after a look."""

from datetime import UTC, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import FORMATS
from quiz import access
from quiz.access import Act
from quiz.bank import models
from quiz.bank.actions import bank_of
from quiz.bank.finding import actions, queries
from quiz.bank.finding.queries import Search
from quiz.bank.queries import Desk, desk_for
from quiz.bank.reports.queries import open_by_item
from quiz.bank.views import STATES, blueprint
from quiz.db import begin_writing, db
from quiz.errors import Conflict
from quiz.rendering import local

SORTS = {
    "topic": "Topic",
    "title": "Title",
    "changed": "Last changed",
    "recheck": "To be checked again",
    "flaws": "Most to mend",
}
FLAWS = {"errors": "Must be mended", "warnings": "Worth a look", "none": "Nothing to mend"}
APPLY = "apply"


@blueprint.get("/bank/<bank>/items")
@access.educator
def items(bank: str) -> ResponseReturnValue:
    """List a bank's items: all of them, or what is looked for."""
    return _list(desk_for(access.myself(), bank, to=Act.READ), Search.of(request.args))


@blueprint.post("/bank/<bank>/items")
@access.educator
def change_items(bank: str) -> ResponseReturnValue:
    """Show what a change would do to many items; do it when it comes from that page."""
    do, value = request.form.get("do", ""), request.form.get(f"to-{request.form.get('do', '')}", "")
    now = datetime.now(UTC)
    search = Search.of(request.form)
    slugs = request.form.getlist("item")
    wanted = search if request.form.get("which") == "all" else None
    desk = desk_for(access.myself(), bank, to=actions.NEEDS.get(do, Act.WRITE))
    try:
        change = actions.meant(do, value, bank_of(desk.bank), chosen=wanted is not None or bool(slugs))
    except Conflict as problem:
        return _list(desk, search, problem=problem.message, ticked=slugs), 422
    is_meant = request.form.get("now") == APPLY
    if is_meant:
        begin_writing()
        desk = desk_for(desk.me, bank, to=actions.NEEDS[do])
    known = bank_of(desk.bank)
    drafts = queries.drafts(desk, today=local(now).date(), slugs=slugs, search=wanted, lock=is_meant)
    planned = actions.plan(change, drafts, known)
    if not is_meant:
        return _preview(desk, change, planned, search)
    count = actions.carry_out(desk, change, planned, now=now)
    db.session.commit()
    flash(f"{count} item{'' if count == 1 else 's'} changed.")
    return redirect(url_for("bank.items", bank=bank, **search.address), 303)


def _list(desk: Desk, search: Search, *, problem: str = "", ticked: list[str] | None = None) -> str:
    today = local(datetime.now(UTC)).date()
    return render_template(
        "bank/items.html",
        here="bank",
        desk=desk,
        may_write=desk.may(Act.WRITE),
        may_publish=desk.may(Act.PUBLISH),
        search=search,
        page=queries.find(desk.bank, search, today=today),
        today=today,
        reported=open_by_item(desk.bank.id),
        topics=queries.titles(models.Topic, desk.bank.id),
        objectives=queries.titles(models.Objective, desk.bank.id),
        formats=FORMATS,
        states=STATES,
        flaws=FLAWS,
        sorts=SORTS,
        people={person["id"]: person["name"] for person in desk.bank.info.get("people", [])},
        problem=problem,
        ticked=ticked or [],
        most=queries.MOST_AT_ONCE,
    )


def _preview(desk: Desk, change: actions.Change, planned: list[actions.Planned], search: Search) -> str:
    return render_template(
        "bank/change_items.html",
        here="bank",
        desk=desk,
        change=change,
        planned=planned,
        changing=[one for one in planned if one.changes],
        search=search,
        topics=queries.titles(models.Topic, desk.bank.id),
        states=STATES,
    )
