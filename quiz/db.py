"""The database: base class, column vocabulary, and the set-up that SQLite and PostgreSQL each need.

A request reads in a deferred transaction. What writes begins with ``begin_writing()``: on SQLite a
transaction that upgrades from reading to writing fails at once when another got there first, whatever the
time-out, so a write takes its lock at the start.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

from flask import Flask, g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Executable,
    ForeignKey,
    Integer,
    MetaData,
    Text,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

DETAIL = re.compile(r"\n(DETAIL|CONTEXT|HINT):.*", re.DOTALL)  # where PostgreSQL repeats what it was given

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept and returned in UTC. A naive one is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments; keep UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give SQLite's naive moments their zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BigId = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB, "postgresql")

Id = Annotated[int, mapped_column(BigId, primary_key=True)]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
Document = Annotated[dict[str, Any], mapped_column(Json)]
PersonId = Annotated[int, mapped_column(BigId, ForeignKey("person.id", ondelete="CASCADE"), index=True)]


class Base(DeclarativeBase):
    """Base of all models."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text, datetime: UtcDateTime, int: BigId}  # noqa: RUF012 - SQLAlchemy's own form


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def begin_reading() -> Connection:
    """Give the request a connection of its own, for the answer path: what ``run`` runs is run there.

    It has no transaction but those of ``writing``: each select sees what is stored then. That saves a page
    half of its round trips to PostgreSQL. The session, if something asks for it, has another connection.
    """
    if "connection" not in g:
        engine = db.engine
        g.connection = engine.connect().execution_options(**_PLAIN[engine.dialect.name])
    connection: Connection = g.connection
    return connection


def end_reading(problem: BaseException | None = None) -> None:
    """Give back the connection of ``begin_reading``; what it had begun and not ended is undone."""
    connection: Connection | None = g.pop("connection", None)
    if connection is not None:
        connection.close()


@contextmanager
def writing() -> Iterator[None]:
    """Write in one short transaction on the connection of ``begin_reading``, its lock taken at once."""
    connection = begin_reading()
    if db.session.registry.has():
        db.session.rollback()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.dialect.name == "sqlite" else "BEGIN")
    try:
        yield
    except BaseException:
        if not connection.invalidated:
            connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


def begin_writing() -> None:
    """End the read transaction and begin a short one that writes, its lock taken at once."""
    end_reading()
    db.session.rollback()
    db.session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})


def run(statement: Executable, values: Any = None) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement about columns, without the work that entities would need: it takes half the time.

    It runs on the connection of ``begin_reading``, where there is one, else in the session's transaction.
    What is written so is not seen by entities that are loaded.
    """
    connection: Connection = g.get("connection") or db.session.connection()
    return connection.execute(statement, values)


def writes_alone() -> bool:
    """Whether nobody else can write while this transaction does: SQLite has one writer."""
    return db.engine.dialect.name == "sqlite"


def forget_deleted() -> None:
    """On SQLite, empty the write-ahead log, which still holds what was deleted; later, if somebody reads.

    Call after a commit. The database's own pages are overwritten by ``secure_delete``.
    """
    url = db.engine.engine.url
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(url.database or "", timeout=1)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


_PLAIN: dict[str, dict[str, Any]] = {
    "sqlite": {"sqlite_begin": None},
    "postgresql": {"isolation_level": "AUTOCOMMIT"},
}


def configure_engine(engine: Engine) -> None:
    """Set up an engine's connections; on SQLite: WAL, foreign keys, patience, clean deletion, BEGIN by us."""
    event.listen(engine, "handle_error", _leave_out_values)
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        if mode:
            connection.exec_driver_sql(f"BEGIN {mode}")


def _leave_out_values(context: ExceptionContext) -> None:
    """Take from an error what PostgreSQL repeats of the values: errors are written to the log."""
    for problem in (context.original_exception, context.sqlalchemy_exception):
        if problem is not None:
            problem.args = tuple(DETAIL.sub("", arg) if isinstance(arg, str) else arg for arg in problem.args)


def init_app(app: Flask) -> None:
    """Connect the application to its database, and to its migrations when a command asks for them."""
    db.init_app(app)
    app.teardown_appcontext(end_reading)
    with app.app_context():
        configure_engine(db.engine)
