"""The desk's pages of reports: the queue of a bank, one report, and those of an item that was mended."""

from datetime import UTC, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank.formats.contract import response_of
from quiz import access
from quiz.access import Act
from quiz.bank.published.queries import reading
from quiz.bank.queries import Desk, Draft, desk_for, draft
from quiz.bank.reports import actions, queries
from quiz.bank.reports.forms import ReplyForm
from quiz.bank.reports.queries import Found, Wanted
from quiz.bank.reports.words import KINDS, OPEN, STATES, WHYS
from quiz.bank.reviewing.queries import keeps_blind
from quiz.bank.views import blueprint
from quiz.db import begin_writing, db

REPLY, MENDED = "reply", "mended"
SAY_SOMETHING = "Write what the trainee is told."
TICK = "Tick the reports that it mends."
PUBLISHED_SINCE = (
    "Another version was published meanwhile, or none is newer than what was reported. Look again."
)
ANSWERED_SINCE = "A colleague has answered it meanwhile: see above. What you wrote is kept here."


@blueprint.get("/bank/<bank>/reports")
@access.educator
def reports(bank: str) -> ResponseReturnValue:
    """List what trainees reported of a bank's items, what waits first."""
    desk, wanted = desk_for(access.myself(), bank, to=Act.READ), Wanted.of(request.args)
    return render_template(
        "bank/reports.html",
        here="bank",
        desk=desk,
        wanted=wanted,
        queue=queries.queue(desk, wanted),
        kinds=KINDS,
        states=STATES,
    )


@blueprint.get("/bank/<bank>/reports/<id:report_id>")
@access.educator
def report(bank: str, report_id: int) -> ResponseReturnValue:
    """Show a report, with what its sender was shown and answered."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    found = queries.report(desk, report_id)
    if keeps_blind(desk, draft(desk, found.item.slug)):
        return redirect(url_for("bank.review_item", bank=bank, item=found.item.slug), 303)
    return _report(desk, found, ReplyForm())


@blueprint.post("/bank/<bank>/reports/<id:report_id>")
@access.educator
def answer_report(bank: str, report_id: int) -> ResponseReturnValue:
    """Answer a report, say which version mends it, or close it."""
    me, do, form, now = access.myself(), request.form.get("do", ""), ReplyForm(), datetime.now(UTC)
    begin_writing()
    desk = desk_for(me, bank, to=Act.WRITE)
    found = queries.report(desk, report_id, lock=True)
    if do not in (REPLY, MENDED, *WHYS):
        abort(400)
    said = form.text.data or ""
    if _is_sent_again(desk, found, said):
        db.session.rollback()
        return redirect(url_for("bank.reports", bank=bank), 303)
    if problem := _problem(do, found, form):
        form.text.errors = [problem]
        page = _report(desk, found, form)
        db.session.rollback()
        return page, 422 if found.report.state == OPEN else 409
    if do == REPLY:
        actions.answer(desk, found, text=said, now=now)
    elif do == MENDED:
        actions.mend(desk, found.item, [found], number=found.mending or 0, text=said, now=now)
    else:
        actions.close(desk, found, why=do, text=said, now=now)
    db.session.commit()
    flash("The trainee is told on their next visit.")
    return redirect(url_for("bank.reports", bank=bank), 303)


@blueprint.get("/bank/<bank>/items/<item>/reports")
@access.educator
def item_reports(bank: str, item: str) -> ResponseReturnValue:
    """Show the open reports of an item, to say which of them the published version mends."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    found = draft(desk, item)
    if keeps_blind(desk, found):
        return redirect(url_for("bank.review_item", bank=bank, item=item), 303)
    return _of_item(desk, found, ReplyForm())


@blueprint.post("/bank/<bank>/items/<item>/reports")
@access.educator
def mend_reports(bank: str, item: str) -> ResponseReturnValue:
    """Say that the published version of an item mends the reports that are ticked."""
    me, form, now = access.myself(), ReplyForm(), datetime.now(UTC)
    ticked = set(request.form.getlist("report", type=int))
    begin_writing()
    desk = desk_for(me, bank, to=Act.WRITE)
    found = draft(desk, item, lock=True)
    number = request.form.get("version", type=int) or 0
    chosen = [one for one in queries.of_item(desk, found.item, lock=True) if one.report.id in ticked]
    problem = "" if form.validate() else form.text.errors[0]
    if not chosen:
        problem = TICK
    elif any(one.mending != number for one in chosen):
        problem = PUBLISHED_SINCE
    if problem:
        form.text.errors = []
        page = _of_item(desk, found, form, problem=problem, ticked=ticked)
        db.session.rollback()
        return page, 422
    actions.mend(desk, found.item, chosen, number=number, text=form.text.data or "", now=now)
    db.session.commit()
    flash(f"Answered: {len(chosen)}. The trainees are told on their next visit.")
    return redirect(url_for("bank.item_reports", bank=bank, item=item), 303)


def _is_sent_again(desk: Desk, found: Found, said: str) -> bool:
    """Whether this very answer is stored: a double click, or a reply that was lost."""
    report = found.report
    return report.state != OPEN and (report.answered_by_id, report.reply) == (desk.me.account_id, said)


def _problem(do: str, found: Found, form: ReplyForm) -> str:
    """Return why a report cannot be answered so, as a sentence; empty if it can."""
    if found.report.state != OPEN:
        return ANSWERED_SINCE
    if not form.validate():
        return str(form.text.errors[0])
    if do == MENDED and (found.mending is None or found.mending != request.form.get("version", type=int)):
        return PUBLISHED_SINCE
    return "" if do == MENDED or form.text.data else SAY_SOMETHING


def _report(desk: Desk, found: Found, form: ReplyForm) -> str:
    sent = found.report
    met = reading(found.version.id, found.version.digest, desk.bank.loaded_at, sent.stage)
    fmt = met.format
    return render_template(
        "bank/report.html",
        here="bank",
        desk=desk,
        found=found,
        report=sent,
        reading=met,
        explained=fmt.explain(met.item, response_of(fmt, sent.answer or {}), sent.seed),
        kinds=KINDS,
        states=STATES,
        whys=WHYS,
        may_answer=desk.may(Act.WRITE) and (sent.state == OPEN or bool(form.text.errors)),
        form=form,
    )


def _of_item(
    desk: Desk, found: Draft, form: ReplyForm, *, problem: str = "", ticked: set[int] | None = None
) -> str:
    waiting = queries.of_item(desk, found.item)
    return render_template(
        "bank/item_reports.html",
        here="bank",
        desk=desk,
        draft=found,
        waiting=waiting,
        mending=next((one.mending for one in waiting if one.mending), None),
        may_answer=desk.may(Act.WRITE),
        kinds=KINDS,
        form=form,
        problem=problem,
        ticked=ticked,
    )
