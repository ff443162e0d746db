"""The lists of a bank: changed by rows, nothing in use taken away, what is covered, and who did what."""

import pytest
from sqlalchemy import select

from question_bank.bank import Objective
from question_bank.folder import read_folder
from quiz.bank.actions import bank_of, load_folder
from quiz.bank.models import Bank, BankAct
from quiz.db import db
from tests.banks import BLUEPRINT, item_document, write_bank
from tests.conftest import NOW
from tests.pages import parse
from tests.quiz.bank.test_desk import counted, every_field, text

PARTS = ["details", "blueprint", "facts", "misconceptions", "sources"]


@pytest.mark.parametrize("part", PARTS)
def test_an_untouched_list_changes_nothing(app, educator, part):
    assert "Nothing had changed." in text(parse(save(educator, part, {}, follow=True)))
    assert acts(app) == []


@pytest.mark.parametrize("part", PARTS)
def test_rows_are_added_moved_and_removed_without_saving(app, educator, part):
    name = {"details": "people", "blueprint": "turns_on"}.get(part, part)
    page = educator.page(url(part))
    count = len(page.find(id=f"edit-{name}").find_all(class_="row"))
    page = parse(send(educator, part, page, {"do": f"{name}-add"}))
    assert len(page.find(id=f"edit-{name}").find_all(class_="row")) == count + 1
    page = parse(send(educator, part, page, {"do": f"{name}-{count}-remove"}))
    assert len(page.find(id=f"edit-{name}").find_all(class_="row")) == count
    if count > 1:
        first = page.find(id=f"edit-{name}-0-id")["value"]
        page = parse(send(educator, part, page, {"do": f"{name}-0-down"}))
        assert page.find(id=f"edit-{name}-1-id")["value"] == first
        assert send(educator, part, page, {"do": "save"}).status_code == 303
        assert len(acts(app)) == 1
    else:
        assert acts(app) == []


def test_an_objective_is_added_renamed_and_weighted(app, educator):
    page = parse(send(educator, "blueprint", educator.page(url("blueprint")), {"do": "objectives-add"}))
    typed = {
        "objectives-8-id": "LO09",
        "objectives-8-title": "Say why",
        "objectives-8-topic": "gait",
        "objectives-8-level": "analysis",
        "objectives-8-weight": "3",
        "topics-0-title": "Walking",
        "do": "save",
    }
    assert send(educator, "blueprint", page, typed).status_code == 303
    with app.app_context():
        plan = known().blueprint
        assert plan.objectives[8] == Objective(
            id="LO09", topic="gait", level="analysis", title="Say why", weight=3
        )
        assert plan.topics[0].title == "Walking"
    assert acts(app) == [("contents-changed", "blueprint")]
    assert "Walking" in text(educator.page("/bank/knees/items"))


@pytest.mark.parametrize(
    ("part", "do", "said"),
    [
        ("blueprint", "topics-0-remove", "“gait” cannot go: 8 items and objective LO01"),
        ("blueprint", "objectives-0-remove", "“LO01” cannot go: 2 items name it."),
        ("blueprint", "turns_on-0-remove", "“knee” cannot go: 16 items name it."),
        ("facts", "facts-0-remove", "“F1” cannot go: 16 items and objective LO01"),
        ("sources", "sources-0-remove", "“knee-2001” cannot go: 16 items and fact F1 and fact F2 name it."),
        ("misconceptions", "misconceptions-0-remove", "“M1” cannot go: 16 items name it."),
        ("details", "people-0-remove", "“author” cannot go: 16 items name it."),
    ],
)
def test_what_is_in_use_cannot_be_taken_away(app, educator, part, do, said):
    page = parse(send(educator, part, educator.page(url(part)), {"do": do}))
    reply = send(educator, part, page, {"do": "save"})
    assert reply.status_code == 422
    assert said in text(parse(reply))
    assert acts(app) == []


def test_what_nothing_uses_goes(app, educator):
    page = parse(send(educator, "facts", educator.page(url("facts")), {"do": "facts-3-remove"}))
    assert send(educator, "facts", page, {"do": "save"}).status_code == 303
    with app.app_context():
        assert [fact.id for fact in known().facts.facts] == ["F1", "F2", "F3"]


@pytest.mark.parametrize(
    ("part", "typed", "place"),
    [
        ("details", {"title": ""}, "title"),
        ("details", {"language": "english"}, "language"),
        ("blueprint", {"objectives-0-topic": "nowhere"}, ""),
        ("blueprint", {"topics-1-id": "gait"}, "topics-1-id"),
        ("facts", {"facts-0-sources": "nobody-1900"}, ""),
        ("facts", {"facts-0-statement": ""}, "facts-0-statement"),
        ("sources", {"sources-0-year": "long ago"}, "sources-0-year"),
        ("sources", {"sources-0-recheck_by": "soon"}, "sources-0-recheck_by"),
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
    mine, theirs = educator.page(url("facts")), colleague.page(url("facts"))
    assert send(colleague, "facts", theirs, {"facts-0-statement": "Theirs.", "do": "save"}).status_code == 303
    reply = send(educator, "facts", mine, {"facts-1-statement": "Mine.", "do": "save"})
    assert reply.status_code == 409
    page = parse(reply)
    assert "Somebody else changed this bank" in text(page)
    assert page.find(id="edit-facts-1-statement").text.strip() == "Mine."
    with app.app_context():
        assert known().facts.facts[0].statement == "Theirs."
    assert send(educator, "facts", page, {"do": "save"}).status_code == 303


def test_too_many_rows_are_refused(app, educator):
    page = educator.page(url("misconceptions"))
    rows = {f"misconceptions-{number}-id": f"M{number}" for number in range(201)}
    reply = send(educator, "misconceptions", page, {**rows, "do": "save"})
    assert reply.status_code == 422
    assert "at most 200 rows" in text(parse(reply))
    many = {f"x-{number}": "" for number in range(5001)}
    assert send(educator, "misconceptions", page, many).status_code == 413


def test_a_source_is_added_in_place_and_its_doi_is_a_link(app, educator):
    typed = {
        "id": "new-2026",
        "reference": "New N. *J New* 2026",
        "kind": "randomised_trial",
        "read": "full",
        "doi": "https://doi.org/10.1000/new",
        "recheck_by": "2020-01-01",
    }
    assert educator.post_form("/bank/knees/sources", typed, action="/sources").status_code == 303
    page = educator.page("/bank/knees/sources")
    link = page.find(id="source-new-2026").find("a")
    assert link["href"] == "https://doi.org/10.1000/new"
    assert "1 is overdue to be looked at again: new-2026" in text(page)
    assert acts(app) == [("source-added", "new-2026")]
    again = educator.post_form("/bank/knees/sources", typed, action="/sources")
    assert again.status_code == 422
    assert "stands here a second time" in text(parse(again).find(id="flaws-id"))
    blank = educator.post_form("/bank/knees/sources", {}, action="/sources")
    assert parse(blank).find(id="flaws-reference")


def test_what_is_covered_is_counted_and_gaps_are_named(app, educator):
    page = parse(send(educator, "blueprint", educator.page(url("blueprint")), {"do": "objectives-add"}))
    typed = {"objectives-8-id": "LO09", "objectives-8-title": "Say why", "objectives-8-topic": "gait"}
    send(educator, "blueprint", page, {**typed, "objectives-8-level": "recall", "do": "save"})
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
    assert "A command, or an account that has gone" in rows[0].text
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
