"""The people of the desk, and trainees who were asked a version of item-1."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, update

from quiz.accounts.models import Person
from quiz.bank.actions import add_version
from quiz.bank.models import Bank, Item, ItemVersion
from quiz.db import db
from quiz.sittings.models import Correction, Mark, Response, Sitting, Slot
from tests.conftest import NOW, make_client
from tests.quiz.bank.conftest import colleague, educator, trainee  # noqa: F401 - fixtures

URL = "/bank/knees/items/item-1"
MARK = {
    "sequence": 1,
    "rule": "one_best",
    "rule_version": 1,
    "out_of": 1.0,
    "parts": [],
    "dangerous": False,
    "scored": True,
    "marked_at": NOW,
}
TOKEN = re.compile(r'name="(csrf_token|token)" value="([^"]+)"')


def revise(app, *, key="press", item="item-1", publish=False, **changes):
    """Add a version of an item with another key; return its number."""
    with app.app_context():
        row = db.session.scalars(select(Item).where(Item.slug == item)).one()
        before = version_of(item, row.newest_number)
        document = {name: value for name, value in (before.document | changes).items() if value is not None}
        if "options" not in changes:
            document["options"] = [
                keyed(option, option["id"].startswith(key)) for option in document["options"]
            ]
        number = add_version(row, document, before=before, now=NOW).number
        if publish:
            row.published_number = number
        db.session.commit()
        return number


def keyed(option, is_key):
    plain = {name: value for name, value in option.items() if name != "key"}
    return {**plain, "key": True} if is_key else plain


def version_of(item, number):
    query = select(ItemVersion).join(Item, Item.id == ItemVersion.item_id)
    return db.session.scalars(query.where(Item.slug == item, ItemVersion.number == number)).one()


def ask(app, *, number=1, item="item-1"):
    """Put a version before a trainee; return their browser and the address of the question."""
    client = make_client(app)
    start = {**tokens(client, "/"), "length": "5"}
    url = unchecked(client, "/sittings", start).location
    with app.app_context():
        db.session.execute(
            update(Slot)
            .where(Slot.sitting_id == sitting_of(url), Slot.position == 1)
            .values(version_id=version_of(item, number).id)
        )
        db.session.commit()
    return client, url


def answer(client, url, option, item="item-1"):
    """Answer a question that is open."""
    data = {**tokens(client, url), "option": f"{option}-{item.removeprefix('item-')}"}
    assert unchecked(client, url, data).status_code == 303


def tokens(client, url):
    """Return the tokens of a page, which is reviewed elsewhere."""
    return dict(TOKEN.findall(unchecked(client, url).text))


def unchecked(client, url, data=None):
    return FlaskClient.open(client, url, method="POST" if data else "GET", data=data)


def sitting_of(url):
    return int(url.split("/")[2])


def answered(app, option, **asked):
    """Return the browser of a trainee who answered so, and the address of their question."""
    client, url = ask(app, **asked)
    answer(client, url, option, asked.get("item", "item-1"))
    return client, url


def correct(client, do, *, to=("1",), reason="The guideline says so.", item="item-1", **kwargs):
    """Go through the preview and confirm; return the reply."""
    page = f"/bank/knees/items/{item}/correct/preview?do={do}" + "".join(
        f"&answers-to={number}" for number in to
    )
    return client.post_form(page, {"reason": reason, "answers-to": list(to)}, action="/correct", **kwargs)


def marks(app):
    """Return every mark of answers to item-1: option, sequence, version, points, dangerous, scored."""
    with app.app_context():
        query = (
            select(
                Response.answer, Mark.sequence, ItemVersion.number, Mark.points, Mark.dangerous, Mark.scored
            )
            .join(Response, Response.id == Mark.response_id)
            .join(ItemVersion, ItemVersion.id == Mark.version_id)
            .order_by(Response.id, Mark.sequence)
        )
        return [(given["option"][:-2], *rest) for given, *rest in db.session.execute(query)]


@pytest.fixture
def three(app):
    """Three trainees who answered version 1 of item-1: with its key, a distractor, and one that harms."""
    return [answered(app, option) for option in ("bend", "press", "twist")]


def count(app, model=Correction):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def many(app, number):
    """Put answers to version 1 of item-1 into the database: of four, one is its key, one a harmful choice."""
    with app.app_context():
        version = version_of("item-1", 1)
        bank_id = db.session.scalar(select(Bank.id))
        ids = range(10_000, 10_000 + number)  # beyond those that the database gives
        at = {"person_id": 10_000}
        db.session.add(Person(id=10_000, epoch=0, created_at=NOW, seen_at=NOW))
        db.session.flush()
        sitting = {"bank_id": bank_id, "mode": "tutor", "title": "Mixed", "seed": "x", "length": 1}
        rows = {
            Sitting: [{**at, **sitting, "id": id, "token": str(id), "started_at": NOW} for id in ids],
            Slot: [
                {**at, "id": id, "sitting_id": id, "position": 1, "version_id": version.id, "seed": "x"}
                for id in ids
            ],
            Response: [
                {
                    **at,
                    "id": id,
                    "slot_id": id,
                    "token": "t",
                    "final": True,
                    "answer": chosen(id),
                    "answered_at": NOW,
                }
                for id in ids
            ],
            Mark: [
                {
                    **at,
                    **MARK,
                    "id": id,
                    "response_id": id,
                    "version_id": version.id,
                    "points": float(id % 4 == 1),
                }
                for id in ids
            ],
        }
        for model, some in rows.items():
            db.session.execute(insert(model), some)
        db.session.commit()


def chosen(id):
    return {"option": ("press-1", "bend-1", "twist-1", "hold-1")[id % 4]}
