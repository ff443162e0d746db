"""`flask my-data`: keep the list of erasures outside the database, and replay it on a restored backup.

`flask accounts erase` is here too, since it ends more than an account.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_security.mail_util import EmailValidateException

from quiz.accounts import queries as accounts
from quiz.accounts.cli import group as accounts_group
from quiz.audit.actions import note
from quiz.db import begin_writing, db, forget_deleted
from quiz.my_data import actions, erasures, queries
from quiz.schema import needs_schema

group = AppGroup("my-data", help="Keep the list of erasures apart; replay it on a restored backup.")


@group.command("export-erasures")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@needs_schema
def export_command(file: Path | None) -> None:
    """Print the list of erasures, or add to FILE those it lacks. Nothing is ever taken out of FILE."""
    here = [(row.digest, row.at) for row in queries.erasures()]
    if file is None:
        click.echo(erasures.as_text(here), nl=False)
        return
    there = _read(file) if file.exists() else {}
    new = [(digest, at) for digest, at in here if digest not in there]
    try:
        with file.open("a", encoding="utf-8") as lines:
            lines.write(erasures.as_text(new))
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be written: {problem.strerror}.") from problem
    click.echo(f"{len(new)} added to {file}, which lists {len(there) + len(new)}.")


@group.command("replay-erasures")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--since", type=click.DateTime(), help="Only those erased since then, in UTC.")
@needs_schema
def replay_command(file: Path | None, since: datetime | None) -> None:
    """Erase again whoever is in FILE and came back with a backup; without FILE, in the database's own list.

    It may be repeated: who is gone already stays gone, and nobody else is touched.
    """
    after = since.replace(tzinfo=UTC) if since else None
    listed = _read(file) if file else {row.digest: row.at for row in queries.erasures()}
    wanted = {digest: at for digest, at in listed.items() if after is None or at >= after}
    back = replay(wanted)
    if back:
        begin_writing()
        note("erasures-replayed", f"{back} of {len(wanted)}", by=None, now=datetime.now(UTC))
        db.session.commit()
    click.echo(f"{back} of {len(wanted)} had come back, and {'is' if back == 1 else 'are'} erased again.")


def replay(listed: Mapping[str, datetime]) -> int:
    """Erase again whoever is listed by digest and came back, each in a transaction. Return how many did."""
    begin_writing()
    actions.note(listed.items())
    db.session.commit()
    back = list(queries.people_with(set(listed)))
    for person_id in back:
        begin_writing()
        found = queries.holder_of(person_id)
        if found is not None:
            actions.erase(found, now=datetime.now(UTC))
        db.session.commit()
    forget_deleted()
    return len(back)


@accounts_group.command("erase")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
@needs_schema
def erase_command(*, email: str, yes: bool) -> None:
    """Erase the account EMAIL with every answer, for good. What it wrote as an educator stays, nameless."""
    try:
        address = current_app.extensions["security"].mail_util.normalize(email)
    except EmailValidateException as problem:
        raise click.ClickException(problem.msg) from problem
    if accounts.account_by_email(address) is None:
        raise click.ClickException(f"There is no account {email}. `flask accounts list` shows all.")
    if not yes:
        click.confirm(f"Erase {address} and all answers? This cannot be undone.", abort=True)
    begin_writing()
    account = accounts.account_by_email(address)
    found = queries.holder_of(account.person_id) if account is not None else None
    now = datetime.now(UTC)
    if found is not None:
        actions.erase(found, now=now)
        note("account-erased", by=None, now=now)
    db.session.commit()
    forget_deleted()
    click.echo(f"{address} is erased.")


def _read(file: Path) -> dict[str, datetime]:
    try:
        return erasures.read(file.read_text(encoding="utf-8"))
    except erasures.UnusableList as problem:
        raise click.ClickException(f"{file}: {problem.message}") from problem
    except (OSError, UnicodeDecodeError) as problem:
        raise click.ClickException(f"{file} cannot be read as text.") from problem
