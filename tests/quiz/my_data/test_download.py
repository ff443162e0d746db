"""The page of one's data, and all of it as a file."""

import csv
import io
import json
import zipfile

import pytest
from sqlalchemy import select

from quiz.accounts.models import Account
from quiz.db import db
from quiz.my_data import queries
from quiz.my_data.parts import PARTS
from tests.conftest import make_client
from tests.quiz.accounts.conftest import name_person, person_in
from tests.quiz.bank.conftest import signed_in
from tests.quiz.bank.test_desk import counted, text
from tests.quiz.practice.test_sitting import answer, begin

ZIP = "/my-data/palpate.zip"
EXPORTED = {f"palpate/{part.name}.{suffix}" for part in PARTS for suffix in ("json", "csv")}


def test_a_guest_sees_in_numbers_what_is_kept_and_takes_it_along(app, client, monkeypatch):
    stranger = make_client(app)
    answer(stranger, begin(stranger), option="press")
    url = begin(client)
    answer(client, url, sureness=3)
    client.post_form(url + "/report", {"kind": "typo", "text": "=1+1"})
    answer(client, url.replace("slots/1", "slots/2"))
    page = text(client.page("/my-data"))
    assert "You are a guest" in page
    for row in ("Quizzes and exams 1", "Questions you were asked 5", "Answers 2", "Reports of questions 1"):
        assert row in page
    assert "versions of items" not in page.lower()
    with counted(app) as statements:
        client.page("/my-data")
    assert len(statements) == 2, statements

    monkeypatch.setattr(queries, "AT_ONCE", 2)  # so that rows come in several batches
    files = unpacked(client.get(ZIP))
    assert set(files) == {*EXPORTED, "palpate/README.txt"}
    answers = json.loads(files["palpate/answers.json"])
    assert [(one["sureness"], one["answer"]["option"][:4]) for one in answers] == [
        (3, "bend"),
        (None, "bend"),
    ]
    assert len(json.loads(files["palpate/marks.json"])) == 2
    questions = rows(files, "questions")
    assert [row["position"] for row in questions] == ["1", "2", "3", "4", "5"]
    assert "KEYTITLE" not in "".join(files.values()), "a quiz that is open names its questions"
    assert json.loads(files["palpate/reports.json"])[0]["text"] == "=1+1"
    assert rows(files, "reports")[0]["text"] == "'=1+1"
    assert json.loads(rows(files, "answers")[0]["answer"]) == answers[0]["answer"]
    assert rows(files, "answers")[0]["final"] == "true"
    assert json.loads(files["palpate/account.json"]) == []
    for part in PARTS:
        assert all(name in files["palpate/README.txt"] for name in (part.name, *part.fields))


def test_questions_are_named_once_the_quiz_has_ended(client):
    url = begin(client)
    answer(client, url)
    client.post_form(f"{url.split('/slots')[0]}/result", action="/finish")
    assert unpacked(client.get(ZIP))["palpate/questions.csv"].count("KEYTITLE") == 5


def test_an_account_has_what_it_wrote_and_never_its_password(app):
    educator = signed_in(app, "educator@example.org", "educator", member="owner")
    educator.post_form(
        "/bank/knees/items/item-1", {"do": "save", "take_home": "Look first."}, action="item-1"
    )
    with app.app_context():
        secrets = db.session.execute(select(Account.password, Account.fs_uniquifier)).one()
    files = unpacked(educator.get(ZIP))
    assert rows(files, "account")[0]["email"] == "educator@example.org"
    assert {row["role"] for row in rows(files, "roles")} == {"trainee", "educator"}
    assert rows(files, "memberships")[0]["role"] == "owner"
    assert [(row["item"], row["number"]) for row in rows(files, "versions_written")] == [("item-1", "2")]
    assert not any(secret in text for secret in secrets for text in files.values())
    for page in ("/account", "/progress", "/privacy"):
        assert educator.page(page).find("a", href="/my-data"), page


@pytest.mark.parametrize("url", ["/my-data", ZIP, "/my-data/erase"])
def test_with_an_account_the_cookie_is_not_enough(app, client, url):
    signed = signed_in(app, "someone@example.org")
    name_person(client, app, person_in(signed, app))
    reply = client.get(url)
    assert (reply.status_code, reply.location) == (303, f"/sign-in?next={url}")
    assert make_client(app).get(url).status_code == 404


def test_settings_of_review_are_in_it(client):
    answer(client, begin(client))
    client.post_form("/review", {"target": "85", "exam_on": "2027-05-31"}, action="/plan")
    files = unpacked(client.get(ZIP))
    row = rows(files, "review_settings")[0]
    assert (row["target"], row["exam_on"]) == ("0.85", "2027-05-31")
    assert json.loads(files["palpate/review_settings.json"])[0]["exam_on"] == "2027-05-31"


def unpacked(reply):
    """Return the texts of a download by their paths."""
    assert reply.status_code == 200
    assert reply.headers["Content-Disposition"].startswith("attachment; filename=palpate-")
    with zipfile.ZipFile(io.BytesIO(reply.get_data())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def rows(files, name):
    return list(csv.DictReader(io.StringIO(files[f"palpate/{name}.csv"])))
