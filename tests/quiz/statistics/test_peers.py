"""What others answered: counted from marks, first answers alone, and told from ten on."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import render_template
from sqlalchemy import func, select, update

from question_bank import ASKED, itemfile, load
from quiz.accounts.actions import absorb, remove_people
from quiz.accounts.models import Account, Person
from quiz.bank.models import ItemVersion
from quiz.db import db
from quiz.formats import folder_of
from quiz.sittings.models import Mark, Response, Sitting
from quiz.statistics import actions
from quiz.statistics.models import Counting, FirstAnswer, PeerTally
from quiz.statistics.queries import Peers
from quiz.statistics.tallying import empty
from tests.conftest import NOW
from tests.quiz.bank.test_desk import counted
from tests.quiz.correcting.conftest import answer, answered, ask, correct, revise, sitting_of, version_of
from tests.quiz.practice.test_sitting import flat

# Answers of a test are all made in one transaction, in which ids of others may be missing.
LATER = timedelta(days=1)
RAPID = "rapid"  # the token of an answer whose time is left as it is; all others took half a minute


def test_only_the_first_answer_of_each_person_is_counted_and_of_members_none(app, educator):
    client, _ = answered(app, "bend")
    answered(app, "press")
    again(app, client, "twist")
    assert tally(app) == (2, 2, 1.0, 1, 0, {"bend-1": 1, "press-1": 1})
    with app.app_context():
        account = db.session.scalars(select(Account)).one()
        db.session.execute(update(Sitting).values(person_id=account.person_id))
        db.session.execute(update(Response).values(person_id=account.person_id))
        db.session.commit()
    assert tally(app, anew=True) is None


def test_versions_that_measure_the_same_are_counted_together_and_others_apart(app):
    answered(app, "bend")
    same = revise(app, key="bend", title="A title that trainees never see")
    answered(app, "press", number=same)
    other = revise(app, key="press")
    answered(app, "press", number=other)
    assert tally(app)[:3] == (2, 2, 1.0)
    assert tally(app, measures_as=other)[:3] == (1, 1, 1.0)


def test_counting_goes_on_where_it_ended_and_comes_to_the_same_as_from_nothing(app):
    for option in ("bend", "press", "twist"):
        answered(app, option)
        count(app, limit=1)
    bit_by_bit = everything(app)
    assert tally(app)[5] == {"bend-1": 1, "press-1": 1, "twist-1": 1}
    tally(app, anew=True)
    assert everything(app) == bit_by_bit


def test_facility_follows_the_newest_marks_and_choices_stay(app, educator):
    for option in ("bend", "press", "press"):
        answered(app, option)
    assert tally(app) == (3, 3, 1.0, 1, 0, {"bend-1": 1, "press-1": 2})
    revise(app, key="press", publish=True)
    assert correct(educator, "by-2").status_code == 303
    assert tally(app) == (3, 3, 2.0, 2, 0, {"bend-1": 1, "press-1": 2})
    corrected = everything(app)
    tally(app, anew=True)
    assert everything(app) == corrected


def test_a_rapid_guess_is_among_what_others_chose_and_not_in_facility(app, educator):
    for option in ("bend", "press"):
        answered(app, option)
    with app.app_context():
        guess = db.session.scalars(select(Response).order_by(Response.id.desc())).first()
        guess.token, guess.seconds = RAPID, 4.9
        db.session.commit()
    assert tally(app) == (2, 1, 1.0, 1, 0, {"bend-1": 1, "press-1": 1})
    revise(app, key="press", publish=True)
    assert correct(educator, "by-2").status_code == 303
    assert tally(app) == (2, 1, 0.0, 0, 0, {"bend-1": 1, "press-1": 1})


def test_who_goes_is_taken_out_and_who_is_merged_counts_once(app):
    sittings = [sitting_of(answered(app, option)[1]) for option in ("bend", "press", "twist")]
    tally(app)
    with app.app_context():
        first, second, third = (db.session.get(Sitting, id).person_id for id in sittings)
        absorb(db.session.get(Person, second), into=db.session.get(Person, first))
        remove_people([third])
        db.session.commit()
    assert tally(app) == (1, 1, 1.0, 1, 0, {"bend-1": 1})
    gone_and_merged = everything(app)
    answered(app, "hold")
    assert tally(app)[5] == {"bend-1": 1, "hold-1": 1}
    with app.app_context():
        remove_people([db.session.scalar(select(func.max(FirstAnswer.person_id)))])
        db.session.commit()
    tally(app, anew=True)
    assert everything(app) == gone_and_merged


def test_a_mark_with_one_missing_before_it_waits_a_while(app):
    answered(app, "bend")
    with app.app_context():
        at = db.session.scalar(select(Mark.marked_at))
        mark = db.session.scalars(select(Mark)).one()
        mark.id += 5
        db.session.commit()
        soon = actions.count_on(now=at + timedelta(minutes=2))
        db.session.commit()
        assert soon == (0 if db.engine.dialect.name == "postgresql" else 1)
    assert tally(app)[0] == 1


def test_nothing_is_told_of_nine_and_shares_with_a_facility_of_ten(app):
    page_of_nine, page_of_ten = (ten(app, number) for number in (9, 10))
    assert "Fewer than ten people have answered this yet" in flat(page_of_nine)
    assert not page_of_nine.find_all(class_="peers")
    assert "Not told before ten people have answered" in flat(page_of_nine.find(class_="trust"))
    shares = {" ".join(each.text.split()) for each in page_of_ten.find_all(class_="peers")}
    assert shares == {"80% chose this", "10% chose this", "0% chose this"}
    assert "Shares of 10 first answers. Last counted" in flat(page_of_ten)
    trust = flat(page_of_ten.find(class_="trust"))
    assert "80% of the points (95 % interval 49% to 94%), 10 first answers" in trust
    assert "CorrectionsNone" in trust
    assert "Open reportsNone" in trust


def test_an_explanation_takes_one_statement_for_all_of_it_and_counting_comes_after(app):
    client, url = answered(app, "bend")
    client.get(url + "/explanation")
    with counted(app) as statements:
        client.get(url + "/explanation")
    assert len(statements) == 4, statements  # place, way, others, jottings
    with app.app_context():
        assert db.session.scalar(select(Counting.id)) is None  # it is no minute old
        db.session.execute(update(Mark).values(marked_at=Mark.marked_at, id=1))
        mark = db.session.scalars(select(Mark)).one()
        mark.marked_at -= timedelta(hours=1)
        db.session.commit()
    client.get(url + "/explanation")
    with app.app_context():
        assert db.session.scalar(select(PeerTally.n)) == 1


@pytest.mark.parametrize("name", ["single_best_answer", "select_all", "extended_matching"])
def test_beside_a_choice_stands_how_many_made_it(built_app, name):
    fmt = ASKED[name]
    file = min((folder_of(fmt) / "examples").glob("*.yaml"))
    item = load(itemfile.parse(file.read_bytes()).document["item"])
    given = next(sample.response for sample in fmt.samples(item) if sample.name == "right")
    keys = fmt.chosen(item, given)
    peers = Peers(10, 10, 10.0, 10, 0, dict.fromkeys(keys, 7), NOW, None, NOW, 0, 0, None)
    with built_app.test_request_context():
        page = render_template(
            f"formats/{name}/review.html",
            explained=fmt.explain(item, given, "a"),
            reading=SimpleNamespace(item=item, source_ids=()),
            peers=peers,
        )
    assert page.count("70%</span> chose this") == len(keys) > 0


def test_the_command_counts_and_counts_again(app):
    answered(app, "bend")
    count(app)
    run = app.test_cli_runner().invoke
    assert run(args=["statistics", "refresh"]).output == "0 marks counted.\n"
    with app.app_context():
        db.session.execute(update(Mark).values(id=1))
        db.session.commit()
    assert run(args=["statistics", "refresh", "--rebuild"]).output == "1 mark counted.\n"
    assert tally(app)[0] == 1


def again(app, client, option):
    """Let somebody answer item-1 once more, in another sitting."""
    _, url = answered_url = ask(app)
    with app.app_context():
        old = db.session.scalars(select(Sitting.person_id).order_by(Sitting.id)).first()
        new = sitting_of(url)
    answer(answered_url[0], url, option)
    with app.app_context():
        response = db.session.scalars(select(Response).order_by(Response.id.desc())).first()
        db.session.execute(update(Sitting).where(Sitting.id == new).values(person_id=old))
        response.person_id = old
        db.session.commit()


def count(app, **how):
    with app.app_context():
        at = db.session.scalar(select(func.max(Mark.marked_at)))
        db.session.execute(update(Response).where(Response.token != RAPID).values(seconds=30.0))
        db.session.commit()
        while actions.count_on(now=at + LATER, **how):
            db.session.commit()
        db.session.commit()


def tally(app, *, measures_as=1, anew=False):
    """Count, and return the tally of item-1: n, scored, points, in full, in part, choices."""
    if anew:
        with app.app_context():
            actions.start_over()
            db.session.commit()
    count(app)
    with app.app_context():
        item_id = version_of("item-1", 1).item_id
        row = db.session.get(PeerTally, (item_id, measures_as, 0))
        return row and (row.n, row.scored, row.points, row.in_full, row.in_part, row.choices)


def everything(app):
    with app.app_context():
        tables = (PeerTally.__table__, FirstAnswer.__table__)
        return [
            sorted(map(repr, db.session.execute(select(table).order_by(*table.primary_key))))
            for table in tables
        ]


def ten(app, number):
    """Return the explanation of somebody who was asked what so many people answered, most of them rightly."""
    client, url = answered(app, "bend")
    with app.app_context():
        version = db.session.get(ItemVersion, version_of("item-1", 1).id)
        row = empty(version.item_id, 1, 0)
        row.n = row.scored = number
        row.points, row.in_full = number - 2.0, number - 2
        row.choices = {"bend-1": number - 2, "press-1": 1, "hold-1": 1}
        db.session.merge(row)
        db.session.merge(
            Counting(id=1, last_mark=10**9, counted_at=db.session.scalar(select(Mark.marked_at)))
        )
        db.session.commit()
    return client.page(url + "/explanation")
