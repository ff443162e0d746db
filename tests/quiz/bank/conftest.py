"""People at the educator's desk: an educator and a colleague, a trainee, and nobody."""

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import select

from quiz.accounts.actions import open_account
from quiz.accounts.guests import make_guest
from quiz.bank.models import Bank, BankMember
from quiz.db import db
from tests.conftest import NOW, make_client
from tests.pages import CheckedClient

PASSWORD = "correct horse battery"


def signed_in(app: Flask, email: str, *roles: str, member: str | None = None) -> CheckedClient:
    """Return a browser of somebody with an account. member: their role in the bank of tests."""
    with app.app_context():
        account = open_account(
            email,
            person=make_guest(now=NOW),
            password=hash_password(PASSWORD),
            roles=roles,
            confirmed=True,
            now=NOW,
        )
        if member:
            bank_id = db.session.scalar(select(Bank.id).where(Bank.slug == "knees"))
            db.session.add(BankMember(bank_id=bank_id, account_id=account.id, role=member, since=NOW))
        db.session.commit()
    client = make_client(app)
    assert client.post_form("/sign-in", {"email": email, "password": PASSWORD}).status_code == 303
    return client


@pytest.fixture
def educator(app: Flask) -> CheckedClient:
    return signed_in(app, "educator@example.org", "educator", member="owner")


@pytest.fixture
def colleague(app: Flask) -> CheckedClient:
    return signed_in(app, "colleague@example.org", "educator", member="editor")


@pytest.fixture
def trainee(app: Flask) -> CheckedClient:
    return signed_in(app, "trainee@example.org")
