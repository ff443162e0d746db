"""Metrics of all processes together; who may read them; and what stands in no label."""

import re
import subprocess
import sys
from dataclasses import replace

import pytest
from sqlalchemy import text

from quiz import create_app
from quiz.config import ROOT
from quiz.db import db
from quiz.metrics import FOLDER, forget
from quiz.operations import queries
from quiz.statistics.models import Counting
from tests.conftest import NOW, _fill, make_client, settings_for
from tests.quiz.practice.test_sitting import answer, begin

SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)
LABELS = {"route", "method", "status", "le", "work"}
TOKEN = "a-token-of-some-length"
ANOTHER_PROCESS = """
import os, pathlib, signal, sys
from quiz.metrics import Metrics
counted = Metrics(pathlib.Path(sys.argv[1]))
counted.observe("/about", "GET", 200, 0.02)
counted.answers.inc()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def metered(tmp_path_factory, knees_folder):
    """The application with metrics on: one in this process, since the library knows one folder."""
    folder = tmp_path_factory.mktemp("metered")
    app = create_app(settings_for(f"sqlite:///{folder / 'test.sqlite'}", folder, metrics=True))
    with app.app_context():
        _fill(knees_folder)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_all_processes_add_up_also_one_that_was_killed_and_no_label_names_anybody(metered):
    client = make_client(metered)
    for _ in range(4):
        client.get("/about?mine=1")
    answer(client, begin(client))
    wrong = {"email": "zoe@example.org", "password": "wrong and long"}
    assert client.post_form("/sign-in", wrong).status_code == 422
    client.open("/nowhere/zoe@example.org", method="PROPFIND")
    folder = metered.config["SETTINGS"].instance / FOLDER
    done = subprocess.run([sys.executable, "-c", ANOTHER_PROCESS, str(folder)], cwd=ROOT, check=False)
    assert done.returncode == -9
    said = client.get("/metrics").get_data(as_text=True)
    found = {(name, labels): float(value) for name, labels, value in SAMPLE.findall(said)}
    about = 'method="GET",route="/about",status="200"'
    assert found["palpate_request_seconds_count", about] == 5
    assert found["palpate_request_seconds_bucket", f'le="+Inf",{about}'] == 5
    assert found["palpate_request_seconds_count", 'method="other",route="none",status="404"'] == 1
    assert found["palpate_answers_stored_total", ""] == 2
    assert found["palpate_sign_ins_failed_total", ""] == 1
    assert found["palpate_backlog", 'work="marks_to_count"'] == 1
    assert {name for _, labels in found for name in re.findall(r'(\w+)="', labels)} == LABELS
    assert not re.search(r"zoe|127\.0|mine=|sittings/\d", said)


def test_without_a_token_they_are_for_this_machine_alone(metered):
    client = make_client(metered)
    assert client.get("/metrics").status_code == 200
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert client.get("/metrics", headers={name: "127.0.0.1"}).status_code == 403, name
    for peer in ("192.0.2.7", "", "unix"):
        assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": peer}).status_code == 403, peer
    proxied = {"REMOTE_ADDR": "127.0.0.1", "werkzeug.proxy_fix.orig": {"REMOTE_ADDR": "192.0.2.7"}}
    assert client.get("/metrics", environ_overrides=proxied).status_code == 403


def test_with_a_token_they_are_for_whoever_has_it(metered, monkeypatch):
    monkeypatch.setitem(metered.config, "SETTINGS", replace(metered.config["SETTINGS"], metrics_token=TOKEN))
    client, away = make_client(metered), {"X-Forwarded-For": "192.0.2.7"}
    for wrong in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer ünïcode"}):
        reply = client.get("/metrics", headers=wrong)
        assert (reply.status_code, reply.headers["WWW-Authenticate"]) == (401, "Bearer")
    reply = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}", **away})
    assert reply.mimetype == "text/plain"


def test_what_waits_is_counted_and_a_database_that_cannot_say_leaves_the_rest(app):
    with app.app_context():
        assert queries.backlog(NOW) == [("exams_to_close", 0), ("marks_to_count", 0)]
        db.session.execute(text(f"DROP TABLE {Counting.__tablename__}"))
        db.session.commit()
        assert queries.backlog(NOW) == []


def test_they_are_off_unless_asked_for_and_begin_anew_with_the_server(client, tmp_path):
    reply = client.get("/metrics")
    assert reply.status_code == 404
    assert "METRICS=on" in reply.get_data(as_text=True)
    (tmp_path / FOLDER).mkdir()
    forget(settings_for("", tmp_path))
    assert not (tmp_path / FOLDER).exists()
