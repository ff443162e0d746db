"""`flask accounts`: make and change accounts, remove guests who did not come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import click
from flask import current_app
from flask.cli import AppGroup
from flask_security import Security, hash_password
from flask_security.mail_util import EmailValidateException

from quiz.accounts import actions, queries, throttle, unsent
from quiz.accounts.guests import make_guest
from quiz.accounts.identity import reset_link
from quiz.accounts.models import ROLES, Account
from quiz.audit.actions import note
from quiz.config import Settings
from quiz.db import begin_writing, db
from quiz.errors import QuizError
from quiz.schema import needs_schema

group = AppGroup("accounts", help="Make and change accounts; remove guests who did not come back.")
BATCH = 500
LINK = click.option("--link", is_flag=True, help="Print a link to set a password instead of asking for one.")
ROLE = click.Choice(list(ROLES))


@group.command("create")
@click.argument("email")
@click.option("--role", "roles", multiple=True, type=ROLE, help="May be given more than once.")
@click.option("--name", help="How to greet them.")
@LINK
@needs_schema
def create_command(*, email: str, roles: tuple[str, ...], name: str | None, link: bool) -> None:
    """Make an account for EMAIL, its address taken as confirmed."""
    address = _address(email)
    if queries.account_by_email(address) is not None:
        raise click.ClickException(f"{address} has an account already.")
    password = None if link else _ask_for_password()
    now = datetime.now(UTC)
    with _writing():
        account = actions.open_account(
            address,
            person=make_guest(now=now),
            password=password,
            name=name,
            roles=roles,
            confirmed=True,
            now=now,
        )
        note("account-made", _roles(account), by=None, whom=account.id, now=now)
    click.echo(f"{address} has an account: {_roles(account)}.")
    if link:
        _print_link(account)


@group.command("role")
@click.argument("email")
@click.argument("role", type=ROLE)
@click.option("--remove", is_flag=True, help="Take the role instead.")
@needs_schema
def role_command(*, email: str, role: str, remove: bool) -> None:
    """Give EMAIL a role, or take it."""
    with _writing():
        account = _account(email)
        (actions.take_role if remove else actions.give_role)(account, role)
        note("role-taken" if remove else "role-given", role, by=None, whom=account.id, now=datetime.now(UTC))
    click.echo(f"{account.email}: {_roles(account)}. Their pages show it once they open their account page.")


@group.command("list")
@needs_schema
def list_command() -> None:
    """List all accounts."""
    for account in queries.accounts():
        notes = [] if account.active else ["closed"]
        notes += [] if account.confirmed_at else ["not confirmed"]
        parts = [account.email, account.name or "-", _roles(account), f"since {account.created_at:%Y-%m-%d}"]
        click.echo("\t".join([*parts, *notes]))


@group.command("password")
@click.argument("email")
@LINK
@needs_schema
def password_command(*, email: str, link: bool) -> None:
    """Set a new password for EMAIL, and sign them out everywhere; or print a link for them to set one."""
    account = _account(email)
    if link:
        with _writing():
            note("link-made", by=None, whom=account.id, now=datetime.now(UTC))
        _print_link(account)
        return
    password = _ask_for_password()
    with _writing():
        account = _account(email)
        actions.set_password(account, password)
        note("password-set", by=None, whom=account.id, now=datetime.now(UTC))
    click.echo(f"{account.email} has a new password, and is signed out everywhere.")


@group.command("deactivate")
@click.argument("email")
@needs_schema
def deactivate_command(email: str) -> None:
    """Close the account of EMAIL and sign it out everywhere. Its work is kept."""
    with _writing():
        account = _account(email)
        actions.deactivate(account)
        note("account-closed", by=None, whom=account.id, now=datetime.now(UTC))
    click.echo(f"{account.email} is closed. `flask accounts activate {account.email}` opens it again.")


@group.command("activate")
@click.argument("email")
@needs_schema
def activate_command(email: str) -> None:
    """Open the closed account of EMAIL again."""
    with _writing():
        account = _account(email)
        actions.activate(account)
        note("account-opened", by=None, whom=account.id, now=datetime.now(UTC))
    click.echo(f"{account.email} can sign in again.")


@group.command("remove-guests")
@click.option("--unseen-days", type=click.IntRange(min=1), default=90, show_default=True)
@needs_schema
def remove_guests_command(unseen_days: int) -> None:
    """Remove people without an account, with all they did, who were not here for so many days."""
    now = datetime.now(UTC)
    before = now - timedelta(days=unseen_days)
    removed = 0
    with click.progressbar(length=queries.count_unseen_guests(before), label="Removing guests") as bar:
        while True:
            with _writing():
                ids = queries.unseen_guests(before, limit=BATCH)
                actions.remove_people(ids)
            if not ids:
                break
            removed += len(ids)
            bar.update(len(ids))
    with _writing():
        throttle.forget_old(now=now)
        if removed:
            note("guests-removed", str(removed), by=None, now=now)
    unsent.forget_old(current_app.config["SETTINGS"].instance, now=now)
    click.echo(f"{removed} guest{'' if removed == 1 else 's'} removed.")


@contextmanager
def _writing() -> Iterator[None]:
    """Write in one short transaction; say what is wrong in a line."""
    begin_writing()
    try:
        yield
    except QuizError as problem:
        raise click.ClickException(problem.message) from problem
    db.session.commit()


def _security() -> Security:
    security: Security = current_app.extensions["security"]
    return security


def _address(email: str) -> str:
    try:
        return _security().mail_util.validate(email)
    except EmailValidateException as problem:
        raise click.ClickException(problem.msg) from problem


def _account(email: str) -> Account:
    account = queries.account_by_email(_address(email))
    if account is None:
        raise click.ClickException(f"There is no account {email}. `flask accounts list` shows all.")
    return account


def _ask_for_password() -> str:
    text = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    problems, password = _security().password_util.validate(text, is_register=True)
    if problems:
        raise click.ClickException(" ".join(problems))
    return hash_password(password)


def _print_link(account: Account) -> None:
    settings: Settings = current_app.config["SETTINGS"]
    with current_app.test_request_context(base_url=f"http://{settings.host}:{settings.port}"):
        click.echo(f"Whoever opens this link within a day can set the password:\n{reset_link(account)}")


def _roles(account: Account) -> str:
    return ", ".join(sorted(role.name for role in account.roles))
