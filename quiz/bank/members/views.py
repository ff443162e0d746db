"""The desk's page of members: who works in a bank, and as what."""

from datetime import UTC, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quiz import access
from quiz.access import ALLOWED, Act
from quiz.bank.members import actions, queries
from quiz.bank.members.forms import ROLES, MemberForm
from quiz.bank.queries import Desk, desk_for, desks_of
from quiz.bank.views import blueprint
from quiz.db import begin_writing, db
from quiz.errors import Conflict


@blueprint.get("/bank/<bank>/members")
@access.educator
def members(bank: str) -> ResponseReturnValue:
    """List who works in a bank."""
    role = request.args.get("role")
    form = MemberForm(role=role if role in ROLES else "reviewer")
    return _page(desk_for(access.myself(), bank, to=Act.READ), form)


@blueprint.post("/bank/<bank>/members")
@access.educator
def add_member(bank: str) -> ResponseReturnValue:
    """Add an educator by e-mail."""
    desk = desk_for(access.myself(), bank, to=Act.MANAGE)
    form = MemberForm()
    if not form.validate_on_submit():
        return _page(desk, form), 422
    begin_writing()
    desk = desk_for(desk.me, bank, to=Act.MANAGE)
    email, role = form.email.data or "", form.role.data
    try:
        actions.add_member(desk.bank, email=email, role=role, by=desk.me.account_id, now=datetime.now(UTC))
    except Conflict as problem:
        form.email.errors = [problem.message]
        db.session.rollback()
        return _page(desk_for(desk.me, bank, to=Act.MANAGE), form), 422
    db.session.commit()
    flash(f"{email.strip()} is a member now.")
    return redirect(url_for("bank.members", bank=bank), 303)


@blueprint.post("/bank/<bank>/members/<id:account_id>")
@access.educator
def change_member(bank: str, account_id: int) -> ResponseReturnValue:
    """Change a member's role, remove them, or hand the bank over to them."""
    me, now, do = access.myself(), datetime.now(UTC), request.form.get("do")
    role = request.form.get("role", "")
    begin_writing()
    desk = desk_for(me, bank, to=Act.MANAGE)
    if do == "role" and role in ALLOWED:
        actions.change_role(desk.bank, account_id, role=role, by=me.account_id, now=now)
        said = "The role is changed."
    elif do == "remove":
        actions.remove_member(desk.bank, account_id, by=me.account_id, now=now)
        said = "They are no longer a member."
    elif do == "hand-over":
        actions.hand_over(desk.bank, account_id, by=me.account_id, now=now)
        said = "The bank is handed over. You are an editor of it now."
    else:
        abort(400)
    db.session.commit()
    flash(said)
    return _back(bank, access.myself())


@blueprint.post("/bank/<bank>/members/own")
@access.educator
def own_bank(bank: str) -> ResponseReturnValue:
    """Become the owner of a bank that has none, as an admin."""
    me = access.myself()
    begin_writing()
    desk = desk_for(me, bank, to=Act.MANAGE)
    actions.become_owner(desk.bank, me.account_id, now=datetime.now(UTC))
    db.session.commit()
    flash(f"You own “{desk.bank.working_title}” now.")
    return redirect(url_for("bank.members", bank=bank), 303)


@blueprint.post("/bank/<bank>/members/leave")
@access.educator
def leave_bank(bank: str) -> ResponseReturnValue:
    """Leave a bank."""
    me = access.myself()
    begin_writing()
    desk = desk_for(me, bank, to=Act.READ)
    actions.remove_member(desk.bank, me.account_id, by=me.account_id, now=datetime.now(UTC))
    db.session.commit()
    flash(f"You have left “{desk.bank.working_title}”.")
    return redirect(url_for("bank.banks"), 303)


def _back(bank: str, me: access.Educator) -> ResponseReturnValue:
    """Return to the list, or to all banks when one has taken one's own right to read this one."""
    readable = {desk.bank.slug for desk in desks_of(me)}
    return redirect(url_for("bank.members", bank=bank) if bank in readable else url_for("bank.banks"), 303)


def _page(desk: Desk, form: MemberForm) -> str:
    return render_template(
        "bank/members.html",
        here="bank",
        desk=desk,
        may_manage=desk.may(Act.MANAGE),
        members=queries.members(desk.bank.id),
        roles=ROLES,
        form=form,
    )
