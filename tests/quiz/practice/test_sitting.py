"""A trainee's walk through a sitting, page by page, without JavaScript."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quiz.accounts.models import Person
from quiz.bank.models import ItemVersion
from quiz.db import db
from quiz.sittings.models import Mark, Response, Sitting, Slot
from tests.conftest import make_client
from tests.pages import fields, parse

FIVE = {"length": "5"}


def test_five_questions_from_the_front_page_to_the_result(client, app):
    url = begin(client)
    for position in range(1, 6):
        question = client.page(url)
        assert question.h1.text == f"Question {position} of 5"
        explained = parse(answer(client, url, option="bend", sureness=3, follow_redirects=True))
        assert explained.find(class_="verdict").strong.text == "Right"
        assert explained.find("h2", string="Why")
        assert explained.find("h2", string="Sources")
        link = explained.find(attrs={"data-next": True})
        assert link.text.strip().startswith("Next question" if position < 5 else "See result")
        url = link["href"]
    result = client.page(url)
    assert "5 of 5 answered" in result.find(class_="tile").text
    with app.app_context():
        assert db.session.scalar(select(func.count(Mark.id)).where(Mark.points == 1)) == 5
        assert db.session.scalar(select(Sitting.closed_at)) is not None


def test_a_wrong_answer_is_told_kindly_and_shows_why_for_every_option(client):
    page = parse(answer(client, begin(client), option="press", sureness=2, follow_redirects=True))
    assert re.search(
        r"Not this time — you chose [A-D], and were fairly sure\. The best answer is [A-D]\.", flat(page)
    )
    assert len(page.find_all(class_="why")) == 4
    assert page.find(class_="is-key").find(class_="tag").text == "Best answer"
    assert page.find(class_="is-mine").find(class_="tag").text == "Your answer"
    assert "No clinician has reviewed this item yet" in flat(page)
    assert "Case series, no comparison, read second-hand" in flat(page)
    assert page.find("a", href="https://doi.org/10.1000/knee")
    assert page.find("h2", string="Where the sources disagree")


def test_an_explanation_says_what_is_due_to_be_checked_again(client, app):
    with app.app_context():
        for version in db.session.scalars(select(ItemVersion)):
            version.document = {**version.document, "checked_on": "2025-11-01", "recheck_by": "2026-11-01"}
            version.digest = f"overdue-{version.id}"
        db.session.commit()
    page = parse(answer(client, begin(client), option="bend", follow_redirects=True))
    assert (
        "Due to be checked again. What this rests on should have been looked at by 1 November 2026"
        in flat(page)
    )


def test_how_sure_need_not_be_said_and_a_harmful_choice_is_a_dangerous_miss(client, app):
    page = parse(answer(client, begin(client), option="twist", follow_redirects=True))
    assert "This could have harmed the patient" in flat(page)
    with app.app_context():
        assert db.session.execute(select(Response.sureness, Mark.dangerous).join(Mark)).one() == (None, True)


def test_no_topic_title_or_key_is_told_before_the_answer(client):
    text = client.get(begin(client)).get_data(as_text=True)
    for secret in (
        "KEYTITLE",
        "RATIONALE",
        "EXPLANATION",
        "TAKEHOME",
        "Gait",
        "Swelling",
        "harmful",
        "Objective",
    ):
        assert secret not in text


def test_the_explanation_is_not_to_be_had_before_the_answer(client):
    url = begin(client)
    response = client.get(url + "/explanation")
    assert response.status_code == 303
    assert response.location == url


def test_sending_an_answer_twice_stores_it_once(client, app):
    url = begin(client)
    form = filled(client, url, "bend")
    assert client.post(url, data=form).location == url + "/explanation"
    again = client.post(url, data=form, follow_redirects=True)
    assert "answered this question before" not in again.get_data(as_text=True)
    assert count(app, Response) == count(app, Mark) == 1


def test_the_first_of_two_tabs_counts(client, app):
    url = begin(client)
    one, two = filled(client, url, "bend"), filled(client, url, "press")
    client.post(url, data=one)
    page = client.post(url, data=two, follow_redirects=True).get_data(as_text=True)
    assert "Your first answer counts." in page
    assert "<strong>Right</strong>" in page
    assert count(app, Response) == 1


def test_an_answered_question_leads_back_to_its_explanation(client):
    url = begin(client)
    answer(client, url)
    assert client.get(url).location == url + "/explanation"


@pytest.mark.parametrize("data", [{}, {"option": "no-such"}, {"option": ""}])
def test_no_choice_or_one_that_is_not_there_gives_the_page_again(client, data):
    url = begin(client)
    form = {**filled(client, url, None), **data, "sureness": "2"}
    response = client.post(url, data=form)
    assert response.status_code == 422
    page = parse(response)
    assert page.find(role="alert").text == "Choose one of the answers."
    assert page.find("input", attrs={"name": "sureness", "value": "2"}).has_attr("checked")


@pytest.mark.parametrize(
    ("name", "value"), [("sureness", "9"), ("sureness", "x"), ("token", ""), ("token", "x" * 999)]
)
def test_what_goes_with_an_answer_is_checked_and_the_choice_kept(client, name, value):
    url = begin(client)
    form = {**filled(client, url, "bend"), name: value}
    response = client.post(url, data=form)
    assert response.status_code == 422
    assert (
        parse(response).find("input", attrs={"name": "option", "checked": True})["value"].startswith("bend")
    )
    assert parse(response).find(class_="form-error")


def test_a_token_of_another_page_stores_the_answer_without_a_time(client, app):
    url = begin(client)
    client.post(url, data={**filled(client, url, "bend"), "token": "made-up-token-of-some-length"})
    with app.app_context():
        assert db.session.execute(select(Response.seconds)).one() == (None,)


def test_the_time_from_page_to_answer_is_kept(client, app):
    answer(client, begin(client))
    with app.app_context():
        assert 0 <= db.session.scalar(select(Response.seconds)) < 60


def test_beginning_twice_with_one_page_begins_once(client, app):
    begin(client)
    page = client.page("/")
    form = fields(page.find("form"))
    first = client.post("/sittings", data=form)
    second = client.post("/sittings", data=form)
    assert first.location == second.location
    assert count(app, Sitting) == 2


def test_a_sitting_can_be_left_and_gone_on_with(client):
    url = begin(client)
    answer(client, url)
    front = client.page("/")
    go_on = front.find("a", string="Go on")["href"]
    assert client.page(go_on).h1.text == "Question 2 of 5"
    assert "1 of 5 answered" in flat(front)


def test_a_finished_sitting_takes_no_answer_and_explains_what_was_left_open(client, app):
    url = begin(client)
    answer(client, url)
    second = url[:-1] + "2"
    form = filled(client, second, "bend")
    sitting = url.split("/slots")[0]
    client.post_form(f"{sitting}/result", action="/finish")
    assert client.post(second, data=form).status_code == 409
    page = client.page(second)
    assert "Not answered" in flat(page)
    assert "4 of 5 left open" in flat(client.page(f"{sitting}/result"))
    assert client.get(sitting).location == f"{sitting}/result"
    assert count(app, Response) == 1
    assert "Go on" not in flat(client.page("/"))


def test_a_result_before_the_first_answer_leads_to_the_questions(client):
    sitting = begin(client).split("/slots")[0]
    assert client.page(f"{sitting}/result").h1.text == "Question 1 of 5"


def test_new_questions_come_before_those_met(client, app):
    for _ in range(3):
        begin(client)
    with app.app_context():
        items = select(func.count(ItemVersion.item_id.distinct())).join(
            Slot, Slot.version_id == ItemVersion.id
        )
        assert db.session.scalar(items) == 15


def test_a_topic_can_be_chosen_and_the_sitting_holds_what_there_is(client, app):
    response = client.post_form("/practise", {"topic": "gait", "length": "20"})
    assert response.status_code == 303
    assert client.page(response.location).h1.text == "Question 1 of 8"
    with app.app_context():
        topics = select(ItemVersion.topic).distinct().join(Slot, Slot.version_id == ItemVersion.id)
        assert db.session.scalars(topics).all() == ["gait"]
        assert db.session.scalar(select(Sitting.title)) == "Gait, 8 questions"


@pytest.mark.parametrize("change", [{"topic": "cars"}, {"length": "7"}, {"length": "x"}, {"token": "short"}])
def test_a_quiz_that_cannot_be_is_refused_with_the_page_again(client, change):
    response = client.post_form("/practise", change)
    assert response.status_code == 422
    assert parse(response).find(class_="error")


def test_a_topic_without_questions_is_a_conflict(client, app):
    from quiz.bank.models import Item

    with app.app_context():
        db.session.execute(Item.__table__.update().values(state="retired"))
        db.session.commit()
    response = client.post_form("/practise")
    assert response.status_code == 409
    assert parse(response).find(role="alert").text == "No questions are published there yet."


def test_the_browsers_time_zone_is_kept_and_a_made_up_one_is_not(client, app):
    client.post_form("/", {"time_zone": "Europe/Vienna"})
    other = make_client(app)
    other.post_form("/", {"time_zone": "Moon/Crater"})
    with app.app_context():
        zones = select(Person.time_zone).order_by(Person.id)
        assert db.session.scalars(zones).all() == ["Europe/Vienna", None]


def test_a_stranger_sees_nothing_of_a_sitting(client, app):
    url = begin(client)
    answer(client, url)
    stranger = make_client(app)
    nobody = make_client(app)
    begin(stranger)
    sitting = url.split("/slots")[0]
    for path in (url, url + "/explanation", sitting, sitting + "/result"):
        assert stranger.get(path).status_code == 404
        assert nobody.get(path).status_code == 404
    form = filled(stranger, begin(stranger), "bend")
    assert stranger.post(url[:-1] + "2", data=form).status_code == 404
    assert stranger.post(sitting + "/finish", data=form).status_code == 404


def test_a_person_whose_sign_ins_were_ended_is_nobody(client, app):
    url = begin(client)
    with app.app_context():
        db.session.execute(Person.__table__.update().values(epoch=7))
        db.session.commit()
    assert client.get(url).status_code == 404


def test_a_cookie_of_our_own_making_cannot_be_forged(client, app):
    url = begin(client)
    other = make_client(app)
    other.set_cookie("palpate_person", "WzEsMCxmYWxzZSxudWxsXQ.forged")
    assert other.get(url).status_code == 404


def test_an_answer_without_its_form_token_is_handed_back_to_be_sent_again(client):
    url = begin(client)
    form = filled(client, url, "bend")
    form.pop("csrf_token")
    response = client.post(url, data={**form, "sureness": "3"})
    assert response.status_code == 400
    page = parse(response)
    kept = fields(page.find("form"))
    assert kept["option"] == form["option"]
    assert kept["sureness"] == "3"
    assert client.post(url, data=kept).status_code == 303


def test_someone_seen_again_after_a_day_is_noted(client, app):
    url = begin(client)
    with app.app_context():
        before = db.session.scalar(select(Person.seen_at)) - timedelta(days=3)
        db.session.execute(Person.__table__.update().values(seen_at=before))
        db.session.commit()
    answer(client, url)
    with app.app_context():
        assert db.session.scalar(select(Person.seen_at)) > before + timedelta(days=2)


def begin(client):
    """Begin a sitting of five and return the address of its first question."""
    response = client.post_form("/", FIVE, action="/sittings")
    assert response.status_code == 303
    return response.location


def filled(client, url, option):
    """Return the form of a question with the option whose id begins with ``option`` chosen."""
    page = client.page(url)
    form = fields(page.find("form", class_="answer"))
    if option:
        ids = [tag["value"] for tag in page.find_all("input", attrs={"name": "option"})]
        form["option"] = next(id for id in ids if id.startswith(option))
    return form


def answer(client, url, option="bend", sureness=None, **kwargs):
    form = filled(client, url, option)
    return client.post(url, data={**form, **({"sureness": str(sureness)} if sureness else {})}, **kwargs)


def count(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count(model.id)))


def flat(page):
    return " ".join(page.text.split())
