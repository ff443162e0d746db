"""A source added in an item's form: to the bank, and to the item's list, and nothing typed is lost."""

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from quiz.bank.contents.actions import source_id
from quiz.bank.forms import with_source
from quiz.bank.models import Bank, BankAct
from quiz.bank.models import Source as SourceRow
from quiz.db import db
from tests.pages import parse
from tests.quiz.bank.test_desk import URL, every_field, numbers, press, text
from tests.quiz.bank.test_saving import SCRIPT, opened
from tests.quiz.bank.test_unsaved import said

HERE = f"{URL}/sources"
NEW = {
    "begun-reference": f"Şahin Ş. *J New* 2026 {SCRIPT}",
    "begun-year": "2026",
    "begun-kind": "randomised_trial",
    "begun-read": "full",
    "begun-doi": "https://doi.org/10.1000/new",
    "begun-certainty": "moderate",
}


def test_it_goes_to_the_bank_and_to_the_list_and_its_doi_is_a_link(app, educator):
    form = {**opened(educator), **NEW, "take_home": "Typed."}
    reply = educator.post(HERE, data=form)
    page = parse(reply)
    assert reply.status_code == 200
    assert "“sahin-2026” is among the bank’s sources now" in text(page)
    assert page.find(id="edit-sources-3-id")["value"] == "sahin-2026"
    row = page.find(id="edit-sources-3")
    assert row.find("option", selected=True)["value"] == "moderate"
    assert row.find("a")["href"] == "https://doi.org/10.1000/new"
    assert not page.find_all("script", src=False)
    assert page.find(id="edit-take_home").text.strip() == "Typed."
    assert not page.find(id="edit-begun-reference").text.strip()
    assert "nothing cites it" in text(page.find(id="flaws-sources-3"))
    with app.app_context():
        act = db.session.scalars(select(BankAct)).one()
        assert (act.what, act.detail) == ("source-added", "sahin-2026")
        assert db.session.scalar(select(SourceRow.document).where(SourceRow.slug == "sahin-2026"))["doi"]
    press(educator, page, "save", status=303)
    assert numbers(app) == [1, 2]


def test_one_that_the_bank_has_is_found_by_its_doi(app, educator):
    form = {**opened(educator), "begun-doi": "doi:10.1000/knee"}
    page = parse(educator.post(HERE, data={**form, "sources-0-id": ""}))
    assert "The bank has it as “knee-2001”" in text(page)
    assert page.find(id="edit-sources-0-id")["value"] == "knee-2001"
    page = parse(educator.post(HERE, data=form))
    assert not page.find(id="edit-sources-3-id")


def test_what_is_missing_is_told_at_its_field_and_a_begun_source_is_not_lost(app, educator):
    form = {**opened(educator), "begun-reference": "Half a source", "take_home": "Typed."}
    reply = educator.post(HERE, data=form)
    page = parse(reply)
    assert reply.status_code == 422
    assert "Still to be written" in page.find(id="flaws-begun-kind").text
    assert page.find(id="edit-begun").has_attr("open")
    assert page.find(id="edit-begun-reference").text.strip() == "Half a source"
    reply = educator.post(URL, data={**every_field(page.find(id="writing")), "do": "save"})
    assert reply.status_code == 422
    assert "You began a source" in text(parse(reply))
    assert numbers(app) == [1]
    again = {**opened(educator), "begun-reference": "Half a source"}
    assert said(educator, again)[1].startswith("Kept at ")
    link = educator.page(URL).find("a", string="Go on with it")["href"]
    assert educator.page(link).find(id="edit-begun-reference").text.strip() == "Half a source"
    with app.app_context():
        bank_id = db.session.scalar(select(Bank.id))
        assert len(db.session.scalars(select(SourceRow.id).where(SourceRow.bank_id == bank_id)).all()) == 3


def test_ids_are_made_and_lists_filled():
    assert source_id({"reference": "*Njoo* KH", "year": 1994}, {"njoo-1994"}) == "njoo-1994-2"
    assert source_id({"reference": "膝", "year": "?"}, ()) == "source"
    assert source_id({}, ()) == "source"
    found = with_source(MultiDict({"begun-id": "x", "title": "T"}), "njoo-1994", "")
    assert dict(found) == {"title": "T", "sources-0-id": "njoo-1994"}
