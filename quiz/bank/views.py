"""A bank's public page; and the educator's desk: banks, their items, writing one, and an item on paper."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import FORMATS, Flaw, check
from question_bank.bank import Bank
from question_bank.placing import placed
from question_bank.posted import Fields
from question_bank.upgrading import Document
from quiz import access
from quiz.access import Act
from quiz.bank import drafts, forms, queries
from quiz.bank.actions import bank_of
from quiz.bank.figures.forms import PlacedForm, placed_form
from quiz.bank.half_written import check_as_far
from quiz.bank.members import queries as members
from quiz.bank.pairs.comparing import beside_pair
from quiz.bank.preview import preview
from quiz.bank.published import queries as published
from quiz.bank.reviewing import queries as reviewing
from quiz.bank.unsaved import queries as unsaved
from quiz.bank.unsaved.actions import forget
from quiz.bank.waiving import actions as waiving
from quiz.db import begin_writing, db
from quiz.errors import Conflict

blueprint = Blueprint("bank", __name__)

SAVE, CHECK, MERGE = "save", "check", "merge"
MOST_FIELDS = 5000
STATES = {"draft": "Draft", "in_review": "In review", "published": "Published", "retired": "Retired"}
BEGUN = "You began a source. Add it to the bank, or empty its fields."
PICTURE_BEGUN = "You began to upload a picture. Upload it, or empty its fields."
BEYOND = "This is larger than an item may be (256 kB). Shorten it; nothing was saved."


@blueprint.get("/banks/<bank>")
@access.public
def about(bank: str) -> ResponseReturnValue:
    """Say who and what stands behind a bank."""
    return render_template("bank/about.html", standing=published.standing(bank))


@blueprint.get("/bank")
@access.educator
def banks() -> ResponseReturnValue:
    """List the banks one may read."""
    me = access.myself()
    return render_template(
        "bank/banks.html",
        here="bank",
        desks=queries.desks_of(me),
        ownerless=members.ownerless() if me.is_admin else (),
    )


@blueprint.get("/bank/<bank>/new")
@access.educator
def new_item(bank: str) -> ResponseReturnValue:
    """Choose a format and a title."""
    return _new_item(queries.desk_for(access.myself(), bank, to=Act.WRITE).bank, forms.new_item_form())


@blueprint.post("/bank/<bank>/new")
@access.educator
def begin_item(bank: str) -> ResponseReturnValue:
    """Begin an item."""
    desk = queries.desk_for(access.myself(), bank, to=Act.WRITE)
    form = forms.new_item_form()
    if not form.validate_on_submit():
        return _new_item(desk.bank, form), 422
    begin_writing()
    desk = queries.desk_for(desk.me, bank, to=Act.WRITE)
    item = drafts.begin_item(
        desk.bank,
        bank_of(desk.bank),
        fmt=FORMATS[form.format.data],
        title=form.title.data or "",
        account_id=desk.me.account_id,
        now=datetime.now(UTC),
    )
    db.session.commit()
    return redirect(url_for("bank.edit_item", bank=bank, item=item.slug), 303)


@blueprint.get("/bank/<bank>/items/<item>")
@access.educator
def edit_item(bank: str, item: str) -> ResponseReturnValue:
    """Show an item's form, its flaws, and what a trainee would meet."""
    desk = queries.desk_for(access.myself(), bank, to=Act.READ)
    draft = queries.draft(desk, item)
    if reviewing.keeps_blind(desk, draft):
        return redirect(url_for("bank.review_item", bank=bank, item=item), 303)
    known, seed = bank_of(draft.bank), secrets.token_hex(8)
    document = draft.newest.document
    if (wanted := request.args.get("unsaved", type=int)) is None:
        editor = forms.editor_of(draft.format, document, known, seed=seed)
        return editor_page(desk, draft, known, editor, document)
    work = unsaved.one(desk, draft, wanted, now=datetime.now(UTC))
    editor = forms.posted_editor(draft.format, Fields(work.typed.items()), known, do="", seed=seed)
    document = editor.document(document)
    return editor_page(desk, draft, known, editor, document, base=work.base_number, token=work.token)


@blueprint.post("/bank/<bank>/items/<item>")
@access.educator
def save_item(bank: str, item: str) -> ResponseReturnValue:
    """Save an item as a new version; or only check it, or add, move or remove a row."""
    if len(request.form) > MOST_FIELDS:
        abort(413)
    desk = queries.desk_for(access.myself(), bank, to=Act.WRITE)
    draft = queries.draft(desk, item)
    known = bank_of(draft.bank)
    do = request.form.get("do", CHECK)
    posted = waiving.with_reasons(request.form, do)
    editor = forms.posted_editor(draft.format, posted, known, do=do, seed=secrets.token_hex(8))
    document = editor.document(draft.newest.document)
    base, token = request.form.get("base_version", type=int), request.form.get("writing", "")
    if do == MERGE:
        keep = {name.removeprefix("keep-") for name, whose in request.form.items() if whose == "mine"}
        document = drafts.merged(document, draft.newest.document, keep)
    problems = [] if editor.validate() else editor.refused
    if drafts.too_large(document):
        problems.append(BEYOND)
    if do in (SAVE, MERGE) and not editor.begun.blank:
        problems.append(BEGUN)
    if do in (SAVE, MERGE) and placed_form().is_begun:
        problems.append(PICTURE_BEGUN)
    if problem := waiving.problem(request.form, do):
        problems.append(problem)
    if problems or do not in (SAVE, MERGE):
        status = 422 if problems else 200
        page = editor_page(desk, draft, known, editor, document, base=base, token=token, problems=problems)
        return page, status
    checked = check(document, known)
    document = drafts.kept(checked, document)
    begin_writing()
    desk = queries.desk_for(desk.me, bank, to=Act.WRITE)
    draft = queries.draft(desk, item, lock=True)
    if draft.newest.number != base:
        return _conflict(draft, document, base), 409
    now, me, before = datetime.now(UTC), desk.me.account_id, draft.newest.document
    version = drafts.save(draft, document, account_id=me, now=now, flaws=checked.every_flaw)
    waiving.note_changes(draft.bank, draft.item, before, document, by=me, now=now)
    forget(desk, draft, token)
    db.session.commit()
    flash(_saved(draft, version.number) if version else "Nothing had changed, so there is no new version.")
    return redirect(url_for("bank.edit_item", bank=bank, item=item), 303)


@blueprint.get("/bank/<bank>/items/<item>/print")
@access.educator
def print_item(bank: str, item: str) -> ResponseReturnValue:
    """Show an item for paper: a sheet without the key, then one with it."""
    desk = queries.desk_for(access.myself(), bank, to=Act.READ)
    draft = queries.draft(desk, item)
    if reviewing.keeps_blind(desk, draft):
        return redirect(url_for("bank.review_item", bank=bank, item=item), 303)
    known = bank_of(draft.bank)
    found = preview(check(draft.newest.document, known), known, number=draft.newest.number)
    if found is None or draft.format.editor_form is None:
        raise Conflict("This item cannot be printed yet: what it asks has errors. Open it and mend them.")
    return render_template("bank/print_item.html", here="bank", draft=draft, preview=found)


def _new_item(bank: Any, form: forms.NewItemForm) -> str:
    return render_template("bank/new_item.html", here="bank", bank=bank, form=form, formats=forms.writable())


def editor_page(
    desk: queries.Desk,
    draft: queries.Draft,
    known: Bank,
    editor: forms.Editor,
    document: Document,
    *,
    base: int | None = None,
    token: str = "",
    problems: Sequence[str] = (),
    begun: Sequence[Flaw] = (),
    uploading: PlacedForm | None = None,
) -> str:
    """Render an item's form with its flaws and its preview.

    base: the version it began from, the newest if none is given. token: of the page it was typed into; none
    for a page that is opened. problems: sentences for what keeps it from being saved. begun: flaws of the
    source that is to be added. uploading: the form of a picture, that which was posted if none is given.
    """
    checked, shown = check_as_far(document, known)
    errors = sum(flaw.blocks for flaw in checked.flaws)
    may_write = desk.may(Act.WRITE)
    return render_template(
        "bank/edit_item.html",
        here="bank",
        draft=draft,
        may_write=may_write,
        state=STATES[draft.item.state],
        editor=editor,
        flaws=forms.Placed(
            editor.placed(checked.flaws),
            waives=may_write and shown.item is not None,
            waives_all=desk.may(Act.MANAGE),
        ),
        begun=placed(begun, editor.begun),
        uploading=uploading or placed_form(),
        beside=beside_pair(desk, checked.item, document, known),
        waived=shown.waived,
        waived_in_bank=[one for one in known.info.waived if one.code in {flaw.code for flaw in shown.waived}],
        places=editor.places,
        errors=errors,
        life=reviewing.standing(desk, draft, errors=errors),
        decisions=reviewing.decisions(draft.newest.id),
        problems=problems,
        preview=preview(shown, known, number=draft.newest.number),
        base_version=base if base is not None else draft.newest.number,
        is_typed=bool(token),
        token=token or secrets.token_urlsafe(12),
        left=unsaved.left(desk, draft, now=datetime.now(UTC)) if may_write else (),
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
