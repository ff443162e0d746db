"""The desk's pages of whole banks: a new one, a copy, away and back, a download."""

from datetime import UTC, datetime

from flask import Response, abort, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from quiz import access
from quiz.access import Act
from quiz.bank.details import actions, forms
from quiz.bank.history import note
from quiz.bank.queries import Desk, Draft, desk_for, desks_of, draft, locked
from quiz.bank.views import blueprint
from quiz.db import begin_writing, db
from quiz.errors import Conflict


@blueprint.get("/bank/new")
@access.educator
def new_bank() -> ResponseReturnValue:
    """Name a new bank."""
    return render_template("bank/new_bank.html", here="bank", form=forms.NewBankForm())


@blueprint.post("/bank/new")
@access.educator
def begin_bank() -> ResponseReturnValue:
    """Make a bank, and make whoever does its owner."""
    form = forms.NewBankForm()
    if not form.validate_on_submit():
        return render_template("bank/new_bank.html", here="bank", form=form), 422
    me = access.myself()
    names = ("title", "working_title", "description", "licence", "language")
    info = {"id": form.slug.data, **{name: form[name].data for name in names}}
    begin_writing()
    try:
        row = actions.new_bank(
            info, author=form.author.data or "", owner=me.account_id, now=datetime.now(UTC)
        )
    except Conflict as problem:
        form.slug.errors = [problem.message]
        return render_template("bank/new_bank.html", here="bank", form=form), 422
    db.session.commit()
    flash("The bank is made. It begins with topics, and with what answers turn on. Objectives come next.")
    return redirect(url_for("bank.contents", bank=row.slug, part="blueprint"), 303)


@blueprint.get("/bank/<bank>/copy")
@access.educator
def copy_bank(bank: str) -> ResponseReturnValue:
    """Name a copy of a bank."""
    return _copy(desk_for(access.myself(), bank, to=Act.READ), forms.CopyBankForm())


@blueprint.post("/bank/<bank>/copy")
@access.educator
def make_copy(bank: str) -> ResponseReturnValue:
    """Copy a bank, and make whoever does the owner of the copy."""
    me = access.myself()
    desk = desk_for(me, bank, to=Act.READ)
    form = forms.CopyBankForm()
    if not form.validate_on_submit():
        return _copy(desk, form), 422
    begin_writing()
    desk = desk_for(me, bank, to=Act.READ)
    try:
        row = actions.copy_bank(
            desk.bank,
            slug=form.slug.data or "",
            working_title=form.working_title.data or "",
            owner=me.account_id,
            now=datetime.now(UTC),
        )
    except Conflict as problem:
        form.slug.errors = [problem.message]
        return _copy(desk_for(me, bank, to=Act.READ), form), 422
    db.session.commit()
    flash("This is the copy. Its items are drafts, and you own it.")
    return redirect(url_for("bank.items", bank=row.slug), 303)


@blueprint.post("/bank/<bank>/archive")
@access.educator
def archive_bank(bank: str) -> ResponseReturnValue:
    """Archive a bank, or bring it back."""
    me, do = access.myself(), request.form.get("do")
    begin_writing()
    row = locked(desk_for(me, bank, to=Act.MANAGE).bank)
    if do == "archive":
        actions.archive(row, by=me.account_id, now=datetime.now(UTC))
    elif do == "restore":
        actions.restore(row, by=me.account_id, now=datetime.now(UTC))
    else:
        abort(400)
    db.session.commit()
    flash("The bank is archived." if row.archived_at else "The bank is back.")
    return redirect(url_for("bank.contents", bank=bank, part="details"), 303)


@blueprint.get("/bank/<bank>/export.zip")
@access.educator
def export_bank(bank: str) -> ResponseReturnValue:
    """Download a bank as the files that `flask bank export` writes."""
    me = access.myself()
    begin_writing()  # a download changes nothing, but that it was made is written down
    desk = desk_for(me, bank, to=Act.READ)
    note(desk.bank, "bank-exported", by=desk.me.account_id, now=datetime.now(UTC))
    db.session.commit()
    return Response(
        stream_with_context(actions.packed(desk.bank)),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{desk.bank.slug}.zip"'},
    )


@blueprint.get("/bank/<bank>/items/<item>/copy")
@access.educator
def copy_item(bank: str, item: str) -> ResponseReturnValue:
    """Choose the bank to copy an item into."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    return _copy_item(desk, draft(desk, item), _copy_form(desk))


@blueprint.post("/bank/<bank>/items/<item>/copy")
@access.educator
def put_copy(bank: str, item: str) -> ResponseReturnValue:
    """Copy an item into a bank that one may write in."""
    me = access.myself()
    desk = desk_for(me, bank, to=Act.READ)
    original = draft(desk, item)
    form = _copy_form(desk)
    if not form.validate_on_submit():
        return _copy_item(desk, original, form), 422
    document = original.newest.document
    begin_writing()
    target = desk_for(me, form.to.data, to=Act.WRITE).bank
    copied = actions.copy_item(
        document,
        locked(target),
        from_slug=f"{bank}/{item}",
        account_id=me.account_id,
        now=datetime.now(UTC),
    )
    db.session.commit()
    flash("This is the copy, a draft. What this bank lacks is named among its flaws.")
    return redirect(url_for("bank.edit_item", bank=target.slug, item=copied.slug), 303)


def _copy_form(desk: Desk) -> forms.CopyItemForm:
    banks = [other.bank for other in desks_of(desk.me) if other.may(Act.WRITE)]
    return forms.copy_item_form([(bank.slug, bank.working_title) for bank in banks])


def _copy(desk: Desk, form: forms.CopyBankForm) -> str:
    return render_template("bank/copy_bank.html", here="bank", desk=desk, form=form)


def _copy_item(desk: Desk, original: Draft, form: forms.CopyItemForm) -> str:
    return render_template("bank/copy_item.html", here="bank", desk=desk, draft=original, form=form)
