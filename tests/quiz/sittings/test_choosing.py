from collections import Counter
from datetime import UTC, datetime

from quiz.sittings.choosing import Alike, choose
from quiz.sittings.policy import SlotState, following, is_locked, may_answer, may_reveal
from quiz.sittings.queries import Segment

NOW = datetime(2026, 11, 20, tzinfo=UTC)
POOL = [
    Alike(
        topic="gait" if n % 2 else "swelling",
        objective=f"LO{n}",
        item_ids=range(6 + n, 25, 6),
        version_ids=range(106 + n, 125, 6),
    )
    for n in range(-5, 1)
]


def test_the_seed_alone_decides():
    assert choose(POOL, {}, count=5, seed="a") == choose(reversed(POOL), {}, count=5, seed="a")
    assert choose(POOL, {}, count=5, seed="a") != choose(POOL, {}, count=5, seed="b")


def test_what_was_never_met_comes_first_then_the_longest_ago():
    met = {n: -n for n in range(1, 25) if n != 7}
    chosen = {candidate.item_id for candidate in choose(POOL, met, count=3, seed="x")}
    assert 7 in chosen
    assert {24, 23} <= chosen


def test_what_is_left_out_is_not_drawn_again():
    met = {n: n for n in range(1, 24)}
    chosen = choose(POOL, met, count=24, seed="x", but=range(1, 21))
    assert sorted(candidate.item_id for candidate in chosen) == [21, 22, 23, 24]


def test_objectives_and_topics_are_spread():
    chosen = choose(POOL, {}, count=6, seed="x")
    assert len({candidate.objective for candidate in chosen}) == 6
    assert set(Counter(candidate.topic for candidate in chosen).values()) == {3}


def test_no_more_than_there_are():
    assert len(choose(POOL, {}, count=99, seed="x")) == 24
    assert choose([], {}, count=5, seed="x") == []


def test_a_case_counts_as_its_stages_and_is_drawn_only_where_all_of_them_fit():
    cases = [
        Alike(topic="gait", objective=f"LO{n}", stages=3, item_ids=[n], version_ids=[n])
        for n in range(51, 59)
    ]
    assert len(choose(cases, {}, count=5, seed="x")) == 1
    assert len(choose(cases, {}, count=2, seed="x")) == 0
    for seed in "abcdefgh":
        drawn = choose([*cases, *POOL], {}, count=10, seed=seed)
        assert sum(candidate.stages for candidate in drawn) == 10


def test_a_stage_waits_for_the_one_before_it_until_the_sitting_is_over():
    waiting = SlotState("tutor", None, answered=False, waits=True)
    assert is_locked(waiting)
    assert not may_answer(waiting)
    assert not may_reveal(waiting)
    over = SlotState("tutor", NOW, answered=False, waits=True)
    assert not is_locked(over)
    assert may_reveal(over)


def test_one_goes_on_with_the_case_one_is_in_and_else_with_the_first_that_is_open():
    way = [Segment(n, 1.0 if n in (1, 3) else None, None, None) for n in range(1, 7)]
    assert following(way) == 2
    assert following(way, after=3, of_case=range(3, 6)) == 4
    assert following(way, after=5, of_case=range(3, 6)) == 2
    assert following(way[:1]) is None


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
