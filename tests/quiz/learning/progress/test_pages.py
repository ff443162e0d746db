"""Pages of progress, what they show of what was answered, and what can be taken away."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, update
from sqlalchemy.exc import OperationalError

from quiz import spreadsheets
from quiz.bank.actions import load_folder
from quiz.bank.models import Bank, Objective
from quiz.db import db
from quiz.learning.progress import actions
from quiz.learning.progress.tables import TABLES
from tests.banks import in_memory, item_document
from tests.conftest import make_client
from tests.pages import parse
from tests.quiz.learning.review.conftest import NOW, Somebody, correct

PAGES = ("", "/topics/knees/gait", "/reasoning", "/sureness", "/mistakes", "/time", "/data")
TABLE = "/data/csv/quizzes"
GAIT = (1, 2, 3, 4, 9)


def test_progress_without_answers_says_so(client):
    client.post_form("/")
    page = client.page("/progress")
    assert "Nothing answered yet." in page.text
    assert page.find(id="nothing")
    for path in ("/reasoning", "/sureness", "/mistakes", "/time", "/data"):
        client.page(f"/progress{path}")
    assert client.get("/progress/topics/knees/gait").status_code == 404
    assert client.get("/progress/data/json/topics").json == []


def test_progress_shows_shares_with_their_weight(client, somebody):
    somebody.answers(*GAIT, days=1, sureness=3)
    page = client.page("/progress")
    assert "You have answered 5 questions. Your lowest topic so far is gait." in flat(page)
    assert "100% 57–100, n 5" in flat(page.find(attrs={"aria-labelledby": "mastery"}))
    assert "not enough answers yet, n 0" in flat(page)
    assert [flat(tile) for tile in page.find_all(class_="tile")] == [
        "Last four weeks 100% 57–100, n 5",
        "Objectives you hold 4 of 4 met all their questions right last time",
        "Certain, but wrong 0 to unlearn See what to unlearn · 0 dangerous misses",
    ]
    chart = page.find("svg", class_="calibration")["aria-label"]
    assert "Certain: right in 100%, interval 57–100, of 5 answers. By chance: 25%." in chart
    assert "Guessing: not enough answers yet" in chart


def test_what_changed_in_four_weeks_is_only_called_so_where_it_is_shown(client, somebody):
    somebody.answers(*GAIT, days=40, word="press")
    somebody.answers(*GAIT, 10, 11, 12, days=1)
    assert "68–100, n 8; 0% in the four before" in flat(client.page("/progress").find(class_="tile"))
    somebody.answers(5, 6, 7, 8, 13, 14, days=39)
    assert "55% in the four before, no difference shown" in flat(client.page("/progress").find(class_="tile"))


def test_a_topic_is_shown_by_objective_and_what_was_not_met_is_folded(client, somebody):
    somebody.answers(1, 9, days=1)
    page = client.page("/progress/topics/knees/gait")
    rows = [flat(row) for row in page.select(".mastery li")]
    assert rows == ["Objective 1 2 of 2 34–100"]
    assert [flat(row)[-1] for row in page.select("details ul li")] == ["2", "3", "4"]
    assert page.find("a", string="Swelling")
    assert client.get("/progress/topics/knees/cars").status_code == 404


def test_what_was_certain_but_wrong_leads_to_its_explanation_and_to_a_quiz_of_it(client, somebody):
    somebody.answers(1, 2, days=3, word="press", sureness=3)
    somebody.answers(2, days=2)
    page = client.page("/progress/mistakes")
    unlearn = page.find(attrs={"aria-labelledby": "unlearn"})
    (link,) = unlearn.select("li a")
    assert link.text == "Objective 1"
    assert client.page(link["href"]).h1
    started = client.post_form("/progress/mistakes", {"preset": "certain"}, action="/sittings")
    assert client.page(started.location).h1.text == "Question 1 of 1"


def test_a_dangerous_miss_is_listed_whatever_came_after(client, app, somebody):
    missed = somebody.answers(1, 2, days=3, word="twist", sureness=1)
    somebody.answers(2, days=1)
    listed = client.page("/progress/mistakes").find(attrs={"aria-labelledby": "dangerous"})
    assert "2 questions in which an answer of yours could have harmed. 1 has not been" in flat(listed)
    assert [bool(row.find("strong")) for row in listed.find_all("li")] == [False, True]
    correct(app, missed, points=1.0, dangerous=False)
    assert "None so far." in client.page("/progress/mistakes").text


def test_reasoning_steps_and_minimal_pairs_are_told(client, app, somebody, knees_folder):
    halves = [
        item_document(1, id="half-1", minimal_pair="half-2"),
        item_document(1, id="half-2", minimal_pair="half-1"),
    ]
    with app.app_context():
        load_folder(in_memory(knees_folder, *halves), now=NOW, publish=True)
        db.session.commit()
    somebody.answers(1, days=3, slug="half-{}")
    assert "Of 1 pair you have met one half." in flat(client.page("/progress/reasoning"))
    somebody.answers(2, days=2, slug="half-{}", word="press")
    page = client.page("/progress/reasoning")
    assert "0 of 1 held." in flat(page)
    pair = page.find(attrs={"aria-labelledby": "pairs"}).select_one("tbody tr")
    assert flat(pair).endswith("right wrong not yet")
    somebody.answers(2, days=1, slug="half-{}")
    assert "1 of 1 held." in flat(client.page("/progress/reasoning"))


def test_time_is_told_by_week_and_by_question(client, somebody):
    somebody.answers(*GAIT, days=15, seconds=50.0)
    somebody.answers(5, 6, days=1, seconds=30.0)
    page = client.page("/progress/time")
    assert "A week in which you practise has 3 min of answering (median)." in flat(page)
    assert flat(page.find(attrs={"aria-labelledby": "pace"}).select_one("tbody tr")) == "All formats 50 s 7"
    assert len(page.select("svg.load rect:not(.ground)")) == 26


def test_sureness_keeps_the_last_weeks_apart(client, somebody):
    somebody.answers(*GAIT, days=200, word="press", sureness=3)
    somebody.answers(*GAIT, days=1, sureness=3)
    charts = [chart["aria-label"] for chart in client.page("/progress/sureness").select("svg.calibration")]
    assert "Certain: right in 50%" in charts[0]
    assert "Certain: right in 100%" in charts[1]


def test_pages_take_few_statements_also_when_there_is_something_to_roll_up(client, app, somebody):
    somebody.answers(*GAIT, days=9, word="twist", sureness=3)
    assert statements(client, app, "/progress") <= 12
    somebody.answers(5, 6, 7, days=8)
    assert statements(client, app, "/progress") <= 12
    assert {path: statements(client, app, f"/progress{path}") for path in (*PAGES, TABLE)} == {
        "": 5,
        "/topics/knees/gait": 3,
        "/reasoning": 3,
        "/sureness": 3,
        "/mistakes": 3,
        "/time": 4,
        "/data": 2,
        "/data/csv/quizzes": 5,
    }


def test_who_has_very_many_answers_does_not_wait_for_them(client, app, somebody, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    somebody.answers(*GAIT, days=9)
    first = client.get("/progress")
    assert "3 of your answers follow in a moment." in flat(parse(first))
    assert "You have answered 2 questions." in flat(parse(first))
    page = client.page("/progress")
    assert "You have answered 5 questions." in flat(page)
    assert "in a moment" not in flat(page)
    somebody.answers(5, 6, 7, days=8)
    assert len(client.get("/progress/data/json/questions").json) == 8


def test_a_busy_database_keeps_nobody_from_the_page(client, somebody, monkeypatch, caplog):
    monkeypatch.setattr(actions, "BATCH", 2)
    somebody.answers(*GAIT, days=9)
    queued = actions.catch_up

    def busy(standing, **how):
        if standing.marks_seen:
            raise OperationalError("", {}, Exception("locked"))
        return queued(standing, **how)

    monkeypatch.setattr(actions, "catch_up", busy)
    assert "3 of your answers follow" in flat(client.page("/progress"))
    assert "marks were not rolled up" in caplog.text


def test_every_table_is_there_as_csv_and_json_with_the_columns_it_says(client, app, somebody):
    somebody.answers(*GAIT, days=9, word="twist", sureness=3)
    with app.app_context():
        db.session.execute(update(Objective).values(title="=1+1"))
        db.session.execute(update(Bank).values(loaded_at=NOW - timedelta(days=1)))
        db.session.commit()
    page = client.page("/progress/data")
    links = [link["href"] for link in page.select("main .tables a")]
    assert links == [f"/progress/data/{kind}/{name}" for name in TABLES for kind in ("csv", "json")]
    for name, table in TABLES.items():
        rows = client.get(f"/progress/data/json/{name}")
        assert rows.headers["Content-Disposition"] == f"attachment; filename=palpate-{name}.json"
        text = client.get(f"/progress/data/csv/{name}").get_data(as_text=True)
        header, *lines = csv.reader(io.StringIO(text))
        assert header == list(table.columns)
        assert len(lines) == len(rows.json)
        assert all(list(row) == header for row in rows.json)
    assert {row["title"] for row in client.get("/progress/data/json/objectives").json} == {"=1+1"}
    assert "'=1+1" in client.get("/progress/data/csv/objectives").get_data(as_text=True)
    assert client.get("/progress/data/csv/nothing").status_code == 404
    assert client.get("/progress/data/xml/topics").status_code == 404


def test_a_cell_is_never_a_formula():
    for text in ("=A1", "+1", "-1", "@x", "\tx", "\rx"):
        assert spreadsheets.cell(text) == f"'{text}"
    values = "a=b", -1, True, NOW
    assert [spreadsheets.cell(value) for value in values] == ["a=b", -1, "true", NOW.isoformat()]
    with pytest.raises(TypeError):
        spreadsheets.as_json({"x": object()})


def test_another_persons_answers_do_not_count(client, app, somebody):
    Somebody(app).answers(1, 2, 3, days=1)
    assert "Nothing answered yet." in client.page("/progress").text
    somebody.answers(1, days=1)
    assert "You have answered 1 question." in flat(client.page("/progress"))


def test_somebody_unknown_is_told_where_to_begin(app):
    stranger = make_client(app)
    for path in PAGES:
        assert stranger.get(f"/progress{path}").status_code == 404


def test_what_is_due_is_told_where_the_page_of_reviews_says_the_same(client, somebody):
    somebody.answers(1, 2, days=60)
    assert client.page("/progress").find("a", string="New quiz")
    client.page("/review")
    assert client.page("/progress").find("a", string="Review 2 due now")


def statements(client, app, path):
    """Count the statements of a page."""
    found = []
    with app.app_context():
        engine = db.engine

        def count(*args):
            if not args[2].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                found.append(args[2])

        event.listen(engine, "before_cursor_execute", count)
    assert client.get(path).status_code == 200
    event.remove(engine, "before_cursor_execute", count)
    return len(found)


def flat(tag):
    return " ".join(tag.get_text(" ").split())


def test_every_column_is_documented_as_the_page_says_it():
    text = (Path(__file__).parents[4] / "docs" / "progress.md").read_text(encoding="utf-8")
    for name, table in TABLES.items():
        rows = [f"| `{name}` | | {table.title} |"]
        rows += [f"| | `{column}` | {words} |" for column, words in table.columns.items()]
        assert "\n".join(rows) in text, name
