"""The desk's pages of what a bank holds besides items: details, blueprint, facts, misconceptions, sources."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import FORMATS, Flaw
from question_bank.editing import Part
from question_bank.placing import placed
from question_bank.posted import arranged
from quiz import access
from quiz.access import Act
from quiz.bank import forms as item_forms
from quiz.bank.actions import bank_of, parts_digest
from quiz.bank.contents import actions, forms, queries
from quiz.bank.entries.kinds import KINDS
from quiz.bank.history import WORDS
from quiz.bank.queries import Desk, desk_for, locked
from quiz.bank.queries import draft as item_draft
from quiz.bank.views import MOST_FIELDS, SAVE, blueprint, editor_page
from quiz.bank.waiving import actions as waiving
from quiz.db import begin_writing, db

STEPS = {"gather": "Gather", "interpret": "Interpret", "decide": "Decide", "act": "Act"}
SINCE = (
    "Somebody else changed this bank since you opened the page. What you wrote stands below, not saved. "
    "Look at theirs in another window, then save again."
)
TITLES = {"details": "Details", "blueprint": "Blueprint"}
ACTS_ON_A_PAGE = 100


@blueprint.get("/bank/<bank>/contents/<part>")
@access.educator
def contents(bank: str, part: str) -> ResponseReturnValue:
    """Show one part of what a bank says of itself, to be changed."""
    desk = _desk(bank, part)
    if part in KINDS:
        return redirect(url_for("bank.entries", bank=bank, kind=part), 303)
    known = bank_of(desk.bank)
    form = forms.FORMS[part].of(actions.document_of(known, part))
    return _page(desk, part, form, [], base=parts_digest(known))


@blueprint.post("/bank/<bank>/contents/<part>")
@access.educator
def save_contents(bank: str, part: str) -> ResponseReturnValue:
    """Save one part; or add, move or remove a row."""
    if len(request.form) > MOST_FIELDS:
        abort(413)
    desk = _desk(bank, part)
    known = bank_of(desk.bank)
    do, base = request.form.get("do", ""), request.form.get("base", "")
    form = forms.FORMS[part](arranged(request.form, do))
    if not form.validate():
        return _page(desk, part, form, [], base=base, problem=_refused(form)), 422
    if do != SAVE:
        return _page(desk, part, form, [], base=base)
    begin_writing()
    desk = _desk(bank, part)
    row = locked(desk.bank)
    known = bank_of(row)
    if base != parts_digest(known):
        db.session.rollback()
        return _page(_desk(bank, part), part, form, [], base=parts_digest(known), problem=SINCE), 409
    shown = [cell.short_name for cell in form.cells]
    found = actions.changed(row, known, part, form.document(), shown=shown)
    if found.bank is None or any(flaw.blocks for flaw in found.flaws):
        db.session.rollback()
        return _page(_desk(bank, part), part, form, found.flaws, base=base), 422
    what = ("bank-changed", "") if part == "details" else ("contents-changed", part)
    did = actions.save_part(row, found.bank, *what, by=desk.me.account_id, now=datetime.now(UTC))
    db.session.commit()
    flash("Saved." if did else "Nothing had changed.")
    return redirect(url_for("bank.contents", bank=bank, part=part), 303)


@blueprint.get("/bank/<bank>/coverage")
@access.educator
def coverage(bank: str) -> ResponseReturnValue:
    """Show which objectives have items, by format or by reasoning step."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    by_step = request.args.get("by") == "step"
    found = queries.coverage(desk.bank.id, by_step=by_step)
    columns = list(STEPS) if by_step else [name for name in FORMATS if name in found.columns]
    found = replace(found, columns=columns)
    plan = bank_of(desk.bank).blueprint
    return render_template(
        "bank/coverage.html",
        here="bank",
        desk=desk,
        by_step=by_step,
        found=found,
        columns=[STEPS[name] if by_step else FORMATS[name].title for name in columns],
        plan=plan,
        gaps=sorted(
            (one for one in plan.objectives if not sum(found.row(one.id))), key=lambda one: -one.weight
        ),
        bare=[
            words
            for name, words in STEPS.items()
            if by_step and not any(found.counts.get((one.id, name)) for one in plan.objectives)
        ],
    )


@blueprint.post("/bank/<bank>/items/<item>/sources")
@access.educator
def add_source_here(bank: str, item: str) -> ResponseReturnValue:
    """Add a source beside the item that needs it, to the bank and to the item's list; its form stays."""
    if len(request.form) > MOST_FIELDS:
        abort(413)
    base, token = request.form.get("base_version", type=int), request.form.get("writing", "")
    desk = desk_for(access.myself(), bank, to=Act.WRITE)
    draft, posted = item_draft(desk, item), waiving.with_reasons(request.form, "")
    known, seed = bank_of(desk.bank), secrets.token_hex(8)
    editor = item_forms.posted_editor(draft.format, posted, known, do="", seed=seed)
    typed = editor.begun.document()
    certainty = typed.pop("certainty", "")
    source = next((one for one in known.sources.sources if one.doi and one.doi == typed.get("doi")), None)
    if source is None:
        typed.setdefault("id", actions.source_id(typed, known.sources_by_id))
        begin_writing()
        desk = desk_for(desk.me, bank, to=Act.WRITE)
        found = actions.add_source(locked(desk.bank), typed, by=desk.me.account_id, now=datetime.now(UTC))
        if found.bank is None:
            db.session.rollback()
            desk = desk_for(desk.me, bank, to=Act.WRITE)
            draft, document = item_draft(desk, item), editor.document(draft.newest.document)
            begun = [replace(flaw, path=("begun", *flaw.path)) for flaw in found.flaws]
            page = editor_page(desk, draft, known, editor, document, base=base, token=token, begun=begun)
            return page, 422
        db.session.commit()
        known, source = found.bank, found.bank.sources.sources[-1]
        flash(
            f"“{source.id}” is among the bank’s sources now, and in the item’s list. Cite it: [@{source.id}]."
        )
    else:
        flash(f"The bank has it as “{source.id}”; it is in this item’s list now. Cite it: [@{source.id}].")
    listed = item_forms.with_source(posted, source.id, certainty)
    editor = item_forms.posted_editor(draft.format, listed, known, do="", seed=seed)
    document = editor.document(draft.newest.document)
    return editor_page(desk, draft, known, editor, document, base=base, token=token)


@blueprint.get("/bank/<bank>/history")
@access.educator
def history(bank: str) -> ResponseReturnValue:
    """Show who did what in a bank."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    before = request.args.get("before", "")
    last = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    acts = queries.acts(desk.bank.id, before=last, limit=ACTS_ON_A_PAGE + 1)
    return render_template(
        "bank/history.html",
        here="bank",
        desk=desk,
        acts=acts[:ACTS_ON_A_PAGE],
        older=acts[ACTS_ON_A_PAGE - 1][0].id if len(acts) > ACTS_ON_A_PAGE else None,
        words=WORDS,
    )


def _desk(bank: str, part: str) -> Desk:
    desk = desk_for(access.myself(), bank, to=Act.MANAGE if part == "details" else Act.WRITE)
    if part not in forms.FORMS and (part not in KINDS or request.method == "POST"):
        abort(404)
    return desk


def _page(desk: Desk, part: str, form: Part, flaws: list[Flaw], *, base: str, problem: str = "") -> str:
    return render_template(
        "bank/contents.html",
        here="bank",
        desk=desk,
        part=part,
        heading=TITLES[part],
        form=form,
        flaws=placed(flaws, form),
        base=base,
        problem=problem,
    )


def _refused(form: Part) -> str:
    return " ".join(text for texts in form.errors.values() for text in texts)
