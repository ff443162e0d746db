"""What is to be mended in a whole bank: shown as it was found, said to be older, checked anew."""

import pytest
from sqlalchemy import select

from question_bank.folder import read_folder
from quiz.bank.actions import load_folder
from quiz.bank.checking import actions, queries
from quiz.bank.models import Bank, Item, ItemFlaw, Naming
from quiz.db import db
from tests.banks import INFO, item_document, knees, write_bank
from tests.conftest import NOW
from tests.pages import parse
from tests.quiz.bank.conftest import signed_in
from tests.quiz.bank.test_desk import counted, every_field, text

URL = "/bank/knees/check"
ITEM = "/bank/knees/items/item-2"


def test_a_bank_is_checked_anew_and_the_page_says_when_it_is_older(app, educator):
    page = educator.page(URL)
    assert "Nobody has looked at this bank as a whole yet" in text(page)
    assert "Nothing to mend in any item" in text(page)
    checked = parse(educator.post_form(URL, action="/check", follow_redirects=True))
    assert "16 items checked, and the bank as one." in text(checked)
    assert "16 items, retired ones left out" in text(checked)
    assert "saved since" not in text(checked)
    assert "4 options: 0 · 16 · 0 · 0" in text(checked)
    assert "expected 4.0 each, p below 0.01" in text(checked)
    assert "16 patients; 0 items without one" in text(checked)
    keep(educator, {"lead_in": ""})
    page = educator.page(URL)
    assert "1 item saved since" in text(page)
    link = page.find("a", string="KEYTITLE item 2")
    assert link["href"] == f"{ITEM}#edit-lead_in"
    with counted(app) as statements:
        educator.page(f"{URL}?severity=error&page=7")
    assert 0 < len(statements) <= 12, statements


def test_twins_are_pairs_with_links_and_retired_items_are_left_out(app, educator):
    typed = {
        "vignette-story": "A person of 21 sits in clinic 1: a knee, sore for a week.",
        "lead_in": "What is the next step for patient 1?",
    }
    typed |= {f"options-{at}-text": option["text"] for at, option in enumerate(item_document(1)["options"])}
    keep(educator, typed)
    checked = parse(educator.post_form(URL, action="/check", follow_redirects=True))
    pair = checked.find("a", href="#alike")
    assert pair.text == "1 pair of items is the same or nearly so"
    both = checked.find(id="alike").find_next("ul").find_all("a")
    assert [link.text for link in both] == ["item-1", "item-2"]
    with app.app_context():
        db.session.scalars(select(Item).where(Item.slug == "item-2")).one().state = "retired"
        db.session.commit()
    page = educator.page(URL)
    assert "The bank has changed since." in text(page)
    assert "item-2" not in {link.text for link in page.find(id="found").parent.find_all("a")}
    page = parse(educator.post_form(URL, action="/check", follow_redirects=True))
    assert "No two items are the same" in text(page)


def test_waivers_are_told_with_their_reasons_and_whether_they_are_idle(app, educator, tmp_path):
    bank = {**INFO, "waived": [{"code": "key-position", "reason": "A small bank."}]}
    reasons = [
        {"code": "double-lead-in", "reason": "It needs both."},
        {"code": "clang", "reason": "Why not."},
    ]
    waived = item_document(1, lead_in="What is the next step? What comes first?", waived=reasons)
    folder = write_bank(tmp_path, [waived, item_document(2)], bank=bank)
    with app.app_context():
        read = read_folder(folder)
        report = load_folder(read, now=NOW)
        actions.keep_loaded(read, report, now=NOW)
        assert queries.last_check(1) is None
        db.session.commit()
    page = parse(educator.post_form(URL, action="/check", follow_redirects=True))
    rows = page.find(id="waivers").parent.tbody.find_all("tr")
    assert [cell.get_text(" ", strip=True) for cell in rows[0].find_all("td")] == [
        "key-position",
        "A small bank.",
        "The whole bank idle",
    ]
    assert rows[1].get_text(" ", strip=True) == "double-lead-in It needs both. 1 item"
    lived_with = educator.page(rows[1].a["href"]).find(id="found").parent
    assert "Lived with: double-lead-in" in text(lived_with)
    assert "Waived: It needs both." in text(lived_with)
    assert page.find("a", string="Waivers of items that hold nothing back any more")


def test_a_kind_of_flaw_leads_to_its_items(app, educator):
    long = "What is the next step for patient 2, of whom nothing else is known? " * 3
    keep(educator, {"lead_in": long})
    with app.app_context():
        codes = set(db.session.scalars(select(ItemFlaw.code).where(ItemFlaw.waived == "")))
    code = min(codes)
    page = educator.page(f"{URL}?code={code}")
    assert code in text(page.find(id="found"))
    assert "1 found" in text(page)


def test_flaws_and_names_are_those_of_the_newest_version(app, educator, tmp_path):
    keep(educator, {"lead_in": "", "facts-0-id": "F2"})
    with app.app_context():
        assert set(db.session.scalars(select(ItemFlaw.code))) == {"missing-field"}
        assert {"F1", "F2"} == set(db.session.scalars(select(Naming.slug).where(Naming.kind == "facts")))
        folder = knees(tmp_path)
        report = load_folder(folder, now=NOW, publish=True)
        actions.keep_loaded(folder, report, now=NOW)
        assert report.edited == ["item-2"]
        bank = db.session.scalars(select(Bank)).one()
        worked = actions.work_out(bank)
        db.session.rollback()
    keep(educator, {"lead_in": "What is the next step for patient 2?"})
    with app.app_context():
        actions.keep(worked, now=NOW)
        db.session.commit()
        assert db.session.scalars(select(ItemFlaw.code)).all() == []


@pytest.mark.parametrize(("role", "status"), [("reviewer", 403), ("editor", 200)])
def test_a_reviewer_who_is_to_answer_blind_does_not_see_the_page(app, role, status):
    client = signed_in(app, f"{role}@example.org", "educator", member=role)
    assert client.get(URL).status_code == status
    tab = client.page("/bank/knees/items").find("a", href=URL)
    assert bool(tab) == (status == 200)


def keep(client, typed):
    form = client.page(ITEM).find(id="writing")
    reply = client.post(ITEM, data={**every_field(form), **typed, "do": "save"})
    assert reply.status_code == 303
