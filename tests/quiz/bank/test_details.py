"""Whole banks: made, copied, archived, downloaded; an item copied into another."""

import io
import zipfile

import pytest
from sqlalchemy import func, select

from question_bank.folder import read_folder
from quiz.bank.actions import bank_of, export_bank
from quiz.bank.models import Bank, BankAct, Item, ItemVersion
from quiz.db import db
from tests.conftest import make_client
from tests.pages import parse
from tests.quiz.bank.conftest import signed_in
from tests.quiz.bank.test_desk import text

HIPS = {
    "slug": "sore-hips",
    "working_title": "Hips",
    "title": "Sore hips",
    "description": "Cases about hips.",
    "author": "H. Hip",
}


def test_an_educator_makes_a_bank_owns_it_and_nobody_else_sees_it(app, educator, colleague):
    reply = educator.post_form("/bank/new", HIPS)
    assert reply.location == "/bank/sore-hips/contents/blueprint"
    assert educator.page(reply.location).h1.text == "Hips"
    assert colleague.get("/bank/sore-hips/items").status_code == 404
    assert "Sore hips" not in make_client(app).page("/practise").text
    assert make_client(app).get("/practise?bank=sore-hips").status_code == 404
    with app.app_context():
        bank = bank_of(row("sore-hips"))
        assert (bank.info.licence, bank.info.people[0].name) == ("CC BY-SA 4.0", "H. Hip")
    assert (
        educator.post_form("/bank/sore-hips/new", {"title": "First", "format": "ordering"}).status_code == 303
    )
    assert "Created the bank" in text(educator.page("/bank/sore-hips/history"))


@pytest.mark.parametrize(
    "typed",
    [
        {"slug": "Sore Hips"},
        {"slug": "knees"},
        {"slug": ""},
        {"language": "english"},
        {"title": " "},
        {"slug": "x\n"},
    ],
)
def test_a_bank_that_cannot_be_made_is_said_beside_its_field(app, educator, typed):
    reply = educator.post_form("/bank/new", {**HIPS, **typed})
    if typed == {"slug": "x\n"}:  # a line end is no letter, and is taken away
        assert reply.status_code == 303
        return
    assert reply.status_code == 422
    assert parse(reply).find(class_="error")
    with app.app_context():
        assert db.session.scalar(select(func.count(Bank.id))) == 1


def test_an_archived_bank_is_not_practised_still_explained_and_comes_back(app, educator, client):
    url = client.post_form("/practise", {"length": "5"}, action="/sittings").location
    url = url if "/slots/" in url else client.get(url).location
    radio = client.page(url).find("input", type="radio")
    client.post_form(url, {radio["name"]: radio["value"]})
    assert client.get(f"{url}/explanation").status_code == 200
    details = "/bank/knees/contents/details"
    educator.post_form(details, {"do": "archive"}, action="/archive")
    assert client.get("/practise").status_code == 404
    assert client.get("/practise?bank=knees").status_code == 404
    assert client.get(f"{url}/explanation").status_code == 200
    assert "Archived" in text(educator.page("/bank"))
    assert educator.post_form(details, {"do": "else"}, action="/archive").status_code == 400
    educator.post_form(details, {"do": "restore"}, action="/archive")
    assert client.get("/practise").status_code == 200
    assert [what for what, _ in acts(app)] == ["bank-archived", "bank-restored"]


def test_a_copy_has_every_item_as_a_draft_and_belongs_to_who_made_it(app, educator, colleague):
    typed = {"slug": "knees-2", "working_title": "Knees again"}
    assert educator.post_form("/bank/knees/copy", {**typed, "slug": "knees"}).status_code == 422
    assert educator.post_form("/bank/knees/copy", {**typed, "slug": "Ö"}).status_code == 422
    reply = educator.post_form("/bank/knees/copy", typed)
    assert reply.location == "/bank/knees-2/items"
    page = educator.page(reply.location)
    assert "16 items" in text(page)
    assert {chip.text for chip in page.tbody.find_all(class_="chip")} == {"Draft"}
    assert colleague.get("/bank/knees-2/items").status_code == 404
    with app.app_context():
        copy, before = bank_of(row("knees-2")), bank_of(row("knees"))
        assert copy.facts == before.facts
        assert copy.info.people == before.info.people


def test_an_item_is_copied_and_what_the_other_bank_lacks_is_named(app, educator):
    educator.post_form("/bank/new", HIPS)
    assert educator.post_form("/bank/knees/items/item-1/copy", {"to": "elbows"}).status_code == 422
    reply = educator.post_form("/bank/knees/items/item-1/copy", {"to": "sore-hips"})
    assert reply.location == "/bank/sore-hips/items/item-1"
    page = educator.page(reply.location)
    flaws = text(page.find(attrs={"aria-labelledby": "check"}))
    for lost in ("topic “gait”", "objective “LO01”", "fact “F1”", "source “knee-2001”", "misconception “M1”"):
        assert f"There is no {lost}" in flaws
    assert page.find(id="edit-topic").find("option", selected=True).text == "gait (unknown)"
    again = educator.post_form("/bank/knees/items/item-1/copy", {"to": "knees"})
    assert again.location == "/bank/knees/items/item-1-2"
    with app.app_context():
        newest = db.session.scalars(select(ItemVersion).join(Item).where(Item.slug == "item-1-2")).one()
        assert newest.document["id"] == "item-1-2"
        assert newest.errors == 0


def test_nobody_copies_into_a_bank_they_only_review(app, educator):
    reviewer = signed_in(app, "reviewer@example.org", "educator", member="reviewer")
    assert "There is no bank that you may write in" in text(reviewer.page("/bank/knees/items/item-1/copy"))
    token = reviewer.page("/bank/new").find("input", attrs={"name": "csrf_token"})["value"]
    reply = reviewer.post("/bank/knees/items/item-1/copy", data={"to": "knees", "csrf_token": token})
    assert reply.status_code == 422


def test_the_download_is_exactly_what_an_export_writes_and_can_be_loaded(app, educator, tmp_path):
    reply = educator.get("/bank/knees/export.zip")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="knees.zip"'
    with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
        assert archive.testzip() is None
        got = {name: archive.read(name).decode() for name in archive.namelist()}
        archive.extractall(tmp_path)
    with app.app_context():
        assert got == {f"knees/{path.as_posix()}": file for path, file in export_bank(row("knees"))}
        db.session.rollback()
    folder = read_folder(tmp_path / "knees")
    assert folder.bank is not None
    assert folder.all_flaws == []


def test_an_empty_bank_can_be_downloaded_and_read_again(educator, tmp_path):
    educator.post_form("/bank/new", HIPS)
    with zipfile.ZipFile(io.BytesIO(educator.get("/bank/sore-hips/export.zip").data)) as archive:
        archive.extractall(tmp_path)
    assert read_folder(tmp_path / "sore-hips").all_flaws == []


def row(slug):
    return db.session.scalars(select(Bank).where(Bank.slug == slug)).one()


def acts(app):
    with app.app_context():
        return [(act.what, act.detail) for act in db.session.scalars(select(BankAct).order_by(BankAct.id))]
