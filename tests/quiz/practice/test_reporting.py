"""A trainee says what is wrong with a question, once it is explained."""

import pytest
from sqlalchemy import func, select, update

from quiz.accounts.actions import remove_people
from quiz.bank.reports.models import Report
from quiz.db import db
from quiz.sittings.models import Sitting
from tests.conftest import make_client
from tests.pages import fields, parse
from tests.quiz.bank.test_desk import counted
from tests.quiz.practice.test_sitting import answer, begin, flat

SAID = {"kind": "key", "text": "The *left* one.\r\nIsn’t it?"}


@pytest.fixture
def url(client):
    """The address of a question that the client has answered."""
    found = begin(client)
    answer(client, found)
    return found


def test_an_explanation_leads_to_a_report_and_back(client, app, url):
    link = client.page(url).find("a", string="Something wrong with this question?")
    assert link["href"] == url + "/report"
    reply = client.post_form(link["href"], SAID)
    assert reply.location == url + "/explanation"
    assert "you are told here what becomes of it" in flat(client.page(reply.location))
    with app.app_context():
        report = db.session.scalars(select(Report)).one()
        assert (report.kind, report.state, report.text) == ("key", "open", "The *left* one.\nIsn’t it?")
        assert report.answer["option"].startswith("bend")
    page = client.page(url + "/report")
    assert "It waits for an answer." in flat(page)
    assert not page.find("form")


def test_nothing_is_reported_before_the_answer(client, app):
    url = begin(client)
    assert client.get(url + "/report").location == url
    form = fields(client.page(url).find("form", class_="answer"))
    assert client.post(url + "/report", data={**form, **SAID}).status_code == 409
    assert reports(app) == 0


def test_what_was_left_open_can_be_reported_once_the_quiz_is_finished(client, app):
    url = begin(client)
    sitting = url.split("/slots")[0]
    answer(client, url)
    client.post_form(f"{sitting}/result", action="/finish")
    assert client.post_form(f"{sitting}/slots/2/report", SAID).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Report.answer)).one() is None


def test_a_report_sent_twice_is_stored_once_and_another_waits_its_turn(client, app, url):
    form = {**fields(client.page(url + "/report").find("form")), **SAID}
    other = {**fields(client.page(url + "/report").find("form")), "kind": "typo", "text": "And this."}
    assert client.post(url + "/report", data=form).status_code == 303
    assert client.post(url + "/report", data=form).status_code == 303
    refused = client.post(url + "/report", data=other)
    assert refused.status_code == 422
    assert "still waits for an answer" in parse(refused).text
    assert parse(refused).find("textarea").text.strip() == "And this."
    assert reports(app) == 1
    with app.app_context():
        db.session.execute(update(Report).values(state="answered", reply="No."))
        db.session.commit()
    assert client.post(url + "/report", data=other).status_code == 303
    assert reports(app) == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "", "text": "x"}, "Choose what is wrong."),
        ({"kind": "dance", "text": "x"}, "Choose what is wrong."),
        ({"kind": "typo", "text": " "}, "Say what is wrong, in a sentence or two."),
        ({"kind": "typo", "text": "é" * 2003}, "Use 2000 characters at most; this has 2003."),
        ({**SAID, "token": "short"}, "Reload the page and try again."),
    ],
)
def test_what_cannot_be_sent_is_shown_again_with_a_sentence(client, app, url, typed, sentence):
    reply = client.post_form(url + "/report", typed)
    assert reply.status_code == 422
    assert sentence in flat(parse(reply))
    assert parse(reply).find("textarea").text.strip() == typed["text"].replace("\r", "").strip()
    assert reports(app) == 0


def test_who_reports_too_often_waits_and_keeps_what_was_typed(client, app, url):
    form = {**fields(client.page(url + "/report").find("form")), **SAID}
    for _ in range(20):
        client.post(url + "/report", data=form)
    reply = client.post(url + "/report", data=form)
    assert reply.status_code == 429
    assert parse(reply).find("input", attrs={"name": "text"})["value"].startswith("The *left* one.")


def test_a_stranger_neither_sees_nor_sends_a_report_there(client, app, url):
    client.post_form(url + "/report", SAID)
    stranger, nobody = make_client(app), make_client(app)
    theirs = begin(stranger)
    answer(stranger, theirs)
    form = {**fields(stranger.page(theirs + "/report").find("form")), **SAID}
    for other in (stranger, nobody):
        assert other.get(url + "/report").status_code == 404
    assert stranger.post(url + "/report", data=form).status_code == 404
    assert "left" not in flat(stranger.page(theirs + "/report"))


def test_the_page_takes_few_statements_and_the_explanation_none_more(client, app, url):
    client.post_form(url + "/report", SAID)
    with counted(app) as statements:
        client.get(url + "/explanation")
    # How many reports of the item are open stands in the one about others.
    assert not [each for each in statements if "report" in each and "peer_tally" not in each]
    with counted(app) as statements:
        client.get(url + "/report")
    assert 0 < len(statements) <= 4, statements


def test_what_somebody_reported_goes_with_them(client, app, url):
    client.post_form(url + "/report", SAID)
    with app.app_context():
        remove_people([db.session.scalar(select(Sitting.person_id))])
        assert db.session.scalar(select(func.count(Report.id))) == 0
        db.session.rollback()


def reports(app):
    with app.app_context():
        return db.session.scalar(select(func.count(Report.id)))
