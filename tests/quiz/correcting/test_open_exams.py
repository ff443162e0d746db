"""A correction while an exam is open: nothing is told before the end, and then the corrected key counts."""

import pytest
from sqlalchemy import update

from quiz.db import db
from quiz.notices.models import Notice
from quiz.sittings.exams.actions import close_exam, marked
from quiz.sittings.models import Slot
from tests.conftest import NOW, make_client
from tests.leaks.replies import said
from tests.quiz.correcting.conftest import correct, count, marks, revise, version_of
from tests.quiz.practice.test_exam import begin, finish, flat, number, send


@pytest.fixture
def sat(app):
    """Return the browser of somebody whose exam asks version 1 of item-1 first, and the address of that."""
    client = make_client(app)
    url = begin(client, length="5")
    with app.app_context():
        first = update(Slot).where(Slot.sitting_id == number(url), Slot.position == 1)
        db.session.execute(first.values(version_id=version_of("item-1", 1).id))
        db.session.commit()
    send(client, url, "press")
    return client, url


def test_an_open_exam_is_marked_by_the_corrected_key_when_it_closes(app, educator, sat):
    client, url = sat
    around = (url, f"{url}/explanation", "/progress", "/history", "/notices", "/my-data/palpate.zip")
    before = [said(app, client, "GET", each)[:-1] for each in around]
    revise(app)
    assert correct(educator, "by-2").status_code == 303
    assert (marks(app), count(app, Notice)) == ([], 0)
    assert [said(app, client, "GET", each)[:-1] for each in around] == before
    finish(client, url)
    assert marks(app) == [("press", 1, 2, 1, False, True)]
    explained = flat(client.page(f"{url}/explanation"))
    assert "The key was corrected on" in explained
    assert "Your answer was marked by the corrected key." in explained


@pytest.mark.parametrize(("do", "earned"), [("full", (1, False, True)), ("left_out", (0, False, False))])
def test_what_was_voided_meanwhile_is_so_in_an_exam_that_closes(app, educator, sat, do, earned):
    client, url = sat
    assert correct(educator, do).status_code == 303
    finish(client, url)
    assert marks(app) == [("press", 1, 1, *earned)]


def test_a_correction_between_marking_and_closing_counts(app, educator, sat):
    _, url = sat
    with app.app_context():
        before = marked(number(url))
    revise(app)
    correct(educator, "by-2")
    with app.app_context():
        assert len(close_exam(number(url), marked_before=before, now=NOW)) == 1
        db.session.commit()
    assert marks(app) == [("press", 1, 2, 1, False, True)]
