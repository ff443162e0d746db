"""The life of an item at the desk: submit, review, publish, retire."""

from datetime import UTC, datetime

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import check
from quiz import access
from quiz.access import Act
from quiz.bank.actions import bank_of
from quiz.bank.queries import desk_for, draft
from quiz.bank.reviewing import actions, queries
from quiz.bank.reviewing.policy import NEEDS, Move
from quiz.bank.views import blueprint
from quiz.db import begin_writing, db
from quiz.errors import Conflict
from quiz.rendering import local

SAID = {
    Move.SUBMIT: "It is in review, due {due}.",
    Move.WITHDRAW: "It is no longer in review.",
    Move.PUBLISH: "Version {number} is published. Trainees meet it from now on.",
    Move.RETIRE: "It is retired. Trainees meet it no more; past answers are still explained.",
    Move.BRING_BACK: "It is a draft again.",
}
SAVED_SINCE = "Somebody saved a newer version meanwhile. Look at it, then decide."


@blueprint.post("/bank/<bank>/items/<item>/life")
@access.educator
def move_item(bank: str, item: str) -> ResponseReturnValue:
    """Submit an item for review, withdraw, publish, retire it, or bring it back."""
    me, do, now = access.myself(), request.form.get("do"), datetime.now(UTC)
    if do not in set(Move) - {Move.REVIEW}:
        draft(desk_for(me, bank, to=Act.READ), item)
        abort(400)
    move = Move(do)
    due = actions.due_day(request.form.get("due", ""), today=local(now).date())
    begin_writing()
    desk = desk_for(me, bank, to=NEEDS[move])
    found = draft(desk, item, lock=True)
    if request.form.get("version", type=int) != found.newest.number:
        raise Conflict(SAVED_SINCE)
    errors = sum(flaw.blocks for flaw in check(found.newest.document, bank_of(desk.bank)).flaws)
    actions.make(move, desk, found, queries.standing(desk, found, errors=errors), due=due, now=now)
    db.session.commit()
    flash(SAID[move].format(due=due.isoformat(), number=found.newest.number))
    return redirect(url_for("bank.edit_item", bank=bank, item=item), 303)
