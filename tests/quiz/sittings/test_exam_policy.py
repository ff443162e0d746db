"""When an exam takes an answer, and which of many saves say something new. No database, no clock."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from quiz.sittings import policy
from quiz.sittings.policy import Arrival, Save, SlotState, adds
from tests.conftest import NOW

OPEN = SlotState("exam", None, answered=False, deadline=NOW, grace=timedelta(seconds=5))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("state", "at", "expected"),
    [
        (OPEN, -60, Arrival.IN_TIME),
        (OPEN, 0, Arrival.IN_GRACE),
        (OPEN, 5, Arrival.IN_GRACE),
        (OPEN, 5.001, Arrival.LATE),
        (replace(OPEN, grace=timedelta(0)), 0.001, Arrival.LATE),
        (replace(OPEN, closed_at=NOW - 9 * SECOND), -8, Arrival.LATE),
        (replace(OPEN, waits=True), -60, Arrival.REFUSED),
        (replace(OPEN, answered=True), -60, Arrival.REFUSED),
        (replace(OPEN, answered=True), 6, Arrival.LATE),
    ],
)
def test_the_time_of_the_server_says_what_becomes_of_an_answer(state, at, expected):
    now = NOW + timedelta(seconds=at)
    assert policy.arrival(state, now) is expected
    assert policy.may_explore(state, now) == (expected in (Arrival.IN_TIME, Arrival.IN_GRACE))


def test_a_question_is_shown_until_the_deadline_and_nothing_is_revealed_before_the_end():
    assert policy.may_ask(OPEN, NOW - SECOND)
    assert not policy.may_ask(OPEN, NOW)
    assert not policy.may_ask(replace(OPEN, waits=True), NOW - SECOND)
    assert not policy.may_ask(replace(OPEN, closed_at=NOW - SECOND), NOW - SECOND)
    assert not policy.may_reveal(replace(OPEN, answered=True))
    assert policy.may_reveal(replace(OPEN, closed_at=NOW))


def test_in_tutor_mode_steps_are_taken_until_the_answer_whatever_the_time():
    fresh = SlotState("tutor", None, answered=False)
    assert policy.may_explore(fresh, NOW)
    assert not policy.may_explore(replace(fresh, answered=True), NOW)
    assert policy.time_left(None, NOW) > 1e9
    assert not policy.is_over(None, timedelta(0), NOW)


@pytest.mark.parametrize(("minutes", "extra", "total"), [(30, 0, 30), (30, 25, 37.5), (8, 100, 16)])
def test_extra_time_makes_the_deadline_later(minutes, extra, total):
    found = policy.deadline_of(NOW, minutes=minutes, extra_time_percent=extra)
    assert found - NOW == timedelta(minutes=total)


def test_an_exam_gives_ninety_seconds_a_slot_in_whole_minutes():
    assert [policy.minutes_for(slots) for slots in (1, 3, 10, 40)] == [2, 5, 15, 60]


@dataclass(frozen=True)
class At:
    position: int
    waits: bool = False
    saved: bool = False


def test_one_goes_on_past_what_waits_and_comes_back_to_what_is_open():
    way = [At(1, saved=True), At(2), At(3, waits=True), At(4, saved=True)]
    assert policy.next_in_exam(way, after=2) == 4
    assert policy.next_in_exam(way, after=4) is None
    assert policy.first_open(way) == 2
    assert policy.first_open([way[0], way[2]]) is None


A1, A2 = Save("page", "ab", 1, "A"), Save("page", "ab", 2, "B")


@pytest.mark.parametrize(
    ("save", "before", "expected"),
    [
        (A1, [], True),
        (A1, [A1], False),  # the reply was lost
        (A2, [A1], True),
        (A1, [A2], False),  # it was overtaken on the way
        (Save("page", "cd", 1, "A"), [A2], True),  # the page was loaded from a cache, its script began anew
        (Save("other", "", 0, "B"), [A2], False),  # nothing new
        (Save("other", "", 0, "A"), [A1, A2], True),  # back to the first, in another tab
        (Save("other", "", 0, "A"), [Save("other", "", 0, "A"), A2], False),  # a page sent twice
        (Save("other", "", 0, "C"), [Save("other", "", 0, "A")], True),  # an old page, changed
    ],
)
def test_a_save_counts_unless_it_says_nothing_new(save, before, expected):
    assert adds(save, before) is expected


def test_a_save_is_told_by_its_token():
    for save in (A1, Save("page.with-dashes", "", 0, "A")):
        assert Save.of(save.token, "A") == save
    assert Save.of("page~again-zz", None).page == "page"
