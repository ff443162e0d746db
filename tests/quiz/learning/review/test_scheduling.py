"""The known answers of FSRS 6, how answers are rated, and when an objective is due."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import fsrs
import pytest

from quiz.learning.review.scheduling import (
    OURS,
    Answer,
    Memory,
    Plan,
    Rating,
    due,
    interval,
    is_quick,
    rating,
    recall,
    remembered,
    review,
)

MONDAY = datetime(2026, 11, 16, 18, tzinfo=UTC)
AGAIN, HARD, GOOD, EASY = Rating
RIGHT, WRONG = 1.0, 0.0


def test_the_library_gives_the_intervals_that_its_authors_published():
    """py-fsrs, tests/test_basic.py: default steps, no fuzz."""
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    card, at, days = fsrs.Card(card_id=1, due=MONDAY), MONDAY, []
    for rated in (3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3):
        card, _ = scheduler.review_card(card, fsrs.Rating(rated), at)
        days.append((card.due - at).days)
        at = card.due
    assert days == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


def test_memory_is_what_the_authors_published():
    """py-fsrs, tests/test_basic.py: again, then good five times."""
    state = (None, None)
    for rated, days in zip((AGAIN, *[GOOD] * 5), (0, 0, 1, 3, 8, 21), strict=True):
        state = remembered(*state, days=days, rated=rated)
    assert state == (pytest.approx(53.62691, abs=1e-4), pytest.approx(6.3574867, abs=1e-4))


@pytest.mark.parametrize(
    ("rated", "stability", "difficulty", "days"),
    [(AGAIN, 0.212, 6.4133, 1), (HARD, 1.2931, 5.1122, 1), (GOOD, 2.3065, 2.1181, 2), (EASY, 8.2956, 1.0, 8)],
)
def test_a_first_rating_without_learning_steps(rated, stability, difficulty, days):
    found = remembered(None, None, days=0, rated=rated)
    assert found == (pytest.approx(stability), pytest.approx(difficulty, abs=5e-4))
    assert interval(found[0], 0.9) == days


def test_a_sequence_of_ratings_without_learning_steps():
    state, days, waited = (None, None), [], 0
    for rated in (GOOD, GOOD, HARD, EASY, AGAIN, GOOD):
        state = remembered(*state, days=waited, rated=rated)
        waited = interval(state[0], 0.9)
        days.append(waited)
    assert days == [2, 11, 32, 146, 4, 10]


@pytest.mark.parametrize("target", [0.8, 0.87, 0.9, 0.95])
def test_interval_and_recall_are_the_librarys(target):
    library = fsrs.Scheduler(
        desired_retention=target,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=365,
        enable_fuzzing=False,
    )
    card = fsrs.Card(card_id=1, due=MONDAY)
    for _ in range(12):
        card, _ = library.review_card(card, fsrs.Rating.Good, card.due)
        days = (card.due - card.last_review).days
        assert interval(card.stability, target) == days
        assert recall(card.stability, days) == pytest.approx(
            library.get_card_retrievability(card, card.due), abs=1e-12
        )
    assert days == 365


def answered(share=RIGHT, sureness=2, *, days=0.0, item=1, **more):
    return Answer(item, MONDAY + timedelta(days=days), share, sureness, **more)


@pytest.mark.parametrize(
    ("answer", "right_elsewhere", "expected"),
    [
        *((answered(WRONG, sure), 5, AGAIN) for sure in (1, 2, 3, None)),
        (answered(0.49, 3, quick=True), 5, AGAIN),
        (answered(RIGHT, 3, dangerous=True), 5, AGAIN),
        (answered(0.5, 3, quick=True), 5, HARD),
        (answered(0.99, 1), 0, HARD),
        (answered(RIGHT, 1), 0, HARD),
        (answered(RIGHT, 1, options=3, seconds=60), 0, HARD),
        (answered(RIGHT, 1, options=4, seconds=2), 0, HARD),
        (answered(RIGHT, 1, options=3, seconds=None), 0, HARD),
        (answered(RIGHT, 1, options=3, seconds=4.9), 0, None),
        (answered(RIGHT, 2, quick=True), 5, GOOD),
        (answered(RIGHT, None, quick=True), 5, GOOD),
        (answered(RIGHT, 3, quick=True), 1, GOOD),
        (answered(RIGHT, 3, quick=False), 2, GOOD),
        (answered(RIGHT, 3, quick=True), 2, EASY),
        (answered(None, 3), 0, None),
    ],
)
def test_an_answer_is_rated_by_the_table(answer, right_elsewhere, expected):
    assert rating(answer, right_elsewhere=right_elsewhere) is expected


def test_the_same_item_a_moment_after_its_explanation_tests_nothing():
    assert rating(answered(), retried=True) is None
    memory, _ = review(Memory(), answered(WRONG, 2))
    assert review(memory, answered(RIGHT, 3, days=0.4))[1] is None
    assert review(memory, answered(RIGHT, 3, days=0.4, item=2))[1] is GOOD
    assert review(memory, answered(RIGHT, 3, days=0.6))[1] is GOOD


def test_easy_needs_the_third_sibling():
    memory, ratings = Memory(), []
    for item, days in ((1, 0), (1, 2), (1, 9), (2, 30), (3, 90), (1, 200)):
        memory, rated = review(memory, answered(RIGHT, 3, days=days, item=item, quick=True))
        ratings.append(rated)
    assert ratings == [GOOD, GOOD, GOOD, GOOD, EASY, EASY]
    assert (memory.counted, memory.lapses) == (6, 0)


def test_a_lapse_is_something_known_that_was_forgotten():
    memory = through(answered(WRONG), answered(days=1), answered(WRONG, days=4), answered(days=5))
    assert (memory.counted, memory.lapses) == (4, 1)


def test_days_are_counted_to_the_nearest_wherever_midnight_falls():
    evening, morning = answered(), answered(days=39 / 24, item=2)
    assert through(evening, morning) == through(evening, answered(days=39 / 24, item=2))
    found = through(evening, morning).stability
    assert found == through(evening, answered(days=2, item=2)).stability


def test_due_is_the_beginning_of_a_day_where_the_person_lives():
    memory = through(answered())
    assert due(memory, Plan()) == datetime(2026, 11, 18, tzinfo=UTC)
    vienna = Plan(zone=ZoneInfo("Europe/Vienna"))
    assert due(memory, vienna) == datetime(2026, 11, 17, 23, tzinfo=UTC)
    assert due(memory, Plan(0.8)) > due(memory, Plan(0.95))
    assert due(Memory(), Plan()) is None


@pytest.mark.parametrize("wrong", [answered(WRONG, 3), answered(RIGHT, 2, dangerous=True)])
def test_what_is_to_be_unlearned_comes_back_at_once_and_on_the_next_day_until_it_is_right(wrong):
    memory = through(wrong)
    assert due(memory, Plan()) == MONDAY + timedelta(minutes=10)
    relearned = through(wrong, answered(RIGHT, 3, days=0.02, item=2))
    assert relearned.unlearn_since == MONDAY
    assert due(relearned, Plan()) == datetime(2026, 11, 17, tzinfo=UTC)
    wrong_again = through(wrong, answered(WRONG, 1, days=1, item=2))
    assert wrong_again.unlearn_since == MONDAY
    assert due(wrong_again, Plan()) == datetime(2026, 11, 18, tzinfo=UTC)
    healed = through(wrong, answered(RIGHT, 2, days=1, item=2))
    assert healed.unlearn_since is None


def test_what_did_not_count_puts_off_to_the_next_day():
    wrong = answered(WRONG, 3)
    tried_again = through(wrong, answered(RIGHT, 3, days=0.02))
    assert due(tried_again, Plan()) == datetime(2026, 11, 17, tzinfo=UTC)
    noted = through(answered(), answered(None, days=5, item=2))
    assert due(noted, Plan()) == datetime(2026, 11, 22, tzinfo=UTC)
    assert through(answered(None)).recalled_at is None


@pytest.mark.parametrize(
    ("exam_on", "expected"),
    [
        (None, date(2027, 11, 16)),
        (date(2026, 12, 24), date(2026, 12, 23)),
        (date(2026, 11, 18), date(2026, 11, 17)),
        (date(2026, 11, 17), date(2027, 11, 16)),
        (date(2026, 11, 1), date(2027, 11, 16)),
        (date(2029, 1, 1), date(2027, 11, 16)),
    ],
)
def test_nothing_waits_beyond_the_eve_of_an_exam_nor_longer_than_a_year(exam_on, expected):
    memory = Memory(stability=2000, difficulty=5, recalled_at=MONDAY)
    assert due(memory, Plan(exam_on=exam_on)).date() == expected


def test_quick_is_measured_against_ones_own_median():
    assert is_quick(20, [10, 15, 20, 40, 80])
    assert not is_quick(21, [10, 15, 20, 40, 80])
    assert not is_quick(1, [10, 15, 20, 40])
    assert not is_quick(None, [10, 15, 20, 40, 80])


def test_ours_has_no_steps_and_no_dice():
    assert (OURS.learning_steps, OURS.relearning_steps, OURS.enable_fuzzing) == ((), (), False)


def through(*answers):
    memory = Memory()
    for answer in answers:
        memory, _ = review(memory, answer)
    return memory
