"""Copying an SQLite database while people answer, and putting a copy in its place."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.engine import make_url

from quiz.backups.archive import BackupError, private, set_aside
from quiz.backups.digests import Contents, Digest, differing, of_rows

PAGES = 2_000  # copied at once, so that progress can be told
BESIDE = ("-wal", "-shm", "-journal")
# Tables of the full-text search hold what they derive from others; the virtual one is no table of its own.
_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    " AND sql NOT LIKE 'CREATE VIRTUAL%'"
)


def file_of(url: str) -> Path:
    """Return the file that an address names."""
    return Path(make_url(url).database or "")


def copy(url: str, to: Path, tell: Callable[[str], None]) -> Contents:
    """Copy a database to a new file, as it is at one moment, and say what it holds then.

    The transaction that reads holds that moment, so writers neither wait nor make the copy begin again.
    Raises BackupError.
    """
    file = file_of(url)
    if not file.exists():
        raise BackupError(f"There is no database at {file}, so nothing to copy.")
    try:
        with closing(_open(file, "rw")) as source, closing(sqlite3.connect(private(to))) as target:
            source.execute("BEGIN")
            revision = _revision(source)
            told = -1

            def progress(status: int, remaining: int, total: int) -> None:
                nonlocal told
                tenth = 10 * (total - remaining) // total if total else 10
                if tenth > told:
                    told = tenth
                    tell(f"Copying: {10 * tenth} %")

            source.backup(target, pages=PAGES, progress=progress)
            tell("Taking digests")
            return Contents(revision, sqlite3.sqlite_version, _digests(source))
    except sqlite3.Error as problem:
        raise BackupError(f"The database at {file} cannot be copied ({problem}).") from problem


def check(copied: Path, contents: Contents) -> None:
    """Open a copy as a database and compare it with what it should hold. Raises BackupError."""
    try:
        with closing(_open(copied, "rw")) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone() == (b"ok",)
            wrong = differing(contents.tables, _digests(connection))
    except sqlite3.Error as problem:
        raise BackupError(f"The copy is no sound database ({problem}).") from problem
    if not sound or wrong:
        raise BackupError(f"The copy is not what was copied: {', '.join(wrong) or 'its pages are damaged'}.")


def has_tables(url: str) -> bool:
    """Whether there is anything at an address. Raises BackupError for a file that is no database."""
    file = file_of(url)
    if not file.exists() or not file.stat().st_size:
        return False
    try:
        with closing(_open(file, "rw")) as connection:
            return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
    except sqlite3.Error as problem:
        raise BackupError(f"{file} cannot be read as a database ({problem}).") from problem


def address_of(file: Path) -> str:
    """Return the address of a database in a file."""
    return f"sqlite:///{file}"


def refuse_users(file: Path) -> None:
    """Empty the write-ahead log of a database into its file. Raises BackupError while anybody has it open."""
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(file, timeout=2, isolation_level=None)) as connection:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
    except sqlite3.Error as problem:
        raise BackupError(f"{file} is in use ({problem}). Stop the server first.") from problem
    if any(file.with_name(file.name + end).exists() for end in BESIDE):
        raise BackupError(f"{file} is in use: its log is still beside it. Stop the server first.")


def take_place(copied: Path, file: Path, now: datetime) -> Path | None:
    """Put a copy where the database is, which is kept under another name. Return that, or None.

    At no moment is there none. Raises BackupError while anybody has it open.
    """
    refuse_users(copied)
    refuse_users(file)
    aside = set_aside(file, now) if file.exists() else None
    copied.replace(file)
    return aside


def _open(file: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(str(file))}?mode={mode}", uri=True, isolation_level=None)
    connection.text_factory = bytes  # what is no UTF-8 is copied, too
    connection.execute("PRAGMA busy_timeout = 10000")
    return connection


def _revision(connection: sqlite3.Connection) -> str:
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as problem:
        raise BackupError(
            "The database has no tables of Palpate yet, so there is nothing to copy."
        ) from problem
    return bytes(row[0]).decode() if row else ""


def _digests(connection: sqlite3.Connection) -> dict[str, Digest]:
    names = [name.decode() for (name,) in connection.execute(_TABLES).fetchall()]
    return {name: of_rows(connection.execute(f'SELECT * FROM "{name}"')) for name in sorted(names)}  # noqa: S608
