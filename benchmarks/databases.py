"""The databases that are measured: a SQLite file, and a PostgreSQL server that is thrown away afterwards.

TEST_DATABASE_URL names a PostgreSQL server to use instead, as for the tests.
"""

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests import databases as servers
from tests.databases import SPEED

KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Database:
    """A database of one kind. url: as DATABASE_URL. roots: processes of its server, if it has one."""

    kind: str
    url: str
    roots: tuple[int, ...] = ()

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        with closing(connect(self.url)) as connection:
            row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - ours
        return int(row[0])


def connect(url: str) -> Any:
    """Return a connection, by the driver alone."""
    if url.startswith("sqlite:///"):
        return sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30)
    return psycopg.connect(re.sub(r"^postgresql\+psycopg:", "postgresql:", url))


def pin(url: str, sittings: Sequence[int], pins: Sequence[Sequence[int]]) -> None:
    """Let each sitting ask these versions, in this order, whatever was drawn for it."""
    rows = [
        (version, sitting, position)
        for sitting, versions in zip(sittings, pins, strict=True)
        for position, version in enumerate(versions, 1)
    ]
    change = "UPDATE slot SET version_id = ? WHERE sitting_id = ? AND position = ?"
    with closing(connect(url)) as connection:
        sign = change if url.startswith("sqlite:") else change.replace("?", "%s")
        connection.cursor().executemany(sign, rows)
        connection.commit()


@contextmanager
def opened(kind: str, folder: Path, name: str) -> Iterator[Database]:
    """Make an empty database of a kind, with a name, and throw it away afterwards."""
    if kind == "sqlite":
        yield Database(kind, f"sqlite:///{folder / name}.sqlite")
        return
    servers.start()
    url = servers.database_for(f"bench-{name}")
    with closing(connect(url)) as connection:
        connection.autocommit = True
        if "TEST_DATABASE_URL" not in os.environ:
            for setting in SPEED:  # tests need not survive a crash; what is measured must
                connection.execute(f"ALTER SYSTEM RESET {setting}")
            connection.execute("SELECT pg_reload_conf()")
        data = connection.execute("SELECT current_setting('data_directory')").fetchone()[0]
    yield Database(kind, url, _postmaster(Path(data)))


def stop() -> None:
    """Stop the PostgreSQL server, if one was started here."""
    servers.stop()


def _postmaster(data: Path) -> tuple[int, ...]:
    try:
        return (int((data / "postmaster.pid").read_text().split()[0]),)
    except OSError:  # it runs elsewhere
        return ()
