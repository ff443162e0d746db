"""What a box of a key-feature item is taken to say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.formats.key_feature import matching
from question_bank.formats.key_feature.model import Feature, Harm, KeyQuestion


@pytest.mark.parametrize(
    ("written", "accepted"),
    [
        ("Morel-Lavallée", "morel lavallee"),
        ("M.R.I.", "MRI"),
        ("crohn’s", "Crohns"),
        ("an  X-ray", "x ray"),
        ("ﬁbula", "fibula"),
        ("ＣＴ", "ct"),
        ("1.5 cm", "1.5 CM"),
        ("mri\u200b", "MRI"),
        ("5\u00a0cm", "5 cm"),
    ],
)
def test_case_accents_punctuation_and_spaces_make_no_difference(written, accepted):
    assert matching.folded(written) == matching.folded(accepted)


@pytest.mark.parametrize(("one", "other"), [("1.5 cm", "15 cm"), ("<5", ">5"), ("the a", "b")])
def test_what_makes_a_difference_stays(one, other):
    assert matching.folded(one) != matching.folded(other)


@pytest.mark.parametrize(
    ("written", "accepted", "counts"),
    [
        ("cauda equna", "cauda equina", True),  # left out
        ("cauda equiina", "cauda equina", True),  # added
        ("cauda eqoina", "cauda equina", True),  # changed
        ("cauda eqiuna", "cauda equina", True),  # swapped
        ("caudaequina", "cauda equina", True),
        ("cauda eqna", "cauda equina", False),  # two
        ("cauda eqiunaa", "cauda equina", False),
        ("spinr", "spine", False),  # short
        ("spined", "spines", True),
        ("L4 radiculopathy", "L5 radiculopathy", False),  # a digit is no slip
        ("L45 radiculopathy", "L5 radiculopathy", False),
        ("L5 radiclopathy", "L5 radiculopathy", True),
    ],
)
def test_one_slip_of_spelling_counts_in_a_long_word(written, accepted, counts):
    question = asking(feature("a", accepted))
    assert (matching.read_box(question, written).counts == "a") is counts


def test_a_slip_that_could_mean_two_things_means_neither():
    question = asking(feature("a", "forearm"), harmful="foretarm")
    assert matching.read_box(question, "foreqarm") == matching.Written("foreqarm")
    assert matching.read_box(question, "forearm").counts == "a"
    assert matching.read_box(question, "foretarm").harms == (0,)
    two = asking(feature("a", "afferent"), feature("b", "efferent"))
    assert matching.read_box(two, "ifferent").counts is None


def test_an_exact_answer_forgives_no_slip():
    question = asking(feature("a", "adduction", exact=True))
    assert matching.read_box(question, "Adduction").counts == "a"
    assert matching.read_box(question, "abduction").counts is None


def test_an_answer_with_and_in_it_is_one_answer():
    question = asking(feature("a", "back and leg pain"), feature("b", "back"), feature("c", "leg pain"))
    assert matching.read_box(question, "Back and leg pain").counts == "a"
    split = matching.read_box(question, "leg pain and back")
    assert (split.two, split.features, split.counts) == (True, ("c", "b"), None)


def test_a_wording_that_is_both_right_and_harmful_is_harmful():
    question = asking(feature("a", "force"), harmful="force")
    assert matching.read_box(question, "force").counts is None
    assert matching.read_box(question, "force").harms == (0,)


@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_one_edit_is_a_damerau_levenshtein_distance_of_one(one, other):
    assert matching.one_edit_apart(one, other) is (other in neighbours(one))


@given(st.text(max_size=30))
def test_a_folded_text_has_single_spaces_inside_and_none_around(text):
    folded = matching.folded(text)
    assert folded == " ".join(folded.split())
    assert matching.folded(f" {text}\n") == folded


def asking(*features, harmful=None):
    harms = (Harm(accepted=(harmful,), rationale="No."),) if harmful else ()
    return KeyQuestion(id="q", ask="What?", kind="write_in", picks=2, features=features, harmful=harms)


def feature(id, *accepted, **extra):
    return Feature(id=id, accepted=accepted, rationale="So it is.", **extra)


def neighbours(word):
    """Every text one edit away, built the long way round."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {left + right[1:] for left, right in cuts if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in cuts if right for letter in "abc"}
    found |= {left + letter + right for left, right in cuts for letter in "abc"}
    return found - {word}
