from sqlalchemy import text

from quiz.bank.models import Bank
from quiz.db import db
from quiz.schema import expected_revision


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


def test_ready_means_the_right_schema(client, app):
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        db.session.commit()
    reply = client.get("/readyz")
    assert reply.status_code == 503
    assert "the schema is at 0000" in reply.json["reason"]
    with app.app_context():
        db.session.execute(
            text("UPDATE alembic_version SET version_num = :head"), {"head": expected_revision()}
        )
        db.session.commit()
    assert client.get("/readyz").json == {"status": "ready"}


def test_without_its_tables_it_is_not_ready(client, app):
    with app.app_context():
        db.session.execute(text("DROP TABLE alembic_version"))
        db.session.commit()
    reply = client.get("/readyz")
    assert reply.status_code == 503
    assert "does not answer" in reply.json["reason"]
