"""Warnings waived at the desk: beside where they are shown, with a reason, and taken back."""

import pytest
from sqlalchemy import select

from quiz.bank.models import Bank, BankAct, Item
from quiz.db import db
from tests.pages import parse
from tests.quiz.bank.test_desk import URL, every_field, press, text, version_of
from tests.quiz.bank.test_saving import opened

BANK = f"{URL}/waivers"
CODE = "source-not-cited"
PLACE = f"sources-2.1.{CODE}"
WHY = "It is read beside the others. مرحبا <b>"


def test_a_reason_beside_a_warning_waives_it_in_the_item_and_it_is_taken_back_by_a_button(app, educator):
    page = parse(educator.post(URL, data={**opened(educator), "contested": "", "do": "check"}))
    beside = page.find(id="flaws-sources-2")
    assert beside.find("input", attrs={"name": f"because.{PLACE}"})
    assert [button["value"] for button in beside.find_all("button")] == [
        f"waive.{PLACE}",
        f"waive-all.{PLACE}",
    ]

    form = {**every_field(page.find(id="writing")), f"because.{PLACE}": WHY}
    page = parse(educator.post(URL, data={**form, "do": f"waive.{PLACE}"}))
    assert not page.find(id="flaws-sources-2")
    lived = page.find(id="edit-waived")
    assert CODE in lived.text
    assert "is listed but nothing cites it" in text(lived)
    assert page.find(id="edit-waived-0-reason").text.strip() == WHY
    assert acts(app) == []

    press(educator, page, "save", status=303)
    with app.app_context():
        item = db.session.scalars(select(Item).where(Item.slug == "item-1")).one()
        newest = version_of(item, 2)
        assert newest.document["waived"] == [{"code": CODE, "reason": WHY}]
        assert (newest.measures_as, newest.warnings) == (1, 0)
    assert acts(app) == [("warning-waived", f"{CODE}: {WHY}", "item-1")]
    assert f"Waived a warning {CODE}" in text(educator.page("/bank/knees/history").main).replace(": ", " ")

    page = press(educator, educator.page(URL), "waived-0-remove")
    assert page.find(id="flaws-sources-2")
    press(educator, page, "save", status=303)
    assert acts(app)[0] == ("waiver-taken-back", CODE, "item-1")


def test_without_a_reason_nothing_is_waived(app, educator):
    form = {**opened(educator), "contested": ""}
    for url, do in ((URL, f"waive.{PLACE}"), (BANK, f"waive-all.{PLACE}")):
        for reason, advice in ((" ", "the reason is kept"), ("x" * 501, "in 500 characters")):
            reply = educator.post(url, data={**form, f"because.{PLACE}": reason, "do": do})
            assert reply.status_code == 422
            assert advice in text(parse(reply))
            assert parse(reply).find(id="edit-contested").text.strip() == ""
    assert educator.post(BANK, data={**form, "do": "check"}).status_code == 400
    assert acts(app) == []


def test_a_typed_reason_is_not_lost_whatever_button_is_pressed_and_a_code_is_waived_once(educator):
    form = {**opened(educator), "contested": "", f"because.{PLACE}": WHY, f"because.sources-1.2.{CODE}": "x"}
    page = parse(educator.post(URL, data={**form, "do": "options-add"}))
    assert len(page.find(id="edit-waived").find_all("li")) == 1


def test_an_owner_waives_in_the_whole_bank_and_the_typed_form_stays(app, educator, colleague):
    form = {**opened(educator), "contested": "", "take_home": "Typed.", f"because.{PLACE}": WHY}
    reply = educator.post(BANK, data={**form, "do": f"waive-all.{PLACE}"})
    page = parse(reply)
    assert reply.status_code == 200
    assert "is waived in the whole bank" in text(page)
    assert page.find(id="edit-take_home").text.strip() == "Typed."
    assert not page.find(id="flaws-sources-2")
    assert waived(app) == [{"code": CODE, "reason": WHY}]
    assert acts(app) == [("warning-waived", f"{CODE}, in the whole bank: {WHY}", None)]

    url = "/bank/knees/contents/details"
    details = every_field(educator.page(url).find("form", class_="card"))
    assert educator.post(url, data={**details, "title": "Sorer knees", "do": "save"}).status_code == 303
    assert waived(app) == [{"code": CODE, "reason": WHY}]

    theirs = parse(colleague.post(URL, data={**opened(colleague), "contested": "", "do": "check"}))
    assert WHY in theirs.find(id="edit-waived").text
    assert not theirs.find("button", attrs={"value": f"unwaive-all.{CODE}"})
    mine = {**opened(colleague), "do": f"unwaive-all.{CODE}"}
    assert colleague.post(BANK, data=mine).status_code == 403

    page = parse(
        educator.post(BANK, data={**every_field(page.find(id="writing")), "do": f"unwaive-all.{CODE}"})
    )
    assert "no longer waived in the whole bank" in text(page)
    assert page.find(id="flaws-sources-2")
    assert waived(app) == []
    again = educator.post(BANK, data={**every_field(page.find(id="writing")), "do": f"unwaive-all.{CODE}"})
    assert "no longer waived" not in text(parse(again))
    assert len(acts(app)) == 2


@pytest.mark.parametrize("code", ["too-few-options", "no-such-thing", "<script>", ""])
def test_errors_and_what_was_not_found_cannot_be_waived(app, educator, code):
    form = {**opened(educator), f"because..1.{code}": "Because.", "do": f"waive-all..1.{code}"}
    assert educator.post(BANK, data=form).status_code == 200
    assert waived(app) == []
    assert educator.post(URL, data={**form, "do": f"waive..1.{code}"}).status_code == 200


def acts(app):
    with app.app_context():
        query = (
            select(BankAct.what, BankAct.detail, Item.slug)
            .join(Item, Item.id == BankAct.item_id, isouter=True)
            .where(BankAct.what.like("wa%"))
            .order_by(BankAct.id.desc())
        )
        return [tuple(row) for row in db.session.execute(query)]


def waived(app):
    with app.app_context():
        return db.session.scalars(select(Bank)).one().info.get("waived", [])
