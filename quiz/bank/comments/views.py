"""The desk's page of comments on an item: said of a place, answered, resolved."""

import secrets
from datetime import UTC, datetime

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quiz import access
from quiz.access import Act
from quiz.bank.actions import bank_of
from quiz.bank.comments import queries
from quiz.bank.comments.forms import AnswerForm, CommentForm, comment_form
from quiz.bank.comments.models import Comment
from quiz.bank.comments.places import current
from quiz.bank.forms import editor_of
from quiz.bank.models import ItemVersion
from quiz.bank.queries import Desk, Draft, desk_for, draft
from quiz.bank.reviewing.queries import keeps_blind
from quiz.bank.views import blueprint
from quiz.db import begin_writing, db
from quiz.errors import Conflict

MOST = 2**31


@blueprint.get("/bank/<bank>/items/<item>/comments")
@access.educator
def comments(bank: str, item: str) -> ResponseReturnValue:
    """Show the comments on an item."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    found = draft(desk, item)
    if keeps_blind(desk, found):
        return redirect(url_for("bank.review_item", bank=bank, item=item), 303)
    return _page(desk, found, _form(found))


@blueprint.post("/bank/<bank>/items/<item>/comments")
@access.educator
def add_comment(bank: str, item: str) -> ResponseReturnValue:
    """Say something of an item, or of a place in it."""
    desk = desk_for(access.myself(), bank, to=Act.COMMENT)
    found = draft(desk, item)
    _refuse_blind(desk, found)
    number = request.form.get("number", found.newest.number, type=int)
    version = queries.versions(found.item, [number] if 0 < number < MOST else []).get(number, found.newest)
    form = _form(found, version)
    if not form.validate_on_submit():
        return _page(desk, found, form), 422
    begin_writing()
    desk = desk_for(desk.me, bank, to=Act.COMMENT)
    _add(desk, draft(desk, item), form.text.data or "", number=version.number, place=form.place.data)
    db.session.commit()
    return redirect(url_for("bank.comments", bank=bank, item=item), 303)


@blueprint.post("/bank/<bank>/items/<item>/comments/<id:comment_id>")
@access.educator
def answer_comment(bank: str, item: str, comment_id: int) -> ResponseReturnValue:
    """Answer a comment, resolve it, or open it again."""
    me, do, form = access.myself(), request.form.get("do"), AnswerForm()
    begin_writing()
    desk = desk_for(me, bank, to=Act.COMMENT)
    found = draft(desk, item)
    _refuse_blind(desk, found)
    comment = queries.comment(found.item, comment_id)
    if do == "answer" and form.validate():
        _add(desk, found, form.text.data or "", number=found.newest.number, answers=comment)
    elif do == "resolve":
        comment.resolved_at, comment.resolved_by_id = datetime.now(UTC), me.account_id
    elif do == "reopen":
        comment.resolved_at = comment.resolved_by_id = None
    elif do != "answer":
        abort(400)
    else:
        page = _page(desk, found, _form(found), problem_at=comment_id)
        db.session.rollback()
        return page, 422
    db.session.commit()
    return redirect(url_for("bank.comments", bank=bank, item=item, _anchor=f"comment-{comment_id}"), 303)


def _refuse_blind(desk: Desk, found: Draft) -> None:
    if keeps_blind(desk, found):
        raise Conflict("It is in review. Answer it first, without the key; then say what you think of it.")


def _add(
    desk: Desk, found: Draft, text: str, *, number: int, place: str = "", answers: Comment | None = None
) -> None:
    db.session.add(
        Comment(
            item_id=found.item.id,
            answers_id=answers.id if answers else None,
            number=number,
            place=place,
            text=text,
            account_id=desk.me.account_id,
            at=datetime.now(UTC),
        )
    )
    db.session.flush()


def _form(found: Draft, version: ItemVersion | None = None) -> CommentForm:
    """Return the form with the places of the version that is looked at, the newest unless it is named."""
    version = version or found.newest
    known = bank_of(found.bank)
    editor = editor_of(found.format, version.document, known, seed=secrets.token_hex(8))
    return comment_form(editor.places, version.number)


def _page(desk: Desk, found: Draft, form: CommentForm, *, problem_at: int | None = None) -> str:
    threads = queries.threads(found.item)
    return render_template(
        "bank/comments.html",
        here="bank",
        draft=found,
        may_comment=desk.may(Act.COMMENT),
        threads=threads,
        places=current([thread.comment for thread in threads], found, bank_of(found.bank)),
        form=form,
        problem_at=problem_at,
    )
