"""The palpation station: what a press meets, where things lie, and what is left unsaid."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from question_bank.formats.contract import Taken
from question_bank.formats.palpation import marking, words
from question_bank.formats.palpation.facets import FACETS
from question_bank.formats.palpation.lint import NAMING
from question_bank.formats.palpation.model import Site, Step
from question_bank.formats.palpation.presenting import where_words
from question_bank.formats.palpation.probing import felt, off_cm, reaches
from tests.stations import (
    AWAY,
    FORMAT,
    ON_OTHER,
    built,
    check_samples,
    full,
    press,
    sites,
)


@pytest.fixture
def knot():
    return built("knot")


@pytest.fixture
def smooth():
    return built("smooth")


class TestPress:
    def test_rolling_meets_an_edge_and_an_open_question_the_patients_words(self, knot):
        told = felt(knot, press())
        assert (
            told.cue
            == "An edge catches and lets go; it slips away under the finger, a finger's breadth across."
        )
        assert told.says == "“That is it, what I get when I plane.”"

    def test_too_light_misses_what_lies_on_the_fascia(self, knot):
        assert felt(knot, press(depth="light")).cue == words.ROLLED_LIGHTLY
        assert felt(knot, press(depth="light", movement="press")).cue == words.PRESSED["muscle", "light"]
        assert felt(knot, press(depth="light")).says in words.OPEN["light"]

    def test_to_the_bone_anything_is_sore_and_what_glides_slips_away(self, knot):
        assert felt(knot, press(AWAY, depth="bone", movement="press")).says in words.OPEN["bone"]
        told = felt(knot, press(depth="bone", movement="press"))
        assert told.cue == words.SLIPPED
        assert told.says == words.SORE_ANYWAY

    def test_a_leading_question_earns_a_yes_nearly_everywhere(self, knot):
        for at in (ON_OTHER, AWAY):
            assert felt(knot, press(at, question="hurt")).says == "“A bit, yes, now that you ask.”"
        assert felt(knot, press(question="hurt")).says == "“Yes.”"
        assert felt(knot, press(AWAY, depth="light", question="hurt")).says == "“No.”"

    def test_unasked_only_what_can_be_seen_is_told(self, knot):
        assert felt(knot, press(question="nothing")).says == "She flinches."
        assert felt(knot, press(ON_OTHER, question="nothing")).says is None
        assert (
            felt(knot, press(AWAY, depth="bone", question="nothing")).says == "She tightens under the hand."
        )

    def test_pinching_lifts_the_skin_off_and_tensing_tells_on_from_in(self, knot):
        assert felt(knot, press(movement="pinch", depth="light")).cue == words.LEFT_BEHIND
        assert felt(knot, press(movement="tense")).cue == words.ON_TOP
        assert felt(knot, press(movement="cough")).cue == words.COUGHED
        in_muscle = built("knot", sites=sites(layer="muscle"))
        assert felt(in_muscle, press(movement="tense")).cue == words.LOST
        assert felt(in_muscle, press(movement="pinch")).cue == words.PINCHED
        on_bone = built("knot", sites=sites(layer="bone"))
        assert felt(on_bone, press(movement="tense", depth="bone")).cue == words.STILL_THERE
        assert (
            felt(on_bone, press(movement="roll", depth="bone")).says
            == "“That is it, what I get when I plane.”"
        )
        in_skin = built("knot", sites=sites(layer="skin", tensed="It moves with the skin.", coughed="A tap."))
        assert felt(in_skin, press(movement="pinch", depth="light")).cue == words.LIFTED_WITH
        assert felt(in_skin, press(movement="tense")).cue == "It moves with the skin."
        assert felt(in_skin, press(movement="cough")).cue == "A tap."

    def test_a_sore_spot_may_feel_like_all_that_is_around_it(self):
        item = built("knot", sites=sites(consistency="none", mobility="no-edge"))
        for movement in ("press", "roll", "pinch", "tense", "cough"):
            here, there = press(movement=movement), press((50.0, 40.0), movement=movement)
            assert felt(item, here).cue == felt(item, there).cue
        assert felt(item, press()).says == "“That is it, what I get when I plane.”"
        assert felt(item, press((46.0, 25.0))).says == words.CLOSE
        assert check_samples(item)

    def test_beside_it_only_the_edge_of_the_finger_is_on_it(self, knot):
        told = felt(knot, press((46.0, 25.0)))
        assert told.cue.startswith("Beside the fingertip: an edge catches")
        assert told.says == words.CLOSE
        assert felt(knot, press((47.0, 25.0))).cue == words.ROLLED["muscle"]
        another = built("knot", sites=sites(familiar=False))
        assert felt(another, press((46.0, 25.0))).says == words.TOUCHED["mild"]

    def test_each_tissue_of_the_figure_is_met_for_what_it_is(self, knot):
        for at, tissue in (((40.0, 30.0), "hollow"), ((20.0, 30.0), "hollow"), ((45.0, 10.0), "rim")):
            assert felt(knot, press(at)).cue == words.ROLLED[tissue]
        assert felt(knot, press((30.0, 45.0), movement="press")).cue == words.PRESSED["bone", "fascia"]
        assert felt(knot, press((52.0, 20.0), movement="tense")).cue == words.TENSED["yielding"]
        assert felt(knot, press((40.0, 30.0), movement="tense")).cue == words.UNCHANGED

    def test_sore_everywhere_is_said_everywhere(self, smooth):
        assert felt(smooth, press(AWAY)).says == "“Everything is sore today.”"
        assert felt(smooth, press(AWAY, question="hurt")).says == "“Yes.”"
        assert felt(smooth, press(AWAY, question="nothing")).says == "She flinches."

    @pytest.mark.parametrize(
        ("changes", "cue"),
        [
            ({"consistency": "cord"}, words.STRAND["glides"]),
            ({"consistency": "thickened", "mobility": "no-edge"}, words.SHIFTED["no-edge"]),
            ({"mobility": "fixed", "consistency": "hard"}, words.SHIFTED["fixed"]),
            ({"mobility": "tethered"}, words.SHIFTED["tethered"]),
        ],
    )
    def test_what_it_is_like_decides_what_rolling_meets(self, changes, cue):
        assert felt(built("knot", sites=sites(**changes)), press()).cue.startswith(cue)

    def test_without_words_of_their_own_patients_say_how_sore_it_is(self):
        quiet = {"says": None, "familiar": False}
        for tenderness, said in words.TOUCHED.items():
            item = built("knot", sites=sites(tenderness=tenderness, **quiet))
            assert felt(item, press()).says == said
        assert (
            felt(built("knot", sites=sites(tenderness="mild", **quiet)), press(question="nothing")).says
            is None
        )

    def test_no_cue_holds_a_word_in_which_a_finding_is_reported(self):
        answers = {text for _, choices in FACETS.values() for _, text in choices}
        for table in (words.PRESSED, words.ROLLED, words.TENSED, words.MET, words.SHIFTED):
            for cue in table.values():
                assert not NAMING.search(cue)
                assert not any(re.search(rf"\b{re.escape(answer)}\b", cue) for answer in answers)

    def test_sizes_are_told_in_fingers(self):
        told = [
            words.width(
                Site.model_validate({**sites()[0], "size_cm": size, "shape": {"ellipse": (1, 1, 1, 1)}})
            )
            for size in (0.5, 1.0, 2.5, 6.0)
        ]
        assert len(set(told)) == 4
        wide = {**sites(consistency="thickened", mobility="no-edge", size_cm=7.0)[0]}
        narrow = {**wide, "size_cm": 3.0}
        shape = {"shape": {"ellipse": (1, 1, 1, 1)}}
        assert words.width(Site.model_validate({**wide, **shape})) == "over a palm's width"
        assert words.width(Site.model_validate({**narrow, **shape})) == "over some fingers' breadths"
        small = {**wide, "size_cm": 2.0}
        assert words.width(Site.model_validate({**small, **shape})) == "over a finger's breadth or so"

    @given(
        st.sampled_from(("light", "fascia", "bone")),
        st.sampled_from(("press", "roll", "pinch", "tense", "cough")),
    )
    def test_deeper_never_reaches_less(self, depth, movement):
        site = built("knot").sites[0]
        if reaches(press(depth="light", movement=movement), site):
            assert reaches(press(depth=depth, movement=movement), site)


class TestLandmarks:
    def test_each_is_told_in_centimetres_from_a_point_or_a_line(self, knot):
        placed = {"right-knob": (43.0, 34.0), "seam": (33.0, 5.0), "right-rail": (45.0, 14.0)}
        assert off_cm(knot, placed) == {"right-knob": 2.5, "seam": 1.5, "right-rail": 2.0}

    def test_those_left_out_are_not_told_of(self, knot):
        assert off_cm(knot, {"seam": (30.0, 1.0)}) == {"seam": 0.0}

    def test_the_left_one_is_the_mirror_image(self, knot):
        assert knot.drawn.landmark("left-knob").at == (20.0, 30.0)
        assert knot.drawn.landmark("left-rail").title == "Left the rail"
        with pytest.raises(KeyError):
            knot.drawn.landmark("knob")

    def test_they_are_placed_by_two_numbers_each_or_shown(self, knot):
        form = FORMAT.exploration.step_form
        shown = FORMAT.present(knot, "")
        read = FORMAT.exploration.read_step
        placed = form(shown, MultiDict({"seam-across": "15", "seam-down": "1.5"}))
        assert placed.validate()
        assert read(placed, shown) == Step(placed={"seam": (30.0, 3.0)})
        half = form(shown, MultiDict({"seam-across": "15"}))
        assert not half.validate()
        assert half.problem == "Give both numbers for “the seam”, or none."
        outside = form(shown, MultiDict({"seam-across": "31", "seam-down": "1"}))
        assert not outside.validate()
        assert outside.problem == "Inside the picture: 0 to 30 cm."
        none = form(shown, MultiDict())
        assert not none.validate()
        assert "let them be shown" in none.problem
        skipped = form(shown, MultiDict({"shown": "1"}))
        assert skipped.validate()
        assert read(skipped, shown) == Step(placed={})


class TestPlaces:
    def test_places_are_told_from_the_origin_of_their_side(self, knot):
        figure = knot.drawn
        assert where_words(figure, "knob", (44.0, 24.0)) == "right, 2 cm out, 3 up"
        assert where_words(figure, "knob", (22.0, 34.0)) == "left, 1 cm in, 2 down"
        assert where_words(figure, "knob", (40.0, 30.0)) == "right, in line, level"
        assert where_words(figure, "knob", (30.0, 30.0)) == "midline, level"
        assert where_words(figure, "knob", (30.5, 28.0)) == "midline, 1 cm up"
        assert where_words(figure, "knob", (29.5, 32.0)) == "midline, 1 cm down"

    def test_a_figure_without_sides_tells_left_and_right(self):
        item = built("knot", figure={"mirrored": False}, landmarks=["knob"])
        assert where_words(item.drawn, "knob", (36.0, 30.0)) == "2 cm left, level"
        assert where_words(item.drawn, "knob", (41.0, 32.0)) == "0.5 cm right, 1 down"

    def test_a_shoulder_would_be_searched_like_a_back(self):
        item = built("knot", figure={"mirrored": False}, landmarks=["knob", "rail"])
        assert check_samples(item)
        response = full(route=(press(), press(AWAY)))
        assert marking.search_share(item, response) == 0.5
        assert not marking.is_wrong_side(item, full(where=2))
        assert marking.search_share(item, full()) == 1

    def test_every_half_centimetre_stands_in_the_lists_and_nothing_else(self, knot):
        across, along = FORMAT.present(knot, "").grid
        assert [number for number, _ in across.choices] == list(range(-30, 31))
        assert [number for number, _ in along.choices] == list(range(30, -31, -1))
        assert dict(across.choices)[3] == "right, 1.5 cm"
        assert dict(along.choices)[0] == "level with the knob"

    def test_a_point_wins_over_the_lists(self, knot):
        shown = FORMAT.exploration.present(
            knot, "", [Taken(Step(placed={}), FORMAT.exploration.probe(knot, (), Step(placed={})))]
        )
        post = {"depth": "bone", "movement": "cough", "question": "hurt", "across": "1", "along": "1"}
        listed = FORMAT.exploration.step_form(shown, MultiDict(post))
        assert listed.validate()
        assert FORMAT.exploration.read_step(listed, shown).press.at == (31.0, 29.0)
        pointed = FORMAT.exploration.step_form(shown, MultiDict({**post, "x": "7.123", "y": "8"}))
        assert pointed.validate()
        assert FORMAT.exploration.read_step(pointed, shown).press.at == (7.12, 8.0)
