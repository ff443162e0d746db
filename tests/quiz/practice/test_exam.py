"""A trainee's walk through an exam, page by page, without JavaScript."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, select, update

from quiz.accounts.models import Person
from quiz.bank.actions import load_folder
from quiz.bank.models import Item, ItemVersion
from quiz.db import db
from quiz.sittings.models import Mark, Response, Sitting, Slot, Visit
from tests.banks import case_document, in_memory
from tests.conftest import NOW, make_client
from tests.leaks.replies import VARY
from tests.pages import fields, parse

JSON = {"Accept": "application/json"}


def test_an_exam_from_the_start_to_every_explanation(client, app):
    url = begin(client)
    page = client.page(url)
    assert page.h1.text == "Question 1 of 10"
    assert "15 min left" in flat(page.find(class_="clock"))
    assert len(page.select("button.place")) == 10
    for position in range(1, 9):
        reply = send(client, at(url, position), "bend" if position < 7 else "press", go="next")
        assert (reply.status_code, reply.location) == (303, at(url, position + 1))
    reply = send(client, at(url, 9), go="overview")
    overview = parse(client.get(reply.location))
    assert "8 of 10 answered." in flat(overview)
    assert "Open: 9, 10" in flat(overview)
    assert overview.find("a", class_="seen").text.startswith("9")
    reply = client.post_form(url.split("/slots")[0] + "/overview", action="/finish")
    result = client.page(reply.location)
    assert "6 of 8 answered" in flat(result)
    assert "2 of 10 left open" in flat(result)
    for position in range(1, 11):
        explained = client.page(f"{at(url, position)}/explanation")
        assert explained.find("h2", string="Why")
        following = explained.find(attrs={"data-next": True}).text.strip()
        assert following.startswith("Next explanation" if position < 10 else "See result")
    with app.app_context():
        assert db.session.scalar(select(func.count(Mark.id))) == 8
        assert db.session.scalar(select(func.count(Visit.id))) == 9


def test_nothing_tells_right_from_wrong_before_the_end(client, app):
    url = begin(client)
    replies = {}
    for option in ("bend", "press", "twist"):
        by_script = send(client, url, option, headers=JSON, save=f"{option.encode().hex()}-1")
        posted = send(client, url, option, go="1")
        page = client.get(posted.location)
        text = re.sub(
            r'(name="(?:token|csrf_token)" value=")[^"]+|( checked)|data-left="[^"]+"', r"\1", page.text
        )
        for secret in ("KEYTITLE", "RATIONALE", "EXPLANATION", "TAKEHOME", "harmful", "Objective"):
            assert secret not in text + by_script.text
        headers = {name: value for name, value in page.headers if name not in VARY}
        told = {name: value for name, value in by_script.get_json().items() if name != "left"}
        replies[option] = (text, headers, told, posted.status_code, posted.location)
        assert "ETag" not in page.headers
    assert replies["bend"] == replies["press"] == replies["twist"]
    sitting = url.split("/slots")[0]
    assert client.get(f"{url}/explanation").location == url
    assert client.get(f"{sitting}/result").location == sitting
    assert "at the end" in flat(client.page("/history"))
    assert "Nothing answered yet." in client.page("/progress").text
    with app.app_context():
        assert db.session.scalar(select(func.count(Mark.id))) == 0


def test_an_answer_is_saved_shown_again_and_changed(client, app):
    url = begin(client)
    send(client, url, "press", sureness="2", go="3")
    page = client.page(url)
    assert page.find("input", attrs={"name": "option", "checked": True})["value"].startswith("press")
    assert page.find("input", attrs={"name": "sureness", "value": "2"}).has_attr("checked")
    assert page.find(attrs={"data-saved": True}).text == "Saved."
    send(client, url, "bend", go="next")
    send(client, url, None, go="next")  # looks, and goes on
    finish(client, url)
    assert "<strong>Right</strong>" in client.get(f"{url}/explanation").text
    with app.app_context():
        rows = db.session.execute(select(Response.final).order_by(Response.id)).scalars().all()
        assert rows == [None, True]


def test_going_on_without_an_answer_leaves_the_question_open_and_seen(client):
    url = begin(client)
    reply = client.post(url, data=page_form(client, url) | {"go": "next"})
    assert reply.location == at(url, 2)
    place = client.page(at(url, 2)).select_one("button.place")
    assert "seen" in place["class"]
    assert flat(place) == "1, seen, not answered"


def test_a_flag_is_set_and_taken_away_and_the_choice_beside_it_is_kept(client):
    url = begin(client)
    reply = send(client, url, "bend", flag="1")
    assert reply.location == url
    page = client.page(url)
    assert page.select_one("[data-flag]")["value"] == "0"
    assert flat(page.select_one("button.place")) == "1, answered, flagged⚑"
    assert "Flagged: 1" in flat(client.page(url.split("/slots")[0] + "/overview"))
    assert send(client, url, flag="0", headers=JSON).status_code == 200
    assert client.page(url).select_one("[data-flag]")["value"] == "1"


def test_a_script_saves_each_change_and_a_repeat_or_one_overtaken_adds_nothing(client, app):
    url = begin(client)
    form = filled(client, url, "bend")
    first = client.post(url, data=form | {"save": "ab-2"}, headers=JSON)
    assert first.get_json()["told"] == "Saved."
    assert first.get_json()["counts"]
    assert 890 < first.get_json()["left"] <= 900
    client.post(url, data=form | {"save": "ab-2"}, headers=JSON)
    client.post(
        url, data=form | {"save": "ab-1", "option": form["option"].replace("bend", "hold")}, headers=JSON
    )
    client.post(url, data=form | {"go": "next"})
    with app.app_context():
        assert db.session.scalar(select(func.count(Response.id))) == 1


def test_an_old_page_that_is_changed_and_sent_again_counts(client, app):
    url = begin(client)
    form = filled(client, url, "bend")
    client.post(url, data=form)
    client.post(url, data=form | {"option": form["option"].replace("bend", "press")})
    finish(client, url)
    assert "Not this time" in client.page(f"{url}/explanation").text
    assert count(app, Response) == 2


def test_after_the_deadline_an_answer_is_kept_and_does_not_count(client, app):
    url = begin(client)
    send(client, url, "bend")
    second, third = filled(client, at(url, 2), "bend"), filled(client, at(url, 3), "bend")
    end(app, ago=6)
    by_script = client.post(at(url, 2), data=second | {"save": "ab-1"}, headers=JSON)
    assert by_script.status_code == 200
    assert by_script.get_json()["left"] == 0
    assert not by_script.get_json()["counts"]
    page = parse(client.post(at(url, 3), data=third, follow_redirects=True))
    assert page.h1.text == "Time is over"
    assert "It is kept, but it does not count." in flat(page)
    result = parse(client.post_form(url.split("/slots")[0], action="/finish", follow_redirects=True))
    assert "1 of 1 answered" in flat(result)
    assert "2 answers came after the end." in flat(result)
    with app.app_context():
        rows = db.session.execute(select(Response.late, Response.final).order_by(Response.id)).all()
        assert rows == [(False, True), (True, None), (True, None)]


def test_what_is_sent_at_the_last_moment_counts_within_the_grace(client, app):
    url = begin(client)
    form = filled(client, url, "bend")
    end(app, ago=2)
    assert client.post(url, data=form | {"save": "ab-1"}, headers=JSON).get_json()["counts"]
    assert client.get(url).location.endswith("/overview")  # a reload at the last second
    overview = client.page(url)
    assert "1 of 10 answered." in flat(overview)
    assert overview.find("form", attrs={"data-finish": "5"})
    finish(client, url)
    assert "1 of 1 answered" in flat(client.page(url.split("/slots")[0]))


def test_after_the_end_everything_leads_to_the_result(client, app):
    url = begin(client)
    form = filled(client, url, "bend")
    finish(client, url)
    sitting = url.split("/slots")[0]
    for path in (sitting, f"{sitting}/overview"):
        assert client.page(path).h1.text == "Your result"
    assert client.get(url).location == f"{url}/explanation"
    assert client.get(f"{sitting}/clock").get_json() == {"left": 0}
    reply = client.post(url, data=form, follow_redirects=True)
    assert "does not count" in reply.text
    assert "Not answered" in client.page(f"{url}/explanation").text
    finish(client, url)
    with app.app_context():
        assert db.session.execute(select(Response.late, Response.final)).all() == [(True, None)]


def test_exams_that_are_due_are_closed_by_a_command_once(client, app):
    urls = [begin(client) for _ in range(3)]
    for url in urls:
        send(client, url, "bend")
    end(app, ago=10, only=urls[:2])
    run = app.test_cli_runner()
    assert run.invoke(args=["sittings", "close-due"]).output == "2 exams closed.\n"
    assert run.invoke(args=["sittings", "close-due"]).output == "0 exams closed.\n"
    assert count(app, Mark) == 2
    assert "1 of 1 answered" in flat(client.page(urls[0].split("/slots")[0]))
    assert client.page(urls[2].split("/slots")[0]).h1.text == "Question 2 of 10"


def test_an_exam_that_cannot_be_closed_is_named_and_leaves_the_others_alone(client, app):
    urls = [begin(client) for _ in range(2)]
    for url in urls:
        send(client, url, "bend")
    end(app, ago=10)
    with app.app_context():
        broken = number(urls[0])
        slots = select(Slot.id).where(Slot.sitting_id == broken)
        db.session.execute(update(Response).where(Response.slot_id.in_(slots)).values(answer={"option": 7}))
        db.session.commit()
    result = app.test_cli_runner().invoke(args=["sittings", "close-due"])
    assert result.exit_code == 1
    assert "1 exam closed." in result.output
    assert f"Not closed, see the log for why: {broken}." in result.output
    assert count(app, Mark) == 1


def test_minutes_can_be_chosen_and_extra_time_comes_on_top(client, app):
    begin(client)
    with app.app_context():
        db.session.execute(update(Person).values(extra_time_percent=25))
        db.session.commit()
    assert "Your extra 25 % come on top." in flat(client.page("/practise"))
    url = begin(client, minutes="60")
    assert "1 h 15 min left" in flat(client.page(url))
    finish(client, url)
    assert "of 1 h 15 min, with your extra 25 %" in flat(client.page(url.split("/slots")[0]))


@pytest.mark.parametrize("change", [{"minutes": "0"}, {"minutes": "x"}, {"length": "6"}, {"topic": "cars"}])
def test_an_exam_that_cannot_be_is_refused_with_the_page_again(client, change):
    response = client.post_form("/practise", {"mode": "exam", "length": "10", **change})
    assert response.status_code == 422
    own = parse(response).find(id="own")
    assert own.has_attr("open")
    assert own.find(class_="error")
    assert own.find("input", value="exam").has_attr("checked")


def test_what_should_have_been_checked_again_is_not_examined_on(client, app):
    with app.app_context():
        ids = db.session.scalars(select(ItemVersion.id).order_by(ItemVersion.id)).all()
        yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
        db.session.execute(
            update(ItemVersion).where(ItemVersion.id.in_(ids[4:])).values(recheck_by=yesterday)
        )
        db.session.commit()
    assert client.page(begin(client)).h1.text == "Question 1 of 4"
    assert client.page(client.post_form("/practise", {"length": "10"}).location).h1.text == "Question 1 of 10"
    with app.app_context():
        db.session.execute(update(ItemVersion).values(recheck_by=yesterday))
        db.session.commit()
    refused = client.post_form("/practise", {"mode": "exam", "length": "10"})
    assert refused.status_code == 409
    assert "There would be 16 outside an exam" in flat(parse(refused))


def test_another_persons_exam_is_not_there(client, app):
    url = begin(client)
    stranger = make_client(app)
    begin(stranger)
    sitting = url.split("/slots")[0]
    for path in (url, f"{sitting}/overview", f"{sitting}/clock"):
        assert stranger.get(path).status_code == 404
    form = filled(stranger, begin(stranger), "bend")
    assert stranger.post(url, data=form).status_code == 404
    assert stranger.post(f"{sitting}/finish", data=form).status_code == 404
    assert count(app, Response) == 0


@pytest.mark.parametrize(("name", "value"), [("go", "away"), ("save", "x"), ("token", ""), ("flag", "2")])
def test_what_goes_with_a_page_is_checked(client, name, value):
    url = begin(client)
    form = filled(client, url, "bend") | {name: value}
    assert client.post(url, data=form).status_code == 422
    assert client.post(url, data=form, headers=JSON).get_json()["problem"]


def test_a_tutor_sitting_has_no_overview(client):
    url = client.post_form("/practise", {"length": "5"}).location
    sitting = url.split("/slots")[0]
    assert client.get(f"{sitting}/overview").location == sitting


class TestACase:
    def test_a_step_opens_when_one_goes_on_and_then_the_one_before_is_read_only(self, client, app, cases):
        url = begin(client)
        send(client, url, "press", go="4")
        assert client.get(at(url, 2)).location == url
        send(client, url, "bend", headers=JSON, save="ab-1")
        assert client.page(at(url, 2)).h1.text == "Question 1 of 9"
        reply = send(client, url, "bend")  # Enter: the main button of such a page goes on
        assert reply.location == at(url, 2)
        assert "NEWS-2" in client.get(at(url, 2)).text
        page = client.page(url)
        assert "You went on from this step." in flat(page)
        assert page.select_one("fieldset.gone-on")["disabled"] == ""
        chosen = page.find("input", attrs={"name": "option", "checked": True})["value"]
        assert chosen.startswith("bend")
        form = page_form(client, url) | {"option": chosen.replace("bend", "press"), "save": "ab-9"}
        told = client.post(url, data=form, headers=JSON).get_json()
        assert (told["counts"], told["told"]) == (
            False,
            "You went on from this step, so its answer stays as it was.",
        )
        assert client.post(url, data=page_form(client, url) | {"go": "next"}).location == at(url, 2)
        assert "answer stays" not in flat(client.page(at(url, 2)))
        finish(client, url)
        assert "<strong>Right</strong>" in client.get(f"{url}/explanation").text
        assert "Not answered" in client.page(f"{at(url, 3)}/explanation").text

    def test_one_does_not_go_on_without_an_answer(self, client, app, cases):
        url = begin(client)
        reply = client.post(url, data=page_form(client, url) | {"go": "step"})
        assert reply.status_code == 422
        assert parse(reply).find(role="alert").text == "Choose one of the answers."
        assert client.post(url, data=page_form(client, url) | {"go": "next"}).location == at(url, 4)
        assert client.post(at(url, 2), data=filled(client, url, "bend")).status_code == 409

    @pytest.fixture
    def cases(self, app, knees_folder):
        with app.app_context():
            db.session.execute(update(Item).values(state="retired"))
            documents = [case_document(number) for number in (1, 2, 3)]
            load_folder(in_memory(knees_folder, *documents), now=NOW, publish=True)
            db.session.commit()


def test_a_save_and_the_page_after_it_take_sixteen_statements_at_most(client, app):
    url = begin(client)
    for position in (1, 2, 3):
        send(client, at(url, position), "press")
    form = filled(client, url, "bend")
    client.page(at(url, 2))
    statements = []
    with app.app_context():
        engine = db.engine.engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    reply = client.post(url, data=form | {"go": "next"})
    client.get(reply.location)
    skipped = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    counted = [sql for sql in statements if not sql.startswith(skipped)]
    assert len(counted) <= 16, "\n".join(counted)


def begin(client, **data):
    """Begin an exam of ten and return the address of its first question."""
    forms = [each for each in client.page("/practise").find_all("form") if each.find("input", value="exam")]
    response = client.post("/sittings", data=fields(forms[0]) | {"mode": "exam", "length": "10"} | data)
    assert response.status_code == 303, flat(parse(response))
    return response.location


def at(url, position):
    return re.sub(r"\d+$", str(position), url)


def number(url):
    return int(re.search(r"/sittings/(\d+)", url)[1])


def page_form(client, url):
    """Return what goes with a page whatever is answered."""
    form = fields(client.page(url).find("form", id="answering"))
    return {name: form[name] for name in ("csrf_token", "token")}


def filled(client, url, option):
    """Return the form of a question with the option whose id begins with ``option`` chosen."""
    page = client.page(url)
    form = fields(page.find("form", id="answering"))
    if option:
        ids = [tag["value"] for tag in page.find_all("input", attrs={"name": "option"})]
        form["option"] = next(id for id in ids if id.startswith(option))
    return form


def send(client, url, option=None, headers=None, **data):
    return client.post(url, data=filled(client, url, option) | data, headers=headers)


def finish(client, url):
    sitting = url.split("/slots")[0]
    token = fields(client.page("/practise").find("form"))["csrf_token"]
    return client.post(f"{sitting}/finish", data={"csrf_token": token})


def end(app, *, ago, only=None):
    """Let the time of exams be over for so many seconds."""
    change = update(Sitting).values(deadline=datetime.now(UTC) - timedelta(seconds=ago))
    if only is not None:
        change = change.where(Sitting.id.in_([number(url) for url in only]))
    with app.app_context():
        db.session.execute(change)
        db.session.commit()


def count(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count(model.id)))


def flat(tag):
    return " ".join(tag.text.split())
