"""What was typed and not saved: kept for whoever typed it, offered again, never a version by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quiz.bank.unsaved.actions import MOST
from quiz.bank.unsaved.models import UnsavedWork
from quiz.bank.unsaved.queries import KEPT_FOR
from quiz.db import db
from tests.pages import parse
from tests.quiz.bank.conftest import signed_in
from tests.quiz.bank.test_desk import URL, every_field, numbers, text
from tests.quiz.bank.test_saving import opened

KEEP = f"{URL}/unsaved"
JSON = {"accept": "application/json"}
TYPED = "مرحبا \u202e 👩🏽‍⚕️ <script>alert(1)</script>"


def test_what_was_left_is_offered_gone_on_with_and_saved(app, educator):
    form = {**opened(educator), "take_home": TYPED, "options-4-text": "A fifth", "options-4-id": "fifth"}
    assert educator.post(KEEP, data=form).location == URL
    assert numbers(app) == [1]
    page = educator.page(URL)
    assert "not saved. It waits for you here." in text(page)
    assert page.find(id="edit-take_home").text.strip() != TYPED
    again = educator.page(page.find("a", string="Go on with it")["href"])
    assert again.find(id="edit-take_home").text.strip() == TYPED
    assert again.find(id="edit-options-4-id")["value"] == "fifth"
    assert not again.find(class_="left")
    assert not again.find_all("script", src=False)
    reply = educator.post(URL, data={**form, "do": "save"})
    assert reply.status_code == 303
    assert not educator.page(URL).find(class_="left")
    assert left(app) == []


def test_a_script_keeps_and_is_answered_in_a_sentence(app, educator):
    form = opened(educator)
    assert said(educator, form) == (200, "Nothing is unsaved.")
    for typed in ("One", "Two"):
        status, words = said(educator, {**form, "take_home": typed})
        assert (status, words[:8], words[-12:]) == (200, "Kept at ", ", not saved.")
    assert [work["take_home"] for work in left(app)] == [["Two"]]
    status, words = said(educator, {**form, "take_home": "x" * 300_000})
    assert (status, words[:25]) == (422, "Not kept. This is larger ")
    status, words = said(educator, {**form, "options-200-text": "x", **rows(200)})
    assert (status, words) == (
        422,
        "Not kept. “Options” takes at most 200 rows. What is beyond them is not kept.",
    )
    assert said(educator, form) == (200, "Nothing is unsaved.")
    assert left(app) == []


def test_without_a_script_what_cannot_be_kept_stays_in_the_page(app, educator):
    reply = educator.post(KEEP, data={**opened(educator), "explanation": "x" * 300_000})
    assert reply.status_code == 422
    page = parse(reply)
    assert "larger than an item may be" in text(page)
    assert len(page.find(id="edit-explanation").text) >= 300_000
    assert left(app) == []


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"writing": ""}, 400),
        ({"writing": "<script>"}, 400),
        ({"base_version": "2"}, 400),
        ({"base_version": "x"}, 400),
        ({"take_home": "a\0b"}, 400),
        ({"take_home": "x" * 2_100_000}, 413),
        ({f"options-0-near-{number}-text": "" for number in range(5001)}, 413),
    ],
)
def test_what_no_form_sends_is_not_kept(app, educator, typed, status):
    assert educator.post(KEEP, data={**opened(educator), **typed}).status_code == status
    assert left(app) == []


def test_it_is_nobody_elses(app, educator, colleague):
    reviewer = signed_in(app, "reviewer@example.org", "educator", member="reviewer")
    educator.post(KEEP, data={**opened(educator), "take_home": "Mine"})
    link = educator.page(URL).find("a", string="Go on with it")["href"]
    theirs = opened(colleague)
    assert not colleague.page(URL).find(class_="left")
    assert colleague.get(link).status_code == 404
    with app.app_context():
        id = db.session.scalar(select(UnsavedWork.id))
    assert colleague.post(f"{KEEP}/{id}", data=theirs).status_code == 404
    token = reviewer.page("/practise").find("input", attrs={"name": "csrf_token"})["value"]
    for url in (KEEP, f"{KEEP}/{id}"):
        assert reviewer.post(url, data={**theirs, "csrf_token": token}).status_code == 403
    assert educator.post_form(URL, action=f"unsaved/{id}").status_code == 303
    assert educator.get(link).status_code == 404
    assert left(app) == []


def test_nothing_is_submitted_while_something_newer_is_unsaved(app, educator):
    educator.post_form(URL, {"do": "save", "take_home": "Look first."}, action="item-1")
    educator.post(KEEP, data={**opened(educator), "take_home": "Mine"})
    reply = educator.post_form(URL, {"do": "submit"}, action="/life")
    assert reply.status_code == 303
    page = educator.page(reply.location)
    assert "You typed here what is not saved, so nothing was done." in page.find(class_="notice error").text
    assert page.find(id="edit-take_home").text.strip() == "Mine"
    assert page.find("button", attrs={"value": "submit"})
    educator.post(URL, data={**every_field(page.find(id="writing")), "do": "save"})
    educator.post_form(URL, {"do": "submit"}, action="/life")
    assert educator.page(URL).find("button", attrs={"value": "withdraw"})


def test_windows_do_not_write_over_one_another_and_a_sixth_is_refused(app, educator):
    forms = [opened(educator) for _ in range(MOST + 1)]
    for number, form in enumerate(forms[:MOST]):
        assert said(educator, {**form, "take_home": f"Number {number}"})[0] == 200
    assert educator.post(KEEP, data={**forms[MOST], "take_home": "One more"}).status_code == 409
    assert len(educator.page(URL).find_all(class_="left")) == len(left(app)) == MOST


def test_when_somebody_saved_since_both_texts_are_shown_and_nothing_goes_before_it_is_saved(
    app, educator, colleague
):
    educator.post(KEEP, data={**opened(educator), "take_home": "Mine"})
    colleague.post(URL, data={**opened(colleague), "take_home": "Theirs", "do": "save"})
    page = educator.page(URL)
    assert "begun from version 1. Version 2 has been saved since" in text(page.find(class_="left"))
    page = educator.page(page.find("a", string="Go on with it")["href"])
    assert "When you save, both texts stand side by side" in text(page)
    reply = educator.post(URL, data={**every_field(page.find(id="writing")), "do": "save"})
    assert reply.status_code == 409
    assert {"Mine", "Theirs"} <= {pre.text.strip() for pre in parse(reply).find_all("pre")}
    assert len(left(app)) == 1
    merge = {**every_field(parse(reply).find("main").form), "do": "merge"}
    assert educator.post(URL, data=merge).status_code == 303
    assert left(app) == []


def test_what_was_left_too_long_ago_is_not_offered_and_goes_with_the_next(app, educator):
    said(educator, {**opened(educator), "take_home": "Long ago"})
    with app.app_context():
        work = db.session.scalars(select(UnsavedWork)).one()
        work.at -= KEPT_FOR + timedelta(seconds=1)
        id = work.id
        db.session.commit()
    assert not educator.page(URL).find(class_="left")
    assert educator.get(f"{URL}?unsaved={id}").status_code == 404
    said(educator, {**opened(educator), "take_home": "Now"})
    assert [work["take_home"] for work in left(app)] == [["Now"]]


def said(client, form):
    reply = client.post(KEEP, data=form, headers=JSON)
    return reply.status_code, reply.get_json()["said"]


def rows(number):
    return {f"options-{row}-text": f"Option {row}" for row in range(number)}


def left(app):
    with app.app_context():
        return list(db.session.scalars(select(UnsavedWork.typed)))
