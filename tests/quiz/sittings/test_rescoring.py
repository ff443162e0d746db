"""What an answer earns once its item was voided."""

import pytest

from question_bank import Score
from question_bank.score import Part
from quiz.sittings.rescoring import FULL, LEFT_OUT, voided

HARMED = Score(0, 3, (Part("place", 0, 2), Part("next", 0, 1)), dangerous=True, signal="miss")


def test_full_marks_are_of_every_part_and_no_harm_is_left():
    assert voided(HARMED, FULL) == Score(3, 3, (Part("place", 2, 2), Part("next", 1, 1)))


def test_what_is_left_out_enters_no_sum():
    assert voided(HARMED, LEFT_OUT) == Score(0, 3, scored=False)


def test_what_was_never_scored_is_not_scored_by_voiding_it():
    assert not voided(Score(0, 1, scored=False), FULL).scored


def test_another_credit_is_a_mistake():
    with pytest.raises(ValueError, match="half"):
        voided(HARMED, "half")
