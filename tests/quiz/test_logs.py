"""The log names requests and nobody: no address, no token, no query, no answer, in either format."""

import io
import json
import logging
from dataclasses import replace

import pytest
from sqlalchemy import text

from quiz import logs
from quiz.db import db
from tests.conftest import make_client
from tests.pages import parse
from tests.quiz.practice.test_sitting import begin, filled

PROXY = {"X-Forwarded-For": "192.0.2.7"}
SECRETS = ("zoe@example.org", "IjEi.aXy_-9", "bend", "mine=1", "Zoë")


@pytest.fixture
def written(app):
    """Return a function that gives the lines of the log since the test began, in a format."""
    stream = io.StringIO()
    made = []

    def listen(log_format):
        settings = replace(app.config["SETTINGS"], log_format=log_format)
        made.append(logs.handler(settings, stream))
        logging.getLogger().addHandler(made[0])
        return lambda: stream.getvalue().splitlines()

    yield listen
    for handler in made:
        logging.getLogger().removeHandler(handler)


def test_every_reply_has_an_id_that_an_error_page_and_the_log_name_too(app, client, written):
    lines = written("json")
    assert "quote this number" not in client.get("/nowhere").get_data(as_text=True), "one as the other"
    reply = client.post("/account?mine=1")  # without what keeps it from being forged
    number = reply.headers["X-Request-ID"]
    assert logs.SANE.fullmatch(number)
    assert f"quote this number: {number}" in " ".join(parse(reply).main.text.split())
    assert client.get("/").headers["X-Request-ID"] != number
    assert lines() == []
    logging.getLogger("somebody.else").info("passing %s", "zoe@example.org")
    logging.getLogger("somebody.else").warning("at zoe@example.org\nand /reset/IjEi.aXy_-9 and /a?mine=1")
    (line,) = [json.loads(line) for line in lines()]
    assert line["message"] == "at …@…\\nand /reset/… and /a?…"
    assert (line["level"], line["logger"]) == ("warning", "somebody.else")
    assert "request_id" not in line


def test_an_id_is_taken_from_a_trusted_proxy_alone_and_only_if_it_is_sane(app, client, monkeypatch):
    given = {"X-Request-ID": "a-good-id.7", **PROXY}

    def id_for(headers):
        return client.get("/about", headers=headers).headers["X-Request-ID"]

    assert id_for(given) != "a-good-id.7", "no proxy is trusted"
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], trusted_proxies=1))
    assert id_for(given) == "a-good-id.7"
    assert id_for({"X-Request-ID": "a-good-id.7"}) != "a-good-id.7", "it did not come by the proxy"
    for bad in ("short", "x" * 65, "with space 1", "<script>alert", 'quote"quote', "ünïcode-id"):
        assert id_for({**given, "X-Request-ID": bad}) != bad


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_bug_is_written_with_its_place_and_route_and_without_what_was_typed(
    app, client, written, log_format, monkeypatch
):
    lines = written(log_format)
    url = begin(client)
    sent = {**filled(client, url, "bend"), "note": "Zoë"}

    def fail(**values):
        raise ValueError(f"{client} {sent} {SECRETS[0]}")

    monkeypatch.setitem(app.view_functions, "practice.answer", fail)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    reply = client.post(url + "?mine=1", data=sent)
    assert reply.status_code == 500
    said = "\n".join(lines())
    assert "POST /sittings/<id:sitting_id>/slots/<id:position> failed" in said
    assert reply.headers["X-Request-ID"] in said
    assert "builtins.ValueError" in said
    assert "in fail" in said
    assert not [secret for secret in SECRETS if secret in said]
    if log_format == "json":
        assert [json.loads(line)["level"] for line in lines()] == ["error"]


def test_a_database_that_refuses_is_told_without_what_was_sent_to_it(committing_app):
    client, stream = make_client(committing_app), io.StringIO()
    url = begin(client)
    sent = filled(client, url, "bend")
    handler = logs.handler(committing_app.config["SETTINGS"], stream)
    logging.getLogger().addHandler(handler)
    try:
        with committing_app.app_context():
            db.session.execute(text("ALTER TABLE response RENAME TO gone"))
            db.session.commit()
        committing_app.config["PROPAGATE_EXCEPTIONS"] = False
        assert client.post(url, data={**sent, "sureness": "3"}).status_code in (500, 503)
    finally:
        logging.getLogger().removeHandler(handler)
    said = stream.getvalue()
    assert "Error" in said
    assert not [secret for secret in (*SECRETS, sent["token"]) if secret in said]


def test_requests_are_logged_when_asked_for_by_route_and_without_their_queries(
    app, client, written, monkeypatch
):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], log_requests=True))
    lines = written("json")
    client.get("/sign-in?next=/account&mine=1")
    client.get("/nowhere/zoe@example.org")
    client.get("/healthz")
    said = [json.loads(line) for line in lines()]
    assert [(one["method"], one["route"], one["status"]) for one in said] == [
        ("GET", "/sign-in", 200),
        ("GET", "no route", 404),
    ]
    assert all(one["ms"] >= 0 and one["request_id"] for one in said)
