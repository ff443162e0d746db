"""Versions of an item: listed, compared word by word, restored."""

import pytest
from sqlalchemy import select

from quiz.bank.models import BankAct, Item, ItemVersion
from quiz.bank.versions import queries
from quiz.bank.versions.comparing import MOST_WORDS, Changed, Piece, compare, pieces
from quiz.db import db
from tests.quiz.bank.test_desk import counted, numbers, text
from tests.quiz.bank.test_life import moved

URL = "/bank/knees/items/item-1"


@pytest.fixture
def saved_twice(educator, colleague):
    educator.post_form(URL, {"do": "save", "take_home": "Look first, then press."}, action="item-1")
    colleague.post_form(URL, {"do": "save", "take_home": "Look first, then ask."}, action="item-1")


def test_versions_are_listed_with_who_when_and_state(educator, saved_twice):
    moved(educator, "submit")
    rows = [" ".join(row.text.split()) for row in educator.page(f"{URL}/versions").tbody.find_all("tr")]
    assert [row.startswith(f"Version {number} ") for row, number in zip(rows, (3, 2, 1), strict=True)]
    assert "colleague@example.org" in rows[0]
    assert "Newest" in rows[0]
    assert "educator@example.org" in rows[1]
    assert "A command" in rows[2]
    assert "Published" in rows[2]


def test_two_versions_are_compared_word_by_word(educator, saved_twice):
    page = educator.page(f"{URL}/compare?old=2&new=3")
    assert [text(tag) for tag in page.find(class_="card").find_all("del")] == ["[gone: press ]"]
    assert [text(tag) for tag in page.find(class_="card").find_all("ins")] == ["[new: ask ]"]
    assert len(page.find_all(class_="card")) == 1
    assert "From version 2 to version 3" in educator.page(f"{URL}/compare").h1.text
    assert "They say the same." in educator.page(f"{URL}/compare?old=2&new=2").text


@pytest.mark.parametrize("asked", ["old=9", "new=9", "old=1&new=99999999999999", "old=x&new=-1"])
def test_a_version_that_is_not_there_is_not_found(educator, saved_twice, asked):
    assert educator.get(f"{URL}/compare?{asked}").status_code in (200, 404)
    assert educator.get(f"{URL}/compare?old=9").status_code == 404


def test_an_old_version_comes_back_as_a_new_one(app, educator, saved_twice):
    reply = educator.post_form(f"{URL}/versions", {"restore": "1"}, action="/versions")
    assert reply.status_code == 303
    assert numbers(app) == [1, 2, 3, 4]
    with app.app_context():
        item = db.session.scalars(select(Item).where(Item.slug == "item-1")).one()
        query = select(ItemVersion).where(ItemVersion.item_id == item.id).order_by(ItemVersion.number)
        first, *_, last = db.session.scalars(query)
        assert last.digest == first.digest
        assert (item.newest_number, item.published_number) == (4, 1)
        act = db.session.scalars(select(BankAct)).one()
        assert (act.what, act.detail) == ("item-restored", "version 1 as version 4")
    again = educator.post_form(f"{URL}/versions", {"restore": "1"}, action="/versions", follow_redirects=True)
    assert "there is no new version" in again.get_data(as_text=True)
    assert numbers(app) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("typed", "status"), [({"restore": "9"}, 404), ({"restore": "1", "version": "2"}, 409)]
)
def test_what_cannot_be_restored_is_not(app, educator, saved_twice, typed, status):
    assert educator.post_form(f"{URL}/versions", typed, action="/versions").status_code == status
    assert numbers(app) == [1, 2, 3]


def test_many_versions_take_pages_and_few_queries(app, educator, saved_twice, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    page = educator.page(f"{URL}/versions")
    assert len(page.tbody.find_all("tr")) == 2
    older = educator.page(page.find("a", rel="next")["href"])
    assert [row.td.text for row in older.tbody.find_all("tr")] == ["Version 1"]
    for url in (f"{URL}/versions", f"{URL}/compare"):
        with counted(app) as statements:
            educator.page(url)
        assert 0 < len(statements) <= 10, statements


def test_words_lines_and_fields():
    assert pieces("a b\nc\n", "a x\nc\n") == [
        Piece("same", "a "),
        Piece("gone", "b"),
        Piece("new", "x"),
        Piece("same", "\nc\n"),
    ]
    assert pieces("", "new") == [Piece("new", "new")]
    assert pieces("膝 عظم", "膝") == [Piece("same", "膝"), Piece("gone", " عظم")]
    assert compare({"title": "A", "n": [1]}, {"title": "B", "n": [1]}) == [
        Changed("title", [Piece("gone", "A"), Piece("new", "B")])
    ]


def test_a_long_text_is_compared_in_time():
    old, new = "word " * MOST_WORDS, "other " * MOST_WORDS
    assert [piece.kind for piece in pieces(old, new)] == ["gone", "new"]
