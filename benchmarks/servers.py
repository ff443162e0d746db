"""Palpate as `script/server` runs it, and the yardstick likewise: granian, two workers of four threads."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from benchmarks.databases import Database

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 90  # seconds for a slow machine to make its database and load the bank
# What would make this another server than a fresh checkout's.
NOT_INHERITED = (
    *("CONTACT_EMAIL", "DATABASE_URL", "MAIL_FROM", "PUBLIC_URL", "SECRET_KEY", "WORKERS"),
    *("SMTP_URL", "TIME_ZONE", "TRUSTED_PROXIES", "FLASK_RUN_FROM_CLI", "EXAM_GRACE_SECONDS"),
)


@dataclass(frozen=True)
class Server:
    """A running server. seconds: from its start to its first page."""

    name: str
    port: int
    database: Database
    process: subprocess.Popen[bytes]
    log: Path
    seconds: float


@contextmanager
def palpate(folder: Path, database: Database) -> Iterator[Server]:
    """Run Palpate with all it has in a folder; ``/`` is its first page."""
    port = free_port()
    environment = {"DATABASE_URL": database.url, "INSTANCE_PATH": str(folder / "instance")}
    environment |= {"HOST": "127.0.0.1", "PORT": str(port)}
    command = [sys.executable, "-m", "quiz.serve"]
    with _running(
        "palpate", port, "/", database=database, command=command, environment=environment, folder=folder
    ) as server:
        yield server


@contextmanager
def yardstick(folder: Path, database: Database) -> Iterator[Server]:
    """Run the yardstick as ``quiz.serve`` runs Palpate."""
    port = free_port()
    url = database.url.removeprefix("sqlite:///").replace("postgresql+psycopg:", "postgresql:")
    command = [
        str(Path(sys.executable).parent / "granian"),
        *("--interface=wsgi", "--host=127.0.0.1", f"--port={port}", "--workers=2", "--blocking-threads=4"),
        *("--http=1", "--no-ws", "--log-level=warning", "--workers-kill-timeout=12"),
        "benchmarks.yardstick.app:app",
    ]
    environment = {"YARDSTICK_DATABASE": url}
    with _running(
        "yardstick",
        port,
        "/plain",
        database=database,
        command=command,
        environment=environment,
        folder=folder,
    ) as server:
        yield server


@contextmanager
def _running(
    name: str,
    port: int,
    page: str,
    *,
    database: Database,
    command: list[str],
    environment: dict[str, str],
    folder: Path,
) -> Iterator[Server]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{name}.log"
    # Where there is setpriv (Linux), the server ends with us even if we are killed.
    tied_to_us = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    begun = time.monotonic()
    with log.open("wb") as stream:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*tied_to_us, *command],
            cwd=ROOT,
            env=kept | environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that Ctrl-C comes to us, and we stop it
        )
    try:
        while not _serves(port, page):
            if process.poll() is not None or time.monotonic() - begun > PATIENCE:
                raise SystemExit(f"The {name} does not start:\n{log.read_text(errors='replace')}")
            time.sleep(0.01)
        yield Server(name, port, database, process, log, time.monotonic() - begun)
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a server with its workers; by force if it must be."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serves(port: int, page: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", page)
        reply = connection.getresponse()
        return bool(reply.read()) and reply.status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
