"""`flask backup` and `flask restore`: one file that holds everything, made while people work."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace as changed
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from quiz.audit.actions import note
from quiz.backups import actions, archive
from quiz.backups.archive import BackupError
from quiz.config import Settings
from quiz.db import begin_writing, db
from quiz.my_data import queries
from quiz.my_data.cli import replay
from quiz.schema import expected_revision

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("folder", required=False, type=FOLDER)
@click.option(
    "--keep", type=click.IntRange(min=0), default=14, show_default=True, help="How many stay; 0: all."
)
@click.option("--check/--no-check", default=True, help="Restore it into a scratch database, to compare.")
@with_appcontext
def backup_command(folder: Path | None, *, keep: int, check: bool) -> None:
    """Copy everything into one file in FOLDER, while people work; without it, below the instance folder."""
    settings: Settings = current_app.config["SETTINGS"]
    folder = folder or settings.instance / "backups"
    with _told():
        kept = actions.back_up(
            settings, folder, keep=keep, check=check, now=datetime.now(UTC), tell=click.echo
        )
        if "erasure" in kept.manifest.contents.tables:
            actions.keep_erased(folder, {row.digest: row.at for row in queries.erasures()})
        if kept.manifest.contents.revision == expected_revision():
            _note("backup-made", kept.file)
    tables = kept.manifest.contents.tables
    size = kept.file.stat().st_size / 1_000_000
    click.echo(
        f"{kept.file}: {size:.1f} MB, {len(tables)} tables, {sum(one.rows for one in tables.values())} rows"
        f"{', compared with a restored copy' if check else ', not checked'}."
    )
    for old in kept.removed:
        click.echo(f"{old.name} made room for it.")


@click.command("restore")
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Put it in place of a database that holds data.")
@click.option("--erasures", "listed", type=FILE, help="A list of erasures to replay, beside those found.")
@with_appcontext
def restore_command(file: Path, *, replace: bool, listed: Path | None) -> None:
    """Bring back what FILE holds, with migrations and erasures since. Stop the server first."""
    settings: Settings = current_app.config["SETTINGS"]
    now = datetime.now(UTC)
    erased: dict[str, datetime] = {}

    def finish(url: str) -> None:
        _finish(changed(settings, database_url=url), erased, file)

    with _told():
        manifest = actions.admit(settings, file, replace=replace)
        there = actions.has_tables(settings)
        lists = [file.parent / archive.LIST, *([listed] if listed else [])]
        for one in lists:
            erased |= actions.erased_in(one)
        if there:
            erased |= _erased_here()
        db.session.remove()
        db.engine.dispose()
        aside = actions.bring_back(settings, file, manifest, now=now, tell=click.echo, finish=finish)
        renamed = actions.bring_files_back(settings, file, manifest, over=not there, now=now)
    for place in [*([aside] if aside else []), *renamed]:
        click.echo(f"What was there before is kept as {place}. Remove it when you no longer need it.")
    rows = {name: digest.rows for name, digest in manifest.contents.tables.items()}
    click.echo(
        f"Restored, and compared by digest: all of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC, with "
        f"{rows.get('person', 0)} people and {rows.get('response', 0)} answers."
    )
    if not there and not any(one.exists() for one in lists):
        click.echo(
            "No list of erasures was found. Whoever was erased after that is back: replay the list you "
            "keep, by `flask my-data replay-erasures FILE`."
        )


def _note(what: str, file: Path) -> None:
    begin_writing()
    note(what, file.name, by=None, now=datetime.now(UTC))
    db.session.commit()


def _finish(settings: Settings, erased: dict[str, datetime], file: Path) -> None:
    """Bring a restored database up to this release, and erase again whoever was erased since."""
    from quiz import create_app
    from quiz.migrating import upgrade

    app = create_app(settings)
    with app.app_context():
        try:
            upgrade()
            listed = {row.digest: row.at for row in queries.erasures()} | erased
            back = replay(listed)
            _note("backup-restored", file)
        finally:
            db.session.remove()
            db.engine.dispose()
    click.echo(
        f"The schema is at {expected_revision()}; {back} of {len(listed)} who were erased had come back."
    )


def _erased_here() -> dict[str, datetime]:
    """Return who was erased from the database that is replaced; none when it is too old or broken to say."""
    try:
        return {row.digest: row.at for row in queries.erasures()}
    except SQLAlchemyError:
        return {}


@contextmanager
def _told() -> Iterator[None]:
    """Say what is wrong in a line; when told to stop, leave nothing half done behind."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise click.Abort

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except BackupError as problem:
        raise click.ClickException(problem.message) from problem
    except OSError as problem:
        raise click.ClickException(f"{problem.filename}: {problem.strerror}.") from problem
    finally:
        signal.signal(signal.SIGTERM, before)
