import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from question_bank import FORMATS, check, dump, load
from question_bank.formats.script_concordance import marking
from question_bank.formats.script_concordance.model import POINTS, Direction, Shift
from tests.banks import item_document

FORMAT = FORMATS["script_concordance"]
PANEL = [0, 2, 3, 8, 2]  # the check vector: 15 members
REASONS = [{"for": "less", "text": "It may be nothing."}, {"for": "more", "text": "It fits."}]

panels = st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(any)
enough = panels.filter(lambda votes: sum(votes) >= marking.FEWEST_MEMBERS)
answers = st.sampled_from(POINTS)


def document(**changes):
    """Return a document without a panel, changed: a value of None takes a field away."""
    made = {
        **{
            name: value for name, value in item_document().items() if name not in ("options", "order_matters")
        },
        "format": "script_concordance",
        "lead_in": "What does this do to the hypothesis?",
        "hypothesis": "a loose piece in the joint",
        "new_information": "The knee is stuck and then free.",
        "panel": "none",
        "direction": "more",
        "reasons": REASONS,
        **changes,
    }
    return {name: value for name, value in made.items() if value is not None}


def codes(**changes):
    return {flaw.code: flaw.where for flaw in check(document(**changes)).flaws}


def test_a_sound_item_has_no_flaw():
    assert codes() == {}
    assert codes(panel=PANEL, panel_reasons=[{"at": 1, "text": "It wanders."}], direction=None) == {}


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"direction": None}, "no-direction", "panel"),
        ({"panel": [0, 1, 3, 4, 1]}, "small-panel", "panel"),
        ({"panel": [0, 0, 0, 15, 0]}, "unanimous-panel", "panel"),
        ({"panel": [6, 2, 0, 1, 6]}, "split-panel", "panel"),
        ({"reasons": [{"for": "more", "text": "It fits."}] * 2}, "one-sided-reasons", "reasons"),
        ({"direction": "same"}, "unsupported-direction", "direction"),
        ({"panel_reasons": [{"at": 1, "text": "So."}]}, "unvoted-reason", "panel_reasons[1].at"),
        (
            {"panel": PANEL, "panel_reasons": [{"at": 1, "text": "So."}, {"at": -2, "text": "No."}]},
            "unvoted-reason",
            "panel_reasons[2].at",
        ),
    ],
)
def test_flaws(changes, code, where):
    assert codes(**changes).get(code) == where


def test_only_a_missing_direction_blocks():
    blocking = {flaw.code for flaw in check(document(direction=None)).flaws if flaw.blocks}
    assert blocking == {"no-direction"}
    assert check(document(panel=[6, 0, 0, 0, 6], reasons=REASONS[:1], direction="same")).publishable


def test_an_end_that_draws_with_the_middle_is_no_split():
    assert "split-panel" not in codes(panel=[5, 0, 5, 0, 5])


@pytest.mark.parametrize("panel", [[], [1, 2, 3], [0] * 5, [*PANEL, 1], 12, "some", None, {"a": 1}])
def test_what_counts_no_panel_is_refused(panel):
    flaws = check({**document(), "panel": panel}).flaws
    assert [(flaw.code, flaw.where) for flaw in flaws] == [("wrong-type", "panel")]


def test_votes_that_are_no_counts_are_told_one_by_one():
    flaws = check(document(panel=[1, "two", -3, 4.5, True])).flaws
    assert [flaw.where for flaw in flaws] == [f"panel[{n}]" for n in (2, 3, 4, 5)]


def test_a_panel_is_needed_even_if_it_is_none():
    assert codes(panel=None) == {"missing-field": "panel"}


@pytest.mark.parametrize("panel", ["none", PANEL])
def test_a_document_comes_back_as_it_was_written(panel):
    given = document(panel=panel, scale="usefulness", panel_reasons=[{"at": 2, "text": "Yes."}])
    written = dump(load(given))
    assert written == json.loads(json.dumps(given))
    assert "scale" not in dump(load(document(scale="likelihood")))


def test_reasons_may_cite_and_are_held_to_their_sources():
    unknown = [{"for": "less", "text": "So [@gone-1900]."}, {"for": "more", "text": "No."}]
    assert codes(reasons=unknown)["source-not-listed"] == "reasons[1].text"
    cited = [{"at": 1, "text": "So [@gone-1900]."}]
    assert codes(panel=PANEL, panel_reasons=cited)["source-not-listed"] == "panel_reasons[1].text"


@pytest.mark.parametrize(
    ("rule", "votes", "expected"),
    [
        (marking.aggregate, PANEL, [0, 0.25, 0.375, 1, 0.25]),
        (marking.distance_to_mode, PANEL, [0.25, 0.5, 0.75, 1, 0.75]),
        (marking.aggregate_with_penalty, PANEL, [0.125, 0.375, 0.5625, 1, 0.5]),
        (marking.mode_alone, PANEL, [0, 0, 0, 1, 0]),
        # the mean of the panel is (-2 + 8 + 4) / 15 = 2/3
        (marking.distance_to_mean, PANEL, [1 / 3, 7 / 12, 5 / 6, 11 / 12, 2 / 3]),
        # two modes: both earn 1, and distance is to the nearest
        (marking.aggregate, [6, 1, 0, 6, 2], [1, 1 / 6, 0, 1, 1 / 3]),
        (marking.distance_to_mode, [6, 1, 0, 6, 2], [1, 0.75, 0.75, 1, 0.75]),
        (marking.mode_alone, [6, 1, 0, 6, 2], [1, 0, 0, 1, 0]),
    ],
)
def test_each_rule_credits_the_points_as_published(rule, votes, expected):
    assert rule(votes) == pytest.approx(expected, abs=1e-9)


def test_an_answer_earns_its_aggregate_credit():
    item = load(document(panel=PANEL))
    earned = [FORMAT.mark(item, Shift(answer=point)).points for point in POINTS]
    assert earned == pytest.approx([0, 0.25, 0.375, 1, 0.25], abs=1e-9)
    assert FORMAT.mark(item, Shift()).points == 0
    assert FORMAT.mark(item, Shift()).scored


@pytest.mark.parametrize("panel", ["none", [0, 1, 2, 5, 1]])
@pytest.mark.parametrize("answer", [*POINTS, None])
def test_without_ten_members_nothing_is_scored(panel, answer):
    score = FORMAT.mark(load(document(panel=panel)), Shift(answer=answer))
    assert (score.points, score.out_of, score.scored) == (0, 1, False)


def test_ten_members_are_enough():
    assert FORMAT.mark(load(document(panel=[0, 1, 2, 6, 1])), Shift(answer=1)).scored


@given(enough, st.one_of(st.none(), answers))
def test_any_answer_earns_between_nothing_and_one(votes, answer):
    score = FORMAT.mark(load(document(panel=votes)), Shift(answer=answer))
    assert score.scored
    assert 0 <= score.points <= score.out_of == 1


@given(enough)
def test_the_most_chosen_point_earns_one_and_more_votes_never_earn_less(votes):
    item = load(document(panel=votes))
    points = [FORMAT.mark(item, Shift(answer=answer)).points for answer in POINTS]
    assert points[votes.index(max(votes))] == 1
    ranked = sorted(zip(votes, points, strict=True))
    assert [earned for _, earned in ranked] == sorted(points)


@given(panels)
def test_every_rule_credits_between_nothing_and_one(votes):
    for rule in (
        marking.aggregate,
        marking.distance_to_mode,
        marking.distance_to_mean,
        marking.aggregate_with_penalty,
        marking.mode_alone,
    ):
        assert all(0 <= credit <= 1 for credit in rule(votes)), rule.__name__


@given(panels, answers)
def test_a_step_further_from_a_single_mode_never_earns_more_by_distance(votes, answer):
    modes = marking.modes_of(votes)
    assume(len(modes) == 1)
    step = answer + (1 if answer >= modes[0] else -1)
    assume(step in POINTS)
    credit = dict(zip(POINTS, marking.distance_to_mode(votes), strict=True))
    assert credit[step] <= credit[answer]


def test_what_a_set_pays_for_never_moving():
    assert marking.always_neither([PANEL, [0, 0, 9, 3, 0]]) == pytest.approx((0.375 + 1) / 2, abs=1e-9)


def test_what_answers_would_earn_without_extremes():
    sets = [PANEL, [8, 4, 0, 0, 0], [0, 0, 10, 5, 0]]
    assert marking.mean_credit(sets, [2, -2, 0]) == pytest.approx((0.25 + 1 + 1) / 3, abs=1e-9)
    assert marking.never_extremes(sets, [2, -2, 0]) == pytest.approx((1 + 0.5 + 1) / 3, abs=1e-9)


def test_a_set_needs_an_answer_for_each_panel():
    with pytest.raises(ValueError, match="shorter"):
        marking.mean_credit([PANEL, PANEL], [0])


@given(st.lists(st.tuples(panels, st.sampled_from((-1, 0, 1))), min_size=1))
def test_answers_without_extremes_keep_what_they_earn(pairs):
    votes, given_answers = zip(*pairs, strict=True)
    assert marking.never_extremes(votes, given_answers) == marking.mean_credit(votes, given_answers)


def test_the_five_points_stand_in_order_whatever_the_seed():
    item = load(document())
    shown = FORMAT.present(item, "a").options
    assert shown == FORMAT.present(item, "b").options
    assert [point.value for point in shown] == ["-2", "-1", "0", "1", "2"]
    assert [point.sign for point in shown] == ["−2", "−1", "0", "+1", "+2"]
    assert [point.letter for point in shown] == ["A", "B", "C", "D", "E"]


@pytest.mark.parametrize(
    ("scale", "adjective"),
    [("likelihood", "likely"), ("usefulness", "useful"), ("appropriateness", "appropriate")],
)
def test_the_points_are_worded_by_the_scale(scale, adjective):
    assert [point.text for point in FORMAT.present(load(document(scale=scale)), "s").options] == [
        f"much less {adjective}",
        f"less {adjective}",
        f"neither less nor more {adjective}",
        f"more {adjective}",
        f"much more {adjective}",
    ]


def test_reasons_are_secret():
    item = load(document(panel=PANEL, panel_reasons=[{"at": 1, "text": "It wanders."}]))
    assert set(FORMAT.secrets(item)) == {"It may be nothing.", "It fits.", "It wanders."}


@pytest.mark.parametrize("junk", ["3", "-3", "1.0", "+1", " 1", "１", "one", "", "\x00", "[1]", "9" * 5000])
def test_a_point_that_is_not_on_the_scale_is_refused(junk):
    shown = FORMAT.present(load(document()), "s")
    form = FORMAT.answer_form(shown, MultiDict({"answer": junk}))
    assert not form.validate()
    assert "answer" in form.errors


@pytest.mark.parametrize("answer", POINTS)
def test_a_point_posted_is_the_point_read(answer):
    form = FORMAT.answer_form(
        FORMAT.present(load(document()), "s"), MultiDict(FORMAT.post_of(Shift(answer=answer)))
    )
    assert form.validate()
    assert FORMAT.read_answer(form) == Shift(answer=answer)
    assert FORMAT.post_of(Shift()) == {}


def test_no_point_beyond_the_scale_can_be_a_response():
    for beyond in (-3, 3, "1", 0.5):
        with pytest.raises(ValueError, match="answer"):
            Shift(answer=beyond)


def explained(answer, **changes):
    return FORMAT.explain(load(document(**changes)), Shift(answer=answer), "s")


def test_without_a_panel_the_answer_is_noted_beside_the_direction_and_all_reasons():
    told = explained(-1)
    assert told.verdict == "noted"
    assert told.told == "you chose “less likely”"
    assert told.best == "On balance the reasons point to “more likely”."
    assert (told.scored, told.members) == (False, 0)
    assert [point.is_supported for point in told.points] == [False, False, False, True, True]
    assert [point.is_chosen for point in told.points] == [False, True, False, False, False]
    assert not any(point.is_best for point in told.points)
    assert [(side.text, side.is_supported, side.reasons) for side in told.sides] == [
        ("less likely", False, ("It may be nothing.",)),
        ("more likely", True, ("It fits.",)),
    ]


def test_sides_come_in_the_order_of_the_scale():
    reasons = [{"for": side, "text": side} for side in ("more", "same", "less")]
    sides = explained(0, direction="same", reasons=reasons).sides
    assert [side.text for side in sides] == ["less likely", "neither less nor more likely", "more likely"]
    assert [side.is_supported for side in sides] == [False, True, False]


def test_a_small_panel_is_counted_and_not_scored():
    told = explained(1, panel=[0, 1, 2, 4, 0], direction=None)
    assert (told.verdict, told.scored, told.members) == ("noted", False, 7)
    assert told.best == ""
    assert not any(point.is_best or point.is_supported for point in told.points)


@pytest.mark.parametrize(
    ("answer", "verdict", "told", "best"),
    [
        (1, "right", "you chose “more likely”, as did 8 of the 15 members of the panel", ""),
        (
            0,
            "partly",
            "you chose “neither less nor more likely”, as did 3 of the 15 members of the panel",
            "Most of all the panel chose “more likely”.",
        ),
        (
            -2,
            "wrong",
            "you chose “much less likely”, as did none of the 15 members of the panel",
            "Most of all the panel chose “more likely”.",
        ),
        (None, "wrong", "you left it open", "Most of all the panel chose “more likely”."),
    ],
)
def test_with_a_panel_the_answer_stands_beside_its_votes(answer, verdict, told, best):
    given = explained(answer, panel=PANEL, panel_reasons=[{"at": 1, "text": "It wanders."}])
    assert (given.verdict, given.told, given.best) == (verdict, told, best)
    assert [point.votes for point in given.points] == PANEL
    assert [point.share for point in given.points] == [0, 13, 20, 53, 13]
    assert [point.credit for point in given.points] == ["0", "0.25", "0.375", "1", "0.25"]
    assert [point.is_best for point in given.points] == [False, False, False, True, False]
    assert given.points[3].reasons == ("It wanders.",)
    assert not any(point.is_supported for point in given.points)


def test_two_points_may_be_most_chosen():
    told = explained(0, panel=[0, 6, 2, 6, 0])
    assert told.best == "Most of all the panel chose “less likely” and “more likely”."
    assert explained(-1, panel=[0, 6, 2, 6, 0]).verdict == "right"


@pytest.mark.parametrize(
    ("panel", "names"),
    [
        ("none", ["noted: -2", "noted: -1", "noted: 0", "noted: 1", "noted: 2", "blank"]),
        (PANEL, ["right", "wrong: -2", "partial: -1", "partial: 0", "partial: 2", "blank"]),
        ([6, 0, 0, 6, 1], ["right", "wrong: -1", "wrong: 0", "right: 1", "partial: 2", "blank"]),
    ],
)
def test_samples_are_named_by_what_they_earn(panel, names):
    item = load(document(panel=panel))
    samples = list(FORMAT.samples(item))
    assert [sample.name for sample in samples] == names
    for sample in samples:
        assert FORMAT.mark(item, sample.response).fraction == pytest.approx(sample.fraction, abs=1e-9)


def test_answers_can_be_marked_anew_as_long_as_the_points_mean_the_same():
    item = load(document())
    assert FORMAT.comparable(item, load(document(panel=PANEL, hypothesis="a loose piece in a joint")))
    assert not FORMAT.comparable(item, load(document(scale="usefulness")))


@pytest.mark.parametrize(("point", "direction"), [(-2, "less"), (-1, "less"), (0, "same"), (1, "more")])
def test_a_point_lies_in_a_direction(point, direction):
    assert Direction.of(point) == direction
