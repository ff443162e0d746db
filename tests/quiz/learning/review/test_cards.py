"""From answers to cards: step by step, all at once, corrected, brought along by a guest."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from quiz.accounts.actions import absorb
from quiz.bank.actions import load_folder
from quiz.bank.models import Bank, Item, ItemVersion
from quiz.db import db
from quiz.learning.review import actions, queries
from tests.banks import case_document, in_memory, item_document
from tests.quiz.learning.review.conftest import NOW, UTC_ZONE, Somebody, ago, correct


def test_a_card_follows_from_the_answers_to_its_objective(somebody):
    somebody.answers(1, 2, days=30)
    somebody.answers(9, days=28, sureness=1)
    cards = somebody.cards()
    assert set(cards) == {"LO01", "LO02"}
    assert (cards["LO01"].counted, cards["LO02"].counted) == (2, 1)
    assert cards["LO02"].stability == pytest.approx(2.3065)
    assert cards["LO02"].due == datetime.combine(ago(28).date(), datetime.min.time(), UTC)
    assert [row.rating for row in somebody.recalls("LO01")] == [3, 2]


def test_step_by_step_comes_to_the_same_as_all_at_once_and_as_from_nothing(app, somebody, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 3)
    whole = Somebody(app)
    for days, numbers, word, sureness in (
        (60, (1, 2, 3), "bend", 2),
        (50, (9, 2, 11), "press", 3),
        (49, (1, 10, 3), "bend", 3),
        (20, (9, 2, 4), "twist", 1),
        (3, (1, 2, 12), "bend", None),
    ):
        for one in (somebody, whole):
            one.answers(*numbers, days=days, word=word, sureness=sureness)
        somebody.cards()
    kept = somebody.told()
    assert kept == whole.told()
    done = app.test_cli_runner().invoke(args=["learning", "rebuild"])
    assert done.output.endswith("Cards and progress of 2 people worked out.\n")
    assert somebody.told() == kept
    assert "of 0 people" in app.test_cli_runner().invoke(args=["learning", "rebuild", "--stale"]).output


def test_a_corrected_mark_is_noticed_and_followed_from_the_beginning(app, somebody):
    sitting = somebody.answers(1, days=40, word="press", sureness=3)
    somebody.answers(9, days=20)
    assert [row.rating for row in somebody.recalls("LO01")] == [1, 3]
    somebody.cards()
    correct(app, sitting, points=1.0)
    before = somebody.told()
    assert [row.rating for row in somebody.recalls("LO01")] == [3, 3]
    with app.app_context():
        actions.forget_cards([somebody.person.id])
        db.session.commit()
    assert somebody.told() == before
    correct(app, sitting, points=0.0, scored=False)
    assert [row.rating for row in somebody.recalls("LO01")] == [None, 3]


def test_what_comes_in_late_is_followed_again_in_small_steps(app, somebody, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    monkeypatch.setattr(actions, "AGAIN", 1)
    whole = Somebody(app)
    for days in (50, 30, 10):
        whole.answers(1, 2, days=days, word="press" if days == 30 else "bend")
    late = [somebody.answers(1, 2, days=days) for days in (10, 50, 30)][-1]
    with app.app_context():
        standing = queries.standing(somebody.visitor)
        for _ in range(3):
            standing = actions.catch_up(standing, zone=UTC_ZONE)
            db.session.commit()
        assert standing.has_stale
        assert standing.share_seen == 1
        assert [card.stale for card in queries.cards(somebody.person.id)] == [True, True]
        standing = actions.catch_up(standing, zone=UTC_ZONE)
        assert standing.is_stale
        db.session.commit()
    correct(app, late, points=0.0)
    assert [[row.rating for row in one.recalls("LO01")] for one in (somebody, whole)] == [[3, 1, 3]] * 2
    assert somebody.cards()["LO01"].stability == whole.cards()["LO01"].stability


@pytest.mark.parametrize("guest_first", [True, False])
def test_a_guest_who_signs_in_brings_what_was_answered(app, somebody, guest_first, monkeypatch):
    """Marks of a guest who answered first come in behind those that are in the cards."""
    monkeypatch.setattr(actions, "FORGOTTEN", 1)
    guest, whole = Somebody(app), Somebody(app)
    for one in (guest, somebody) if guest_first else (somebody, guest):
        if one is guest:
            one.answers(9, 3, days=30)
        else:
            one.answers(1, 2, days=40, word="press")
    whole.answers(1, 2, days=40, word="press")
    whole.answers(9, 3, days=30)
    somebody.cards(), guest.cards()
    with app.app_context():
        absorb(db.session.merge(guest.person), into=db.session.merge(somebody.person))
        db.session.commit()
    assert somebody.told() == whole.told()


def test_a_case_is_one_test_of_its_objective_and_grows_with_its_stages(app, somebody, knees_folder):
    with app.app_context():
        load_folder(in_memory(knees_folder, case_document(1)), now=NOW, publish=True)
        db.session.commit()
    whole = somebody.answers(1, days=5, slug="case-{}")
    assert whole.length == 3
    assert [(row.share, row.seconds, row.rating) for row in somebody.recalls("LO01")] == [(1.0, 90.0, 3)]
    correct(app, whole, position=2, points=0.0)
    assert [(row.share, row.rating) for row in somebody.recalls("LO01")] == [(pytest.approx(2 / 3), 2)]


def test_a_quick_guess_among_few_options_says_nothing(app, somebody, knees_folder):
    few = item_document(2, id="item-few")
    few["options"] = [option for option in few["options"] if not option["id"].startswith("hold")]
    with app.app_context():
        load_folder(in_memory(knees_folder, few), now=NOW, publish=True)
        db.session.commit()
    somebody.answers("few", days=5, sureness=1, seconds=2.0)
    somebody.answers(10, days=3, sureness=1, seconds=2.0)
    assert [(row.rating, row.options) for row in somebody.recalls("LO02")] == [(None, 3), (2, 4)]


def test_what_cannot_be_asked_is_not_due(app, somebody):
    somebody.answers(1, 2, days=30)
    somebody.cards()
    with app.app_context():
        assert len(queries.upcoming(somebody.person.id)) == 2
        gone = select(ItemVersion.item_id).where(ItemVersion.objective == "LO01")
        db.session.execute(update(Item).where(Item.id.in_(gone)).values(state="retired"))
        assert [entry.objective for entry in queries.upcoming(somebody.person.id)] == ["LO02"]
        db.session.execute(update(Bank).values(archived_at=NOW))
        assert queries.upcoming(somebody.person.id) == []
