"""What is typed at the desk is kept before it is saved, by a script every few seconds or by a button."""

import re
import secrets
from datetime import UTC, datetime

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import check, digest
from question_bank.posted import arranged
from quiz import access
from quiz.access import Act
from quiz.bank import drafts, forms
from quiz.bank.actions import bank_of
from quiz.bank.queries import desk_for, draft
from quiz.bank.unsaved import actions, queries
from quiz.bank.views import BEYOND, MOST_FIELDS, blueprint, editor_page
from quiz.db import begin_writing, db
from quiz.rendering import local

TOKEN = re.compile(r"[A-Za-z0-9_-]{8,40}")


@blueprint.post("/bank/<bank>/items/<item>/unsaved")
@access.educator
def keep_item(bank: str, item: str) -> ResponseReturnValue:
    """Keep an item's form as it stands, for whoever typed it; a script gets a sentence as JSON."""
    token, base = request.form.get("writing", ""), request.form.get("base_version", type=int)
    if len(request.form) > MOST_FIELDS:
        abort(413)
    desk = desk_for(access.myself(), bank, to=Act.WRITE)
    found = draft(desk, item)
    if not TOKEN.fullmatch(token) or base is None or not 0 < base <= found.newest.number:
        abort(400)
    known = bank_of(desk.bank)
    editor = forms.posted_editor(found.format, request.form, known, do="", seed=secrets.token_hex(8))
    document = editor.document(found.newest.document)
    problems = [] if editor.validate() else editor.refused
    if drafts.too_large(document):
        problems.append(BEYOND)
    if problems and _is_script():
        return {"said": f"Not kept. {' '.join(problems)}"}, 422
    if problems:
        page = editor_page(desk, found, known, editor, document, base=base, token=token, problems=problems)
        return page, 422
    now, same = datetime.now(UTC), digest(drafts.kept(check(document, known), document))
    begin_writing()
    desk = desk_for(desk.me, bank, to=Act.WRITE)
    found = draft(desk, item, lock=True)
    if same == found.newest.digest and editor.begun.blank:
        actions.forget(desk, found, token)
        said = "Nothing is unsaved."
    else:
        actions.keep(desk, found, token, base_number=base, typed=arranged(request.form), now=now)
        said = f"Kept at {local(now):%H:%M}, not saved."
    db.session.commit()
    if _is_script():
        return {"said": said}
    flash(f"{said} It waits for you here." if said.startswith("Kept") else said)
    return redirect(url_for("bank.edit_item", bank=bank, item=item), 303)


@blueprint.post("/bank/<bank>/items/<item>/unsaved/<id:work_id>")
@access.educator
def discard_unsaved(bank: str, item: str, work_id: int) -> ResponseReturnValue:
    """Discard what one left unsaved."""
    me = access.myself()
    begin_writing()
    desk = desk_for(me, bank, to=Act.WRITE)
    found = draft(desk, item, lock=True)
    actions.discard(queries.one(desk, found, work_id, now=datetime.now(UTC)))
    db.session.commit()
    flash("The unsaved work is discarded.")
    return redirect(url_for("bank.edit_item", bank=bank, item=item), 303)


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"
