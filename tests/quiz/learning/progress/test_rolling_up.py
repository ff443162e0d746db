"""From marks to what is rolled up: step by step, all at once, corrected, brought along by a guest."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from quiz.accounts.actions import absorb
from quiz.accounts.models import Person
from quiz.bank.actions import load_folder
from quiz.db import db
from quiz.learning.progress import actions, queries
from quiz.learning.progress.reckoning import week_of
from tests.banks import case_document, in_memory
from tests.quiz.learning.review.conftest import NOW, Somebody, ago, correct

UTC_ZONE = ZoneInfo("UTC")
PLACES = ("slot_id", "sitting_id", "harmed_sitting_id")


def rolled(app, one, zone=UTC_ZONE):
    """Return how somebody met questions last, by slug and stage, and their weeks, brought up to date."""
    with app.app_context():
        standing = queries.standing(one.visitor)
        while standing.is_stale:
            standing = actions.catch_up(standing, zone=zone)
            db.session.commit()
        met = {(row.slug, row.stage): row for row in queries.meetings(one.person.id)}
        weeks = {(row.week, row.sureness): row for row in queries.weeks(one.person.id)}
    return met, weeks


def told(app, one):
    """Return all of it, to be compared with another person's."""
    met, weeks = rolled(app, one)
    return [row._replace(**dict.fromkeys(PLACES)) for row in met.values()], list(weeks.values())


def test_the_last_answer_to_each_question_is_kept_and_sums_by_week_and_sureness(app, somebody):
    somebody.answers(1, 2, days=10, word="press", sureness=3)
    somebody.answers(1, days=3, sureness=1, seconds=10.0)
    met, weeks = rolled(app, somebody)
    assert {slug: (row.share, row.sureness, row.seconds) for (slug, _), row in met.items()} == {
        "item-1": (1.0, 1, 10.0),
        "item-2": (0.0, 3, 30.0),
    }
    assert met["item-1", 0][7:12] == ("gait", "LO01", "interpret", "single_best_answer", "")
    earlier = weeks[week_of(ago(10), UTC_ZONE), 3]
    assert earlier[2:] == (2, 2, 0.0, 0, 60.0, 2, 0.5, 2)
    assert weeks[week_of(ago(3), UTC_ZONE), 1][2:] == (1, 1, 1.0, 1, 10.0, 1, 0.25, 1)


def test_weeks_are_those_of_the_persons_zone_and_stay_so(app, somebody):
    with app.app_context():
        somebody.answers(1, days=7)
        sunday = ago(7) + timedelta(days=6 - ago(7).weekday())
    in_london, in_auckland = (ZoneInfo(name) for name in ("Europe/London", "Pacific/Auckland"))
    late = sunday.replace(hour=20, tzinfo=ZoneInfo("UTC"))
    assert week_of(late, in_auckland) - week_of(late, in_london) == timedelta(days=7)
    rolled(app, somebody, zone=in_auckland)
    somebody.answers(2, days=6)
    rolled(app, somebody, zone=in_london)
    with app.app_context():
        assert queries.standing(somebody.visitor).counted_zone == "Pacific/Auckland"


def test_a_dangerous_miss_stays_on_record_until_it_is_corrected(app, somebody):
    first = somebody.answers(1, days=9, word="twist")
    second = somebody.answers(1, days=8, word="twist")
    somebody.answers(1, days=2)
    met, _ = rolled(app, somebody)
    row = met["item-1", 0]
    assert (row.share, row.dangerous) == (1.0, False)
    assert (row.harmed_sitting_id, row.harmed_at) == (second.id, ago(8) + timedelta(seconds=1))
    correct(app, second, dangerous=False)
    assert rolled(app, somebody)[0]["item-1", 0].harmed_sitting_id == first.id
    correct(app, first, points=1.0, dangerous=False)
    met, weeks = rolled(app, somebody)
    assert met["item-1", 0].harmed_at is None
    assert sum(week.points for week in weeks.values()) == 2


def test_step_by_step_comes_to_the_same_as_all_at_once_and_as_from_nothing(app, somebody, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 3)
    whole = Somebody(app)
    sittings = []
    for days, numbers, word, sureness in (
        (60, (1, 2, 3), "bend", 2),
        (50, (9, 2, 11), "press", 3),
        (49, (1, 10, 3), "twist", 3),
        (20, (9, 2, 4), "twist", 1),
        (3, (1, 2, 12), "bend", None),
    ):
        sittings += [
            one.answers(*numbers, days=days, word=word, sureness=sureness) for one in (somebody, whole)
        ]
        rolled(app, somebody)
    for sitting in sittings[4:6]:
        correct(app, sitting, points=0.5, dangerous=False)
    rolled(app, somebody)
    for sitting in sittings[6:8]:
        correct(app, sitting, position=2, points=0.0, scored=False)
    kept = told(app, somebody)
    assert kept == told(app, whole)
    done = app.test_cli_runner().invoke(args=["learning", "rebuild"])
    assert done.output.endswith("Cards and progress of 2 people worked out.\n")
    assert told(app, somebody) == kept
    assert "of 0 people" in app.test_cli_runner().invoke(args=["learning", "rebuild", "--stale"]).output


def test_a_guest_who_signs_in_brings_what_was_answered(app, somebody):
    guest, whole = Somebody(app), Somebody(app)
    guest.answers(9, 1, days=30, word="twist")
    somebody.answers(1, 2, days=20, word="press")
    whole.answers(9, 1, days=30, word="twist")
    whole.answers(1, 2, days=20, word="press")
    rolled(app, somebody), rolled(app, guest)
    with app.app_context():
        absorb(db.session.merge(guest.person), into=db.session.merge(somebody.person))
        db.session.commit()
    assert told(app, somebody) == told(app, whole)


def test_stages_of_a_case_are_questions_of_their_own(app, somebody, knees_folder):
    with app.app_context():
        load_folder(in_memory(knees_folder, case_document(1)), now=NOW, publish=True)
        db.session.commit()
    somebody.answers(1, days=5, slug="case-{}")
    met, weeks = rolled(app, somebody)
    assert [stage for _, stage in met] == [1, 2, 3]
    assert {row.format for row in met.values()} == {"unfolding_case"}
    assert [week.chance for week in weeks.values()] == [pytest.approx(0.75)]


def test_who_was_first_in_another_tab_is_not_counted_twice(app, somebody):
    somebody.answers(1, 2, days=1)
    with app.app_context():
        seen_by_both = queries.standing(somebody.visitor)
        actions.catch_up(seen_by_both, zone=UTC_ZONE)
        db.session.commit()
        after = actions.catch_up(seen_by_both, zone=UTC_ZONE)
        db.session.commit()
        assert not after.is_stale
        assert sum(week.answers for week in queries.weeks(somebody.person.id)) == 2
        db.session.execute(update(Person).where(Person.id == somebody.person.id).values(epoch=9))
        db.session.commit()
        assert queries.standing_of(somebody.person.id).marks == 2
        assert queries.standing_of(0) is None
