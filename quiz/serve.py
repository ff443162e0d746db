"""`script/server`: make everything ready, then become the server.

One process at a time brings the schema up to date and loads the shipped banks; the quick path, when nothing
changed, imports neither Alembic nor the check. What stands in the way is said in one sentence, and the exit
status is 1.
"""

import fcntl
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from question_bank.folder import read_folder
from quiz import create_app, metrics
from quiz.accounts.models import Account, Role, account_role
from quiz.bank import queries
from quiz.bank.actions import folder_digest, load_folder
from quiz.bank.checking.actions import keep_loaded
from quiz.config import ROOT, SHIPPED_BANKS, SettingError, Settings, read_settings
from quiz.db import begin_writing, db
from quiz.schema import SchemaError, current_revision, expected_revision

SETUP_LOCK = 7255_2538  # names our advisory lock on PostgreSQL
PATIENCE = 20  # seconds to wait for a database that is still starting


def main() -> None:
    """Prepare and serve. Ends by becoming granian, so that signals arrive there."""
    try:
        settings = read_settings()
        _make_folders(settings)
        _refuse_a_port_in_use(settings)
        metrics.forget(settings)
        app = create_app(settings)
        with app.app_context():
            prepare(app)
            has_admin = _has_admin()
    except (SettingError, SchemaError) as problem:
        raise SystemExit(f"Palpate cannot start: {problem}") from problem
    except SQLAlchemyError as problem:
        raise SystemExit(f"Palpate cannot start: the database refuses: {_first_line(problem)}") from problem
    address = settings.public_url or f"http://{_shown(settings.host)}:{settings.port}"
    hint = (
        "" if has_admin else "  (no admin yet: .venv/bin/flask accounts create YOU@EXAMPLE.ORG --role admin)"
    )
    print(f"Palpate is at {address}{hint}", flush=True)  # noqa: T201
    _become_granian(settings)


def prepare(app: Flask) -> None:
    """Bring schema and shipped banks up to date, one process at a time.

    Raises SchemaError when the database cannot be used or reached.
    """
    with _one_at_a_time(app):
        with db.engine.connect() as connection:
            revision = current_revision(connection)
        if revision != expected_revision():
            from quiz.migrating import upgrade  # noqa: PLC0415 - Alembic takes half a second to import

            upgrade()
        _load_shipped_banks()


def _make_folders(settings: Settings) -> None:
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    folder = Path(url.database).resolve().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise SettingError(
            f"No database can be kept in {folder} ({problem.strerror}). Make it writable or set DATABASE_URL."
        ) from problem


def _refuse_a_port_in_use(settings: Settings) -> None:
    try:
        family, *_, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        raise SettingError(
            f"nothing can listen on {settings.host}:{settings.port} ({problem.strerror}). "
            f"Stop what does, or choose another port: PORT={settings.port % 65535 + 1} script/server"
        ) from problem


@contextmanager
def _one_at_a_time(app: Flask) -> Iterator[None]:
    settings: Settings = app.config["SETTINGS"]
    if db.engine.dialect.name == "postgresql":
        with _reachable() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": SETUP_LOCK})
            connection.commit()
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": SETUP_LOCK})
                connection.commit()
        return
    settings.instance.mkdir(parents=True, exist_ok=True)
    with (settings.instance / ".prepare-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _reachable().close()
        yield


def _reachable() -> Connection:
    """Return a connection, waiting a little for a database that is still starting. Raises SchemaError."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return db.engine.connect()
        except OperationalError as problem:
            starting = "starting up" in str(problem)
            if not starting or time.monotonic() > deadline:
                where = make_url(db.engine.url).render_as_string(hide_password=True)
                raise SchemaError(
                    f"the database at {where} cannot be reached ({_first_line(problem)}). "
                    "Start it, or correct DATABASE_URL."
                ) from problem
            time.sleep(0.5)


def _load_shipped_banks() -> None:
    for path in sorted(folder for folder in SHIPPED_BANKS.iterdir() if (folder / "bank.yaml").exists()):
        bank = queries.bank_by_slug(path.name)
        if bank is not None and bank.synced_digest == folder_digest(path):
            continue
        folder = read_folder(path)
        begin_writing()
        now = datetime.now(UTC)
        report = load_folder(folder, now=now, publish=True)
        keep_loaded(folder, report, now=now)
        db.session.commit()
        for slug, why in report.refused.items():
            print(f"{path.name}/{slug} was not loaded: {why}", file=sys.stderr)  # noqa: T201
        if report.bank == "conflict":
            print(f"{path.name}: changed in its own files and in the browser; left alone.", file=sys.stderr)  # noqa: T201
        for slug in report.conflicts:
            print(  # noqa: T201
                f"{path.name}/{slug} changed in its file and in the browser; left alone.", file=sys.stderr
            )
    db.session.rollback()


def _has_admin() -> bool:
    query = (
        select(func.count(Account.id))
        .join(account_role, account_role.c.account_id == Account.id)
        .join(Role, Role.id == account_role.c.role_id)
        .where(Role.name == "admin", Account.active.is_(True))
    )
    return bool(db.session.scalar(query))


def _become_granian(settings: Settings) -> None:
    granian = Path(sys.executable).parent / "granian"
    command = [
        str(granian),
        "--interface=wsgi",
        f"--host={settings.host}",
        f"--port={settings.port}",
        f"--workers={settings.workers}",
        "--blocking-threads=4",
        "--http=1",
        "--no-ws",
        "--log-level=warning",
        "--respawn-failed-workers",
        "--workers-kill-timeout=12",  # a worker told to stop while it is still starting does not hear it
        "wsgi:app",
    ]
    if settings.log_format == "json":
        command[-1:] = [f"--log-config={ROOT / 'quiz' / 'granian_logs.json'}", "wsgi:app"]
    os.chdir(ROOT)
    os.execv(granian, command)  # noqa: S606 - our own program, no shell wanted


def _shown(host: str) -> str:
    return "127.0.0.1" if host in ("", "0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104


def _first_line(problem: Exception) -> str:
    text = str(getattr(problem, "orig", problem)).strip()
    return text.splitlines()[0] if text else type(problem).__name__


if __name__ == "__main__":
    main()
