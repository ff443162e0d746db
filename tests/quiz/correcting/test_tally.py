"""How scores move, counted."""

import pytest

from question_bank import Score
from quiz.correcting.tally import Tally, move

OUT = Score(0, 1, scored=False)


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        (Score(0, 1), Score(1, 1), "gained-most"),
        (Score(1, 2), Score(2, 2), "gained-some"),
        (Score(1, 3), Score(2, 6), "same"),
        (Score(2, 2), Score(1, 2), "lost-some"),
        (Score(1, 1), Score(0, 1), "lost-most"),
        (Score(1, 1), OUT, "out"),
        (OUT, Score(0, 1), "back"),
        (OUT, Score(1, 2, scored=False), "same"),
    ],
)
def test_a_score_moves_by_its_share(old, new, moved):
    assert move(old, new) == moved


def test_people_are_counted_once_and_named_nowhere():
    tally = Tally()
    assert not tally.add(1, 7, Score(0, 1, dangerous=True), Score(0, 1))
    assert tally.add(2, 7, Score(0, 1), Score(1, 1))
    assert tally.add(2, 8, Score(1, 1), Score(0, 1, dangerous=True))
    assert tally.document() == {
        "answers": 3,
        "people": 2,
        "told": 2,
        "moves": {"same": 1, "gained-most": 1, "lost-most": 1},
        "by_version": {"1": {"same": 1, "safe": 1}, "2": {"up": 1, "down": 1, "dangerous": 1}},
    }
