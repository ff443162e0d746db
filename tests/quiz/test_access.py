"""Who may: each decorator against each kind of visitor."""

import pytest
from flask import Flask
from flask_security import hash_password

from quiz import access
from quiz.accounts import actions
from quiz.accounts.guests import make_guest
from quiz.db import db
from tests.conftest import NOW, make_client

PASSWORD = "correct horse battery"


@pytest.mark.parametrize(
    ("decorator", "roles", "status"),
    [
        ("public", None, 200),
        ("signed_in", None, 303),
        ("signed_in", [], 200),
        ("educator", None, 303),
        ("educator", [], 403),
        ("educator", ["educator"], 200),
        ("educator", ["admin"], 200),
        ("admin", ["educator"], 403),
        ("admin", ["admin"], 200),
    ],
)
def test_each_page_opens_for_those_it_is_for(app, page_for, decorator, roles, status):
    client = make_client(app)
    if roles is not None:
        sign_in(app, client, roles)
    page_for(decorator)
    reply = client.get("/about?a=b")
    assert reply.status_code == status
    if status == 303:
        assert reply.location.startswith("/sign-in?next=/about")


def test_a_persons_page_is_not_for_nobody(app, page_for):
    client = make_client(app)
    page_for("person")
    assert client.get("/about").status_code == 404
    client.post_form("/")
    assert client.get("/about").status_code == 200


def sign_in(app: Flask, client, roles):
    with app.app_context():
        actions.open_account(
            "someone@example.org",
            person=make_guest(now=NOW),
            password=hash_password(PASSWORD),
            roles=roles,
            confirmed=True,
            now=NOW,
        )
        db.session.commit()
    reply = client.post_form("/sign-in", {"email": "someone@example.org", "password": PASSWORD})
    assert reply.status_code == 303


@pytest.fixture
def page_for(app):
    """Put a page behind one of the decorators, for one test."""
    original = app.view_functions["pages.about"]

    def put(decorator):
        app.view_functions["pages.about"] = getattr(access, decorator)(lambda: {"for": "you"})

    yield put
    app.view_functions["pages.about"] = original
