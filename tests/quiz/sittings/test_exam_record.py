"""The record of exams: whatever comes in whatever order, the last answer in time counts, marked once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from question_bank.formats.single_best_answer.model import Choice
from quiz.accounts.guests import make_guest
from quiz.accounts.visitor import Visitor
from quiz.bank.models import Bank
from quiz.db import begin_writing, db
from quiz.practice.building.queries import entries
from quiz.practice.exams.actions import close_exam
from quiz.sittings.actions import Allowance, begin_sitting
from quiz.sittings.exams import actions, queries
from quiz.sittings.models import Mark, Response, Sitting, Slot, Visit
from quiz.sittings.policy import Arrival, Save, adds
from quiz.sittings.queries import place
from tests.conftest import NOW

MINUTES, GRACE = 1, 5
DEADLINE = NOW + timedelta(minutes=MINUTES)

# What two tabs may do: save an answer to one of two slots, send the last save again, close; and time goes by.
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("save"), st.sampled_from("ab"), st.integers(1, 2), st.sampled_from("xyz")),
        st.tuples(st.just("again"), st.sampled_from("ab")),
        st.tuples(st.just("wait"), st.sampled_from([1, 20, 58])),
        st.tuples(st.just("close"), st.sampled_from("ab")),
    ),
    min_size=4,
    max_size=12,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(acts=ACTS)
def test_the_last_answer_in_time_counts_and_is_marked_once(app, acts):
    with app.app_context():
        me, sitting_id = begin()
        now, closed, last = NOW, False, {}
        expected: dict[int, str] = {}
        stored: dict[int, list[Save]] = {1: [], 2: []}
        marked = 0
        for number, (act, *what) in enumerate(acts, 1):
            if act == "wait":
                now += timedelta(seconds=what[0])
            elif act == "close":
                ids = close(sitting_id, now)
                assert bool(ids) == (not closed and bool(expected))
                marked, closed = marked + len(ids), True
            else:
                if act == "save":
                    tab, position, option = what
                    last[tab] = position, f"page-{tab}-of-{position}~{tab}-{number}", option
                elif what[0] not in last:
                    continue
                position, token, option = last[what[0]]
                save = Save.of(token, option)
                came = answer(me, sitting_id, position, token, option, now)
                in_time = not closed and now <= DEADLINE + timedelta(seconds=GRACE)
                assert (came in (Arrival.IN_TIME, Arrival.IN_GRACE)) == in_time
                if adds(save, stored[position]):
                    stored[position].append(save)
                    if in_time:
                        expected[position] = option
        marked += len(close(sitting_id, now))
        assert close(sitting_id, now) == []
        assert counting(sitting_id) == expected
        assert marked == len(expected) == count(Mark, sitting_id)
        assert count(Response, sitting_id) == sum(map(len, stored.values()))
        db.session.rollback()


def test_saves_and_closings_of_many_tabs_at_once_leave_one_mark_and_lose_nothing(committing_app):
    """Whatever was told to be in time counts, or something saved after it."""
    app = committing_app
    with app.app_context():
        me, sitting_id = begin()
        db.session.commit()

    def save(number):
        with app.app_context():
            begin_writing()
            came = answer(me, sitting_id, 1, f"page-{number}", f"option-{number}", NOW)
            db.session.commit()
            return number, came

    def finish(_):
        with app.app_context():
            ids = close_exam(sitting_id, now=NOW)
            db.session.commit()
            return len(ids)

    with ThreadPoolExecutor(8) as pool:
        saves = [pool.submit(save, number) for number in range(6)]
        closings = [pool.submit(finish, number) for number in range(4)]
        saves += [pool.submit(save, number) for number in range(6, 10)]
        told = dict(each.result() for each in saves)
        assert sum(each.result() for each in closings) <= 1
    with app.app_context():
        in_time = [number for number, came in told.items() if came is Arrival.IN_TIME]
        rows = db.session.execute(
            select(Response.answer, Response.final, Response.late).order_by(Response.id)
        ).all()
        assert len(rows) == 10
        kept = [int(answer["option"].split("-")[1]) for answer, _, late in rows if not late]
        assert sorted(kept) == sorted(in_time)
        assert [final for _, final, late in rows if not late] == [None] * (len(kept) - 1) + [True] * bool(
            kept
        )
        assert db.session.scalar(select(func.count(Mark.id))) == bool(kept)
        assert db.session.scalar(select(Sitting.closed_at)) is not None


def test_looking_is_noted_once_a_page_and_time_adds_up(app):
    with app.app_context():
        me, sitting_id = begin()
        found = place(me, sitting_id, 1)
        for token, seconds in (("one", 10.0), ("one", 12.0), ("two", 5.0)):
            actions.note_visit(found, token=token, seconds=seconds, now=NOW)
        answer(me, sitting_id, 1, "three", "x", NOW, seconds=3.0)
        assert count(Visit, sitting_id) == 2
        assert queries.newest(found.slot_id).seconds == 18
        segments = queries.way(sitting_id)
        assert [segment.word for segment in segments[:2]] == ["answered", "open"]
        assert segments[0].seen
        db.session.rollback()


def test_what_came_in_the_grace_counts_and_is_logged(app, caplog):
    with app.app_context():
        me, sitting_id = begin()
        came = answer(me, sitting_id, 1, "page", "x", DEADLINE + timedelta(seconds=3))
        assert came is Arrival.IN_GRACE
        assert "answer 3.0 s after the deadline, within its grace" in caplog.text
        close(sitting_id, NOW)
        assert counting(sitting_id) == {1: "x"}
        db.session.rollback()


def begin() -> tuple[Visitor, int]:
    """Begin an exam of two items."""
    person = make_guest(now=NOW)
    bank = db.session.scalars(select(Bank)).first()
    sitting = begin_sitting(
        person,
        bank=bank,
        title="x",
        token=f"token-of-{person.id}",
        seed="s",
        chosen=entries(bank.id, "2026-11-20")[:2],
        exam=Allowance(MINUTES, GRACE),
        now=NOW,
    )
    db.session.flush()
    return Visitor(person.id, person.epoch), sitting.id


def answer(me, sitting_id, position, token, option, now, *, seconds=None):  # noqa: PLR0917 - reads as a row
    """Save an answer as a page would, without the commit."""
    queries.lock(sitting_id)
    found = place(me, sitting_id, position)
    return actions.save_response(
        found, answer=Choice(option=option), token=token, sureness=None, seconds=seconds, now=now
    )


def close(sitting_id, now):
    return actions.close_exam(sitting_id, marked_before=actions.marked(sitting_id), now=now)


def counting(sitting_id):
    query = (
        select(Slot.position, Response.answer)
        .join(Response)
        .where(Slot.sitting_id == sitting_id, Response.final.is_(True))
    )
    return {position: answer["option"] for position, answer in db.session.execute(query)}


def count(model, sitting_id):
    query = select(func.count(model.id))
    if model is Mark:
        query = query.join(Response)
    query = query.join(Slot).where(Slot.sitting_id == sitting_id)
    return db.session.scalar(query)
