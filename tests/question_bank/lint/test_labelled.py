"""The labelled pieces and the score they give."""

import re
from pathlib import Path

import pytest

from question_bank import labelled
from question_bank.labelled import RULES, is_flagged, read_corpus, score

ROOT = Path(__file__).parents[3]
GOOD = 0.9  # on either figure; what falls below has its limits written down
OURS = [piece for piece in read_corpus() if piece.by == labelled.AUTHOR]


def test_the_limits_of_rules_are_documented_as_they_are():
    pieces = read_corpus()
    held_back = [piece for piece in pieces if int(piece.place.rpartition(" ")[2]) % 2 == 0]
    figures = {}
    for all_of_it, half in zip(score(pieces), score(held_back), strict=True):
        four = [all_of_it.precision, all_of_it.recall, half.precision, half.recall]
        if min(four) < GOOD:
            figures[all_of_it.rule] = [f"{figure:.2f}" for figure in four]
    text = (ROOT / "docs" / "item-checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (L\d\d) \|((?: \d\.\d\d \|){4}) .+ \|$", text, re.MULTILINE)
    assert {rule: re.findall(r"\d\.\d\d", row) for rule, row in rows} == figures


@pytest.mark.parametrize("piece", OURS, ids=lambda piece: piece.place)
def test_the_author_s_own_pieces_are_judged_as_labelled(piece):
    assert is_flagged(piece) is piece.flawed


def test_every_rule_has_a_piece_of_either_kind():
    assert {(piece.rule, piece.flawed) for piece in OURS} == {
        (rule, kind) for rule in RULES for kind in (True, False)
    }


def test_a_score_counts_strangers_pieces_alone(tmp_path):
    pieces = [
        "{flawed: true, by: a, options: [Always rest, Walk, Swim], key: 2}",
        "{flawed: true, by: a, options: [Rest, Walk, Swim], key: 2}",
        "{flawed: false, by: a, options: [Never rest, Walk, Swim], key: 2}",
        "{flawed: false, by: a, options: [Rest, Walk, Swim], key: 2}",
        "{flawed: false, by: author, options: [Never rest, Walk, Swim], key: 2}",
    ]
    (tmp_path / "L08.yaml").write_text("rule: L08\npieces:\n" + "".join(f"  - {piece}\n" for piece in pieces))
    (found,) = score(read_corpus(tmp_path))
    assert (found.found, found.missed, found.false, found.passed) == (1, 1, 1, 1)
    assert (found.precision, found.recall) == (0.5, 0.5)
    assert found.intervals["recall"] == pytest.approx((0.0945, 0.9055), abs=1e-3)
    assert found.mistakes == ["L08.yaml, piece 2: missed", "L08.yaml, piece 3: flagged for nothing"]
    empty = labelled.RuleScore("L08")
    assert (empty.precision, empty.recall) == (None, None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("rule: [", "not well-formed"),
        ("rule: L99\npieces: []", "needs “rule”"),
        ("rule: L08\npieces: [{flawed: perhaps, by: a}]", "needs “flawed"),
        ("rule: L08\npieces: [{flawed: true, by: a, colour: red}]", "no field “colour”"),
        ("rule: L08\npieces: [{flawed: true, by: a, lead_in: ''}]", "lead_in"),
        ("rule: L39\npieces: [{flawed: true, by: a, items: [{lead_in: ''}]}]", "lead_in"),
        ("rule: L08\npieces: [{flawed: true, by: a, options: 3}]", "no item can be made"),
        ("rule: L31\npieces: [{flawed: true, by: a, stages: [{options: [a]}]}]", "no item can be made"),
    ],
)
def test_a_piece_that_cannot_be_used_is_named(tmp_path, text, why):
    (tmp_path / "L.yaml").write_text(text)
    with pytest.raises(ValueError, match=why):
        score(read_corpus(tmp_path))


@pytest.mark.parametrize(
    ("rule", "parts", "flagged"),
    [
        ("L22", {"format": "extended_matching", "options": list("abcde"), "stems": []}, False),
        ("L22", {"format": "extended_matching", "options": list("abc")}, True),
        ("L33", {"missing": ["rationale"]}, True),
        ("L33", {"missing": ["sources"]}, True),
        ("L33", {"source": {"reference": ""}}, True),
        ("L33", {"missing": ["certainty"]}, False),
        ("L34", {"missing": ["certainty", "alt"]}, True),
        ("L34", {"missing": ["rationale"]}, False),
        ("L38", {"rationales": ["B is wrong."]}, True),
        ("L42", {"alt": ""}, True),
        ("L28", {"story": "Pain.", "findings": [{"name": "Pulse", "result": "70"}]}, False),
        ("L36", {"patient": {"age": 30, "sex": "male"}}, False),
    ],
)
def test_shapes_of_pieces(rule, parts, flagged):
    assert is_flagged(labelled.Piece(rule, flagged, "a", "here", parts)) is flagged
