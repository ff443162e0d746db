"""People for the tests of accounts, and a mail server that receives for them."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from flask_security import hash_password
from sqlalchemy import select

from quiz.accounts.actions import open_account
from quiz.accounts.guests import make_guest
from quiz.accounts.models import Account, Person
from quiz.accounts.sentences import sentences
from quiz.accounts.unsent import folder_of
from quiz.accounts.visitor import COOKIE, Visitor, _serializer
from quiz.config import Settings, Smtp
from quiz.db import db
from tests.pages import CheckedClient, parse

EMAIL = "anna@example.org"
PASSWORD = "seven small mice"


@dataclass
class Inbox:
    """What a mail server received."""

    messages: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        self.to.extend(envelope.rcpt_tos)
        return "250 OK"

    def newest(self, to: str = EMAIL) -> str:
        """Return the text of the newest mail to somebody."""
        texts = [message.get_content() for message in self.messages if message["To"] == to]
        assert texts, f"no mail to {to}"
        return texts[-1]

    def newest_link(self, to: str = EMAIL) -> str:
        return link_in(self.newest(to))


@contextmanager
def mail_server(inbox: Inbox, **options: Any) -> Iterator[int]:
    """Run a real SMTP server; yield its port."""
    port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def link_in(text: str) -> str:
    """Return the path of the first link in a text, as a browser that is on this server would open it."""
    found = re.search(r"https?://[^/\s]+(/\S+)", text)
    assert found, text
    return found[1]


def unsent(app: Flask) -> str:
    """Return the newest mail of a server that sends none."""
    folder = folder_of(app.config["SETTINGS"].instance)
    return max(folder.iterdir(), key=lambda file: file.name).read_text(encoding="utf-8")


def notices(response: Any) -> str:
    """Return what a page says at its top."""
    return parse(response).select_one(".notices").get_text(" ", strip=True)


def see(client: CheckedClient, response: Any) -> str:
    """Follow a 303 and return what the next page says at its top."""
    assert response.status_code == 303, response.get_data(as_text=True)
    return notices(client.get(response.location, follow_redirects=True))


def name_person(client: CheckedClient, app: Flask, visitor: Visitor) -> None:
    """Give a browser the cookie of a person."""
    with app.test_request_context():
        value = _serializer().dumps([visitor.id, visitor.epoch, visitor.account, visitor.name])
    client.set_cookie(COOKIE, value)


def person_in(client: CheckedClient, app: Flask) -> Visitor | None:
    """Return the person that a browser's cookie names."""
    cookie = client.get_cookie(COOKIE)
    if cookie is None:
        return None
    with app.test_request_context():
        return Visitor(*_serializer().loads(cookie.value))


def sign_in(client: CheckedClient, email: str = EMAIL, password: str = PASSWORD, **more: str) -> Any:
    return client.post_form("/sign-in", {"email": email, "password": password, **more}, action="/sign-in")


def is_signed_in(client: CheckedClient) -> bool:
    return client.get("/account").status_code == 200


def stored(app: Flask, email: str = EMAIL) -> Account:
    """Return an account as it is in the database."""
    with app.app_context():
        return db.session.scalars(select(Account).where(Account.email == email)).one()


@pytest.fixture
def real_passwords() -> None:
    """Hash passwords as the product does."""


@pytest.fixture(autouse=True)
def cheap_passwords(request: pytest.FixtureRequest, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords in no time, unless a test is about just that."""
    if "real_passwords" not in request.fixturenames:
        security = app.extensions["security"]
        cheap = security.pwd_context.using(argon2__time_cost=1, argon2__memory_cost=8)
        monkeypatch.setattr(security, "pwd_context", cheap)


@pytest.fixture
def change_settings(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Settings]:
    """Run the application with other settings."""

    def change(**changes: Any) -> Settings:
        changed = replace(app.config["SETTINGS"], **changes)
        monkeypatch.setitem(app.config, "SETTINGS", changed)
        for key, value in sentences(changed).items():
            monkeypatch.setitem(app.config, f"SECURITY_MSG_{key}", value)
        return changed

    return change


@pytest.fixture
def inbox(change_settings: Callable[..., Settings]) -> Iterator[Inbox]:
    """A mail server that the application sends through."""
    inbox = Inbox()
    with mail_server(inbox) as port:
        change_settings(smtp=Smtp("127.0.0.1", port, None), contact="help@example.org")
        yield inbox


@pytest.fixture
def make_account(app: Flask) -> Callable[..., Account]:
    """Make accounts."""

    def make(email: str = EMAIL, *, password: str = PASSWORD, **details: Any) -> Account:
        now = datetime.now(UTC)
        with app.app_context():
            person = make_guest(now=now)
            account = open_account(email, person=person, password=hash_password(password), now=now, **details)
            db.session.commit()
            return account

    return make


@pytest.fixture
def anna(make_account: Callable[..., Account]) -> Account:
    """Somebody with an account, besides others."""
    make_account("noise@example.org")
    return make_account(name="Anna Bell")


@pytest.fixture
def guest(app: Flask, client: CheckedClient) -> Person:
    """Somebody without an account, in ``client``."""
    with app.app_context():
        person = make_guest(now=datetime.now(UTC))
        db.session.commit()
    name_person(client, app, Visitor(person.id, person.epoch))
    return person
