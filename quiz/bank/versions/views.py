"""The desk's pages of an item's versions: listed, compared word by word, restored."""

from datetime import UTC, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import check
from quiz import access
from quiz.access import Act
from quiz.bank.actions import bank_of
from quiz.bank.queries import desk_for, draft
from quiz.bank.reviewing.queries import keeps_blind
from quiz.bank.versions import actions, queries
from quiz.bank.versions.comparing import compare
from quiz.bank.views import blueprint
from quiz.db import begin_writing, db
from quiz.errors import Conflict

MOST = 2**31


@blueprint.get("/bank/<bank>/items/<item>/versions")
@access.educator
def versions(bank: str, item: str) -> ResponseReturnValue:
    """List an item's versions, the newest first."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    found = draft(desk, item)
    if keeps_blind(desk, found):
        return redirect(url_for("bank.review_item", bank=bank, item=item), 303)
    rows = queries.versions(found.item, before=_number("before"))
    return render_template(
        "bank/versions.html",
        here="bank",
        draft=found,
        may_write=desk.may(Act.WRITE),
        rows=rows[: queries.PAGE],
        older=rows[queries.PAGE - 1].number if len(rows) > queries.PAGE else None,
    )


@blueprint.get("/bank/<bank>/items/<item>/compare")
@access.educator
def compare_versions(bank: str, item: str) -> ResponseReturnValue:
    """Show two versions of an item in one text; the newest and the one before it if none are named."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    found = draft(desk, item)
    if keeps_blind(desk, found):
        return redirect(url_for("bank.review_item", bank=bank, item=item), 303)
    new = _number("new") or found.newest.number
    one, other = queries.two_versions(found.item, _number("old") or max(1, new - 1), new)
    return render_template(
        "bank/compare_versions.html",
        here="bank",
        draft=found,
        old=one,
        new=other,
        changed=compare(one.document, other.document),
    )


@blueprint.post("/bank/<bank>/items/<item>/versions")
@access.educator
def restore_version(bank: str, item: str) -> ResponseReturnValue:
    """Make a new version that is equal to an old one."""
    me = access.myself()
    number = request.form.get("restore", type=int) or 0
    begin_writing()
    desk = desk_for(me, bank, to=Act.WRITE)
    found = draft(desk, item, lock=True)
    if request.form.get("version", type=int) != found.newest.number:
        raise Conflict("Somebody saved a newer version meanwhile. Look at it, then decide.")
    old, _ = queries.two_versions(found.item, number if 0 < number < MOST else 0, found.newest.number)
    flaws = check(old.document, bank_of(desk.bank)).every_flaw
    version = actions.restore(desk, found, old, flaws=flaws, now=datetime.now(UTC))
    db.session.commit()
    if version is None:
        flash("Nothing differs, so there is no new version.")
    else:
        flash(f"Version {version.number} is equal to version {old.number}.")
    return redirect(url_for("bank.edit_item", bank=bank, item=item), 303)


def _number(name: str) -> int | None:
    """Return a version's number from the address; None where there is none that could be one."""
    number = request.args.get(name, type=int)
    return number if number is not None and 0 < number < MOST else None
