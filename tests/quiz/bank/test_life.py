"""The life of an item in the browser: submitted, withdrawn, published, retired, brought back."""

import pytest
from sqlalchemy import select

from quiz.accounts.models import Account
from quiz.bank.models import Bank, BankAct, Item, ItemVersion
from quiz.bank.published.queries import published
from quiz.bank.reviewing.models import Decision
from quiz.db import db
from tests.conftest import NOW
from tests.pages import parse
from tests.quiz.bank.conftest import signed_in
from tests.quiz.bank.test_desk import text
from tests.quiz.practice.test_sitting import answer, begin, flat

URL = "/bank/knees/items/item-1"
LIFE = f"{URL}/life"


@pytest.fixture
def reviewer(app):
    return signed_in(app, "reviewer@example.org", "educator", member="reviewer")


def test_an_item_is_revised_submitted_approved_and_published(app, educator, colleague):
    colleague.post_form(URL, {"do": "save", "take_home": "Look first."}, action="item-1")
    assert life(app) == ("published", 2, 1, None)
    assert refused(
        educator,
        "publish",
        "Somebody else of the bank, who did not save it, has to approve this version first.",
    )
    moved(colleague, "submit", due="2999-01-02")
    assert life(app) == ("published", 2, 1, "2999-01-02")
    assert "the revision is in review. Review due 2999-01-02" in text(educator.page(URL))
    assert served(app) == 1
    decide(app, "approve")
    moved(educator, "publish")
    assert life(app) == ("published", 2, 2, None)
    assert served(app) == 2
    assert done(app) == [
        ("item-submitted", "version 2, due 2999-01-02", "colleague@example.org"),
        ("item-published", "version 2", "educator@example.org"),
    ]


def test_a_later_word_of_a_reviewer_takes_an_approval_back(app, educator, colleague):
    colleague.post_form(URL, {"do": "save", "take_home": "Look first."}, action="item-1")
    decide(app, "approve")
    decide(app, "changes")
    assert refused(
        educator,
        "publish",
        "Somebody else of the bank, who did not save it, has to approve this version first.",
    )


def test_an_approval_is_of_one_version(app, educator, colleague):
    colleague.post_form(URL, {"do": "save", "take_home": "Look first."}, action="item-1")
    decide(app, "approve")
    colleague.post_form(URL, {"do": "save", "take_home": "Look twice."}, action="item-1")
    assert refused(
        educator,
        "publish",
        "Somebody else of the bank, who did not save it, has to approve this version first.",
    )


def test_whoever_is_alone_publishes_as_not_peer_reviewed(app, educator):
    educator.post_form(URL, {"do": "save", "take_home": "Look first."}, action="item-1")
    button = educator.page(URL).find("button", attrs={"value": "publish"})
    assert button.text == "Publish as not peer-reviewed"
    moved(educator, "publish")
    assert life(app) == ("published", 2, 2, None)
    assert version(app).unreviewed
    assert [what for what, _, _ in done(app)] == ["item-published-unreviewed"]
    assert "Not peer-reviewed." in text(educator.page(URL))


def test_flaws_block_publishing_and_nothing_else(app, educator):
    educator.post_form(URL, {"do": "save", "explanation": ""}, action="item-1")
    assert refused(educator, "publish", "It has errors. Mend them first.")
    moved(educator, "submit")
    moved(educator, "withdraw")
    assert life(app)[0] == "published"


def test_retired_and_back_as_a_draft(app, educator):
    moved(educator, "retire")
    assert life(app)[0] == "retired"
    assert served(app) is None
    moved(educator, "bring-back")
    assert life(app) == ("draft", 1, None, None)
    moved(educator, "submit")
    assert life(app)[0] == "in_review"
    moved(educator, "withdraw")
    assert life(app) == ("draft", 1, None, None)
    assert [what for what, _, _ in done(app)] == [
        "item-retired",
        "item-brought-back",
        "item-submitted",
        "item-withdrawn",
    ]


@pytest.mark.parametrize("move", ["submit", "withdraw", "publish", "retire", "bring-back"])
def test_a_role_makes_its_own_moves_alone(app, educator, colleague, reviewer, move):
    assert send(reviewer, move).status_code == 403
    editors = move in ("submit", "withdraw")
    assert (send(colleague, move).status_code == 403) == (not editors)
    stranger = signed_in(app, "stranger@example.org", "educator")
    assert send(stranger, move).status_code == 404


def test_who_looked_at_an_older_version_does_not_move_a_newer(app, educator, colleague):
    colleague.post_form(URL, {"do": "save", "take_home": "Look first."}, action="item-1")
    reply = send(educator, "retire", version=1)
    assert reply.status_code == 409
    assert "Somebody saved a newer version meanwhile" in reply.get_data(as_text=True)


@pytest.mark.parametrize("due", ["soon", "2001-01-01"])
def test_a_day_that_cannot_be_meant_is_refused(app, educator, due):
    educator.post_form(URL, {"do": "save", "take_home": "Look first."}, action="item-1")
    assert send(educator, "submit", version=2, due=due).status_code == 409
    assert send(educator, "nonsense", version=2).status_code == 400
    assert send(educator, "review", version=2).status_code == 400


def test_an_explanation_says_that_nobody_reviewed_the_question(app, educator, client):
    with app.app_context():
        for each in db.session.scalars(select(ItemVersion)):
            each.unreviewed = True
        db.session.scalars(select(Bank)).one().loaded_at = NOW.replace(hour=13)
        db.session.commit()
    page = parse(answer(client, begin(client), follow_redirects=True))
    assert "Not peer-reviewed. No other educator has approved this question." in flat(page)


def test_other_explanations_say_nothing_of_it(client):
    assert "Not peer-reviewed" not in flat(parse(answer(client, begin(client), follow_redirects=True)))


def moved(client, move, **typed):
    page = client.page(URL)
    assert page.find("button", attrs={"name": "do", "value": move}), f"no button to {move}"
    reply = client.post_form(URL, {"do": move, **typed}, action="/life")
    assert reply.status_code == 303, reply.get_data(as_text=True)


def refused(client, move, sentence):
    assert not client.page(URL).find("button", attrs={"name": "do", "value": move})
    number = client.page(URL).find("input", attrs={"name": "base_version"})["value"]
    reply = send(client, move, version=number)
    return reply.status_code == 409 and sentence in reply.get_data(as_text=True)


def send(client, move, *, version=1, **typed):
    token = client.page("/practise").find("input", attrs={"name": "csrf_token"})["value"]
    return client.post(LIFE, data={"csrf_token": token, "do": move, "version": version, **typed})


def life(app):
    with app.app_context():
        item = db.session.scalars(select(Item).where(Item.slug == "item-1")).one()
        return item.state, item.newest_number, item.published_number, item.review_due


def version(app):
    with app.app_context():
        query = select(ItemVersion).join(Item, Item.id == ItemVersion.item_id)
        return db.session.scalars(
            query.where(Item.slug == "item-1", ItemVersion.number == Item.newest_number)
        ).one()


def served(app):
    """Number of the version of item-1 that trainees meet."""
    with app.app_context():
        bank_id = db.session.scalar(select(Bank.id))
        ids = [row[1] for row in db.session.execute(published(bank_id))]
        query = select(ItemVersion.number).join(Item, Item.id == ItemVersion.item_id)
        return db.session.scalar(query.where(Item.slug == "item-1", ItemVersion.id.in_(ids)))


def decide(app, verdict):
    version_id = version(app).id
    with app.app_context():
        db.session.add(Decision(version_id=version_id, verdict=verdict, note="", at=NOW))
        db.session.commit()


def done(app):
    with app.app_context():
        query = select(BankAct.what, BankAct.detail, Account.email).join(
            Account, Account.id == BankAct.account_id, isouter=True
        )
        return [tuple(row) for row in db.session.execute(query.order_by(BankAct.id))]
