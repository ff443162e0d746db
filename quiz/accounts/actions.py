"""What happens to people and their accounts. Nothing here commits."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert  # SQLite understands what it compiles to
from sqlalchemy.exc import IntegrityError

from quiz.accounts import leaving, queries
from quiz.accounts.models import ROLES, Account, Person, Role
from quiz.db import db
from quiz.errors import Conflict


def open_account(
    email: str,
    *,
    person: Person,
    password: str | None,
    now: datetime,
    name: str | None = None,
    roles: Iterable[str] = (),
    confirmed: bool = False,
) -> Account:
    """Open an account for a person. Everybody is a trainee, whatever else they are.

    email is normalised, password hashed. Raises Conflict when the address or the person has an account.
    """
    account = Account(
        person=person,
        email=email,
        name=name or None,
        password=password,
        active=True,
        fs_uniquifier=uuid.uuid4().hex,
        confirmed_at=now if confirmed else None,
        created_at=now,
        roles=roles_named({"trainee", *roles}),
    )
    db.session.add(account)
    try:
        db.session.flush()
    except IntegrityError as problem:
        db.session.rollback()
        if any(name in str(problem.orig) for name in ("account_email", "account.email")):
            raise Conflict("There is an account with this address already. Sign in instead.") from problem
        if any(name in str(problem.orig) for name in ("account_person_id", "account.person_id")):
            raise Conflict("You have signed up in another window. Sign in instead.") from problem
        raise
    return account


def roles_named(names: set[str]) -> list[Role]:
    """Return the roles with these names, made if the database has none yet."""
    unknown = names - ROLES.keys()
    if unknown:
        raise ValueError(f"no such role: {', '.join(sorted(unknown))}")
    found = queries.roles(names)
    if len(found) < len(names):
        rows = [{"name": name, "description": description} for name, description in ROLES.items()]
        db.session.execute(insert(Role).values(rows).on_conflict_do_nothing())
        found = queries.roles(names)
    return list(found)


def give_role(account: Account, role: str) -> None:
    """Give an account a role, if it has not got it."""
    if role not in {held.name for held in account.roles}:
        account.roles.extend(roles_named({role}))
    db.session.flush()


def take_role(account: Account, role: str) -> None:
    """Take a role from an account, if it has it. Raises Conflict for the one that everybody has."""
    if role == "trainee":
        raise Conflict("Everybody is a trainee. Deactivate the account instead.")
    account.roles[:] = [held for held in account.roles if held.name != role]
    db.session.flush()


def absorb(guest: Person, *, into: Person) -> None:
    """Move all that a guest did to another person, and drop the guest.

    Where there can be one row of a kind and both have one, the other person's stays and the guest's goes.
    """
    leaving.tell([guest.id], into=into.id)
    for table in queries.tables_of_a_person():
        free = [~taken for taken in queries.is_taken(table, into)]
        moved = update(table).where(table.c.person_id == guest.id, *free)
        db.session.execute(moved.values(person_id=into.id))
    into.time_zone = into.time_zone or guest.time_zone
    into.covers_options = into.covers_options or guest.covers_options
    db.session.delete(guest)
    db.session.flush()


def end_sign_ins(account: Account) -> None:
    """End every sign-in of an account: sessions by its uniquifier, cookies by the epoch."""
    account.fs_uniquifier = uuid.uuid4().hex
    account.person.epoch += 1
    db.session.flush()


def change_details(
    account: Account, *, name: str | None, time_zone: str | None, extra_time_percent: int
) -> None:
    """Change how somebody is greeted, in which time zone they read, and their extra time in exams."""
    account.name = name or None
    account.person.time_zone = time_zone or None
    account.person.extra_time_percent = extra_time_percent
    db.session.flush()


def deactivate(account: Account) -> None:
    """Close an account: nobody signs in to it, and whoever is signed in no longer is. Its work is kept."""
    account.active = False
    end_sign_ins(account)


def activate(account: Account) -> None:
    """Open a closed account again."""
    account.active = True
    db.session.flush()


def set_password(account: Account, password: str) -> None:
    """Set a password, hashed, and end every sign-in that was made with the one before."""
    account.password = password
    end_sign_ins(account)


def remove_people(ids: Sequence[int]) -> None:
    """Remove people with all they did."""
    leaving.tell(ids)
    db.session.execute(delete(Person).where(Person.id.in_(ids)))


def erase(account: Account) -> None:
    """Erase an account and its person, with everything the person answered. What educators wrote stays."""
    person_id = account.person_id
    leaving.tell([person_id])
    db.session.delete(account)
    db.session.flush()
    db.session.execute(delete(Person).where(Person.id == person_id))
