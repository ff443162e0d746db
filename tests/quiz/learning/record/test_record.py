"""The learning record: what is added up, for which days, on the page, and as data."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from quiz.accounts.actions import open_account
from quiz.accounts.models import Person
from quiz.bank.models import Objective
from quiz.db import db
from quiz.learning.record.period import Period
from quiz.sittings.models import Mark, Sitting
from tests.quiz.accounts.conftest import name_person
from tests.quiz.bank.test_desk import counted
from tests.quiz.learning.review.conftest import NOW, Somebody, ago

AUCKLAND = ZoneInfo("Pacific/Auckland")
HERE = "/progress/record"


def test_the_page_adds_up_questions_time_days_and_shares_with_their_interval(client, app, somebody):
    somebody.answers(1, 2, 3, 4, 9, 10, 11, 12, days=20)
    somebody.answers(1, 2, days=10, word="press", seconds=4000.0)
    with counted(app) as statements:
        page = client.page(HERE)
    assert len(statements) == 4, statements
    told = {flat(row.dt): flat(row.dd) for row in page.select(".totals > div")}
    assert told == {
        "Questions answered": "10",
        "Time answering": "34 min",
        "Quizzes": "2",
        "Days": "2",
        "Share of the points": "80% 49–94",
    }
    assert len(rows(page, "spans")) == 2
    assert rows(page, "objectives")[0][1:] == ["3", "too few"]
    assert "No exam ended in this time." in page.text
    assert "It is no certificate" in page.text
    assert client.page("/progress").find("a", href=HERE)


def test_an_exam_is_listed_by_the_day_it_ended_and_an_open_one_tells_nothing(client, app, somebody):
    over, running = somebody.answers(1, 2, 3, 4, 5, 6, days=40), somebody.answers(7, 8, days=0)
    with app.app_context():
        db.session.execute(update(Sitting).values(mode="exam", minutes=9, extra_time_percent=25))
        for sitting, closed_at in ((over, ago(39)), (running, None)):
            now = update(Sitting).where(Sitting.id == sitting.id)
            db.session.execute(now.values(closed_at=closed_at))
        db.session.execute(update(Mark).values(scored=Mark.points > 0))
        db.session.commit()
    page = client.page(HERE)
    ((exam, *figures),) = rows(page, "exams")
    assert exam.endswith("T, 9 minutes and 25 % more")
    assert figures == ["6 of 6", "6 of 6", "100% 61–100"]


def test_days_begin_where_the_person_lives_and_both_ends_are_in(client, app, somebody):
    with app.app_context():
        db.session.execute(update(Person).values(time_zone=AUCKLAND.key))
        db.session.commit()
    somebody.answers(1, days=3)
    day = (ago(3) + timedelta(seconds=1)).astimezone(AUCKLAND).date()
    one = timedelta(days=1)
    for first, last, found in ((day, day, 1), (day - one, day, 1), (day + one, NOW.date(), 0)):
        page = client.page(f"{HERE}?from={first}&to={max(first, last)}")
        assert len(page.select(".totals")) == found
        assert ("Nothing was answered in this time." in page.text) is not bool(found)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("from=soon", "Write the day as year-month-day, such as 2027-05-31."),
        ("from=1999-12-31", "Choose a day from 2000 to 2100."),
        ("to=9999-12-31", "Choose a day from 2000 to 2100."),
        ("from=2026-02-01&to=2026-01-31", "This is after the last day. Choose an earlier one."),
    ],
)
def test_days_that_make_no_period_are_told_and_kept(client, somebody, asked, told):
    for ending in ("", ".csv", ".json"):
        reply = client.get(f"{HERE}{ending}?{asked}")
        assert reply.status_code == 422
        assert told in reply.get_data(as_text=True)
        assert f'value="{asked.split("=")[-1]}"' in reply.get_data(as_text=True)


def test_it_is_there_as_a_document_and_as_a_table_that_is_no_formula(client, app, somebody):
    somebody.answers(1, 2, 3, 4, 5, days=4)
    with app.app_context():
        person = db.session.merge(somebody.person)
        open_account("anna@example.org", person=person, password=None, name="Anna", now=NOW)
        db.session.execute(update(Objective).values(title="=HYPERLINK(1)"))
        db.session.commit()
    document = client.get(f"{HERE}.json").json
    assert document["name"] == "Anna"
    assert document["totals"] == {
        "days": 1,
        "quizzes": 1,
        "questions": 5,
        "scored": 5,
        "points": 5.0,
        "share": 1.0,
        "lower": 0.566,
        "upper": 1.0,
        "hours": 0.04,
    }
    assert [row["objective"] for row in document["objectives"]] == ["=HYPERLINK(1)"] * 5
    assert document["what_it_does_not_show"]
    reply = client.get(f"{HERE}.csv?from={ago(9).date()}&to={NOW.date()}")
    assert f"learning-record-{ago(9).date()}-{NOW.date()}.csv" in reply.headers["Content-Disposition"]
    table = list(csv.DictReader(io.StringIO(reply.get_data(as_text=True))))
    assert [row["part"] for row in table] == ["total", "day", *["objective"] * 5]
    assert {row["title"] for row in table[2:]} == {"'=HYPERLINK(1)"}
    assert client.page(HERE).find(id="name")["value"] == "Anna"


def test_a_stranger_has_a_record_of_nothing_and_nobody_has_none(client, app, somebody):
    somebody.answers(1, days=4)
    name_person(client, app, Somebody(app).visitor)
    assert "Nothing was answered in this time." in client.page(HERE).text
    name_person(client, app, type(somebody.visitor)(somebody.visitor.id, somebody.visitor.epoch + 1))
    assert client.get(HERE).status_code == 404


@pytest.mark.parametrize(
    ("days", "unit", "span"),
    [
        (31, "day", date(2026, 3, 25)),
        (32, "week", date(2026, 3, 23)),
        (366, "week", date(2026, 3, 23)),
        (367, "month", date(2026, 3, 1)),
    ],
)
def test_a_long_period_is_told_by_longer_spans(days, unit, span):
    period = Period(
        date(2026, 3, 31) - timedelta(days=days - 1), date(2026, 3, 31), ZoneInfo("Europe/Berlin")
    )
    assert period.unit == unit
    assert period.span_of(date(2026, 3, 25)) == span
    assert period.span_of(period.first) == period.first
    assert period.ends_at == datetime(2026, 3, 31, 22, tzinfo=UTC)


def rows(page, name):
    table = page.find("section", attrs={"aria-labelledby": name})
    return [
        [flat(cell) for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr:not(.group)")
    ]


def flat(tag):
    return " ".join(tag.text.split())
