"""`script/server` as a person meets it: a real process on a free port."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests import databases

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_it_starts_from_nothing_serves_and_stops(start, worker, backend):
    extra = {}
    if backend == "postgresql":
        extra = {
            "DATABASE_URL": databases.database_for(f"{worker}-serve"),
            "LOG_FORMAT": "json",
            "METRICS": "on",
        }
    server = start(**extra)
    assert get(server.port, "/readyz") == (200, '{"status":"ready"}\n')
    assert "Try five questions" in get(server.port, "/")[1]
    assert get(server.port, "/metrics")[0] == (200 if extra else 404)
    line = server.stdout.readline()
    assert f"Palpate is at http://127.0.0.1:{server.port}" in line
    assert "flask accounts create" in line
    server.send_signal(signal.SIGTERM)
    assert server.wait(15) == 0


def test_two_that_start_at_once_on_one_new_database_both_serve(start):
    one, two = start(wait=False), start(wait=False)
    for server in (one, two):
        ready(server)
        assert "Try five questions" in get(server.port, "/")[1]


def test_a_port_in_use_is_told_in_a_sentence(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, text = refused(start(wait=False, PORT=str(port)))
    assert status == 1
    assert f"nothing can listen on 127.0.0.1:{port}" in text
    assert "choose another port" in text


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("PORT", "many", "PORT=many is not a number"),
        ("HOST", "no.such.host.invalid", "nothing can listen on"),
        ("DATABASE_URL", "mysql://x", "runs on sqlite:// or postgresql://"),
        ("DATABASE_URL", "postgresql://127.0.0.1:1/none", "cannot be reached"),
        ("DATABASE_URL", "sqlite:////proc/nowhere/x.sqlite", "No database can be kept in /proc/nowhere"),
        ("SECRET_KEY", "short", "SECRET_KEY is shorter"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_in_a_sentence(start, setting, value, said):
    status, text = refused(start(wait=False, **{setting: value}))
    assert status == 1
    assert said in text
    assert "Traceback" not in text
    assert len(text.strip().splitlines()) == 1


def test_a_file_that_is_no_database_is_told_in_a_sentence(start, tmp_path):
    file = tmp_path / "letter.sqlite"
    file.write_text("Dear Sir, " * 100)
    status, text = refused(start(wait=False, DATABASE_URL=f"sqlite:///{file}"))
    assert status == 1
    assert "Traceback" not in text
    assert "Palpate cannot start" in text
    assert file.read_text().startswith("Dear Sir")


def test_a_database_newer_than_the_release_is_told_in_a_sentence(start, tmp_path):
    import sqlite3

    server = start()
    server.terminate()
    server.wait(15)
    database = sqlite3.connect(tmp_path / "instance" / "palpate.sqlite")
    database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.commit()
    database.close()
    status, text = refused(start(wait=False))
    assert status == 1
    assert "newer than this release" in text
    assert "Traceback" not in text


def get(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as problem:
        return problem.code, problem.read().decode()


def ready(server):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if get(server.port, "/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    server.kill()
    raise AssertionError(server.communicate())


def refused(server):
    _, text = server.communicate(timeout=60)
    return server.returncode, text


@pytest.fixture
def start(tmp_path):
    """Start servers with an environment of their own; all are stopped at the end."""
    running = []

    def start_one(*, wait=True, **env):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        clean = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SECRET_KEY")
        }
        env = {**clean, "INSTANCE_PATH": str(tmp_path / "instance"), "PORT": str(port), "WORKERS": "1", **env}
        server = subprocess.Popen(
            [sys.executable, "-m", "quiz.serve"],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        server.port = port
        running.append(server)
        if wait:
            ready(server)
        return server

    yield start_one
    for server in running:
        if server.poll() is None:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
        server.communicate()
