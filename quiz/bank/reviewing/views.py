"""The life of an item at the desk: submit, review, publish, retire. The key waits for a blind answer."""

from datetime import UTC, datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import FORMATS, Checked, check
from question_bank.formats.contract import response_of
from quiz import access
from quiz.access import Act
from quiz.bank.actions import bank_of
from quiz.bank.preview import SEED, Asked, Preview, preview
from quiz.bank.queries import Desk, Draft, desk_for, desks_of, draft
from quiz.bank.reports import queries as reports
from quiz.bank.reviewing import actions, forms, queries
from quiz.bank.reviewing.policy import NEEDS, Move, refusal
from quiz.bank.unsaved.queries import left
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
TYPED_SINCE = (
    "You typed here what is not saved, so nothing was done. Save it first. "
    "To drop it, open the item again and discard it there."
)
SAVED_SINCE = "Somebody saved a newer version meanwhile. Look at it, then decide."


@blueprint.get("/bank/reviews")
@access.educator
def reviews() -> ResponseReturnValue:
    """List what waits for a review in one's banks, and what should have been checked again."""
    desks, today = desks_of(access.myself()), local(datetime.now(UTC)).date()
    return render_template(
        "bank/reviews.html",
        here="bank",
        reviews=queries.reviews_due(desks),
        rechecks=queries.rechecks_due(desks, today=today),
        today=today.isoformat(),
        formats=FORMATS,
    )


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
    if move in (Move.SUBMIT, Move.PUBLISH) and (works := left(desk, found, now=now)):
        url = url_for("bank.edit_item", bank=bank, item=item, unsaved=works[0].id)
        db.session.rollback()
        flash(TYPED_SINCE, "error")
        return redirect(url, 303)
    checked = check(found.newest.document, bank_of(desk.bank))
    actions.make(move, desk, found, _standing(desk, found, checked), due=due, now=now)
    db.session.commit()
    flash(SAID[move].format(due=due.isoformat(), number=found.newest.number))
    if move is Move.PUBLISH and any(one.mending for one in reports.of_item(desk, found.item)):
        return redirect(url_for("bank.item_reports", bank=bank, item=item), 303)
    return redirect(url_for("bank.edit_item", bank=bank, item=item), 303)


@blueprint.get("/bank/<bank>/items/<item>/review")
@access.educator
def review_item(bank: str, item: str) -> ResponseReturnValue:
    """Ask a reviewer without the key; once all is answered, and to others, show what reviewers said."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    found = draft(desk, item)
    checked, shown = _asked(desk, found)
    standing = _standing(desk, found, checked)
    if standing.is_blind and shown is not None:
        return _blind(found, standing, shown.asked[standing.answered], forms.BlindForm())
    return _reviewed(desk, found, standing, (checked, shown), forms.DecisionForm())


@blueprint.post("/bank/<bank>/items/<item>/review")
@access.educator
def answer_blind(bank: str, item: str) -> ResponseReturnValue:
    """Store what a reviewer answered, before they see the key."""
    desk = desk_for(access.myself(), bank, to=Act.REVIEW)
    found = draft(desk, item)
    checked, shown = _asked(desk, found)
    standing = _standing(desk, found, checked)
    if problem := refusal(Move.REVIEW, standing.at):
        raise Conflict(problem)
    stage = request.form.get("stage", type=int) or 0
    number = request.form.get("version", type=int)
    if number != found.newest.number or shown is None:
        raise Conflict(SAVED_SINCE)
    if 1 <= stage <= standing.answered:  # sent twice: the first answer stays
        return redirect(url_for("bank.review_item", bank=bank, item=item), 303)
    if stage != standing.answered + 1:
        abort(400)
    asked = shown.asked[stage - 1]
    form = asked.reading.format.answer_form(asked.ready.shown, request.form)
    said = forms.BlindForm()
    if not (said.validate() & form.validate()):
        return _blind(found, standing, asked, said, form), 422
    begin_writing()
    desk = desk_for(desk.me, bank, to=Act.REVIEW)
    found = draft(desk, item, lock=True)
    if found.newest.number != number:
        raise Conflict(SAVED_SINCE)
    actions.answer_blind(
        desk,
        found,
        _standing(desk, found, checked),
        asked,
        actions.given(asked, form),
        stage=stage,
        doubts=said.doubts.data or "",
        borderline=said.borderline.data or 0,
        now=datetime.now(UTC),
    )
    db.session.commit()
    return redirect(url_for("bank.review_item", bank=bank, item=item), 303)


@blueprint.post("/bank/<bank>/items/<item>/decision")
@access.educator
def decide_item(bank: str, item: str) -> ResponseReturnValue:
    """Approve an item, or ask for changes."""
    me, do, form = access.myself(), request.form.get("do"), forms.DecisionForm()
    begin_writing()
    desk = desk_for(me, bank, to=Act.REVIEW)
    found = draft(desk, item, lock=True)
    if do not in ("approve", "changes"):
        abort(400)
    if request.form.get("version", type=int) != found.newest.number:
        raise Conflict(SAVED_SINCE)
    checked, shown = _asked(desk, found)
    standing = _standing(desk, found, checked)
    said = form.note.data or ""
    if not form.validate() or (do == "changes" and not said):
        form.note.errors = form.note.errors or ["Say what is to change."]
        page = _reviewed(desk, found, standing, (checked, shown), form)
        db.session.rollback()
        return page, 422
    actions.decide(
        desk,
        found,
        standing,
        approve=do == "approve",
        said=said,
        is_asked=shown is not None,
        now=datetime.now(UTC),
    )
    db.session.commit()
    flash("It is approved." if do == "approve" else "It went back to its author.")
    return redirect(url_for("bank.edit_item", bank=bank, item=item), 303)


def _standing(desk: Desk, found: Draft, checked: Checked) -> queries.Standing:
    return queries.standing(desk, found, errors=sum(flaw.blocks for flaw in checked.flaws))


def _asked(desk: Desk, found: Draft) -> tuple[Checked, Preview | None]:
    known = bank_of(desk.bank)
    checked = check(found.newest.document, known)
    return checked, preview(checked, known, number=found.newest.number)


def _blind(
    found: Draft, standing: queries.Standing, asked: Asked, said: forms.BlindForm, form: Any = None
) -> str:
    """Render what is asked and nothing beyond: the template is given no item, key or explanation."""
    view = asked.ready
    return render_template(
        "bank/review_item.html",
        here="bank",
        draft=found,
        format=asked.reading.format.name,
        story=asked.reading.stage.story if asked.reading.stage else None,
        patient=view.shown.vignette.patient if view.shown.vignette else None,
        shown=view.shown,
        step_form=view.step_form,
        form=form or view.form,
        said=said,
        stage=standing.answered + 1,
        of=standing.of,
    )


def _reviewed(
    desk: Desk,
    found: Draft,
    standing: queries.Standing,
    looked_at: tuple[Checked, Preview | None],
    form: forms.DecisionForm,
) -> str:
    checked, shown = looked_at
    if standing.is_blind and shown is not None:
        raise Conflict("Answer it first, without the key.")
    answers = queries.answers(found.newest.id)
    mine = {row.stage: row for row, _ in answers if row.account_id == desk.me.account_id}
    explained = {}
    for stage, asked in enumerate(shown.asked if shown else (), 1):
        fmt, explained[stage] = asked.reading.format, asked.explained
        if stage in mine:
            explained[stage] = fmt.explain(asked.reading.item, response_of(fmt, mine[stage].answer), SEED)
    return render_template(
        "bank/reviewed_item.html",
        here="bank",
        draft=found,
        life=standing,
        may_decide=Move.REVIEW in standing.moves,
        preview=shown,
        explained_by_stage=explained,
        mine=mine,
        answers=answers,
        decisions=queries.decisions(found.newest.id),
        errors=[flaw for flaw in checked.flaws if flaw.blocks],
        form=form,
    )
