"""Making a quiz: what is offered with one tap, what matches, what is remembered."""

import pytest
from sqlalchemy import event, select, update

from quiz.bank.actions import load_folder
from quiz.bank.models import Item, ItemVersion, Naming
from quiz.bank.published.offers import note_offer
from quiz.db import db
from quiz.practice.building.matching import Entry, Meeting, Pool, Stock, Wishes, told, weakest_topic
from quiz.practice.building.models import LastSettings
from quiz.sittings.models import Sitting, Slot
from tests.banks import case_document, in_memory
from tests.conftest import NOW, make_client
from tests.pages import fields, parse
from tests.quiz.accounts.conftest import name_person
from tests.quiz.learning.review.conftest import Somebody, ago, correct


def test_what_matches_is_counted_without_a_script_and_the_address_keeps_it(client):
    chosen = {"topic": "gait", "difficulty": ["medium", "hard"], "length": "5", "among": "unseen"}
    reply = client.post("/practise", data=own(client) | chosen)
    assert reply.status_code == 303
    assert reply.location.startswith("/practise?bank=knees&topic=gait&difficulty=medium&difficulty=hard&")
    assert "token" not in reply.location
    page = client.page(reply.location)
    assert page.find(attrs={"data-told": True}).text == "8 questions match."
    assert page.find(id="own").has_attr("open")
    kept = fields(page.find(id="own"))
    assert (kept["topic"], kept["length"], kept["among"]) == ("gait", "5", "unseen")
    assert count(client, "topic=gait&among=unseen") == "8 questions match."


def test_what_is_missed_flagged_due_or_wrongly_certain_is_what_it_was_when_last_met(somebody, client, app):
    somebody.answers(1, 2, 3, word="press", sureness=3, days=30)
    somebody.answers(2, 4, sureness=3, days=20)
    marked = somebody.answers(5, 6, days=10)
    with app.app_context():
        db.session.execute(
            update(Slot).where(Slot.sitting_id == marked.id, Slot.position == 1).values(flagged=True)
        )
        db.session.commit()
    Somebody(app).answers(7, 8, word="press", sureness=3)
    assert count(client, "among=missed") == "2 questions match."
    assert count(client, "among=certain&difficulty=medium") == "2 questions match."
    assert count(client, "among=flagged") == "1 question matches."
    assert count(client, "among=unseen") == "10 questions match."
    assert "match" in count(client, "among=due")
    due = {card.objective for card in somebody.cards().values() if card.due and card.due <= ago(0)}
    assert count(client, "among=due") == f"{2 * len(due)} questions match."
    sitting = somebody.answers(1)
    correct(app, sitting, points=0.5)
    assert count(client, "among=missed") == "2 questions match."
    assert count(client, "among=certain") == "1 question matches."
    assert count(make_client(app), "among=missed").startswith(
        "No questions match. There would be 16 from all"
    )


def test_a_case_is_missed_when_a_step_was_and_an_exam_that_is_open_tells_nothing(
    somebody, client, app, knees_folder
):
    with app.app_context():
        load_folder(in_memory(knees_folder, case_document(1)), now=NOW, publish=True)
        db.session.commit()
        slug = db.session.scalar(select(Item.slug).join(ItemVersion).where(ItemVersion.stages > 1))
    case = somebody.answers(1, slug=slug, word="bend", sureness=3)
    assert count(client, "among=missed").startswith("No questions match")
    correct(app, case, position=1, points=0)
    assert count(client, "among=missed&length=40") == "3 questions match."
    assert count(client, "among=certain&length=40") == "3 questions match."
    exam = client.post(
        "/sittings", data=own(client) | {"mode": "exam", "format": "single_best_answer"}
    ).location
    page = client.page(exam)
    form = fields(page.find("form", id="answering"))
    client.post(exam, data={name: form[name] for name in ("csrf_token", "token")} | {"flag": "1"})
    assert count(client, "among=flagged").startswith("No questions match")
    client.post(exam.split("/slots")[0] + "/finish", data={"csrf_token": form["csrf_token"]})
    assert count(client, "among=flagged") == "1 question matches."


@pytest.mark.parametrize("mode", ["tutor", "exam"])
def test_beginning_a_quiz_tells_nothing_of_what_is_in_it(client, mode):
    asked = ("unseen", "unseen&topic=gait", *(f"unseen&objective=LO0{n}" for n in range(1, 9)))
    before = [count(client, f"among={each}") for each in asked]
    url = client.post("/sittings", data=own(client) | {"mode": mode, "length": "5"}).location
    assert [count(client, f"among={each}") for each in asked] == before
    client.post(f"{url.split('/slots')[0]}/finish", data={"csrf_token": own(client)["csrf_token"]})
    assert count(client, "among=unseen") == "11 questions match."


def test_objectives_stand_for_their_topic(client):
    assert count(client, "topic=gait&topic=swelling&objective=LO01") == "10 questions match."
    assert count(client, "objective=LO01") == "2 questions match."
    assert count(client, "topic=swelling&objective=LO01") == "10 questions match."


def test_a_quiz_of_ones_own_is_remembered_and_one_tap_is_not(client, app):
    chosen = {"topic": "gait", "length": "5", "mode": "exam", "minutes": "30"}
    assert client.post("/sittings", data=own(client) | chosen).status_code == 303
    client.post_form("/practise", {"preset": "ten"})
    page = client.page("/practise")
    kept = fields(page.find(id="own"))
    assert {name: kept[name] for name in chosen} == chosen
    assert "topic" not in fields(make_client(app).page("/practise").find(id="own"))
    client.post("/sittings", data=own(client) | {"length": "20", "topic": "swelling"})
    with app.app_context():
        assert db.session.scalar(select(LastSettings.chosen))["length"] == ["20"]
        titles = ["Gait, 5 questions", "Mixed, 10 questions", "Swelling, 8 questions"]
        assert db.session.scalars(select(Sitting.title).order_by(Sitting.id)).all() == titles


def test_red_flags_start_with_one_tap_where_there_are_any(client, app):
    assert buttons(client) == ["ten"]
    with app.app_context():
        for version_id in db.session.scalars(select(ItemVersion.id).order_by(ItemVersion.id).limit(3)):
            db.session.add(Naming(version_id=version_id, kind="turns_on", slug="red_flag"))
        note_offer(db.session(), db.session.scalars(select(Item.bank_id)))
        db.session.commit()
    assert buttons(client) == ["ten", "red-flags"]
    assert count(client, "red_flags=y") == "3 questions match."
    client.post_form("/practise", {"preset": "red-flags"})
    with app.app_context():
        assert db.session.scalar(select(Sitting.title)) == "Red flags, 3 questions"


def test_the_weakest_topic_is_offered_once_enough_is_known_of_it(somebody, client, app):
    assert buttons(client) == ["ten"]
    refused = client.post_form("/practise", {"preset": "weakest"})
    assert (refused.status_code, bool(parse(refused).find(role="alert"))) == (409, True)
    somebody.answers(1, 2, 3, 4, 9, days=1)
    somebody.answers(5, 6, 7, 8, 13, word="press")
    assert buttons(client) == ["ten", "weakest"]
    client.post_form("/practise", {"preset": "weakest"})
    with app.app_context():
        assert db.session.scalar(select(Sitting.title).order_by(Sitting.id.desc())) == "Swelling, 8 questions"


def test_what_is_no_longer_offered_is_left_out_of_an_address_and_refused_in_a_form(client):
    page = client.page("/practise?topic=cars&among=elsewhere&length=7&minutes=x&red_flags=y")
    assert "No questions match. There would be 16 if the answer need not" in page.text
    reply = client.post("/practise", data=own(client) | {"topic": "cars", "difficulty": "hard"})
    assert reply.status_code == 422
    assert "Choose again" in parse(reply).find(class_="error").text
    assert fields(parse(reply).find(id="own"))["difficulty"] == "hard"


@pytest.mark.parametrize("due", [False, True])
def test_a_count_and_the_page_take_twelve_statements_at_most_and_a_start_fourteen(somebody, client, app, due):
    somebody.answers(*range(1, 9), word="press", days=30)
    somebody.cards()
    among = "due" if due else "missed"
    form = own(client) | {"among": among}
    counted = []
    with app.app_context():
        engine = db.engine.engine
    event.listen(engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    for most, ask in (
        (8, lambda: client.get(f"/practise/count?among={among}")),
        (12, lambda: client.get(f"/practise?among={among}")),
        (14, lambda: client.post("/sittings", data=form)),
    ):
        counted.clear()
        assert ask().status_code in (200, 303)
        skipped = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
        asked = [sql for sql in counted if not sql.startswith(skipped)]
        assert len(asked) <= most, "\n".join(asked)


def entry(number, **more):
    return Entry(number, number, more.pop("topic", "gait"), f"LO{number}", **more)


def test_the_sentence_says_which_wish_to_loosen():
    pool = Pool(Stock([entry(1, format="a", difficulty="easy"), entry(2, format="b", difficulty="hard")]), {})
    assert told(pool, Wishes(formats=frozenset("a"), difficulties=frozenset({"hard"}))) == (
        "No questions match. There would be 1 of any difficulty, or 1 in any format."
    )
    lost = Wishes(formats=frozenset("c"), difficulties=frozenset({"odd"}), red_flags=True)
    assert "take away two or more" in told(pool, lost)
    case = Pool(Stock([entry(1, stages=6)]), {})
    assert told(case, Wishes(), length=5) == (
        "6 questions match, all in cases that take more than 5. Choose more questions."
    )


def test_the_weakest_topic_counts_what_was_marked():
    stock = Stock([entry(n, topic="gait" if n < 6 else "swelling") for n in range(1, 12)])
    met = {n: Meeting(n, scored=n != 11, missed=n in (1, 6, 7)) for n in range(1, 12)}
    assert weakest_topic(Pool(stock, met)) == "swelling"
    assert weakest_topic(Pool(stock, {n: met[n] for n in range(2, 6)})) is None


def own(client):
    return fields(client.page("/practise").find(id="own"))


def count(client, query):
    return client.get(f"/practise/count?{query}").get_json()["told"]


def buttons(client):
    return [button["value"] for button in client.page("/practise").select("button.preset")]


@pytest.fixture
def somebody(client, app):
    """A guest whose browser is ``client``."""
    one = Somebody(app)
    name_person(client, app, one.visitor)
    return one
