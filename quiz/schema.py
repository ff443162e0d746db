"""The database's schema: which revision it has, which it needs, and how it gets there."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from quiz.config import ROOT
from quiz.db import db

P = ParamSpec("P")
R = TypeVar("R")

MIGRATIONS = ROOT / "migrations"


class SchemaError(Exception):
    """The database's schema cannot be used by this release; the text says what to do."""


def expected_revision() -> str:
    """Return the revision that this release needs. ``HEAD`` is committed, so that two new heads conflict."""
    return (MIGRATIONS / "HEAD").read_text(encoding="utf-8").strip()


def known_revisions() -> set[str]:
    """Return the revisions that this release has, by their files' names."""
    return {file.stem.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py")}


def current_revision(connection: Connection) -> str | None:
    """Return the revision of a database; None when it is empty.

    Raises SchemaError when it belongs to a newer release, or to something else altogether.
    """
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        if tables:
            raise SchemaError(
                f"The database holds tables of something else ({', '.join(sorted(tables)[:3])}). "
                "Set DATABASE_URL to an empty one."
            )
        return None
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if revision is not None and revision not in known_revisions():
        raise SchemaError(
            f"The database is newer than this release (revision {revision}). Update Palpate, "
            "or restore a backup made before the database was upgraded."
        )
    return None if revision is None else str(revision)


def needs_schema(command: Callable[P, R]) -> Callable[P, R]:
    """Let a command run only on a database with this release's schema; otherwise it ends with a sentence."""

    @wraps(command)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            revision = current_revision(db.session.connection())
            db.session.rollback()
        except SchemaError as problem:
            raise click.ClickException(str(problem)) from problem
        except SQLAlchemyError as problem:
            reason = str(getattr(problem, "orig", problem)).strip().splitlines()[0]
            raise click.ClickException(
                f"The database cannot be used ({reason}). Start it, or correct DATABASE_URL."
            ) from problem
        if revision != expected_revision():
            state = "has no tables yet" if revision is None else "is of an older release"
            raise click.ClickException(
                f"The database {state}. Start `script/server` once, or run `.venv/bin/flask db upgrade`."
            )
        return command(*args, **kwargs)

    return checked
