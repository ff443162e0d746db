"""The desk's pages of corrections: what was corrected, what a correction would change, and doing it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import check
from quiz import access
from quiz.access import Act
from quiz.bank import queries as bank_queries
from quiz.bank.actions import bank_of
from quiz.bank.queries import Desk, Draft, desk_for, draft
from quiz.bank.reviewing import actions as reviewing
from quiz.bank.reviewing.policy import Move, refusal
from quiz.bank.reviewing.queries import Standing, keeps_blind, standing
from quiz.correcting import actions, forms, queries
from quiz.correcting.marking import Marking
from quiz.correcting.planning import UNDO, Plan, Wanted
from quiz.correcting.planning import plan as planned
from quiz.correcting.tally import COLUMNS, Tally, moves_in_order
from quiz.db import begin_writing, db
from quiz.errors import Conflict
from quiz.rendering import local
from quiz.sittings.rescoring import FULL, LEFT_OUT

blueprint = Blueprint("correcting", __name__)

MOST_HERE = 20_000  # answers marked again while a browser waits; `flask bank rescore` takes any number


@blueprint.get("/bank/<bank>/items/<item>/correct")
@access.educator
def correct_item(bank: str, item: str) -> ResponseReturnValue:
    """Show what was corrected in an item, and what can be."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    found = draft(desk, item)
    if keeps_blind(desk, found):
        return redirect(url_for("bank.review_item", bank=bank, item=item), 303)
    asked, past = queries.asked_versions(found.item), queries.corrections(found.item)
    undoes = next((one.id for one in past if one.kind != UNDO and not one.undone), None)
    return render_template(
        "correcting/correct_item.html",
        here="bank",
        draft=found,
        may_correct=desk.may(Act.PUBLISH),
        asked=asked,
        numbers={version.id: version.number for version in asked},
        ways=_ways(desk, found, asked) if desk.may(Act.PUBLISH) else {},
        past=past,
        undoes=undoes,
        after=past[0].id if past else 0,
    )


@blueprint.get("/bank/<bank>/items/<item>/correct/preview")
@access.educator
def preview_correction(bank: str, item: str) -> ResponseReturnValue:
    """Show what a correction would change, and change nothing."""
    desk = desk_for(access.myself(), bank, to=Act.PUBLISH)
    found = draft(desk, item)
    plan = planned(found, forms.wanted(request.args))
    _refuse(desk, found, plan)
    return _preview(desk, found, plan, forms.ReasonForm())


@blueprint.post("/bank/<bank>/items/<item>/correct")
@access.educator
def rescore_item(bank: str, item: str) -> ResponseReturnValue:
    """Mark answers again, in one transaction."""
    desk = desk_for(access.myself(), bank, to=Act.PUBLISH)
    found = draft(desk, item)
    wanted, form = forms.wanted(request.form), forms.ReasonForm()
    plan = planned(found, wanted)
    _refuse(desk, found, plan)
    if plan.answers > MOST_HERE:
        return _preview(desk, found, plan, form)
    if not form.validate():
        return _preview(desk, found, plan, form), 422
    marking = Marking(desk.bank.loaded_at)
    actions.foresee(plan, marking)  # what takes long is done while others write
    begin_writing()
    desk = desk_for(desk.me, bank, to=Act.PUBLISH)
    found = draft(desk, item, lock=True)
    correction = _carry_out(desk, found, wanted, marking, form.reason.data or "")
    db.session.commit()
    flash(_said(correction.counts))
    return redirect(url_for("correcting.correct_item", bank=bank, item=item), 303)


def _carry_out(desk: Desk, found: Draft, wanted: Wanted, marking: Marking, reason: str) -> Any:
    plan, now = planned(found, wanted), datetime.now(UTC)
    life = _refuse(desk, found, plan)
    publish = None
    if life is not None:
        publish = partial(reviewing.make, Move.PUBLISH, desk, found, life, due=local(now).date(), now=now)
    return actions.carry_out(
        plan, found, marking, reason=reason, by=desk.me.account_id, now=now, publish=publish
    )


def _ways(desk: Desk, found: Draft, asked: Sequence[queries.Asked]) -> dict[int, str]:
    """Return the versions by whose key something would be marked anew, the newest first, with why not yet."""
    newest, published = found.newest.number, found.item.published_number
    marked = {version.marked_as_id if not version.credit else 0 for version in asked}
    ways = {}
    for number in dict.fromkeys((newest, published)):
        by = bank_queries.version(found.item, number) if number else None
        if by is not None and marked - {by.id}:
            ways[by.number] = "" if number == published else refusal(Move.PUBLISH, _standing(desk, found).at)
    return ways


def _refuse(desk: Desk, found: Draft, plan: Plan) -> Standing | None:
    """Refuse a key that may not be published; return where the item stands if that is still to be done."""
    if plan.by is None or plan.by.number == found.item.published_number:
        return None
    life = _standing(desk, found)
    if problem := refusal(Move.PUBLISH, life.at):
        raise Conflict(problem)
    return life


def _standing(desk: Desk, found: Draft) -> Standing:
    checked = check(found.newest.document, bank_of(desk.bank))
    return standing(desk, found, errors=sum(flaw.blocks for flaw in checked.flaws))


def _preview(desk: Desk, found: Draft, plan: Plan, form: forms.ReasonForm) -> str:
    is_large = plan.answers > MOST_HERE
    tally = Tally() if is_large else actions.foresee(plan, Marking(desk.bank.loaded_at))
    shown = [name for name in COLUMNS if tally.of(name)]
    return render_template(
        "correcting/preview_correction.html",
        here="bank",
        draft=found,
        plan=plan,
        publishes=plan.by is not None and plan.by.number != found.item.published_number,
        retires=plan.kind in (FULL, LEFT_OUT) and found.item.published_number in plan.numbers,
        tally=tally,
        moves=list(moves_in_order(tally.moves)),
        columns={name: COLUMNS[name] for name in shown},
        is_large=is_large,
        most=MOST_HERE,
        after=queries.newest(found.item),
        form=form,
    )


def _said(counts: dict[str, Any]) -> str:
    n, told = counts["answers"], counts["told"]
    marked = f"{n} answer{' was' if n == 1 else 's were'} marked again"
    return f"{marked}; {told} {'person is' if told == 1 else 'people are'} told."
