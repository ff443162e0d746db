"""Finding items: search, filters, order, pages; and changing many of them after a look."""

import itertools

import pytest
from sqlalchemy import select

from quiz.bank import searching
from quiz.bank.actions import add_version
from quiz.bank.finding.queries import Search
from quiz.bank.models import Bank, BankAct, Item, ItemVersion
from quiz.db import db
from tests.banks import item_document
from tests.conftest import NOW
from tests.pages import parse
from tests.quiz.bank.conftest import signed_in
from tests.quiz.bank.test_desk import LIST, counted, text


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("wiggles", ["Ünïcode wiggles"]),
        ("wigg", ["Ünïcode wiggles"]),
        ("UNICODE Wiggles", ["Ünïcode wiggles"]),
        ("“wiggles!”", ["Ünïcode wiggles"]),
        ("膝", ["Ünïcode wiggles"]),
        ("odd-one", ["Ünïcode wiggles"]),
        ("wiggles takehome", []),
        ("nothing-of-this", []),
        ("* \" ' & | ! ( :", None),
        ("AND OR NOT", []),
        ("x" * 5000, []),
        ("\\", None),
    ],
)
def test_every_text_of_an_item_is_searched_by_beginnings_of_words(odd_one, educator, search, found):
    page = educator.page(f"{LIST}?{query(q=search)}")
    shown = titles(page)
    assert len(shown) == 17 if found is None else shown == found


def test_a_search_finds_the_newest_version_and_nothing_that_was(app, odd_one, educator):
    with app.app_context():
        item = db.session.scalars(select(Item).where(Item.slug == "odd-one")).one()
        add_version(item, item_document(3, id="odd-one", title="It hums"), before=None, now=NOW)
        db.session.commit()
    assert titles(educator.page(f"{LIST}?q=wiggles")) == []
    assert titles(educator.page(f"{LIST}?q=hums")) == ["It hums"]


def test_an_item_that_goes_is_no_longer_found(app, odd_one):
    with app.app_context():
        item = db.session.scalars(select(Item).where(Item.slug == "odd-one")).one()
        db.session.delete(item)
        db.session.flush()
        assert db.session.scalars(select(Item).where(searching.matches("wiggles"))).all() == []
        db.session.rollback()


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 17),
        ({"topic": "gait"}, 8),
        ({"topic": "swelling", "objective": "LO05"}, 2),
        ({"objective": "LO99"}, 0),
        ({"format": "single_best_answer"}, 17),
        ({"format": "ordering"}, 0),
        ({"state": "draft"}, 1),
        ({"state": "published"}, 16),
        ({"flaws": "errors"}, 1),
        ({"flaws": "warnings"}, 0),
        ({"flaws": "none"}, 16),
        ({"expired": "y"}, 1),
        ({"author": "author"}, 16),
        ({"author": "auth"}, 0),
        ({"author": "r%"}, 0),
        ({"q": "patient", "state": "draft", "flaws": "errors", "expired": "y"}, 1),
        ({"state": "nonsense", "flaws": "nonsense", "sort": "nonsense", "page": "-3"}, 17),
    ],
)
def test_filters_narrow_together(odd_one, educator, asked, count):
    page = educator.page(f"{LIST}?{query(**asked)}")
    assert len(titles(page)) == count
    assert text(page).count(f"{count} item") == 1


def test_what_was_asked_stands_in_the_form_again(odd_one, educator):
    page = educator.page(f"{LIST}?q=wiggles&state=draft&sort=changed")
    assert page.find(id="find-q")["value"] == "wiggles"
    assert page.find(id="find-state").find("option", selected=True)["value"] == "draft"
    assert page.find(id="find-sort").find("option", selected=True)["value"] == "changed"
    assert page.find("a", string="Show all")["href"] == LIST


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("title", "KEYTITLE item 1"),
        ("changed", "Ünïcode wiggles"),
        ("recheck", "Ünïcode wiggles"),
        ("flaws", "Ünïcode wiggles"),
    ],
)
def test_the_list_is_sorted_as_asked(odd_one, educator, sort, first):
    assert titles(educator.page(f"{LIST}?sort={sort}"))[0] == first


def test_a_list_has_pages_and_one_beyond_the_last_is_the_last(app, educator):
    fill(app, 120)
    seen = [titles(educator.page(f"{LIST}?sort=title&page={number}")) for number in (1, 2, 3)]
    assert [len(page) for page in seen] == [50, 50, 36]
    assert len(set(itertools.chain(*seen))) == 136
    assert titles(educator.page(f"{LIST}?sort=title&page=99999")) == seen[2]
    second = educator.page(f"{LIST}?q=patient&page=2")
    assert second.find("a", rel="next")["href"] == f"{LIST}?q=patient&page=3"
    assert second.find("a", rel="prev")["href"] == f"{LIST}?q=patient"


@pytest.mark.parametrize("url", [LIST, f"{LIST}?q=patient+knee&topic=gait&flaws=none&sort=flaws&page=2"])
def test_a_list_costs_the_same_few_statements_whatever_is_in_it(app, educator, url):
    costs = []
    for more in (34, 450):  # 50 and 500 items
        fill(app, more)
        with counted(app) as statements:
            educator.page(url)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 10


def test_many_are_moved_after_a_look(app, educator):
    typed = {"do": "move", "to-move": "gait", "item": ["item-5", "item-1"], "q": "patient"}
    page = parse(send(educator, typed))
    assert page.h2.text == "Move 1 item to “Gait”?"
    assert "1 of those chosen is so already" in text(page)
    assert "Objective LO05 belongs to the topic “swelling”" in text(page)
    assert topics_of(app)["item-5"] == "swelling"
    assert acts(app) == []

    reply = educator.post(LIST, data=hidden(page))
    assert reply.location == f"{LIST}?q=patient"
    assert topics_of(app)["item-5"] == "gait"
    with app.app_context():
        newest = db.session.scalars(select(ItemVersion).where(ItemVersion.number == 2)).one()
        assert (newest.errors, newest.measures_as) == (1, 2)
    assert acts(app) == [("items-moved", "gait", "item-5")]


def test_all_that_were_found_get_a_new_day(app, educator):
    typed = {"do": "date", "to-date": "2028-01-31", "which": "all", "topic": "gait"}
    page = parse(send(educator, typed))
    assert page.h2.text == "Check 8 items again by 2028-01-31?"
    educator.post(LIST, data=hidden(page))
    with app.app_context():
        days = db.session.scalars(select(ItemVersion.recheck_by).where(ItemVersion.number == 2)).all()
        same = db.session.scalars(select(ItemVersion.measures_as).where(ItemVersion.number == 2)).all()
    assert days == ["2028-01-31"] * 8
    assert set(same) == {1}
    assert len(acts(app)) == 8


def test_items_are_retired_by_who_may_publish(app, educator, colleague):
    typed = {"do": "retire", "item": "item-1"}
    assert send(colleague, typed).status_code == 403
    page = parse(send(educator, typed))
    assert "Trainees will not meet them in new quizzes" in text(page)
    educator.post(LIST, data=hidden(page))
    assert titles(educator.page(f"{LIST}?state=retired")) == ["KEYTITLE item 1"]
    assert "There is nothing to change" in text(parse(send(educator, typed)))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"do": "move", "to-move": "gait"}, "Tick the items first"),
        ({"do": "move", "to-move": "", "item": "item-1"}, "Choose the topic"),
        ({"do": "move", "to-move": "hips", "item": "item-1"}, "Choose the topic"),
        ({"do": "date", "to-date": "soon", "item": "item-1"}, "Write the day as"),
        ({"do": "explode", "item": "item-1"}, "Choose what to do"),
    ],
)
def test_a_change_that_cannot_be_meant_is_said_and_nothing_changes(app, educator, typed, said):
    reply = send(educator, typed)
    assert reply.status_code == 422
    assert said in parse(reply).find(role="alert").text
    assert acts(app) == []


def test_items_of_another_bank_are_not_changed(app, educator, odd_one):
    with app.app_context():
        other = Bank(slug="elbows", title="Elbows", working_title="Elbows", info={}, loaded_at=NOW)
        db.session.add(other)
        db.session.flush()
        item = Item(bank_id=other.id, slug="theirs", state="published", newest_number=0)
        db.session.add(item)
        db.session.flush()
        add_version(item, item_document(3, id="theirs"), before=None, now=NOW)
        db.session.commit()
    assert "There is nothing to change" in text(parse(send(educator, {"do": "retire", "item": "theirs"})))
    assert "theirs" not in educator.page(f"{LIST}?q=patient").text


def test_a_reviewer_ticks_nothing(app):
    page = signed_in(app, "reviewer@example.org", "educator", member="reviewer").page(LIST)
    assert not page.find("input", attrs={"name": "item"})
    assert not page.find("a", string="New item")


def test_any_address_is_read_as_a_search():
    assert Search.of({}) == Search()
    assert Search.of({"page": "٣", "sort": "x"}) == Search()
    assert Search.of({"page": "7", "q": " knee "}).address == {"q": "knee", "page": "7"}


def titles(page):
    body = page.tbody
    return [row.find("a").text for row in body.find_all("tr")] if body else []


def query(**asked):
    from urllib.parse import urlencode

    return urlencode(asked)


def send(client, typed):
    token = client.page(LIST).find("input", attrs={"name": "csrf_token"})
    token = token or client.page("/practise").find("input", attrs={"name": "csrf_token"})
    return client.post(LIST, data={"csrf_token": token["value"], **typed})


def hidden(page):
    form = page.find("main").find("form", method="post")
    values = {}
    for tag in form.find_all("input", type="hidden"):
        values.setdefault(tag["name"], []).append(tag["value"])
    return values


def topics_of(app):
    with app.app_context():
        rows = db.session.execute(
            select(Item.slug, ItemVersion.topic).join(
                ItemVersion, (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.newest_number)
            )
        )
        return dict(rows.all())


def acts(app):
    with app.app_context():
        rows = db.session.execute(select(BankAct.what, BankAct.detail, Item.slug).join(Item, isouter=True))
        return [tuple(row) for row in rows]


def fill(app, count):
    """Add so many sound items to the bank."""
    with app.app_context():
        bank = db.session.scalars(select(Bank)).one()
        last = max(db.session.scalars(select(Item.id)))
        for number in range(last + 1, last + 1 + count):
            item = Item(bank_id=bank.id, slug=f"more-{number}", state="published", newest_number=0)
            db.session.add(item)
            db.session.flush()
            document = item_document(number, id=item.slug, title=f"Item {number}")
            add_version(item, document, before=None, now=NOW, flaws=[])
        db.session.commit()


@pytest.fixture
def odd_one(app):
    """A draft with an error, past its day, by somebody else."""
    with app.app_context():
        bank = db.session.scalars(select(Bank)).one()
        item = Item(bank_id=bank.id, slug="odd-one", state="draft", newest_number=0)
        db.session.add(item)
        db.session.flush()
        changes = {
            "topic": "nowhere",
            "recheck_by": "2020-01-01",
            "written_by": ["reader"],
            "take_home": "膝.",
        }
        document = item_document(3, id="odd-one", title="Ünïcode wiggles", **changes)
        version = add_version(item, document, before=None, now=NOW.replace(day=21))
        version.errors, version.warnings = 1, 0
        db.session.commit()
