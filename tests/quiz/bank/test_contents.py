"""The lists of a bank: changed by rows, nothing in use taken away, what is covered, and who did what."""

import pytest
from sqlalchemy import select

from question_bank.folder import read_folder
from quiz.bank.actions import bank_of, load_folder
from quiz.bank.models import Bank, BankAct
from quiz.db import db
from tests.banks import BLUEPRINT, item_document, write_bank
from tests.conftest import NOW
from tests.pages import parse
from tests.quiz.bank.test_desk import counted, every_field, text

PARTS = ["details", "blueprint"]


@pytest.mark.parametrize("part", PARTS)
def test_an_untouched_list_changes_nothing(app, educator, part):
    assert "Nothing had changed." in text(parse(save(educator, part, {}, follow=True)))
    assert acts(app) == []


@pytest.mark.parametrize("part", PARTS)
def test_rows_are_added_moved_and_removed_without_saving(app, educator, part):
    name = {"details": "people", "blueprint": "turns_on"}[part]
    page = educator.page(url(part))
    count = len(page.find(id=f"edit-{name}").find_all(class_="row"))
    page = parse(send(educator, part, page, {"do": f"{name}-add"}))
    assert len(page.find(id=f"edit-{name}").find_all(class_="row")) == count + 1
    page = parse(send(educator, part, page, {"do": f"{name}-{count}-remove"}))
    assert len(page.find(id=f"edit-{name}").find_all(class_="row")) == count
    first = page.find(id=f"edit-{name}-0-id")["value"]
    page = parse(send(educator, part, page, {"do": f"{name}-0-down"}))
    assert page.find(id=f"edit-{name}-1-id")["value"] == first
    assert send(educator, part, page, {"do": "save"}).status_code == 303
    assert len(acts(app)) == 1


def test_what_a_form_does_not_show_stays_as_it_was(app, educator):
    with app.app_context():
        bank = db.session.scalars(select(Bank).where(Bank.slug == "knees")).one()
        bank.info = {**bank.info, "waived": [{"code": "one-sex", "reason": "Few are told."}]}
        db.session.commit()
    save(educator, "details", {"description": "More knees."})
    save(educator, "blueprint", {"topics-0-title": "Walking"})
    with app.app_context():
        assert [waiver.code for waiver in known().info.waived] == ["one-sex"]
        assert known().info.description == "More knees."
        assert len(known().blueprint.objectives) == 8
    assert acts(app) == [("bank-changed", ""), ("contents-changed", "blueprint")]
    assert "Walking" in text(educator.page("/bank/knees/items"))


@pytest.mark.parametrize(
    ("part", "do", "said"),
    [
        ("blueprint", "topics-0-remove", "“gait” cannot go: 8 items and objective LO01"),
        ("blueprint", "turns_on-0-remove", "“knee” cannot go: 16 items name it."),
        ("details", "people-0-remove", "“author” cannot go: 16 items name it."),
    ],
)
def test_what_is_in_use_cannot_be_taken_away(app, educator, part, do, said):
    page = parse(send(educator, part, educator.page(url(part)), {"do": do}))
    reply = send(educator, part, page, {"do": "save"})
    assert reply.status_code == 422
    assert said in text(parse(reply))
    assert acts(app) == []


@pytest.mark.parametrize(
    ("part", "typed", "place"),
    [
        ("details", {"title": ""}, "title"),
        ("details", {"language": "english"}, "language"),
        ("blueprint", {"topics-1-id": "gait"}, "topics-1-id"),
    ],
)
def test_what_cannot_be_is_said_in_its_place_and_nothing_is_saved(app, educator, part, typed, place):
    reply = save(educator, part, typed)
    assert reply.status_code == 422
    page = parse(reply)
    if place:
        assert page.find(id=f"flaws-{place}"), text(page.find("form", class_="card"))[:500]
    assert "Nothing was saved" in text(page)
    for name, value in typed.items():
        field = page.find(attrs={"name": name})
        assert value in (field.get("value"), field.text.strip()) or field.name == "select"
    assert acts(app) == []


def test_two_who_change_one_list_are_told(app, educator, colleague):
    mine, theirs = educator.page(url("blueprint")), colleague.page(url("blueprint"))
    assert send(colleague, "blueprint", theirs, {"topics-0-title": "Steps", "do": "save"}).status_code == 303
    reply = send(educator, "blueprint", mine, {"topics-1-title": "Mine", "do": "save"})
    assert reply.status_code == 409
    page = parse(reply)
    assert "Somebody else changed this bank" in text(page)
    assert page.find(id="edit-topics-1-title")["value"] == "Mine"
    with app.app_context():
        assert known().blueprint.topics[0].title == "Steps"
    assert send(educator, "blueprint", page, {"do": "save"}).status_code == 303


def test_too_many_rows_are_refused(app, educator):
    page = educator.page(url("blueprint"))
    rows = {f"topics-{number}-id": f"t{number}" for number in range(201)}
    reply = send(educator, "blueprint", page, {**rows, "do": "save"})
    assert reply.status_code == 422
    assert "at most 200 rows" in text(parse(reply))
    many = {f"x-{number}": "" for number in range(5001)}
    assert send(educator, "blueprint", page, many).status_code == 413


def test_what_is_covered_is_counted_and_gaps_are_named(app, educator):
    typed = {"id": "LO09", "title": "Say why", "topic": "gait", "level": "recall"}
    assert educator.post_form("/bank/knees/objectives", typed, action="/objectives").status_code == 303
    page = educator.page("/bank/knees/coverage")
    assert "1 of 9 objectives has no item: LO09, Say why" in text(page)
    first = page.find("th", string="LO01, Objective 1").find_parent("tr")
    assert [cell.get_text(strip=True) for cell in first.find_all("td")][2] == "2"
    assert "heat-2" in first.find_all("td")[2]["class"]
    assert first.find("a")["href"] == "/bank/knees/items?objective=LO01"
    by_step = educator.page("/bank/knees/coverage?by=step")
    assert "No item anywhere asks to gather or to decide or to act" in text(by_step)
    with counted(app) as statements:
        educator.page("/bank/knees/coverage")
    assert len(statements) <= 10


def test_who_did_what_is_told_newest_first_and_by_pages(app, educator):
    with app.app_context():
        bank = db.session.scalars(select(Bank)).one()
        db.session.add_all(
            BankAct(bank_id=bank.id, what="source-added", detail=f"source {number}", at=NOW)
            for number in range(150)
        )
        db.session.commit()
    page = educator.page("/bank/knees/history")
    rows = page.tbody.find_all("tr")
    assert len(rows) == 100
    assert "source 149" in rows[0].text
    assert "A command" in rows[0].text
    older = educator.page(page.find("a", rel="next")["href"])
    assert len(older.tbody.find_all("tr")) == 50
    assert educator.get("/bank/knees/history?before=x").status_code == 200


def test_a_load_never_overwrites_lists_that_were_changed_in_the_browser(app, educator, tmp_path):
    save(educator, "blueprint", {"topics-0-title": "Walking"})
    folder = write_bank(tmp_path, [item_document(1)])
    with app.app_context():
        assert load_folder(read_folder(folder), now=NOW).bank == "edited"
        db.session.commit()
        assert known().blueprint.topics[0].title == "Walking"
    changed = {**BLUEPRINT, "topics": [{"id": "gait", "title": "Steps"}, BLUEPRINT["topics"][1]]}
    folder = write_bank(tmp_path, [item_document(1)], blueprint=changed)
    with app.app_context():
        assert load_folder(read_folder(folder), now=NOW).bank == "conflict"
        db.session.commit()
        assert known().blueprint.topics[0].title == "Walking"


def url(part):
    return f"/bank/knees/contents/{part}"


def send(client, part, page, typed):
    form = page.find("form", class_="card")
    return client.post(url(part), data={**every_field(form), **typed})


def save(client, part, typed, *, follow=False):
    page = client.page(url(part))
    form = page.find("form", class_="card")
    return client.post(url(part), data={**every_field(form), **typed, "do": "save"}, follow_redirects=follow)


def known():
    return bank_of(db.session.scalars(select(Bank).where(Bank.slug == "knees")).one())


def acts(app):
    with app.app_context():
        return [(act.what, act.detail) for act in db.session.scalars(select(BankAct).order_by(BankAct.id))]
