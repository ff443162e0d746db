"""A bank's public page; and the educator's desk: banks, their items, writing one, and an item on paper."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from question_bank import FORMATS, Checked, check
from question_bank.bank import Bank
from question_bank.upgrading import Document
from quiz import access
from quiz.bank import drafts, forms, queries
from quiz.bank.actions import bank_of
from quiz.bank.preview import preview
from quiz.db import begin_writing, db
from quiz.errors import Conflict

blueprint = Blueprint("bank", __name__)

SAVE, CHECK, MERGE = "save", "check", "merge"
MOST_FIELDS = 5000
STATES = {"draft": "Draft", "in_review": "In review", "published": "Published", "retired": "Retired"}
BEYOND = "This is larger than an item may be (256 kB). Shorten it; nothing was saved."


@blueprint.get("/banks/<bank>")
@access.public
def about(bank: str) -> ResponseReturnValue:
    """Say who and what stands behind a bank."""
    return render_template("bank/about.html", standing=queries.standing(bank))


@blueprint.get("/bank")
@access.educator
def banks() -> ResponseReturnValue:
    """List all banks."""
    return render_template("bank/banks.html", here="bank", banks=queries.banks())


@blueprint.get("/bank/<bank>/items")
@access.educator
def items(bank: str) -> ResponseReturnValue:
    """List a bank's items."""
    row = queries.edited_bank(bank)
    titles = {topic.slug: topic.title for topic in queries.topics(row.id)}
    return render_template(
        "bank/items.html",
        here="bank",
        bank=row,
        rows=queries.rows(row.id),
        topics=titles,
        formats=FORMATS,
        states=STATES,
    )


@blueprint.get("/bank/<bank>/new")
@access.educator
def new_item(bank: str) -> ResponseReturnValue:
    """Choose a format and a title."""
    return _new_item(queries.edited_bank(bank), forms.new_item_form())


@blueprint.post("/bank/<bank>/new")
@access.educator
def begin_item(bank: str) -> ResponseReturnValue:
    """Begin an item."""
    row = queries.edited_bank(bank)
    form = forms.new_item_form()
    if not form.validate_on_submit():
        return _new_item(row, form), 422
    account_id = current_user.id
    begin_writing()
    item = drafts.begin_item(
        row,
        bank_of(row),
        fmt=FORMATS[form.format.data],
        title=form.title.data or "",
        account_id=account_id,
        now=datetime.now(UTC),
    )
    db.session.commit()
    return redirect(url_for("bank.edit_item", bank=bank, item=item.slug), 303)


@blueprint.get("/bank/<bank>/items/<item>")
@access.educator
def edit_item(bank: str, item: str) -> ResponseReturnValue:
    """Show an item's form, its flaws, and what a trainee would meet."""
    draft = queries.draft(bank, item)
    known = bank_of(draft.bank)
    document = draft.newest.document
    editor = forms.editor_of(draft.format, document, known, seed=secrets.token_hex(8))
    return _editor(draft, known, editor, document)


@blueprint.post("/bank/<bank>/items/<item>")
@access.educator
def save_item(bank: str, item: str) -> ResponseReturnValue:
    """Save an item as a new version; or only check it, or add, move or remove a row."""
    if len(request.form) > MOST_FIELDS:
        abort(413)
    draft = queries.draft(bank, item)
    known = bank_of(draft.bank)
    do = request.form.get("do", CHECK)
    editor = forms.posted_editor(draft.format, request.form, known, do=do, seed=secrets.token_hex(8))
    document = editor.document(draft.newest.document)
    base = request.form.get("base_version", type=int)
    if do == MERGE:
        keep = {name.removeprefix("keep-") for name, whose in request.form.items() if whose == "mine"}
        document = drafts.merged(document, draft.newest.document, keep)
    problems = [] if editor.validate() else editor.refused
    if drafts.too_large(document):
        problems.append(BEYOND)
    if problems or do not in (SAVE, MERGE):
        return _editor(draft, known, editor, document, base=base, problems=problems), 422 if problems else 200
    document = drafts.kept(check(document, known), document)
    account_id = current_user.id
    begin_writing()
    draft = queries.draft(bank, item, lock=True)
    if draft.newest.number != base:
        return _conflict(draft, document, base), 409
    version = drafts.save(draft, document, account_id=account_id, now=datetime.now(UTC))
    db.session.commit()
    flash(_saved(draft, version.number) if version else "Nothing had changed, so there is no new version.")
    return redirect(url_for("bank.edit_item", bank=bank, item=item), 303)


@blueprint.get("/bank/<bank>/items/<item>/print")
@access.educator
def print_item(bank: str, item: str) -> ResponseReturnValue:
    """Show an item for paper: a sheet without the key, then one with it."""
    draft = queries.draft(bank, item)
    known = bank_of(draft.bank)
    found = preview(check(draft.newest.document, known), known, number=draft.newest.number)
    if found is None or draft.format.editor_form is None:
        raise Conflict("This item cannot be printed yet: what it asks has errors. Open it and mend them.")
    return render_template("bank/print_item.html", here="bank", draft=draft, preview=found)


def _new_item(bank: Any, form: forms.NewItemForm) -> str:
    return render_template("bank/new_item.html", here="bank", bank=bank, form=form, formats=forms.writable())


def _editor(
    draft: queries.Draft,
    known: Bank,
    editor: forms.Editor,
    document: Document,
    *,
    base: int | None = None,
    problems: Sequence[str] = (),
) -> str:
    checked: Checked = check(document, known)
    return render_template(
        "bank/edit_item.html",
        here="bank",
        draft=draft,
        state=STATES[draft.item.state],
        editor=editor,
        flaws=editor.placed(checked.flaws),
        places=editor.places,
        errors=sum(flaw.blocks for flaw in checked.flaws),
        problems=problems,
        preview=preview(checked, known, number=draft.newest.number),
        base_version=base if base is not None else draft.newest.number,
    )


def _conflict(draft: queries.Draft, mine: Document, base: int | None) -> str:
    before = queries.version(draft.item, base) if base is not None and 0 < base < 2**31 else None
    page = render_template(
        "bank/conflict.html",
        here="bank",
        draft=draft,
        differences=drafts.differences(before.document if before else {}, mine, draft.newest.document),
        typed=[
            (name, text)
            for name, text in request.form.items(multi=True)
            if name not in ("csrf_token", "do", "base_version") and not name.startswith("keep-")
        ],
    )
    db.session.rollback()
    return page


def _saved(draft: queries.Draft, number: int) -> str:
    published = draft.item.published_number
    if draft.item.state == "published" and published is not None:
        return f"Saved as version {number}. Trainees still meet version {published}."
    return f"Saved as version {number}."
