"""The queue: what waits for a review, and what should have been checked again."""

import pytest
from sqlalchemy import select

from quiz.bank.models import Item, ItemVersion
from quiz.db import db
from tests.quiz.bank.conftest import signed_in
from tests.quiz.bank.test_desk import counted, text
from tests.quiz.bank.test_life import moved

URL = "/bank/knees/items/item-1"


@pytest.fixture
def submitted(educator):
    educator.post_form(URL, {"do": "save", "take_home": "Look first."}, action="item-1")
    moved(educator, "submit", due="2999-01-02")


def test_what_is_in_review_is_listed_for_those_who_may_read_the_bank(app, educator, submitted):
    reviewer = signed_in(app, "reviewer@example.org", "educator", member="reviewer")
    stranger = signed_in(app, "stranger@example.org", "educator")
    row = reviewer.page("/bank/reviews").tbody.tr
    assert row.a["href"] == f"{URL}/review"
    assert "2999-01-02" in row.text
    assert "KEYTITLE" not in row.text
    own = educator.page("/bank/reviews").tbody.tr
    assert own.a["href"] == URL
    assert "for another owner or a reviewer" in own.text
    assert "Nothing is in review in your banks." in stranger.page("/bank/reviews").text
    assert educator.page("/bank").find("a", href="/bank/reviews")


def test_days_gone_by_are_said_and_listed(app, educator, submitted):
    with app.app_context():
        item = db.session.scalars(select(Item).where(Item.slug == "item-1")).one()
        item.review_due = "2001-01-02"
        other = db.session.scalars(select(Item).where(Item.slug == "item-2")).one()
        query = select(ItemVersion).where(ItemVersion.item_id == other.id)
        db.session.scalars(query).one().recheck_by = "2002-03-04"
        db.session.commit()
    page = educator.page("/bank/reviews")
    assert [text(row).split()[-2:] for row in page.find_all("tr") if row.td] == [
        ["2001-01-02", "overdue"],
        ["2002-03-04", "overdue"],
    ]
    with counted(app) as statements:
        educator.page("/bank/reviews")
    assert 0 < len(statements) <= 10, statements
