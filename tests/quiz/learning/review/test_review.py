"""The page of reviews: what is due and why, a sitting of it, and how one reviews."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select, update

from quiz.accounts.visitor import Visitor
from quiz.bank.models import Item, ItemVersion
from quiz.db import db
from quiz.learning.review import actions, views
from quiz.learning.review.models import Card
from quiz.sittings.models import Slot
from tests.conftest import make_client
from tests.quiz.accounts.conftest import name_person
from tests.quiz.learning.review.conftest import NOW, Somebody, ago


def test_the_page_says_what_is_due_and_why_in_the_order_it_comes_back(client, somebody):
    somebody.answers(1, days=9)
    somebody.answers(2, days=3)
    somebody.answers(3, days=0.9, word="press", sureness=3)
    somebody.answers(5, days=0.8, word="twist")
    page = client.page("/review")
    assert flat(page.select_one(".lead-row p")).startswith("4 of your 4 objectives are due.")
    told = [flat(row) for row in page.select(".due li")]
    begin = ("Gait Certain, but wrong · ", "Swelling Dangerous · ", "Gait Last", "Gait Last")
    assert [row.startswith(words) for row, words in zip(told, begin, strict=True)] == [True] * 4
    assert "Objective 1" not in "".join(told)
    assert re.search(r"Chance that you still know it: \d\d%$", told[2])
    assert page.select_one("tbody td").text == "4"


def test_a_page_with_nothing_due_says_when_something_is(client, somebody):
    assert "Nothing to review yet." in client.page("/review").text
    somebody.answers(1)
    page = client.page("/review")
    assert "Nothing is due. The next is due" in flat(page)
    assert page.find("a", string="New quiz")
    assert page.find("button", string=re.compile("Review . now")) is None


def test_a_sitting_of_what_is_due_asks_siblings_and_never_the_same_item_twice_in_a_row(client, app, somebody):
    somebody.answers(1, 2, 11, days=30)
    last = {"LO01": "item-1", "LO02": "item-2", "LO03": "item-11"}
    for _ in range(4):
        reply = client.post_form("/review", action="/review")
        assert client.page(reply.location).h1.text == "Question 1 of 3"
        query = (
            select(ItemVersion.objective, Item.slug)
            .join(Item, Item.id == ItemVersion.item_id)
            .join(Slot, Slot.version_id == ItemVersion.id)
            .where(Slot.sitting_id == int(reply.location.split("/")[-1]))
        )
        with app.app_context():
            asked = dict(db.session.execute(query).all())
        assert set(asked) == set(last)
        assert all(asked[objective] != last[objective] for objective in asked)
        last = asked


def test_sending_twice_begins_one_sitting_and_nothing_due_is_told(client, app, somebody):
    somebody.answers(1, days=30)
    form = {
        tag["name"]: tag["value"] for tag in client.page("/review").select("form[action='/review'] input")
    }
    first = client.post("/review", data=form)
    assert client.post("/review", data=form).location == first.location
    assert client.post("/review", data={**form, "token": "x"}).status_code == 422
    with app.app_context():
        db.session.execute(update(Card).values(due=ago(-3)))
        db.session.commit()
    told = client.post("/review", data={**form, "token": "y" * 20})
    assert told.status_code == 409
    assert "Nothing is due there now." in told.get_data(as_text=True)


def test_how_to_review_is_changed_and_what_is_due_follows(client, somebody):
    somebody.answers(1, days=0)
    somebody.answers(9, days=-3)
    due = somebody.cards()["LO01"].due
    eve = datetime.combine(NOW.date() + timedelta(days=5), datetime.min.time(), UTC)
    exam_on = (eve + timedelta(days=1)).date().isoformat()
    saved = client.post_form("/review", {"target": "80"}, action="/plan", follow_redirects=True)
    assert "Saved." in saved.get_data(as_text=True)
    later = somebody.cards()["LO01"].due
    assert later > due > eve
    client.post_form("/review", {"target": "80", "exam_on": exam_on}, action="/plan")
    assert somebody.cards()["LO01"].due == eve
    fields = client.page("/review").select("form[action='/review/plan'] input")
    assert [tag["value"] for tag in fields[1:]] == ["80", exam_on]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"target": "79"}, "Write a whole number from 80 to 95, such as 90."),
        ({"target": "much"}, "Write a whole number from 80 to 95, such as 90."),
        ({"target": ""}, "Write a whole number from 80 to 95, such as 90."),
        ({"exam_on": "soon"}, "Write the day as year-month-day, such as 2027-05-31."),
        ({"exam_on": "2020-01-01"}, "This day is not ahead. Write a later one, or leave it empty."),
    ],
)
def test_a_bad_plan_is_told_and_kept_in_the_form(client, somebody, data, told):
    reply = client.post_form("/review", data, action="/plan")
    assert reply.status_code == 422
    assert told in reply.get_data(as_text=True)
    name, value = next(iter(data.items()))
    assert f'name="{name}"' in reply.get_data(as_text=True)
    assert f'value="{value}"' in reply.get_data(as_text=True)


def test_a_page_works_out_a_little_says_so_and_goes_on_afterwards(client, somebody, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    monkeypatch.setattr(views, "STEPS_AFTERWARDS", 1)
    somebody.answers(1, 2, 3, 4, 5, 6, 7, days=30)
    told = client.page("/practise/count?length=10&among=due")
    assert "Some of your answers are still being worked out" in told.text
    page = client.page("/review")
    assert "Not all of your answers are worked out yet: 57% so far." in flat(page)
    assert flat(page.select_one(".lead-row p")).startswith("4 of your 4 objectives are due.")
    page = client.page("/review")
    assert "worked out yet" not in page.text
    assert flat(page.select_one(".lead-row p")).startswith("7 of your 7 objectives are due.")


def test_a_stranger_sees_nothing_of_it_and_nobody_is_told_where_to_begin(client, app, somebody):
    somebody.answers(1, days=30)
    stranger = Somebody(app)
    name_person(client, app, stranger.visitor)
    assert "Nothing to review yet." in client.page("/review").text
    assert make_client(app).get("/review").status_code == 404
    name_person(client, app, Visitor(somebody.person.id, somebody.person.epoch + 1))
    assert client.get("/review").status_code == 404


def test_the_page_takes_few_statements_also_when_there_is_something_to_work_out(client, app, somebody):
    somebody.answers(1, 2, 3, days=30)
    client.get("/review")
    somebody.answers(9, 10, 4, 1, days=20, sureness=1)
    assert statements(client, app) <= 12
    assert statements(client, app) == 2


def statements(client, app):
    seen = []

    def count(connection, cursor, text, *more):
        seen.append(text)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        client.get("/review")
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len([text for text in seen if not text.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))])


def flat(tag):
    return " ".join(tag.text.split())
