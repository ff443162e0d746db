"""What pages of progress show, against examples worked out by hand."""

from datetime import UTC, date, datetime

import pytest

from quiz.learning.progress import measures
from quiz.learning.progress.measures import Share, Worked
from quiz.learning.progress.queries import BankRead, Met, Week
from quiz.learning.wilson import wilson

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
PLAIN = Met(
    *(
        BankRead(1, "knees", "Knees", AT),
        "item-1",
        1,
        0,
        10,
        5,
        1,
        "gait",
        "LO01",
        "interpret",
        "single_best_answer",
        "",
        AT,
    ),
    *(1.0, 2, 30.0, False, None, None, None, None),
)


# scoring-and-statistics.md 4.2; the last by hand: z²/(n+z²) for nothing of 1, with z² = 3.8415.
@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        (709, 1000, 0.6801, 0.7363),
        (8, 10, 0.490, 0.943),
        (0, 5, 0, 0.434),
        (0, 0, 0, 1),
        (0, 1, 0, 0.7935),
        (1, 1, 0.2065, 1),
    ],
)
def test_wilsons_interval_holds_the_known_examples(right, n, low, high):
    assert wilson(right, n) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))
    assert Share(right, n).band == wilson(right, n)


def test_a_sum_that_is_not_exact_is_no_more_than_everything():
    share = Share(5.000000001, 5)
    assert (share.share, share.enough, share.band[1]) == (1, True, 1)
    assert Share(0, 0).share == 0
    assert not Share(4, 4).enough


def case(stage, slot, sitting, **changes):
    return PLAIN._replace(
        item_id=2, slug="case-1", stage=stage, slot_id=slot, sitting_id=sitting, format="unfolding_case"
    )._replace(**changes)


def test_a_case_counts_as_one_item_with_the_stages_of_its_last_meeting():
    left_early = [case(1, 30, 8, share=0.5), case(2, 21, 7, share=0.0), case(3, 22, 7, share=1.0)]
    (held,) = measures.last_met(left_early)
    assert (held.share, [row.stage for row in held.questions]) == (0.5, [1])
    whole = [case(1, 30, 8), case(2, 31, 8, share=0.5), case(3, 32, 8, share=None)]
    assert measures.last_met(whole)[0].share == 0.75
    harmed = [case(1, 30, 8), case(2, 31, 8, share=0.0, dangerous=True)]
    assert measures.last_met(harmed)[0].share == 0
    assert measures.last_met([case(1, 30, 8, share=None)])[0].share is None


def test_shares_are_of_items_by_what_they_have_in_common():
    rows = [PLAIN, PLAIN._replace(item_id=2, share=0.5), PLAIN._replace(item_id=3, share=None)]
    found = measures.shares(measures.last_met(rows), lambda row: row.topic)
    assert found == {"gait": Share(1.5, 2)}
    lines = measures.lines([("gait", "Gait"), ("swelling", "Swelling")], found)
    assert [(line.title, line.points, line.n) for line in lines] == [("Gait", 1.5, 2), ("Swelling", 0, 0)]
    assert measures.objectives_held(measures.last_met(rows)) == (0, 1)
    assert measures.objectives_held(measures.last_met(rows[:1])) == (1, 1)


def test_a_pair_is_held_when_both_were_right_last_and_name_each_other():
    def half(id, slug, pair, share):
        return PLAIN._replace(item_id=id, slug=slug, pair=pair, share=share)

    rows = [
        half(1, "a", "b", 1.0),
        half(2, "b", "a", 1.0),
        half(3, "c", "d", 1.0),
        half(4, "d", "c", 0.5),
        half(5, "e", "f", 1.0),  # the other was never met
        half(6, "g", "a", 1.0),  # whose other names another
        half(7, "h", "i", 1.0),
        half(8, "i", "h", None),  # not scored
    ]
    pairs, alone = measures.pairs(measures.last_met(rows))
    assert [(pair.one.first.slug, pair.other.first.slug, pair.held) for pair in pairs] == [
        ("c", "d", False),
        ("a", "b", True),
    ]
    assert (alone, pairs[0].at) == (3, AT)


MONDAY = date(2026, 11, 16)


def test_calibration_is_the_share_of_answers_with_all_points_and_chance_the_mean_of_blind_ones():
    weeks = [  # sureness, answers, scored, points, in_full, seconds, timed, chance, chances
        Week(MONDAY, 1, 10, 10, 5.0, 4, 0, 0, 2.5, 10),
        Week(MONDAY - measures.A_WEEK, 1, 2, 0, 0, 0, 0, 0, 0.0, 0),
        Week(MONDAY, 3, 10, 10, 8.5, 8, 0, 0, 0.5, 5),
        Week(MONDAY, 0, 9, 9, 9.0, 9, 0, 0, 9.0, 9),
    ]
    found = measures.calibration(weeks)
    guessing, fairly, certain = found.levels
    assert (guessing.share, guessing.n, guessing.chance) == (0.4, 10, 0.25)
    assert (fairly.n, fairly.enough, fairly.chance) == (0, False, None)
    assert (certain.share, certain.band) == (0.8, wilson(8, 10))
    assert (found.n, found.chances, found.chance) == (20, 15, pytest.approx(0.2))  # (2.5 + 0.5) / 15
    assert found.unsaid.n == 9
    assert measures.calibration([]).chance is None


def test_weeks_are_summed_over_sureness_and_gaps_are_shown_as_such():
    weeks = [
        Week(MONDAY - 2 * measures.A_WEEK, 1, 2, 2, 1.0, 1, 60.0, 2, 0, 0),
        Week(MONDAY - 2 * measures.A_WEEK, 2, 3, 2, 2.0, 2, 40.0, 3, 0, 0),
        Week(MONDAY, 2, 1, 1, 1.0, 1, 20.0, 1, 0, 0),
    ]
    worked = measures.by_week(weeks)
    assert worked[0] == Worked(MONDAY - 2 * measures.A_WEEK, 5, 100.0, Share(3.0, 4))
    shown = measures.without_gaps(worked, until=MONDAY, count=4)
    assert [week.seconds for week in shown] == [0, 100, 0, 20]
    assert measures.median_week(worked) == 60
    assert measures.median_week([]) is None
    earned = measures.earned_since(worked, MONDAY - measures.A_WEEK, MONDAY + measures.A_WEEK)
    assert earned == Share(1, 1)


def test_the_median_of_a_question_is_of_how_each_was_met_last():
    rows = [PLAIN._replace(item_id=id, seconds=seconds) for id, seconds in ((1, 10.0), (3, None), (4, 30.0))]
    rows.insert(1, case(1, 30, 8, seconds=50.0))
    every, by_format = measures.paces(measures.last_met(rows))
    assert (every.n, every.seconds) == (3, 30)
    assert [(pace.title, pace.n, pace.seconds) for pace in by_format] == [
        ("Single best answer", 2, 20),
        ("Case that unfolds", 1, 50),
    ]
    assert measures.paces([]) == (None, [])
