"""A bank's public page: who and what stands behind it."""

import pytest
from sqlalchemy import event

from question_bank.folder import read_folder
from quiz.bank import queries
from quiz.bank.actions import load_folder
from quiz.db import db
from tests.banks import INFO, case_document, item_document, write_bank
from tests.conftest import NOW


def test_anybody_may_see_who_wrote_it_what_is_in_it_and_what_it_rests_on(client):
    page = client.page("/banks/knees")
    assert page.h1.text == "Sore knees"
    assert "Cases about knees." in page.text
    assert "CC BY-SA 4.0" in page.text
    assert "A. Author" in page.text
    assert tables(page) == {
        "Topic": {"Gait": "8", "Swelling": "8"},
        "Format": {"Single best answer": "16"},
    }
    sources = [
        source.get_text(" ", strip=True) for source in page.find("ol", class_="sources").find_all("li")
    ]
    assert len(sources) == 3
    assert "Case series, no comparison level 4 of 5; read second-hand" in sources[0]
    assert "Guideline read in abstract or in part" in sources[1]
    assert page.find("ol", class_="sources").find("a")["href"] == "https://doi.org/10.1000/knee"


def test_until_a_clinician_has_signed_the_page_says_so_and_what_needs_one_first(client):
    page = client.page("/banks/knees")
    assert "No clinician has signed any of these questions yet." in page.text
    assert page.find("h3", string="What needs a clinician first")
    assert INFO["review_note"] in page.text
    assert "nobody yet" in page.text


def test_signatures_are_counted_and_an_authors_own_is_none(client, app, load):
    people = [*INFO["people"], {"id": "doctor", "name": "D. Doctor", "role": "author", "clinician": True}]
    load(
        item_document(1, reviewed_by=["clinician"]),
        item_document(2, reviewed_by=["reader"]),
        item_document(3, written_by=["doctor"], reviewed_by=["doctor"]),
        case_document(4),
        people=people,
    )
    page = client.page("/banks/hips")
    assert "A clinician has signed 1 of 4 questions." in page.text
    reviewed = page.find("dt", string="Reviewed by").find_next_sibling("dd").get_text(" ", strip=True)
    assert reviewed == "C. Clinician clinician 1 question R. Reader 1 question D. Doctor clinician 1 question"
    assert tables(page)["Format"] == {"Single best answer": "3", "Case that unfolds": "1"}


def test_when_all_is_signed_nothing_is_left_to_be_seen_first(client, load):
    load(item_document(1, reviewed_by=["clinician"]))
    page = client.page("/banks/hips")
    assert "A clinician has signed every question." in page.text
    assert page.find("h3", string="What needs a clinician first") is None


def test_only_what_trainees_can_meet_is_counted(client, app, load):
    load(item_document(1), item_document(2))
    with app.app_context():
        item, _ = queries.items_with_newest(queries.bank_by_slug("hips").id)["item-2"]
        item.state = "retired"
        db.session.commit()
    assert tables(client.page("/banks/hips"))["Format"] == {"Single best answer": "1"}


def test_a_bank_that_has_published_nothing_has_no_page_and_one_that_took_all_back_has(app, client, load):
    load()
    none = client.get("/banks/shins").text
    assert client.get("/banks/hips").text.replace("hips", "shins") == none
    load(item_document(1))
    with app.app_context():
        item, _ = queries.items_with_newest(queries.bank_by_slug("hips").id)["item-1"]
        item.state = "retired"
        db.session.commit()
    assert "Nothing is published at the moment." in client.page("/banks/hips").text


def test_only_sources_that_are_cited_are_listed(client, load):
    document = item_document(1, contested=None)
    load({**document, "sources": [used for used in document["sources"] if used["id"] != "leg-1999"]})
    page = client.page("/banks/hips")
    assert page.find("summary").text == "All 2 sources"
    assert "Leg L." not in page.text


def test_no_page_for_what_is_not_there(client):
    assert client.get("/banks/elbows").status_code == 404


def test_nothing_on_it_names_what_answers_turn_on(client):
    text = client.get("/banks/knees").text
    for secret in (
        INFO["working_title"],
        "The knee",
        "Something else",
        "KEYTITLE",
        "RATIONALE",
        "EXPLANATION",
    ):
        assert secret not in text


def test_it_costs_few_statements(client, app):
    statements = []
    with app.app_context():
        engine = db.engine

    def note(connection, cursor, statement, *rest):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        client.page("/banks/knees")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert 0 < len(statements) <= 6, statements


@pytest.mark.parametrize("url", ["/about", "/practise"])
def test_other_pages_lead_there(client, url):
    assert client.page(url).find("main").find("a", href="/banks/knees")


def test_each_explanation_leads_there_from_its_signature(client):
    reply = client.post_form("/practise", {"length": "5"}, action="/sittings")
    asked = client.page(reply.location)
    option = asked.find("form", class_="answer").find("input", type="radio")
    explained = client.post_form(reply.location, {option["name"]: option["value"]}, follow_redirects=True)
    assert 'href="/banks/knees"' in explained.text.partition('class="signed"')[2].partition("</p>")[0]


def tables(page):
    return {
        table.find("th").text: {row.th.text: row.td.text for row in table.tbody.find_all("tr")}
        for table in page.find_all("table")
    }


@pytest.fixture
def load(app, tmp_path):
    """Load a bank called hips with these items."""

    def loaded(*documents, people=INFO["people"]):
        info = {**INFO, "id": "hips", "title": "Sore hips", "people": people}
        with app.app_context():
            folder = read_folder(write_bank(tmp_path, list(documents), bank=info))
            load_folder(folder, now=NOW, publish=True)
            db.session.commit()

    return loaded
