"""Who works in a bank: added, changed, removed. A bank that has an owner keeps one. Nothing here commits."""

import re
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from quiz.access import EDITOR, OWNER
from quiz.bank.history import note
from quiz.bank.members import queries
from quiz.bank.models import Bank, BankMember
from quiz.bank.queries import locked
from quiz.db import db
from quiz.errors import Conflict

# The same whether there is no account or a trainee's: the form tells nobody who has signed up.
UNKNOWN = (
    "No educator here has this address. They sign up with it, an admin makes them an educator, "
    "and then they can be added."
)
ADDRESS = re.compile(r"[^\s,@]+@[^\s,]+")  # in the details of acts about members
LAST_OWNER = "A bank needs an owner. Make somebody else an owner first, or hand the bank over."


def found_bank(bank: Bank, *, owner: int, now: datetime) -> None:
    """Give a bank that was just made its first owner."""
    db.session.add(BankMember(bank_id=bank.id, account_id=owner, role=OWNER, since=now, by_id=owner))
    db.session.flush()


def add_member(bank: Bank, *, email: str, role: str, by: int | None, now: datetime) -> None:
    """Let somebody work in a bank. Raises Conflict when no educator has the address, or is a member."""
    account_id = queries.desk_account(email)
    if account_id is None:
        raise Conflict(UNKNOWN)
    db.session.add(BankMember(bank_id=bank.id, account_id=account_id, role=role, since=now, by_id=by))
    try:
        db.session.flush()
    except IntegrityError as problem:
        db.session.rollback()
        if "bank_member" not in str(problem.orig):
            raise
        raise Conflict("They are a member already. Change their role in the list.") from problem
    note(bank, "member-added", f"{email.strip().lower()}, {role}", by=by, now=now, whom=account_id)


def change_role(bank: Bank, account_id: int, *, role: str, by: int | None, now: datetime) -> None:
    """Give a member another role. Raises Conflict when no owner would be left."""
    _keep_an_owner(bank, account_id, role)
    member, email = queries.member(bank, account_id)
    if member.role == role:
        return
    note(bank, "member-changed", f"{email}, {member.role} to {role}", by=by, now=now, whom=account_id)
    member.role = role
    db.session.flush()


def remove_member(bank: Bank, account_id: int, *, by: int | None, now: datetime) -> None:
    """Let somebody no longer work in a bank; themselves, or another. Raises Conflict as above."""
    _keep_an_owner(bank, account_id, None)
    member, email = queries.member(bank, account_id)
    what = "member-left" if by == account_id else "member-removed"
    note(bank, what, email, by=by, now=now, whom=account_id)
    db.session.delete(member)
    db.session.flush()


def hand_over(bank: Bank, account_id: int, *, by: int, now: datetime) -> None:
    """Make a member an owner, and whoever does it an editor if they own the bank."""
    locked(bank)
    member, email = queries.member(bank, account_id)
    if account_id == by:
        raise Conflict("This bank is yours already.")
    member.role = OWNER
    before = queries.members(bank.id)
    if any(row.account_id == by for row in before):
        queries.member(bank, by)[0].role = EDITOR
    note(bank, "bank-handed-over", f"to {email}", by=by, now=now, whom=account_id)
    db.session.flush()


def become_owner(bank: Bank, account_id: int, *, now: datetime) -> None:
    """Make an account the owner of a bank that has none. Raises Conflict when somebody was quicker."""
    locked(bank)
    if queries.owners(bank):
        raise Conflict("This bank has an owner by now. Ask them to make you one.")
    member = queries.membership(bank, account_id)
    if member is None:
        db.session.add(
            BankMember(bank_id=bank.id, account_id=account_id, role=OWNER, since=now, by_id=account_id)
        )
    else:
        member.role = OWNER
    db.session.flush()
    _, email = queries.member(bank, account_id)
    note(bank, "member-added", f"{email}, {OWNER}", by=account_id, now=now, whom=account_id)


def forget_names(account_id: int) -> None:
    """Take the address of an account that is about to be erased, and any it had before, out of acts."""
    email = queries.address(account_id)
    for act in queries.acts_that_name(account_id, email):
        for named in set(ADDRESS.findall(act.detail)):
            if act.whom_id == account_id or named == email:
                act.detail = act.detail.replace(named, "a former member")
    db.session.flush()


def _keep_an_owner(bank: Bank, account_id: int, role: str | None) -> None:
    """Refuse to take the last owner away, also when two go at the same moment."""
    locked(bank)
    member, _ = queries.member(bank, account_id)
    if member.role == OWNER and role != OWNER and queries.owners(bank) == 1:
        raise Conflict(LAST_OWNER)
