"""The desk's pages of objectives, facts, misconceptions and sources: found, and edited one by one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import Flaw, digest
from question_bank.bank import Bank, Source
from question_bank.editing import Part
from question_bank.placing import placed
from question_bank.posted import arranged
from question_bank.upgrading import Document
from quiz import access
from quiz.access import Act
from quiz.bank import models
from quiz.bank.actions import bank_of
from quiz.bank.contents import actions
from quiz.bank.contents.forms import GRADES, READ, ready
from quiz.bank.entries import queries
from quiz.bank.entries.kinds import KINDS, Kind
from quiz.bank.finding.queries import titles
from quiz.bank.queries import Desk, desk_for, locked
from quiz.bank.views import blueprint
from quiz.db import begin_writing, db
from quiz.errors import NotFound
from quiz.rendering import local

RULE = "/bank/<bank>/<any(facts, misconceptions, objectives, sources):kind>"
SAVE, REMOVE = "save", "remove"
SINCE = (
    "Somebody else changed this since you opened the page. What you wrote stands below, not saved. Look at "
    "theirs in another window, then save again."
)


@blueprint.get(RULE)
@access.educator
def entries(bank: str, kind: str) -> ResponseReturnValue:
    """List what a bank has of one kind: all of it, or what is looked for."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    return _list(desk, KINDS[kind], KINDS[kind].form(), [], is_open="add" in request.args)


@blueprint.post(RULE)
@access.educator
def add_entry(bank: str, kind: str) -> ResponseReturnValue:
    """Add an entry behind the others."""
    of = KINDS[kind]
    form = of.form(arranged(request.form))
    me = desk_for(access.myself(), bank, to=Act.WRITE).me
    begin_writing()
    row = locked(desk_for(me, bank, to=Act.WRITE).bank)
    known = bank_of(row)
    before = actions.document_of(known, of.part)
    listed = before.get(of.name, [])
    document = form.document()
    flaws = _saved(row, known, of, [*listed, document], at=len(listed), act="entry-added", by=me)
    if flaws:
        db.session.rollback()
        return _list(desk_for(me, bank, to=Act.WRITE), of, form, flaws, is_open=True), 422
    db.session.commit()
    flash(f"“{document['id']}” is among the {of.title.lower()} now.")
    return redirect(url_for("bank.entries", bank=bank, kind=kind, add="y", _anchor="add"), 303)


@blueprint.get(f"{RULE}/<entry>")
@access.educator
def edit_entry(bank: str, kind: str, entry: str) -> ResponseReturnValue:
    """Show one entry, to be changed, and where it is used."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    of, known = KINDS[kind], bank_of(desk.bank)
    document = _entry(known, of, entry)
    return _page(desk, known, of, of.form.of(document), id=entry, base=digest(document))


@blueprint.post(f"{RULE}/<entry>")
@access.educator
def save_entry(bank: str, kind: str, entry: str) -> ResponseReturnValue:
    """Change one entry, or take it away when nothing uses it."""
    of, do = KINDS[kind], request.form.get("do")
    form = of.form(arranged(request.form))
    me = desk_for(access.myself(), bank, to=Act.WRITE).me
    begin_writing()
    row = locked(desk_for(me, bank, to=Act.WRITE).bank)
    known = bank_of(row)
    old = _entry(known, of, entry)
    if do not in (SAVE, REMOVE):
        abort(400)
    listed = actions.document_of(known, of.part)[of.name]
    at, base = listed.index(old), digest(old)
    document = form.document()
    if request.form.get("base") != base:
        db.session.rollback()
        desk = desk_for(me, bank, to=Act.WRITE)
        return _page(desk, known, of, form, id=entry, base=base, problem=SINCE), 409
    typed = [*listed[:at], *([document] if do == SAVE else []), *listed[at + 1 :]]
    act = "entry-changed" if do == SAVE else "entry-removed"
    flaws = _saved(row, known, of, typed, at=at, act=act, by=me, id=entry)
    if flaws:
        db.session.rollback()
        desk = desk_for(me, bank, to=Act.WRITE)
        form = form if do == SAVE else of.form.of(old)
        return _page(desk, known, of, form, id=entry, base=base, flaws=flaws), 422
    db.session.commit()
    if do == REMOVE:
        flash(f"“{entry}” is gone.")
        return redirect(url_for("bank.entries", bank=bank, kind=kind), 303)
    flash("Saved." if digest(document) != base else "Nothing had changed.")
    return redirect(url_for("bank.edit_entry", bank=bank, kind=kind, entry=document["id"]), 303)


def _saved(
    row: models.Bank,
    known: Bank,
    of: Kind,
    typed: list[Any],
    *,
    at: int,
    act: str,
    by: access.Educator,
    id: str = "",
) -> list[Flaw]:
    """Let a list say what was typed; or return why it cannot, each flaw placed in the form of its entry."""
    before = actions.document_of(known, of.part)
    found = actions.changed(row, known, of.part, {**before, of.name: typed})
    if found.bank is None or any(flaw.blocks for flaw in found.flaws):
        mine = [replace(flaw, path=flaw.path[2:]) for flaw in found.flaws if flaw.path[:2] == (of.name, at)]
        return mine or [replace(flaw, path=()) for flaw in found.flaws]
    detail = f"{of.noun} {id or typed[at]['id']}"
    actions.save_part(row, found.bank, act, detail, by=by.account_id, now=datetime.now(UTC))
    return []


def _entry(known: Bank, of: Kind, id: str) -> Document:
    """Return an entry as a document. Raises NotFound."""
    for document in actions.document_of(known, of.part).get(of.name, []):
        if document["id"] == id:
            found: Document = document
            return found
    raise NotFound(f"There is no such {of.noun}.")


def _list(desk: Desk, of: Kind, form: Part, flaws: list[Flaw], *, is_open: bool) -> str:
    documents = queries.entries(desk.bank.id, of.name)
    search, number = request.args.get("q", "")[:200], request.args.get("page", 1, type=int)
    topics = titles(models.Topic, desk.bank.id)
    today = local(datetime.now(UTC)).date()
    page = queries.page(desk.bank.id, of.name, documents, search=search, number=number)
    is_source = of.name == "sources"
    return render_template(
        "bank/entries.html",
        here="bank",
        desk=desk,
        kind=of,
        may_write=desk.may(Act.WRITE),
        search=search,
        page=page,
        sources=[Source.model_validate(one, strict=False) for one in page.documents] if is_source else [],
        overdue=[one["id"] for one in documents if one.get("recheck_by", "9") < today.isoformat()],
        topics=topics,
        grades=dict(GRADES),
        read=dict(READ),
        form=ready(form, list(topics.items())),
        flaws=placed(flaws, form),
        is_open=is_open or not documents,
    )


def _page(
    desk: Desk,
    known: Bank,
    of: Kind,
    form: Part,
    *,
    id: str,
    base: str,
    flaws: Sequence[Flaw] = (),
    problem: str = "",
) -> str:
    return render_template(
        "bank/edit_entry.html",
        here="bank",
        desk=desk,
        kind=of,
        id=id,
        may_write=desk.may(Act.WRITE),
        form=ready(form, [(topic.id, topic.title) for topic in known.blueprint.topics]),
        flaws=placed(flaws, form),
        base=base,
        problem=problem,
        users=queries.users(desk.bank.id, of.name, id),
        within=actions.named_within(known).get((of.name, id), []),
    )
