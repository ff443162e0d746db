"""A world in which every page has something to show: people of every kind, and a bank with all there can be.

It is built once for a database, and each request in it is undone: what one sends never meets what another
sent.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_security.change_email import _generate_token
from flask_security.confirmable import generate_confirmation_token
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import select
from sqlalchemy.engine import Connection
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from question_bank import itemfile
from question_bank.bank import Bank as BankParts
from question_bank.figure import Figure
from question_bank.folder import Folder
from question_bank.formats import __path__ as formats_path
from quiz.accounts.models import Account
from quiz.bank.actions import bank_of, load_folder
from quiz.bank.comments.models import Comment
from quiz.bank.models import Bank, BankMember, Item, Picture
from quiz.bank.queries import bank_by_slug
from quiz.bank.reports.models import Report
from quiz.bank.unsaved.models import UnsavedWork
from quiz.db import db
from quiz.sittings.models import Slot
from tests.access.table import OWN, PEOPLE, sent
from tests.banks import in_memory
from tests.joined import stand_for_engine
from tests.quiz.bank.conftest import signed_in
from tests.quiz.bank.test_rights import VALUES, draw

# Apart from what other tests load, so that nothing of this world is met in a cache.
LOADED = datetime(2026, 11, 19, tzinfo=UTC)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
STATION = Path(formats_path[0]) / "palpation" / "examples" / "knot.yaml"
DIGEST = "a" * 64


@dataclass
class World:
    """What is in it. clients: signed in already. own: ids of what is somebody's, by person and kind."""

    app: Flask
    connection: Connection
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    own: dict[str, dict[str, int]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def ask(
        self, who: str, method: str, url: str, data: Mapping[str, str] | None = None, *, csrf: bool = True
    ) -> TestResponse:
        """Send a request and undo all that it did, in the database and in the browser."""
        client = self.clients[who]
        kept = dict(client._cookies)
        body = dict(data or {}) | ({"csrf_token": self.tokens[who]} if csrf and method != "GET" else {})
        point = self.connection.begin_nested()
        try:
            return client.open(url, method=method, data=body or None, buffered=True)
        finally:
            point.rollback()
            client._cookies.clear()
            client._cookies.update(kept)

    def address(self, rule: Rule, who: str, case: str = "", **changed: object) -> str:
        """Return the address of a page as somebody opens it. case: whose it is, or what for."""
        values = VALUES | self.values | self._of(rule, who, case) | sent(rule, case) | changed
        for name in rule.arguments:
            assert name in values, f"{rule}: say what {name} is, in tests/access/world.py"
        return re.sub(r"<(?:[^<>]+:)?(\w+)>", lambda found: str(values[found[1]]), rule.rule)

    def _of(self, rule: Rule, who: str, case: str) -> dict[str, object]:
        endpoint = rule.endpoint
        if endpoint == "stylesheet":
            return {"name": "style"}
        if endpoint.endswith("static"):
            folder = Path(str(self.app.static_folder))
            if mount := self.app.blueprints.get(endpoint.rpartition(".")[0]):
                folder = Path(str(mount.static_folder))
            return {"filename": min(file.name for file in folder.iterdir())}
        if "table" in rule.arguments:
            return {"kind": "csv"}
        if "token" in rule.arguments:
            return {"token": self.values[endpoint]}
        mine = self.own.get(who) if case == OWN else None
        mine = mine or self.own["editor" if who == "trainee" else "trainee"]
        if "work_id" in rule.arguments:
            theirs = self.own["owner" if who == "editor" else "editor"]
            return {"work_id": mine["work_id"] if case == OWN and "work_id" in mine else theirs["work_id"]}
        if "sitting_id" not in rule.arguments:
            return {}
        kind = {"practice.explore": "station", "exams.overview": "exam", "exams.clock": "exam"}.get(endpoint)
        asked = 2 if endpoint in ("practice.ask", "practice.answer") else 1
        return {"sitting_id": mine[kind or "tutor"], "position": asked}


@contextmanager
def built(app: Flask) -> Iterator[World]:
    """Build it in a transaction of the application's database, and take it all back at the end."""
    with app.app_context():
        engine = db.engine
        db.session.remove()
        db.session.configure(join_transaction_mode="create_savepoint")
        security = app.extensions["security"]
        context = security.pwd_context
        security.pwd_context = context.using(argon2__time_cost=1, argon2__memory_cost=8)
    with engine.connect() as connection, connection.begin() as outer:
        db._app_engines[app][None] = stand_for_engine(connection)
        try:
            world = World(app, connection)
            _fill(world)
            yield world
        finally:
            db._app_engines[app][None] = engine
            security.pwd_context = context
            outer.rollback()


def _fill(world: World) -> None:
    with world.app.app_context():
        _load_station()
    draw(world.app)
    signed_in(world.app, "member@example.org", "educator", member="reviewer")
    for who in PEOPLE:
        client = world.clients[who] = _browser_of(world.app, who)
        client.get("/")
        world.tokens[who] = _token(client, "/")
        if who != "nobody":
            world.own[who] = _practise(world, who)
    with world.app.test_request_context():
        accounts = {
            account.email.partition("@")[0]: account for account in db.session.scalars(select(Account))
        }
        _make_other_bank(accounts)
        _talk(world, accounts)
        world.values |= {
            "account_id": accounts["member"].id,
            "name": f"{DIGEST}.webp",
            "security.confirm_email": generate_confirmation_token(accounts["trainee"]),
            "security.reset_password": generate_reset_password_token(accounts["trainee"]),
            "security.change_email_confirm": _generate_token(accounts["trainee"], "new@example.org"),
        }
        db.session.commit()


def _load_station() -> None:
    document = itemfile.parse(STATION.read_bytes()).document
    figure = Figure.model_validate(document["figures"][0], strict=False)
    row = bank_by_slug("knees")
    assert row is not None
    known = bank_of(row)
    parts = {name: getattr(known, name) for name in BankParts.model_fields} | {"figures": (figure,)}
    folder = in_memory(Folder(Path(), BankParts(**parts), [], []), document["item"])
    load_folder(folder, now=LOADED, publish=True)
    db.session.commit()


def _browser_of(app: Flask, who: str) -> FlaskClient:
    """Return the browser of somebody, in which pages are not reviewed: that is done elsewhere."""
    roles, member = PEOPLE[who]
    signed = None if roles is None else signed_in(app, f"{_name(who)}@example.org", *roles, member=member)
    app.test_client_class = FlaskClient
    client = app.test_client()
    if signed is not None:
        client._cookies.update(signed._cookies)
    return client


def _name(who: str) -> str:
    return who.replace(" ", "-")


def _make_other_bank(accounts: dict[str, Account]) -> None:
    bank = bank_by_slug("knees")
    assert bank is not None
    db.session.add(Picture(bank_id=bank.id, digest=DIGEST, suffix="webp", content=b"x"))
    other = Bank(slug="elbows", title="Elbows", working_title="Elbows", info=bank.info, loaded_at=LOADED)
    db.session.add(other)
    db.session.flush()
    account_id = accounts["educator-elsewhere"].id
    db.session.add(BankMember(bank_id=other.id, account_id=account_id, role="owner", since=LOADED))


def _practise(world: World, who: str) -> dict[str, int]:
    """Begin a quiz and answer its first question, begin a station, and begin an exam; return their ids."""
    client = world.clients[who]
    tutor = _begin(client, length="5", format="single_best_answer")
    page = client.get(f"/sittings/{tutor}/slots/1").text
    sent = dict(re.findall(r'name="(csrf_token|token)" value="([^"]+)"', page))
    option = re.search(r'name="option" value="([^"]+)"', page)
    assert option
    assert client.post(f"/sittings/{tutor}/slots/1", data={**sent, "option": option[1]}).status_code == 303
    station = _begin(client, length="5", format="palpation")
    exam = _begin(client, length="5", format="single_best_answer", mode="exam")
    world.tokens[who] = sent["csrf_token"]
    return {"tutor": tutor, "station": station, "exam": exam}


def _begin(client: FlaskClient, **wanted: str) -> int:
    page = client.get("/practise").text
    sent = dict(re.findall(r'name="(csrf_token|token|bank)"[^>]* value="([^"]+)"', page))
    reply = client.post("/sittings", data={"among": "all", "mode": "tutor", **sent, **wanted})
    assert reply.status_code == 303, reply.text
    return int(reply.location.split("/")[2])


def _talk(world: World, accounts: dict[str, Account]) -> None:
    """Let there be a comment, a report, and what members typed and did not save."""
    item = db.session.scalars(select(Item).where(Item.slug == "item-1")).one()
    comment = Comment(
        item_id=item.id, number=1, place="", text="Hm.", account_id=accounts["editor"].id, at=LOADED
    )
    slot = db.session.scalars(select(Slot).where(Slot.sitting_id == world.own["trainee"]["tutor"])).first()
    assert slot is not None
    report = Report(
        bank_id=item.bank_id,
        item_id=item.id,
        version_id=slot.version_id,
        person_id=slot.person_id,
        sitting_id=slot.sitting_id,
        position=slot.position,
        quiz="Mixed",
        seed=slot.seed,
        token="report",
        kind="key",
        text="Is it?",
        at=LOADED,
        state="open",
        reply="",
    )
    works = {
        who: UnsavedWork(
            account_id=accounts[who].id,
            item_id=item.id,
            token="window",
            base_number=1,
            typed={},
            at=datetime.now(UTC),
        )
        for who in ("editor", "owner", "admin")
    }
    db.session.add_all([comment, report, *works.values()])
    db.session.flush()
    world.values |= {"comment_id": comment.id, "report_id": report.id}
    for who, work in works.items():
        world.own[who]["work_id"] = work.id


def _token(client: FlaskClient, url: str) -> str:
    found = TOKEN.search(client.get(url).text)
    assert found, url
    return found[1]
