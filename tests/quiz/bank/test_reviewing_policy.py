"""The life of an item as a table: every phase, every move, everybody, whoever saved last."""

import itertools

import pytest

from quiz.bank.reviewing import policy
from quiz.bank.reviewing.policy import Circumstances, Move, Phase, phase_of, refusal, state_after

PHASES = ["draft", "in_review", "published", "revised", "revision_in_review", "retired"]
# Move: who may, in which phases, and whether it asks for more than that.
TABLE = {
    "submit": ("owner editor", "draft revised"),
    "withdraw": ("owner editor", "in_review revision_in_review"),
    "review": ("owner editor reviewer", "in_review revision_in_review"),
    "publish": ("owner", "draft revised in_review revision_in_review"),
    "retire": ("owner", "draft in_review published revised revision_in_review"),
    "bring-back": ("owner", "retired"),
}
EVERYBODY = [None, "reviewer", "editor", "owner"]


@pytest.mark.parametrize("move", Move)
def test_every_move_by_everybody_from_everywhere(move):
    who, where = (words.split() for words in TABLE[move])
    cases = itertools.product(
        PHASES, EVERYBODY, [False, True], [False, True], [0, 2], [False, True], [0, 1, 2]
    )
    for phase, role, is_admin, is_last, errors, approved, educators in cases:
        at = Circumstances(Phase(phase), role, is_admin, is_last, errors, approved, educators)
        expected = (is_admin or role in who) and phase in where
        if move == "review":
            expected = expected and not is_last
        if move == "publish":
            alone = role == "owner" and educators == 1
            expected = expected and not errors and (approved or alone)
        assert (refusal(move, at) == "") == expected, at


def test_nobody_reviews_their_own_work_and_every_refusal_is_a_sentence():
    at = Circumstances(Phase.IN_REVIEW, "owner", False, True, 0, False, 2)
    assert refusal(Move.REVIEW, at) == policy.OWN_WORK
    assert refusal(Move.PUBLISH, at) == policy.NOT_APPROVED
    for sentence in (policy.OWN_WORK, policy.NOT_APPROVED, policy.UNSOUND, *policy.NOT_NOW.values()):
        assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("state", "newest", "published", "submitted", "phase"),
    [
        ("draft", 1, None, False, "draft"),
        ("in_review", 2, None, True, "in_review"),
        ("published", 2, 2, False, "published"),
        ("published", 3, 2, False, "revised"),
        ("published", 3, 2, True, "revision_in_review"),
        ("retired", 3, 2, False, "retired"),
    ],
)
def test_where_an_item_stands(state, newest, published, submitted, phase):
    assert phase_of(state, newest=newest, published=published, submitted=submitted) == phase


@pytest.mark.parametrize(
    ("move", "phase", "state"),
    [
        ("submit", "draft", "in_review"),
        ("submit", "revised", "published"),
        ("withdraw", "in_review", "draft"),
        ("withdraw", "revision_in_review", "published"),
        ("publish", "draft", "published"),
        ("publish", "in_review", "published"),
        ("publish", "revised", "published"),
        ("publish", "revision_in_review", "published"),
        ("retire", "draft", "retired"),
        ("retire", "published", "retired"),
        ("bring-back", "retired", "draft"),
    ],
)
def test_where_a_move_leads(move, phase, state):
    assert state_after(Move(move), Phase(phase)) == state
