from collections import Counter
from datetime import UTC, datetime, timedelta

from quiz.sittings.choosing import Candidate, choose
from quiz.sittings.policy import SlotState, may_answer, may_reveal

NOW = datetime(2026, 11, 20, tzinfo=UTC)
POOL = [Candidate(n, 100 + n, "gait" if n % 2 else "swelling", f"LO{n % 6}") for n in range(1, 25)]


def test_the_seed_alone_decides():
    assert choose(POOL, {}, count=5, seed="a") == choose(reversed(POOL), {}, count=5, seed="a")
    assert choose(POOL, {}, count=5, seed="a") != choose(POOL, {}, count=5, seed="b")


def test_what_was_never_met_comes_first_then_the_longest_ago():
    met = {n: NOW - timedelta(days=n) for n in range(1, 25) if n != 7}
    chosen = {candidate.item_id for candidate in choose(POOL, met, count=3, seed="x")}
    assert 7 in chosen
    assert {24, 23} <= chosen


def test_objectives_and_topics_are_spread():
    chosen = choose(POOL, {}, count=6, seed="x")
    assert len({candidate.objective for candidate in chosen}) == 6
    assert set(Counter(candidate.topic for candidate in chosen).values()) == {3}


def test_no_more_than_there_are():
    assert len(choose(POOL, {}, count=99, seed="x")) == 24
    assert choose([], {}, count=5, seed="x") == []


def test_an_open_slot_takes_one_answer_and_reveals_nothing_before():
    fresh = SlotState("tutor", None, answered=False)
    assert may_answer(fresh)
    assert not may_reveal(fresh)
    answered = SlotState("tutor", None, answered=True)
    assert not may_answer(answered)
    assert may_reveal(answered)
    closed = SlotState("tutor", NOW, answered=False)
    assert not may_answer(closed)
    assert may_reveal(closed)
