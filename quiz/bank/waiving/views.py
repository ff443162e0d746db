"""A warning waived in a whole bank, beside where it is shown. In one item it is waived with its form."""

import secrets
from datetime import UTC, datetime

from flask import abort, flash, request
from flask.typing import ResponseReturnValue

from question_bank import check
from quiz import access
from quiz.access import Act
from quiz.bank import forms
from quiz.bank.actions import bank_of
from quiz.bank.queries import desk_for, draft, locked
from quiz.bank.views import MOST_FIELDS, blueprint, editor_page
from quiz.bank.waiving import actions
from quiz.db import begin_writing, db


@blueprint.post("/bank/<bank>/items/<item>/waivers")
@access.educator
def waive_in_bank(bank: str, item: str) -> ResponseReturnValue:
    """Waive a warning in a whole bank, or take that back; the item's form stays as it was typed."""
    if len(request.form) > MOST_FIELDS:
        abort(413)
    do, base = request.form.get("do", ""), request.form.get("base_version", type=int)
    token = request.form.get("writing", "")
    desk = desk_for(access.myself(), bank, to=Act.MANAGE)
    found = draft(desk, item)
    wish = actions.wish_of(request.form, do)
    if wish is None:
        abort(400)
    known, posted = bank_of(desk.bank), actions.with_reasons(request.form, do)
    editor = forms.posted_editor(found.format, posted, known, do="", seed=secrets.token_hex(8))
    document = editor.document(found.newest.document)
    if problem := actions.problem(request.form, do):
        page = editor_page(desk, found, known, editor, document, base=base, token=token, problems=[problem])
        return page, 422
    flaws = check(document, known).flaws
    begin_writing()
    desk = desk_for(desk.me, bank, to=Act.MANAGE)
    row = locked(desk.bank)
    if actions.grant(row, wish, flaws, by=desk.me.account_id, now=datetime.now(UTC)):
        flash(f"“{wish.code}” is {'waived' if wish.reason else 'no longer waived'} in the whole bank.")
    db.session.commit()
    return editor_page(desk, found, bank_of(row), editor, document, base=base, token=token)
