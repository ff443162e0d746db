"""The desk's page of a copy that is not saved yet: a sibling, or the other half of a minimal pair."""

import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import check
from question_bank.bank import Bank
from question_bank.upgrading import Document
from quiz import access
from quiz.access import Act
from quiz.bank import drafts, forms
from quiz.bank.actions import bank_of
from quiz.bank.models import Item, ItemVersion
from quiz.bank.pairs import actions
from quiz.bank.pairs.actions import PAIR, SIBLING
from quiz.bank.pairs.comparing import beside
from quiz.bank.preview import preview
from quiz.bank.queries import Desk, Draft, desk_for, draft, locked
from quiz.bank.reviewing.queries import keeps_blind
from quiz.bank.views import BEYOND, CHECK, MOST_FIELDS, SAVE, blueprint
from quiz.db import begin_writing, db
from quiz.errors import Conflict

SLUG = re.compile(r"(?=.{1,80}\Z)[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
BAD_ID = "An id is made of small letters and digits, words joined by hyphens, 80 characters at most."


@blueprint.get("/bank/<bank>/items/<item>/duplicate")
@access.educator
def duplicate_item(bank: str, item: str) -> ResponseReturnValue:
    """Show a copy of an item in its form, not saved, beside what it was made from."""
    desk = desk_for(access.myself(), bank, to=Act.WRITE)
    original = draft(desk, item)
    if keeps_blind(desk, original):
        return redirect(url_for("bank.review_item", bank=bank, item=item), 303)
    known, how = bank_of(desk.bank), SIBLING if actions.why_no_pair(original) else PAIR
    document = actions.linked(actions.begun(original), original, how)
    editor = forms.editor_of(original.format, document, known, seed=secrets.token_hex(8))
    return _page(desk, original, known, editor, document, how=how)


@blueprint.post("/bank/<bank>/items/<item>/duplicate")
@access.educator
def save_duplicate(bank: str, item: str) -> ResponseReturnValue:
    """Save the copy as a new item, and both links of a pair with it; or only check it, or change a row."""
    if len(request.form) > MOST_FIELDS:
        abort(413)
    me = access.myself()
    desk = desk_for(me, bank, to=Act.WRITE)
    original, known = draft(desk, item), bank_of(desk.bank)
    if keeps_blind(desk, original):
        return redirect(url_for("bank.review_item", bank=bank, item=item), 303)
    do, how = request.form.get("do", CHECK), request.form.get("how", SIBLING)
    editor = forms.posted_editor(original.format, request.form, known, do=do, seed=secrets.token_hex(8))
    slug = request.form.get("new_id", "").strip()
    typed = editor.document({**original.newest.document, "id": slug})
    for name in actions.NOT_COPIED:
        typed.pop(name, None)
    document = actions.linked(typed, original, how)
    problems = [] if editor.validate() else editor.refused
    problems += [] if SLUG.fullmatch(slug) else [BAD_ID]
    problems += [BEYOND] if drafts.too_large(document) else []
    if problems or do != SAVE:
        status = 422 if problems else 200
        return _page(desk, original, known, editor, document, how=how, problems=problems), status
    begin_writing()
    desk = desk_for(me, bank, to=Act.WRITE)
    locked(desk.bank)
    original = draft(desk, item, lock=True)
    try:
        made, named = actions.save(desk, original, document, known, how=how, now=datetime.now(UTC))
    except Conflict as problem:
        db.session.rollback()
        desk = desk_for(me, bank, to=Act.WRITE)
        original = draft(desk, item)
        page = _page(desk, original, known, editor, document, how=how, problems=[problem.message])
        return page, 409
    db.session.commit()
    flash(f"“{slug}” is a draft." + (_told(original, named) if named is not None else ""))
    return redirect(url_for("bank.edit_item", bank=bank, item=made.slug), 303)


def _told(original: Draft, named: ItemVersion) -> str:
    met = original.item.published_number if original.item.state == "published" else None
    still = f", and trainees still meet version {met} of it, which asks the same" if met else ""
    return f" “{original.item.slug}” names it as its pair from version {named.number}{still}."


def _page(
    desk: Desk,
    original: Draft,
    known: Bank,
    editor: forms.Editor,
    document: Document,
    *,
    how: str,
    problems: Sequence[str] = (),
) -> str:
    checked = check(document, known)
    # Both are made for the page alone; neither is added to the session.
    item = Item(bank_id=desk.bank.id, slug=str(document["id"]), state="draft", newest_number=0)
    version = ItemVersion(number=0, document=document, format=original.newest.format)
    return render_template(
        "bank/edit_item.html",
        here="bank",
        draft=Draft(desk.bank, item, version),
        copied=original,
        how=how,
        why_no_pair=actions.why_no_pair(original),
        may_write=True,
        editor=editor,
        flaws=forms.Placed(editor.placed(checked.flaws), waives=False, waives_all=False),
        waived=checked.waived,
        waived_in_bank=(),
        places=editor.places,
        errors=sum(flaw.blocks for flaw in checked.flaws),
        problems=problems,
        preview=preview(checked, known, number=0),
        base_version=0,
        beside=beside(checked.item, document, original, known),
    )
