"""What is written to the log: no answer, no e-mail address, no token, whatever goes well or wrong."""

import io
import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from quiz.db import db
from tests.conftest import make_client
from tests.quiz.accounts.conftest import link_in, unsent
from tests.quiz.practice.test_sitting import answer, begin

EMAIL, NEW, NAME = "wanda.walker@example.org", "wanda.other@example.org", "Wanda Walker"
PASSWORD, NEXT = "seven small mice", "nine large cats"
TYPED = "There is a SECRETWORD in this report"


@pytest.fixture
def written(caplog):
    """All that any logger is told, as our handler would write it, from the lowest level up."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    names = ["", "quiz", "werkzeug", "flask_security", "sqlalchemy.engine", "sqlalchemy.pool"]
    caplog.set_level(logging.INFO)
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG if "." not in name else logging.WARNING)
    root.addHandler(handler)
    yield stream.getvalue
    root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def test_a_whole_walk_leaves_nothing_of_it_in_the_log(app, written):
    client, secrets = make_client(app), [EMAIL, NEW, NAME, PASSWORD, NEXT, "SECRETWORD", "wanda"]
    account = {"email": EMAIL, "password": PASSWORD, "name": NAME}
    assert client.post_form("/sign-up", account, action="/sign-up").status_code == 303
    secrets.append(token_in(link_in(unsent(app))))
    client.post_form(link_in(unsent(app)))
    url = begin(client)
    answer(client, url, sureness=3)
    client.post_form(f"{url}/report", {"kind": "typo", "text": TYPED})
    client.post_form("/change-email", {"email": NEW}, action="/change-email")
    client.post_form("/account", action="/sign-out")
    client.post_form("/sign-in", {"email": EMAIL, "password": "wrong " + PASSWORD})
    client.post_form("/reset", {"email": EMAIL}, action="/reset")
    link = link_in(unsent(app))
    secrets.append(token_in(link))
    client.post_form(link, {"password": NEXT, "password_confirm": NEXT})
    assert client.post_form("/sign-in", {"email": EMAIL, "password": NEXT}).status_code == 303
    secrets += [cookie.value for cookie in client._cookies.values()]
    secrets += ["bend-", "press-"]
    assert "was not sent" in written()
    assert [secret for secret in secrets if secret in written()] == []


def test_a_bug_on_a_page_whose_address_is_a_token_does_not_tell_the_token(app, written, monkeypatch):
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def broken(token):
        db.session.execute(text("INSERT INTO account (email) VALUES (:email)"), {"email": EMAIL})

    monkeypatch.setitem(app.view_functions, "security.reset_password", broken)
    reply = make_client(app).get("/reset/a-very-secret-token")
    assert reply.status_code == 500
    assert "GET /reset/<token> failed" in written()
    assert "IntegrityError" in written()
    assert [secret for secret in ("a-very-secret-token", EMAIL) if secret in written()] == []


def test_an_error_of_the_database_says_which_rule_was_broken_and_not_with_what(app):
    add = text("INSERT INTO throttle (key, started_at, tries) VALUES (:key, '2026-01-01 00:00:00', 1)")
    with app.app_context():
        db.session.execute(add, {"key": EMAIL})
        with pytest.raises(IntegrityError) as caught:
            db.session.execute(add, {"key": EMAIL})
        db.session.rollback()
    assert "throttle" in str(caught.value)
    assert EMAIL not in str(caught.value)
    assert EMAIL not in str(caught.value.orig)


def token_in(link):
    return link.rpartition("/")[2]
