"""An item duplicated in its form: as the other half of a minimal pair, or as a sibling."""

import pytest
from sqlalchemy import select

from quiz.bank.drafts import save
from quiz.bank.models import Bank, BankAct, Item
from quiz.bank.queries import Desk, draft
from quiz.db import db
from tests.banks import item_document
from tests.conftest import NOW
from tests.pages import parse
from tests.quiz.bank.test_desk import URL, every_field, text

COPY = f"{URL}/duplicate"
MADE = "/bank/knees/items/item-1-2"
FINDING = "vignette-findings-0-result"


def test_a_copy_opens_unsaved_and_both_name_each_other_once_it_is_saved(app, educator):
    page = educator.page(educator.page(URL).find("a", string="Duplicate")["href"])
    assert page.find(id="new-id")["value"] == "item-1-2"
    assert page.find(id="edit-title")["value"] == "KEYTITLE item 1 (2)"
    assert "Before the answer nothing differs from “item-1”." in text(page.find(id="beside").parent)
    assert items(app, "item-1-2") == []
    form = {**every_field(page.find(id="writing")), FINDING: "Half, with a click"}
    looked = parse(educator.post(COPY, data={**form, "do": "check"}))
    beside = looked.find(id="beside").parent
    assert [gone.text for gone in beside.find_all("del")][1:] == ["[there: Full]"]
    assert beside.find_all("ins")[-1].text == "[here: Half, with a click]"
    assert not beside.find(class_="flaw")
    assert items(app, "item-1-2") == []
    reply = educator.post(COPY, data={**form, "do": "save"})
    assert (reply.status_code, reply.location) == (303, MADE)
    one, two = items(app, "item-1", "item-1-2")
    assert (one["minimal_pair"], two["minimal_pair"]) == ("item-1-2", "item-1")
    assert two["vignette"]["findings"][0]["result"] == "Half, with a click"
    made = educator.page(MADE)
    told = "“item-1” names it as its pair from version 2, and trainees still meet version 1"
    assert told in text(made.find(class_="notice"))
    assert "KEYTITLE item 1" in made.find(id="beside").text
    assert educator.page(URL).find(id="beside").a["href"] == MADE
    with app.app_context():
        acts = db.session.scalars(select(BankAct.what).order_by(BankAct.id)).all()
        assert acts == ["item-duplicated", "item-paired"]


def test_more_than_one_thing_that_differs_is_noted_and_keeps_nobody(educator):
    form = {**opened(educator), FINDING: "Half", "vignette-patient-age": "71", "lead_in": "What else?"}
    told = text(parse(educator.post(COPY, data={**form, "do": "check"})).find(id="beside").parent)
    assert "differs from “item-1”: the patient’s age, “Bending”, the lead-in." in told
    assert educator.post(COPY, data={**form, "do": "save"}).status_code == 303


def test_a_sibling_names_nobody_and_changes_nothing_else(app, educator):
    form = {**opened(educator), "how": "sibling", "new_id": "another", "do": "save"}
    assert educator.post(COPY, data=form).location == "/bank/knees/items/another"
    one, two = items(app, "item-1", "another")
    assert "minimal_pair" not in one
    assert "minimal_pair" not in two


def test_an_item_has_one_other_half(app, educator):
    form = opened(educator)
    with app.app_context():
        bank = db.session.scalars(select(Bank).where(Bank.slug == "knees")).one()
        found = draft(Desk(bank, "owner", None), "item-1")
        save(found, item_document(1, minimal_pair="item-3"), account_id=None, now=NOW)
        db.session.commit()
    page = educator.page(COPY)
    assert "“item-1” is the other half of “item-3” already." in page.text
    assert page.find("input", attrs={"name": "how"})["value"] == "sibling"
    reply = educator.post(COPY, data={**form, "do": "save", "take_home": "Typed."})
    assert reply.status_code == 409
    assert parse(reply).find(id="edit-take_home").text.strip() == "Typed."
    assert items(app, "item-1-2") == []


@pytest.mark.parametrize(
    ("id", "status", "told"),
    [
        ("item-2", 409, "There is an item “item-2” in this bank."),
        ("", 422, "An id is made of small letters"),
        ("Ünïcode", 422, "An id is made of small letters"),
        ("a" * 81, 422, "An id is made of small letters"),
    ],
)
def test_an_id_that_cannot_be_used_is_told_and_nothing_typed_is_lost(app, educator, id, status, told):
    form = {**opened(educator), "new_id": id, "take_home": "Typed.", "do": "save"}
    reply = educator.post(COPY, data=form)
    assert reply.status_code == status
    page = parse(reply)
    assert told in page.find(class_="form-error").text
    assert page.find(id="edit-take_home").text.strip() == "Typed."
    assert len(items(app, "item-1", "item-2")) == 2


def test_a_row_is_added_to_a_copy(educator):
    page = parse(educator.post(COPY, data={**opened(educator), "do": "vignette-findings-add"}))
    assert page.find(id=f"edit-{FINDING.replace('0', '1')}")


def opened(client):
    return every_field(client.page(COPY).find(id="writing"))


def items(app, *slugs):
    """Return the newest documents of some items, those that are there."""
    with app.app_context():
        bank = db.session.scalars(select(Bank).where(Bank.slug == "knees")).one()
        there = db.session.scalars(select(Item.slug).where(Item.bank_id == bank.id)).all()
        desk = Desk(bank, "owner", None)
        return [draft(desk, slug).newest.document for slug in slugs if slug in there]
