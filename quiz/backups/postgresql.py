"""Copying a PostgreSQL database by its own programs, and bringing a copy back in one transaction."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import make_url

from quiz.backups.archive import BackupError
from quiz.backups.digests import Contents, Digest, differing, of_rows

PROGRAMS = ("pg_dump", "pg_restore", "psql")
# Where packages put the programs of each version; PG_BIN and PATH come first.
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/Cellar/postgresql@*/*/bin",
    "/Library/PostgreSQL/*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
AT_ONCE = 5_000
# A row as text is the same everywhere under these.
_SETTINGS = (
    "TIME ZONE 'UTC'",
    "datestyle = 'ISO, YMD'",
    "intervalstyle = 'postgres'",
    "bytea_output = 'hex'",
)
_TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
    " AND relkind IN ('r', 'p') ORDER BY relname"
)
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)


def programs(server: int, given: Path | None) -> Path:
    """Return the folder of the programs for a server's major version. Raises BackupError when none has them.

    Another version may refuse, or write what the server cannot read back.
    """
    on_path = shutil.which("pg_dump")
    places = [given] if given else [Path(on_path).parent] if on_path else []
    if not given:
        places += [folder for place in PLACES for folder in sorted(Path("/").glob(place.lstrip("/")))]
    found = {}
    for folder in places:
        if all(os.access(folder / program, os.X_OK) for program in PROGRAMS):
            found[folder] = _version(folder)
            if found[folder] == server:
                return folder
    there = ", ".join(f"{version} in {folder}" for folder, version in found.items()) or "none"
    raise BackupError(
        f"The server is PostgreSQL {server}, so pg_dump, pg_restore and psql of version {server} are needed; "
        f"found: {there}. Install them (Debian, Ubuntu: postgresql-client-{server}), or set PG_BIN to their "
        "folder."
    )


def copy(url: str, to: Path, tell: Callable[[str], None], *, given: Path | None) -> Contents:
    """Copy a database to a file, as it is at one moment, and say what it holds then. Raises BackupError."""
    with _connected(url) as connection:
        folder = programs(_major(connection), given)
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = row[0] if row else ""
        revision = _revision(connection)
        tell("Copying, by pg_dump")
        _run(folder / "pg_dump", url, "--format=custom", *_PLAIN, f"--snapshot={snapshot}", f"--file={to}")
        tell("Taking digests")
        return Contents(revision, str(connection.info.server_version), _digests(connection))


def check(url: str, copied: Path, contents: Contents, *, given: Path | None) -> None:
    """Restore a copy into a scratch database beside, compare it with what it should hold, and drop it.

    Raises BackupError.
    """
    with _connected(url) as connection:
        folder = programs(_major(connection), given)
        connection.rollback()
        connection.autocommit = True
        scratch = make_url(url).set(database=f"{connection.info.dbname}_backup_check")
        name = sql.Identifier(scratch.database or "")
        drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(name)
        try:
            connection.execute(drop)
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(name))
        except psycopg.errors.InsufficientPrivilege as problem:
            raise BackupError(
                "The copy cannot be restored into a scratch database, since this user may not make one. "
                f"Let them (ALTER ROLE “{connection.info.user}” CREATEDB), or say --no-check."
            ) from problem
        except psycopg.errors.ObjectInUse as problem:
            raise BackupError(f"{scratch.database} is in use: another backup is being checked.") from problem
        try:
            where = scratch.render_as_string(hide_password=False)
            _run(folder / "pg_restore", where, *_PLAIN, "--exit-on-error", file=copied)
            _compare(where, contents)
        finally:
            connection.execute(drop)


def has_tables(url: str) -> bool:
    """Whether a database holds any table. Raises BackupError when it cannot be reached."""
    with _connected(url) as connection:
        return connection.execute(_TABLES).fetchone() is not None


def restore(url: str, copied: Path, contents: Contents, *, given: Path | None) -> None:
    """Put a copy in place of what a database holds, in one transaction: all of it, or nothing.

    Raises BackupError while anybody else is connected, or when the result is not what was copied.
    """
    with _connected(url) as connection:
        folder = programs(_major(connection), given)
        others = connection.execute(_OTHERS).fetchone()
        if others and others[0]:
            raise BackupError(f"{others[0]} others are connected to the database. Stop the server first.")
        tables = [row[0] for row in connection.execute(_TABLES)]
        drops = "".join(
            sql.SQL("DROP TABLE IF EXISTS {} CASCADE;\n").format(sql.Identifier(name)).as_string(connection)
            for name in tables
        )
    before, script = copied.with_suffix(".drops"), copied.with_suffix(".sql")
    before.write_text(drops, encoding="utf-8")
    _run(folder / "pg_restore", None, *_PLAIN, f"--file={script}", str(copied))
    once = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
    _run(folder / "psql", url, *once, f"--file={before}", f"--file={script}")
    _compare(url, contents)


_PLAIN = ("--no-owner", "--no-privileges")


def _compare(url: str, contents: Contents) -> None:
    with _connected(url) as connection:
        wrong = differing(contents.tables, _digests(connection))
    if wrong:
        raise BackupError(f"The copy is not what was copied: {', '.join(wrong)}.")


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection]:
    try:
        connection = psycopg.connect(make_conninfo(**{"connect_timeout": "10", **_libpq(url)}))
    except psycopg.OperationalError as problem:
        where = make_url(url).render_as_string(hide_password=True)
        raise BackupError(
            f"The database at {where} cannot be reached. Start it, or correct DATABASE_URL."
        ) from problem
    try:
        yield connection
    except psycopg.OperationalError as problem:
        raise BackupError(f"The database has gone ({_line(str(problem))}).") from problem
    finally:
        connection.close()


def _libpq(address: str) -> dict[str, str]:
    """Return what an address says in libpq's words: a password may hold what its own addresses cannot."""
    url = make_url(address)
    _, said = url.get_dialect()().create_connect_args(url)
    return {name: str(value) for name, value in said.items() if name != "context"}


def _run(program: Path, url: str | None, *arguments: str, file: Path | None = None) -> None:
    """Run a program of PostgreSQL's. The password goes by the environment, where others cannot see it."""
    env, where = dict(os.environ), []
    if url is not None:
        said = _libpq(url)
        if password := said.pop("password", None):
            env["PGPASSWORD"] = password
        where = [f"--dbname={make_conninfo(**said)}"]
    command = [str(program), *arguments, *where, *([str(file)] if file else [])]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - found above
    if done.returncode:
        raise BackupError(f"{program.name} failed ({_line(done.stderr)}).")


def _version(folder: Path) -> int:
    said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    number = re.search(r"\d+", said.stdout)
    return int(number[0]) if number else 0


def _major(connection: psycopg.Connection) -> int:
    return connection.info.server_version // 10_000


def _revision(connection: psycopg.Connection) -> str:
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.errors.UndefinedTable as problem:
        raise BackupError(
            "The database has no tables of Palpate yet, so there is nothing to copy."
        ) from problem
    return str(row[0]) if row else ""


def _digests(connection: psycopg.Connection) -> dict[str, Digest]:
    for setting in _SETTINGS:
        connection.execute(f"SET LOCAL {setting}")
    found = {}
    for (name,) in connection.execute(_TABLES).fetchall():
        with connection.cursor("digests") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(sql.SQL("SELECT one::text FROM {} one").format(sql.Identifier(name)))
            found[name] = of_rows(cursor)
    return found


def _line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "no reason given"
