"""`flask bank member`: add, remove, list."""

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from quiz.access import ALLOWED, REVIEWER
from quiz.bank.members import actions, queries
from quiz.bank.models import Bank
from quiz.bank.queries import bank_by_slug, banks
from quiz.db import begin_writing, db
from quiz.errors import QuizError
from quiz.schema import needs_schema

group = AppGroup("member", help="Say who works in a bank.")


@group.command("add")
@click.argument("bank")
@click.argument("email")
@click.option("--role", type=click.Choice(list(ALLOWED)), default=REVIEWER, show_default=True)
@needs_schema
def add_command(*, bank: str, email: str, role: str) -> None:
    """Let the educator EMAIL work in the bank BANK."""
    begin_writing()
    row = known_bank(bank)
    try:
        actions.add_member(row, email=email, role=role, by=None, now=datetime.now(UTC))
    except QuizError as problem:
        raise click.ClickException(problem.message) from problem
    db.session.commit()
    click.echo(f"{email}: {role} of {bank}.")


@group.command("remove")
@click.argument("bank")
@click.argument("email")
@needs_schema
def remove_command(*, bank: str, email: str) -> None:
    """Let EMAIL no longer work in the bank BANK."""
    begin_writing()
    row = known_bank(bank)
    found = [member for member in queries.members(row.id) if member.email == email.strip().lower()]
    if not found:
        raise click.ClickException(f"{email} is no member of {bank}.")
    try:
        actions.remove_member(row, found[0].account_id, by=None, now=datetime.now(UTC))
    except QuizError as problem:
        raise click.ClickException(problem.message) from problem
    db.session.commit()
    click.echo(f"{email} is no longer a member of {bank}.")


@group.command("list")
@click.argument("bank")
@needs_schema
def list_command(bank: str) -> None:
    """List who works in the bank BANK."""
    for member in queries.members(known_bank(bank).id):
        click.echo(f"{member.email}\t{member.role}\tsince {member.since:%Y-%m-%d}")


def known_bank(slug: str) -> Bank:
    """Return a bank by its slug, or end the command with a line that names those there are."""
    row = bank_by_slug(slug)
    if row is None:
        known = ", ".join(found.slug for found in banks()) or "none yet"
        raise click.ClickException(f"There is no bank “{slug}”. Banks here: {known}.")
    return row
