"""A review: answered blind, then seen with its key, then decided."""

import json

import pytest
from sqlalchemy import delete, select

from question_bank import load
from question_bank.figure import Figure as Drawn
from question_bank.formats.contract import ItemFormat
from quiz.bank.actions import add_version
from quiz.bank.models import Bank, Figure, Item, ItemVersion
from quiz.bank.reviewing.models import BlindAnswer, Decision
from quiz.db import db
from tests.banks import case_document
from tests.conftest import NOW
from tests.pages import fields, parse
from tests.quiz.bank.conftest import signed_in
from tests.quiz.bank.test_desk import EXAMPLES, counted, put_example, text
from tests.quiz.bank.test_life import life, moved

URL = "/bank/knees/items/item-1"
REVIEW = f"{URL}/review"
SAID = {"borderline": "60", "doubts": "Which knee?"}


@pytest.fixture
def reviewer(app):
    return signed_in(app, "reviewer@example.org", "educator", member="reviewer")


@pytest.fixture
def submitted(app, educator):
    educator.post_form(URL, {"do": "save", "take_home": "Look first."}, action="item-1")
    moved(educator, "submit")


def test_a_reviewer_answers_blind_sees_the_key_and_approves(app, educator, reviewer, submitted):
    page = reviewer.page(URL)
    assert page.h1.text == "Review version 2"
    assert "KEYTITLE" not in str(page)
    reply = send(reviewer, REVIEW, option="bend", **SAID)
    assert reply.status_code == 303
    page = reviewer.page(REVIEW)
    assert "Right — you chose" in text(page)
    assert "60 of 100 borderline trainees would get it. Which knee?" in text(page)
    assert reviewer.page(URL).h1.text == "KEYTITLE item 1"
    assert reviewer.post_form(REVIEW, {"do": "approve", "note": ""}, action="/decision").status_code == 303
    moved(educator, "publish")
    assert life(app) == ("published", 2, 2, None)
    assert "Version 2 is approved." in text(educator.page(URL))
    with app.app_context():
        assert not db.session.scalars(select(ItemVersion.unreviewed).where(ItemVersion.number == 2)).one()
        stored = db.session.scalars(select(BlindAnswer)).one()
        assert (stored.stage, stored.verdict, stored.borderline) == (1, "right", 60)
        assert stored.answer["option"].startswith("bend")


def test_changes_that_are_asked_for_send_it_back_with_a_note(app, educator, reviewer, submitted):
    send(reviewer, REVIEW, option="press", **SAID)
    assert "Not right — you chose" in text(reviewer.page(REVIEW))
    empty = reviewer.post_form(REVIEW, {"do": "changes", "note": " "}, action="/decision")
    assert empty.status_code == 422
    assert "Say what is to change." in empty.get_data(as_text=True)
    reviewer.post_form(REVIEW, {"do": "changes", "note": "Say which knee."}, action="/decision")
    assert life(app) == ("published", 2, 1, None)
    page = text(educator.page(URL))
    assert "Changes asked by reviewer@example.org" in page
    assert "Say which knee." in page
    assert not educator.page(URL).find("button", attrs={"value": "publish"})


def test_the_last_author_does_not_review_their_own_work(app, educator, colleague, submitted):
    page = educator.page(REVIEW)
    assert "Nobody has answered it blind yet." in text(page)
    assert not page.find("button", attrs={"value": "approve"})
    token = page.find("input", attrs={"name": "csrf_token"})
    token = token or educator.page(URL).find("input", attrs={"name": "csrf_token"})
    typed = {"csrf_token": token["value"], "version": 2, "stage": 1, "do": "approve", "note": "Good."}
    for url in (REVIEW, f"{URL}/decision"):
        reply = educator.post(url, data=typed)
        assert reply.status_code == 409
        assert "You saved this version yourself" in reply.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalars(select(Decision)).all() == []


def test_nothing_is_decided_before_the_blind_answer(app, reviewer, submitted):
    token = reviewer.page(REVIEW).find("input", attrs={"name": "csrf_token"})["value"]
    for do in ("approve", "changes"):
        typed = {"csrf_token": token, "version": 2, "do": do, "note": "Good."}
        assert reviewer.post(f"{URL}/decision", data=typed).status_code == 409
        assert reviewer.post(f"{URL}/decision", data={**typed, "note": ""}).status_code == 409


@pytest.mark.parametrize(
    "typed", [{"borderline": ""}, {"borderline": "101"}, {"borderline": "-1"}, {"borderline": "many"}]
)
def test_a_share_that_cannot_be_is_refused_and_what_was_typed_stays(app, reviewer, submitted, typed):
    reply = send(reviewer, REVIEW, option="bend", **{**SAID, **typed})
    assert reply.status_code == 422
    page = parse(reply)
    assert "Write a whole number from 0 to 100." in page.text
    assert page.find(id="doubts").text.strip() == "Which knee?"
    assert page.find("input", attrs={"name": "option", "checked": True})
    assert send(reviewer, REVIEW, option=None, **SAID).status_code == 422
    assert "KEYTITLE" not in page.text


def test_a_first_answer_stays_and_a_newer_version_is_told(app, educator, reviewer, submitted):
    form = filled(reviewer, REVIEW, "bend") | SAID
    other = filled(reviewer, REVIEW, "press") | SAID
    assert reviewer.post(REVIEW, data=form).status_code == 303
    assert reviewer.post(REVIEW, data=other).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(BlindAnswer.verdict)).all() == ["right"]
    educator.post_form(URL, {"do": "save", "take_home": "Look twice."}, action="item-1")
    assert reviewer.post(REVIEW, data=form).status_code == 409
    assert reviewer.page(REVIEW).h1.text == "Review version 3"


def test_a_case_is_answered_stage_by_stage_and_shown_at_the_end(app, reviewer):
    url = put_in_review(app, case_document(1))
    for stage in (1, 2, 3):
        page = reviewer.page(f"{url}/review")
        assert f"Case, step {stage} of 3" in page.text
        for later in range(stage + 1, 4):
            assert f"NEWS-{later}" not in str(page)
        for word in ("KEYTITLE", "RATIONALE", "STAGEWHY"):
            assert word not in str(page)
        assert send(reviewer, f"{url}/review", option="bend", **SAID).status_code == 303
    page = reviewer.page(f"{url}/review")
    assert "STAGEWHY-3" in page.text
    with app.app_context():
        assert db.session.scalars(select(BlindAnswer.stage).order_by(BlindAnswer.stage)).all() == [1, 2, 3]


def test_no_key_leaves_before_the_blind_answer(app, reviewer):
    for fmt, file in (param.values for param in EXAMPLES):
        with app.app_context():
            db.session.execute(delete(Figure))  # examples share names
            item = db.session.scalars(select(Item).where(Item.slug == put_example(file))).one()
            item.state, item.review_due = "in_review", "2026-12-04"
            document, url = version_of(item).document, f"/bank/knees/items/{item.slug}"
            figures = [Drawn.model_validate_json(json.dumps(row)) for row in documents_of_figures()]
            db.session.commit()
        secrets = list(told_late(document))
        if isinstance(fmt, ItemFormat) and not fmt.exploration:
            secrets += [*fmt.secrets(load(document, {figure.id: figure for figure in figures}))]
        for address in (f"{url}/review", url, f"{url}/print"):
            page = reviewer.page(address)
            assert page.find("button", string="Store my answer"), f"{file.stem} {address}"
            if isinstance(fmt, ItemFormat) and fmt.exploration:
                assert "The search is made already" in text(page)
            assert [secret for secret in secrets if secret in page.text] == [], f"{file.stem} {address}"


def test_a_page_for_no_more_queries_than_a_hand_can_count(app, educator, reviewer, submitted):
    for _ in range(2):
        with counted(app) as statements:
            reviewer.page(REVIEW)
        assert 0 < len(statements) <= 10, statements
        if reviewer.page(REVIEW).find(id="answer"):
            send(reviewer, REVIEW, option="bend", **SAID)
    with counted(app) as statements:
        educator.page(URL)
    assert 0 < len(statements) <= 10, statements


def documents_of_figures():
    return db.session.scalars(select(Figure.document)).all()


def told_late(document):
    """Every text that an item of any format keeps until it is answered."""
    for name in ("title", "explanation", "take_home", "contested"):
        if document.get(name):
            yield document[name]
    for option in document.get("options", []):
        if option.get("rationale"):
            yield option["rationale"]
    for stage in document.get("stages", []):
        yield from told_late(stage["item"])


def version_of(item):
    query = select(ItemVersion).where(ItemVersion.item_id == item.id)
    return db.session.scalars(query.where(ItemVersion.number == item.newest_number)).one()


def put_in_review(app, document):
    with app.app_context():
        bank_id = db.session.scalar(select(Bank.id))
        item = Item(
            bank_id=bank_id,
            slug=document["id"],
            state="in_review",
            newest_number=0,
            review_due="2026-12-04",
        )
        db.session.add(item)
        db.session.flush()
        add_version(item, document, before=None, now=NOW)
        db.session.commit()
    return f"/bank/knees/items/{document['id']}"


def filled(client, url, option):
    page = client.page(url)
    form = fields(page.find("form", class_="answer"))
    if option:
        ids = [tag["value"] for tag in page.find_all("input", attrs={"name": "option"})]
        form["option"] = next(id for id in ids if id.startswith(option))
    return form


def send(client, url, *, option, **said):
    return client.post(url, data={**filled(client, url, option), **said})
