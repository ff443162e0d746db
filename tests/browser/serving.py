"""The product as it is run: a process of its own, with its own database and the shipped bank."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds for a slow machine to make its database and load the bank
# What would make this server another one than a fresh checkout's, or measure it.
NOT_INHERITED = (
    *("CONTACT_EMAIL", "DATABASE_URL", "MAIL_FROM", "PUBLIC_URL", "SECRET_KEY"),
    *("LOG_FORMAT", "LOG_REQUESTS", "SMTP_URL", "TIME_ZONE", "TRUSTED_PROXIES", "FLASK_RUN_FROM_CLI"),
    *("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"),
)


@dataclass(frozen=True)
class Server:
    """A running server. log: the file with what it says."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    def flask(self, *arguments: str) -> str:
        """Run one of the product's commands beside the server, and return what it says."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    def asked(self, sitting: int, position: int) -> tuple[str, int | None]:
        """Return the id of the item that a slot of a sitting asks, and which stage of it, if it is a case."""
        query = (
            "SELECT item.slug, slot.stage FROM slot JOIN item_version ON item_version.id = slot.version_id"
            " JOIN item ON item.id = item_version.item_id WHERE sitting_id = ? AND position = ?"
        )
        with closing(self._database()) as database:
            item, stage = database.execute(query, (sitting, position)).fetchone()
        return item, stage

    def ask(self, sitting: int, position: int, item: str, stage: int | None = None) -> None:
        """Let a slot of a sitting ask an item of this id, or a stage of it, whatever was drawn for it."""
        change = (
            "UPDATE slot SET version_id = (SELECT item_version.id FROM item JOIN item_version"
            " ON item_id = item.id AND number = published_number WHERE slug = ?), stage = ?"
            " WHERE sitting_id = ? AND position = ?"
        )
        with closing(self._database()) as database, database:
            database.execute(change, (item, stage, sitting, position))

    @property
    def unsent(self) -> Path:
        """Where it keeps the mails that it does not send."""
        return Path(self.environment["INSTANCE_PATH"]) / "unsent-mail"

    def _database(self) -> sqlite3.Connection:
        return sqlite3.connect(Path(self.environment["INSTANCE_PATH"]) / "palpate.sqlite", timeout=10)

    def stop(self) -> None:
        """Stop it with all its workers; by force if it must be."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def start(folder: Path) -> Server:
    """Start a server that keeps all it has in ``folder``, and wait until it serves."""
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    environment |= {"HOST": "127.0.0.1", "PORT": str(port), "INSTANCE_PATH": str(folder)}
    log = folder / "server.log"
    # Where there is setpriv (Linux), the server ends with us even if we are killed.
    tied_to_us = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*tied_to_us, sys.executable, "-m", "quiz.serve"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(f"http://127.0.0.1:{port}", log, process, environment)
    try:
        _wait_until_ready(port, server)
    except BaseException:
        server.stop()
        raise
    return server


def _wait_until_ready(port: int, server: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _is_ready(port):
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The server does not start:\n{server.log.read_text(errors='replace')}")
        time.sleep(0.1)


def _is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
