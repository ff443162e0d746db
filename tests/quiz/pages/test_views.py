import pytest
from sqlalchemy import text

from quiz import create_app
from quiz.bank.models import Bank
from quiz.db import db
from tests.conftest import make_client, settings_for


def test_the_front_page_offers_a_start_without_an_account(client):
    page = client.page("/")
    assert page.find("button", string="Try five questions")
    assert "No account needed" in page.text


def test_without_a_bank_the_front_page_says_what_to_do(client, app):
    with app.app_context():
        db.session.execute(Bank.__table__.delete())
        db.session.commit()
    assert "No questions have been loaded yet" in client.page("/").text
    assert client.get("/practise").status_code == 404
    assert client.page("/about").h1.text == "About Palpate"


def test_about_says_who_stands_behind_the_content(client):
    page = client.page("/about")
    assert "A. Author" in page.text
    assert "No clinician has reviewed this bank yet." in page.text


def test_privacy_says_what_is_kept(client, app):
    assert "90 days" in client.page("/privacy").text


def test_health_asks_nothing_of_the_database(client):
    assert client.get("/healthz").json == {"status": "ok"}


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("0013", "The schema is at 0013, and this release needs"),
        ("9999", "newer than this release"),
        (None, "no tables"),
    ],
)
def test_ready_means_the_right_schema(client, app, revision, said):
    assert client.get("/readyz").json == {"status": "ready"}
    with app.app_context():
        db.session.execute(text("DELETE FROM alembic_version"))
        if revision:
            db.session.execute(text("INSERT INTO alembic_version VALUES (:at)"), {"at": revision})
        db.session.commit()
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json["status"]) == (503, "not ready")
    assert said in reply.json["reason"]
    assert client.get("/healthz").status_code == 200


def test_tables_of_something_else_are_told(client, app):
    with app.app_context():
        db.session.execute(text("DROP TABLE alembic_version"))
        db.session.commit()
    reply = client.get("/readyz")
    assert reply.status_code == 503
    assert "holds tables of something else" in reply.json["reason"]


def test_a_database_that_is_away_is_told_and_the_process_is_well(tmp_path):
    app = create_app(settings_for("postgresql+psycopg://nobody:hunter2@127.0.0.1:1/none", tmp_path))
    reply = make_client(app).get("/readyz")
    assert reply.status_code == 503
    assert reply.json["reason"].startswith("The database does not answer (OperationalError).")
    assert "hunter2" not in reply.text
    assert make_client(app).get("/healthz").status_code == 200
