"""Objectives, facts, misconceptions and sources: found, added, changed and removed one by one."""

import pytest

from question_bank.bank import Objective
from quiz.bank.entries import queries
from tests.pages import parse
from tests.quiz.bank.conftest import signed_in
from tests.quiz.bank.test_contents import acts, known
from tests.quiz.bank.test_desk import counted, every_field, text

KINDS = {"facts": "F1", "misconceptions": "M1", "objectives": "LO01", "sources": "knee-2001"}


@pytest.mark.parametrize(("kind", "entry"), KINDS.items())
def test_an_entry_says_where_it_is_used_and_an_untouched_one_changes_nothing(app, educator, kind, entry):
    page = educator.page(url(kind))
    row = page.find("a", href=url(kind, entry)).find_parent("tr")
    users = 2 if kind == "objectives" else 16
    assert f"{users} items" in text(row)
    page = educator.page(url(kind, entry))
    assert f"{users} items name it" in text(page)
    assert page.find("a", href="/bank/knees/items/item-1")
    assert not page.find("button", value="remove")
    reply = send(educator, kind, entry, {"do": "save"}, follow=True)
    assert "Nothing had changed." in text(parse(reply))
    assert acts(app) == []
    for address in (url(kind), url(kind, entry)):
        with counted(app) as statements:
            educator.page(address)
        assert 0 < len(statements) <= 10, statements


def test_an_entry_is_added_changed_and_removed(app, educator):
    typed = {"id": "LO09", "title": "Say why", "topic": "gait", "level": "analysis", "weight": "3"}
    assert add(educator, "objectives", typed).location == "/bank/knees/objectives?add=y#add"
    with app.app_context():
        assert known().blueprint.objectives[8] == Objective(
            id="LO09", topic="gait", level="analysis", title="Say why", weight=3
        )
    reply = send(educator, "objectives", "LO09", {"do": "save", "id": "LO10", "weight": "1"})
    assert reply.location == "/bank/knees/objectives/LO10"
    assert send(educator, "objectives", "LO10", {"do": "remove"}).location == "/bank/knees/objectives"
    assert educator.get("/bank/knees/objectives/LO10").status_code == 404
    assert acts(app) == [
        ("entry-added", "objective LO09"),
        ("entry-changed", "objective LO09"),
        ("entry-removed", "objective LO10"),
    ]
    with app.app_context():
        assert len(known().blueprint.objectives) == 8
        assert len(known().blueprint.topics) == 2


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("objectives", "“LO01” cannot go: 2 items name it."),
        ("facts", "“F1” cannot go: 16 items and objective LO01"),
        ("sources", "“knee-2001” cannot go: 16 items and fact F1 and fact F2 name it."),
        ("misconceptions", "“M1” cannot go: 16 items name it."),
    ],
)
def test_what_is_in_use_stays_and_keeps_its_id(app, educator, kind, said):
    for typed in ({"do": "remove"}, {"do": "save", "id": "another"}):
        reply = send(educator, kind, KINDS[kind], typed)
        assert reply.status_code == 422
        assert said in text(parse(reply))
    assert acts(app) == []


def test_a_source_has_a_doi_that_becomes_a_link_and_a_day_to_look_again(app, educator):
    typed = {
        "id": "new-2026",
        "reference": "New N. *J New* 2026",
        "kind": "randomised_trial",
        "read": "full",
        "doi": "https://doi.org/10.1000/new",
        "recheck_by": "2020-01-01",
    }
    assert add(educator, "sources", typed).status_code == 303
    page = educator.page(url("sources"))
    assert page.find(id="source-new-2026").find("a", href="https://doi.org/10.1000/new")
    assert "1 is overdue to be looked at again: new-2026" in text(page)
    again = add(educator, "sources", typed)
    assert again.status_code == 422
    assert "stands here a second time" in text(parse(again).find(id="flaws-id"))
    assert parse(add(educator, "sources", {})).find(id="flaws-reference")


@pytest.mark.parametrize(
    ("kind", "typed", "place"),
    [
        ("facts", {"statement": ""}, "statement"),
        ("facts", {"sources": "nobody-1900"}, ""),
        ("sources", {"year": "long ago"}, "year"),
        ("objectives", {"topic": "nowhere"}, ""),
    ],
)
def test_what_cannot_be_is_said_in_its_place_and_nothing_is_saved(app, educator, kind, typed, place):
    reply = send(educator, kind, KINDS[kind], {**typed, "do": "save"})
    assert reply.status_code == 422
    page = parse(reply)
    assert "Nothing was saved" in text(page)
    assert page.find(id=f"flaws-{place}" if place else "edit-id")
    assert acts(app) == []
    assert send(educator, kind, KINDS[kind], {"do": "nonsense"}).status_code == 400


def test_two_who_change_one_entry_are_told_and_two_entries_do_not_meet(app, educator, colleague):
    mine, other = (every_field(form(educator, "facts", entry)) for entry in ("F1", "F2"))
    assert send(colleague, "facts", "F1", {"statement": "Theirs.", "do": "save"}).status_code == 303
    typed = {**mine, "statement": "Mine.", "do": "save"}
    reply = educator.post(url("facts", "F1"), data=typed)
    assert reply.status_code == 409
    assert parse(reply).find(id="edit-statement").text.strip() == "Mine."
    again = every_field(parse(reply).find("form", class_="card"))
    assert educator.post(url("facts", "F1"), data={**again, "do": "save"}).status_code == 303
    saved = educator.post(url("facts", "F2"), data={**other, "statement": "Some snap.", "do": "save"})
    assert saved.status_code == 303
    with app.app_context():
        assert [fact.statement for fact in known().facts.facts[:2]] == ["Mine.", "Some snap."]


def test_lists_are_searched_by_beginnings_of_words_and_paged(educator, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    page = educator.page(url("facts"))
    assert "4 facts" in text(page)
    assert len(page.tbody.find_all("tr")) == 2
    last = educator.page(page.find("a", rel="next")["href"])
    assert [row.a.text for row in last.tbody.find_all("tr")] == ["F3", "FX"]
    assert last.find("a", rel="prev")
    found = educator.page(f"{url('facts')}?q=PREDICT+rai&page=9")
    assert [row.a.text for row in found.tbody.find_all("tr")] == ["F3"]
    assert "Nothing has all of these words" in text(educator.page(f"{url('facts')}?q=nonsense"))


def test_the_old_addresses_of_lists_lead_to_the_new(educator):
    assert educator.get("/bank/knees/contents/facts").location == "/bank/knees/facts"


def test_a_reviewer_reads_and_has_nothing_to_press(app):
    reviewer = signed_in(app, "reviewer@example.org", "educator", member="reviewer")
    assert not reviewer.page(url("facts")).find("form", action=url("facts"), method="post")
    assert not reviewer.page(url("facts", "FX")).find("button", value=["save", "remove"])


def url(kind, entry=None):
    return f"/bank/knees/{kind}" + (f"/{entry}" if entry else "")


def form(client, kind, entry):
    return client.page(url(kind, entry)).find("form", class_="card")


def send(client, kind, entry, typed, *, follow=False):
    data = {**every_field(form(client, kind, entry)), **typed}
    return client.post(url(kind, entry), data=data, follow_redirects=follow)


def add(client, kind, typed):
    return client.post_form(url(kind), typed, action=f"/{kind}")
