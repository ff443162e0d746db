"""What people are told: given to many at once, shown until they say that it is read, to nobody else."""

import pytest
from sqlalchemy import select

from quiz.accounts.actions import absorb
from quiz.accounts.guests import make_guest
from quiz.accounts.models import Person
from quiz.db import db
from quiz.notices import kinds
from quiz.notices.actions import News, tell
from quiz.notices.models import Notice
from quiz.sittings.models import Sitting
from tests.conftest import NOW, make_client
from tests.quiz.bank.test_desk import counted
from tests.quiz.practice.test_sitting import answer, begin, flat

DATA = {
    kinds.REPLY: kinds.reply("Gait, 5 questions", report="Left?", text="It *is* left. <script>x</script>"),
    kinds.MENDED: kinds.mended("Gait, 5 questions", report="A typo", text="", number=3),
    kinds.CLOSED: kinds.closed("Gait, 5 questions", report="Again", text="See there.", why="duplicate"),
    kinds.CORRECTED: kinds.corrected("Gait", old=(0, 1), new=(0.5, 1), reason="A new **guideline**."),
    kinds.VOIDED: kinds.voided("Gait", old=(0, 1), counts=True, reason=""),
    "of-a-newer-release": {},
}
TOLD = {
    kinds.REPLY: "Your report was answered You wrote: Left?It is left. <script>",
    kinds.MENDED: "It has a new version, number 3.",
    kinds.CLOSED: "It says what another report said before",
    kinds.CORRECTED: "Your answer earned 0 of 1; now it earns 0.5 of 1. A new guideline.",
    kinds.VOIDED: "Everybody who answered it gets full marks; your answer had earned 0 of 1.",
    "of-a-newer-release": "Something changed about a question of yours",
}


def test_every_kind_is_told_in_its_own_words_and_where_it_can_be_seen(client, app):
    url = begin(client)
    answer(client, url)
    told(app, *DATA)
    page = client.page("/notices")
    cards = {
        kind: flat(card)
        for kind, card in zip(reversed(DATA), page.find_all("section", class_="card"), strict=True)
    }
    assert {kind: text for kind, text in cards.items() if TOLD[kind] not in text} == {}
    assert set(kinds.TEMPLATES) < set(TOLD)
    assert "Question 1 of “Gait, 5 questions”" in cards[kinds.REPLY]
    assert not page.find("script", src=False)
    number = page.find("section", class_="card").find("input", attrs={"name": "notice"})["value"]
    opened = client.post_form("/notices", {"do": "open", "notice": number})
    assert client.page(opened.location).find(class_="verdict")


def test_news_are_shown_where_people_arrive_until_they_are_read(client, app):
    url = begin(client)
    answer(client, url)
    told(app, kinds.REPLY, kinds.CORRECTED, kinds.VOIDED)
    for path in ("/", "/practise", "/progress", "/history"):
        mark = client.page(path).find("nav", attrs={"aria-label": "Main"}).find("a", href="/notices")
        assert flat(mark) == "Notices 3 unread", path
    assert "3 new notices about questions you answered." in flat(client.page("/"))
    page = client.page("/notices")
    first = page.find_all("section", class_="card")[0].find("input", attrs={"name": "notice"})["value"]
    client.post_form("/notices", {"do": "read", "notice": first})
    page = client.page("/notices")
    assert flat(page.find(role="status")) == "2 unread."
    assert "New" not in page.find_all("section", class_="card")[-1].text
    client.post_form("/notices", {"do": "all"})
    assert flat(client.page("/notices").find(role="status")) == "None unread."
    assert not client.page("/").find("a", href="/notices")


def test_the_way_of_an_answer_does_not_ask_for_news(client, app):
    url = begin(client)
    told(app, kinds.REPLY)
    with counted(app) as statements:
        answer(client, url, follow_redirects=True)
    assert not about_notices(statements)
    with counted(app) as statements:
        client.get("/practise")
    assert len(about_notices(statements)) == 1


def test_nobody_else_reads_or_marks_a_notice(client, app):
    begin(client)
    told(app, kinds.REPLY)
    stranger, nobody = make_client(app), make_client(app)
    begin(stranger)
    form = {"notice": first_id(app), "csrf_token": token_of(stranger), "do": "read"}
    assert flat(stranger.page("/notices").find(role="status")) == "None unread."
    assert stranger.post("/notices", data=form).status_code == 404
    assert stranger.post("/notices", data={**form, "do": "all"}).status_code == 303
    assert stranger.post("/notices", data={**form, "do": "dance"}).status_code == 400
    assert nobody.get("/notices").status_code == 404
    with app.app_context():
        assert db.session.scalar(select(Notice.read_at)) is None
        db.session.execute(Person.__table__.update().values(epoch=7))
        db.session.commit()
    assert client.get("/notices").status_code == 404


def test_thousands_are_told_at_once_and_nobody_twice(app):
    with app.app_context():
        person, other = make_guest(now=NOW), make_guest(now=NOW)
        news = [News(person.id, kinds.VOIDED, f"rescore/1/slot/{n}") for n in range(6000)]
        with counted(app) as statements:
            tell(news, now=NOW)
        assert len(about_notices(statements)) <= 2
        tell([*news[:3], News(other.id, kinds.VOIDED, "rescore/1/slot/1")], now=NOW)
        people = db.session.scalars(select(Notice.person_id)).all()
        assert (people.count(person.id), people.count(other.id)) == (6000, 1)
        db.session.rollback()


@pytest.mark.parametrize("told_before", [False, True])
def test_notices_go_along_when_a_guest_signs_in(app, told_before):
    with app.app_context():
        guest, person = make_guest(now=NOW), make_guest(now=NOW)
        tell([News(guest.id, kinds.VOIDED, "rescore/1"), News(guest.id, kinds.REPLY, "report/1")], now=NOW)
        if told_before:
            tell([News(person.id, kinds.VOIDED, "rescore/1")], now=NOW)
        absorb(guest, into=person)
        rows = db.session.execute(select(Notice.person_id, Notice.cause).order_by(Notice.cause)).all()
        assert rows == [(person.id, "report/1"), (person.id, "rescore/1")]
        db.session.rollback()


def told(app, *which):
    """Tell whoever began the only sitting, in this order."""
    with app.app_context():
        sitting = db.session.scalars(select(Sitting)).one()
        news = [News(sitting.person_id, kind, f"test/{kind}", sitting.id, 1, DATA[kind]) for kind in which]
        tell(news, now=NOW)
        db.session.commit()


def first_id(app):
    with app.app_context():
        return db.session.scalar(select(Notice.id).order_by(Notice.id))


def about_notices(statements):
    return [statement for statement in statements if "notice" in statement]


def token_of(client):
    return client.page("/practise").find("input", attrs={"name": "csrf_token"})["value"]
