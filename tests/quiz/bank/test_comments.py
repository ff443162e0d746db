"""Comments on an item: on a place or the whole, answered, resolved, opened again."""

import pytest

from tests.pages import parse
from tests.quiz.bank.conftest import signed_in
from tests.quiz.bank.test_desk import counted, every_field, text
from tests.quiz.bank.test_life import moved

ITEM = "/bank/knees/items/item-1"
URL = f"{ITEM}/comments"


@pytest.fixture
def reviewer(app):
    return signed_in(app, "reviewer@example.org", "educator", member="reviewer")


def test_a_place_is_commented_on_answered_and_resolved(app, educator, reviewer):
    typed = {"place": "options-1-text", "text": "Which *knee*? <script>alert(1)</script>"}
    assert reviewer.post_form(URL, typed, action="/comments").status_code == 303
    page = educator.page(URL)
    about = [option.text for option in page.find(id="place").find_all("option")]
    assert len(set(about)) == len(about)
    card = page.find(id=lambda id: id and id.startswith("comment-"))
    assert card.find("a", href=f"{ITEM}#edit-options-1-text")
    assert card.em.text == "knee"
    assert "Open" in card.find(class_="chip").text
    assert "Comments (1 open)" in text(educator.page(ITEM))
    action = card.form["action"]
    assert educator.post_form(URL, {"do": "answer", "text": "The left."}, action=action).status_code == 303
    educator.post_form(URL, {"do": "resolve"}, action=action)
    page = reviewer.page(URL)
    assert "The left." in page.text
    assert "Resolved" in page.text
    assert "open)" not in text(educator.page(ITEM))
    reviewer.post_form(URL, {"do": "reopen"}, action=action)
    assert "Comments (1 open)" in text(educator.page(ITEM))
    with counted(app) as statements:
        educator.page(URL)
    assert 0 < len(statements) <= 10, statements


@pytest.mark.parametrize("typed", [{"text": ""}, {"text": "x" * 5001}, {"text": "x", "place": "nowhere"}])
def test_what_cannot_be_meant_is_shown_again(educator, typed):
    assert educator.post_form(URL, typed, action="/comments").status_code == 422


def test_an_answer_needs_words_and_a_comment_of_this_item(educator):
    educator.post_form(URL, {"text": "Good."}, action="/comments")
    action = educator.page(URL).find(id=lambda id: id and id.startswith("comment-")).form["action"]
    assert educator.post_form(URL, {"do": "answer", "text": " "}, action=action).status_code == 422
    assert educator.post_form(URL, {"do": "nonsense"}, action=action).status_code == 400
    token = educator.page(URL).find("input", attrs={"name": "csrf_token"})["value"]
    elsewhere = action.replace("item-1", "item-2")
    assert educator.post(elsewhere, data={"csrf_token": token, "do": "resolve"}).status_code == 404


def test_comments_wait_for_a_blind_answer_too(educator, reviewer):
    educator.post_form(ITEM, {"do": "save", "take_home": "Look first."}, action="item-1")
    educator.post_form(URL, {"text": "The key is wrong."}, action="/comments")
    moved(educator, "submit")
    assert "The key is wrong." not in reviewer.page(URL).text
    token = reviewer.page(ITEM).find("input", attrs={"name": "csrf_token"})["value"]
    reply = reviewer.post(URL, data={"csrf_token": token, "text": ""})
    assert reply.status_code == 409
    assert "The key is wrong." not in reply.get_data(as_text=True)


def test_a_comment_follows_its_row_and_says_so_when_it_went(educator):
    looked_at = educator.page(URL).find("input", attrs={"name": "number"})["value"]
    typed = {"place": "options-1-text", "text": "Which knee?"}
    educator.post_form(URL, typed, action="/comments")
    page = parse(educator.post_form(ITEM, {"do": "options-1-up"}, action="item-1"))
    assert educator.post(ITEM, data={**every_field(page.find(id="writing")), "do": "save"}).status_code == 303
    card = educator.page(URL).find(id=lambda id: id and id.startswith("comment-"))
    assert card.find("a", href=f"{ITEM}#edit-options-0-text").text == "Option 1"
    assert "said of version 1" in text(card)
    typed = {"place": "options-0-text", "text": "Said of what I saw.", "number": looked_at}
    assert educator.post_form(URL, typed, action="/comments").status_code == 303
    assert educator.page(URL).find("a", href=f"{ITEM}#edit-options-1-text")
    page = parse(educator.post_form(ITEM, {"do": "options-0-remove"}, action="item-1"))
    assert educator.post(ITEM, data={**every_field(page.find(id="writing")), "do": "save"}).status_code == 303
    page = educator.page(URL)
    assert "which is there no more" in text(page)
    assert page.q.text == "Option 2"
