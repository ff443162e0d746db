"""The record under pressure: several connections at once, locks, and how many statements it costs."""

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, func, select, text

from question_bank.folder import read_folder
from quiz.bank.actions import load_folder
from quiz.db import db
from quiz.sittings.models import Mark, Response, Sitting
from tests.banks import item_document, write_bank
from tests.conftest import NOW, make_client
from tests.pages import fields, parse


def test_sixteen_trainees_answer_at_once_and_nothing_is_locked(committing_app):
    def take(number):
        # Pages are reviewed elsewhere; here it is the writing that counts.
        client = committing_app.test_client()
        token = re.compile(r'name="(csrf_token|token)" value="([^"]+)"')
        start = {**dict(token.findall(client.get("/").text)), "length": "5"}
        url = client.post("/sittings", data=start).location
        statuses = []
        for position in range(1, 6):
            page = client.get(url).text
            option = re.search(r'value="(bend-\d+)"', page)[1]
            reply = client.post(url, data={**dict(token.findall(page)), "option": option})
            statuses.append(reply.status_code)
            assert "<strong>Right</strong>" in client.get(reply.location).text
            url = url.replace(f"slots/{position}", f"slots/{position + 1}")
        return statuses

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(take, range(16)))
    assert results == [[303] * 5] * 16
    with committing_app.app_context():
        assert db.session.scalar(select(func.count(Response.id))) == 80
        assert db.session.scalar(select(func.count(Mark.id))) == 80
        assert db.session.scalar(select(func.count(Sitting.id)).where(Sitting.closed_at.is_not(None))) == 16


def test_one_answer_sent_eight_times_at_once_is_stored_once(committing_app):
    client = make_client(committing_app)
    url = begin(client)
    forms = [filled(client, url, option) for option in ("bend", "press") * 4]
    cookies = {name: client.get_cookie(name).value for name in ("palpate_person", "palpate_session")}

    def send(form):
        copy = make_client(committing_app)
        for name, value in cookies.items():
            copy.set_cookie(name, value)
        reply = copy.post(url, data=form)
        return reply.status_code, reply.location

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(send, forms))
    assert set(replies) == {(303, url + "/explanation")}
    with committing_app.app_context():
        assert db.session.scalar(select(func.count(Response.id))) == 1
        assert db.session.scalar(select(func.count(Mark.id))) == 1


def test_one_start_sent_eight_times_at_once_begins_one_sitting(committing_app):
    client = make_client(committing_app)
    begin(client)
    form = fields(client.page("/practise").find("form"))
    cookies = {name: client.get_cookie(name).value for name in ("palpate_person", "palpate_session")}

    def send(_):
        copy = committing_app.test_client()
        for name, value in cookies.items():
            copy.set_cookie(name, value)
        return copy.post("/sittings", data=form).location

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(8)))) == 1
    with committing_app.app_context():
        assert db.session.scalar(select(func.count(Sitting.id))) == 2


@pytest.mark.parametrize("committing_app", ["sqlite"], indirect=True)
def test_an_answer_that_a_locked_database_could_not_take_is_handed_back(committing_app):
    app = committing_app
    client = make_client(app)
    url = begin(client)
    form = {**filled(client, url), "sureness": "3"}
    with app.app_context():
        db.engine.dispose()
        event.listen(db.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=50"))
        locker = sqlite3.connect(db.engine.url.database, isolation_level=None)
    locker.execute("BEGIN IMMEDIATE")
    reply = client.post(url, data=form)
    locker.execute("ROLLBACK")
    locker.close()
    assert reply.status_code == 503
    assert reply.headers["Retry-After"] == "5"
    page = parse(reply)
    assert "Nothing is lost" in page.text
    kept = fields(page.find("form"))
    assert (kept["option"], kept["sureness"]) == (form["option"], "3")
    assert client.post(url, data=kept).location == url + "/explanation"


@pytest.mark.parametrize("committing_app", ["sqlite"], indirect=True)
def test_a_database_that_has_gone_is_told_on_a_page_and_not_by_a_traceback(committing_app, caplog):
    with committing_app.app_context():
        db.session.execute(text("DROP TABLE bank"))
        db.session.commit()
    client = make_client(committing_app)
    reply = client.get("/practise")
    assert reply.status_code == 503
    assert "Traceback" not in reply.get_data(as_text=True)
    assert "database unavailable" in caplog.text


@pytest.mark.parametrize("cold", [True, False])
@pytest.mark.parametrize("size", [8, 120])
def test_an_answer_and_its_explanation_take_eleven_statements_at_most(app, tmp_path, cold, size):
    from quiz.bank.published import queries

    documents = [item_document(number, id=f"more-{number}") for number in range(1, size + 1)]
    with app.app_context():
        load_folder(read_folder(write_bank(tmp_path, documents)), now=NOW, publish=True)
        db.session.commit()
    client = make_client(app)
    for _ in range(4 if size > 8 else 1):  # a history
        url = begin(client)
    form = filled(client, url)
    if cold:
        queries._reading.cache_clear()
    statements = []
    with app.app_context():
        engine = db.engine.engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    reply = client.post(url, data=form)
    client.get(reply.location)
    counted = [
        sql
        for sql in statements
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT"))
    ]
    assert 4 < len(counted) <= 11, "\n".join(counted)


def begin(client):
    return client.post_form("/", {"length": "5"}, action="/sittings").location


def filled(client, url, option="bend"):
    page = client.page(url)
    ids = [tag["value"] for tag in page.find_all("input", attrs={"name": "option"})]
    return {
        **fields(page.find("form", class_="answer")),
        "option": next(id for id in ids if id.startswith(option)),
    }
