"""The palpation station: what a report earns, how it is told, what is refused."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from question_bank import check, itemfile, load
from question_bank.formats.contract import Taken
from question_bank.formats.palpation import marking
from question_bank.formats.palpation.explaining import unexamined
from question_bank.formats.palpation.facets import FACETS
from question_bank.formats.palpation.model import Committed, Step
from tests.stations import (
    AWAY,
    EXAMPLES,
    FORMAT,
    ON_KNOT,
    ON_OTHER,
    ROUTE,
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


class TestMarks:
    @pytest.mark.parametrize(
        ("changes", "points"),
        [
            ({}, 100),
            ({"finding": "incidental"}, 85),
            ({"size": "2-to-4"}, 97.5),
            ({"size": "over-4"}, 95),
            ({"size": "no-edge"}, 95),
            ({"consistency": "soft"}, 92),
            ({"mobility": "fixed"}, 90),
            ({"tenderness": "mild"}, 93),
            ({"familiar": "no"}, 90),
            ({"referral": "stays"}, 95),
            ({"next": "look"}, 92.5),
            ({"next": "paint"}, 85),
            ({"where": 3}, 15 + 15 + 2.5),
            ({"where": 9}, 15 + 15 + 5),
        ],
    )
    def test_each_facet_weighs_what_the_table_says(self, knot, changes, points):
        assert FORMAT.mark(knot, full(**changes)).points == pytest.approx(points, abs=1e-9)

    def test_within_a_centimetre_a_place_earns_half(self, knot):
        near = full(route=(press((47.0, 25.0)), press((13.0, 25.0)), press(AWAY)))
        assert marking.place_share(knot, near) == 0.5
        assert FORMAT.mark(knot, near).points == pytest.approx(90)
        assert FORMAT.mark(knot, near).signal == "hit"

    def test_a_place_that_no_press_has_reached_is_a_guess(self, knot):
        light = tuple(each.model_copy(update={"depth": "light"}) for each in ROUTE)
        assert marking.place_share(knot, full(route=light)) == 0
        assert marking.place_share(knot, full(route=(*light, press()))) == 1

    def test_the_wrong_side_is_an_error_of_its_own(self, knot):
        item = built("knot", sites=sites()[:1])
        wrong = full(where=2)
        assert marking.is_wrong_side(item, wrong)
        assert FORMAT.mark(item, wrong).signal == "miss"
        assert "on the wrong side" in FORMAT.explain(item, wrong, "").told
        assert not marking.is_wrong_side(item, full())
        assert not marking.is_wrong_side(item, full(where=3))

    def test_a_harmful_next_step_voids_the_station_and_is_a_dangerous_miss(self, knot):
        score = FORMAT.mark(knot, full(next="drill"))
        assert (score.points, score.dangerous, score.signal) == (0, True, "hit")

    def test_a_red_flag_must_be_reported_in_its_place(self):
        item = built("knot", sites=sites(red_flag=True))
        assert not FORMAT.mark(item, full()).dangerous
        for changes in ({"finding": "none", "where": None}, {"where": 3}, {"finding": "incidental"}):
            score = FORMAT.mark(item, full(**changes))
            assert (score.points, score.dangerous) == (0, True)
            assert FORMAT.explain(item, full(**changes), "").missed_red_flag
        assert not FORMAT.mark(item, Committed()).dangerous

    def test_hits_and_false_alarms_are_kept_apart(self, knot, smooth):
        assert FORMAT.mark(knot, full()).signal == "hit"
        assert FORMAT.mark(knot, full(finding="none")).signal == "miss"
        assert FORMAT.mark(smooth, full()).signal == "false_alarm"
        assert FORMAT.mark(smooth, full(finding="incidental")).signal == "correct_rejection"
        assert FORMAT.mark(smooth, full(finding="none", where=None)).signal == "correct_rejection"
        assert FORMAT.mark(smooth, Committed()).signal is None

    def test_where_nothing_is_to_be_described_the_rest_weighs_more(self, smooth):
        assert FORMAT.mark(smooth, full(finding="none", where=None)).points == 100
        assert FORMAT.mark(smooth, full()).points == 60
        assert [part.name for part in FORMAT.mark(smooth, full()).parts] == ["finding", "next", "search"]

    def test_painless_ones_may_be_reported_as_such(self):
        item = built("knot", sites=sites(role="incidental", familiar=False), nothing="They do not matter.")
        assert item.finding == "incidental"
        for where in (1, 2):
            assert FORMAT.mark(item, full(finding="incidental", where=where)).signal == "correct_rejection"
        assert FORMAT.mark(item, full(finding="incidental", familiar="no")).points == 100
        assert "does not matter here" in FORMAT.explain(item, full(finding="none"), "").best

    def test_comparing_sides_and_going_away_is_rewarded(self, smooth):
        def share(*route):
            return marking.search_share(smooth, Committed(route=route))

        assert share(press(ON_KNOT)) == 0
        assert share(press(ON_KNOT), press(ON_OTHER)) == 1
        assert share(press(ON_KNOT), press(AWAY)) == 0.5
        assert share(press((36.0, 20.0)), press((24.0, 20.0))) == 0.5
        assert share(press(ON_KNOT, depth="light"), press(ON_OTHER, depth="light")) == 0.5
        assert share(press((30.0, 20.0)), press((30.0, 22.0))) == 0

    @given(
        st.fixed_dictionaries(
            {
                "finding": st.sampled_from((None, "relevant", "incidental", "none")),
                "where": st.sampled_from((None, 1, 2, 3, 4)),
                **{
                    name: st.sampled_from((None, *(id for id, _ in choices)))
                    for name, (_, choices) in FACETS.items()
                },
                "referral": st.sampled_from((None, "stays", "edge")),
                "next": st.sampled_from((None, "sand", "look", "paint", "drill")),
            }
        ),
        st.sampled_from(("knot", "smooth")),
    )
    def test_any_report_earns_a_score_and_one_more_wrong_facet_never_more(self, report, name):
        item = ITEMS[name]
        response = Committed(**report, route=ROUTE)
        score = FORMAT.mark(item, response)
        assert 0 <= score.fraction <= 1
        assert FORMAT.explain(item, response, "").told
        for facet, wrong in (
            ("size", "no-edge"),
            ("mobility", "no-edge"),
            ("next", "paint"),
            ("referral", "stays"),
        ):
            assert FORMAT.mark(item, response.model_copy(update={facet: wrong})).points <= max(
                score.points, 100 * score.dangerous
            )


ITEMS = {name: built(name) for name in ("knot", "smooth")}


class TestSearch:
    def test_what_was_left_out_is_told(self, knot):
        def told(*route):
            return list(unexamined(knot, Committed(route=route)))

        assert told() == ["Nothing was pressed."]
        everything = [
            press(at, movement=way) for at, way in product((ON_KNOT, ON_OTHER, AWAY), ("roll", "tense"))
        ]
        assert told(*everything) == []
        light = told(press(depth="light"), press(ON_OTHER), press(AWAY))
        assert light[0].endswith("pressed, but not deep enough.")
        flat = told(press(movement="press", question="hurt"))
        assert any("not rolled" in each for each in flat)
        assert any("not asked openly there" in each for each in flat)
        assert any(each.startswith("A knot on the far side") and "not pressed" in each for each in flat)
        assert "The same place was not pressed on both sides." in flat
        assert any("well away" in each for each in flat)
        assert any("never asked openly" in each for each in flat)
        assert any("muscle tensed" in each for each in flat)

    def test_the_way_over_the_map_is_told_again(self, knot):
        explained = FORMAT.explain(knot, full(placed={"seam": (31.0, 2.0)}), "")
        assert [felt.number for felt in explained.felt] == [1, 2, 3]
        assert explained.felt[0].says == "“That is it, what I get when I plane.”"
        assert [mark.off_cm for mark in explained.marks] == [None, 0.5, None]
        assert {mark.own for mark in FORMAT.explain(knot, full(), "").marks} == {None}


class TestReport:
    def test_a_finding_needs_a_place_and_nothing_needs_none(self, knot):
        taken = [
            Taken(step, FORMAT.exploration.probe(knot, (), step))
            for step in FORMAT.exploration.steps_of(full())
        ]
        shown = FORMAT.exploration.present(knot, "", taken)
        post = {"finding": "relevant", "next": "sand"}
        form = FORMAT.answer_form(shown, MultiDict(post))
        assert not form.validate()
        assert form.problem.startswith("Choose the press that was on it.")
        form = FORMAT.answer_form(shown, MultiDict({**post, "where": "4"}))
        assert not form.validate()
        form = FORMAT.answer_form(shown, MultiDict({**post, "where": "2"}))
        assert form.validate()
        assert FORMAT.read_answer(form) == Committed(finding="relevant", where=2, next="sand")
        form = FORMAT.answer_form(
            shown, MultiDict({**post, "finding": "none", "where": "2", "size": "1-to-2"})
        )
        assert form.validate()
        assert FORMAT.read_answer(form) == Committed(finding="none", next="sand")
        form = FORMAT.answer_form(shown, MultiDict({"finding": "none"}))
        assert not form.validate()
        assert form.problem == "Choose what to do next."


class TestFlaws:
    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"landmarks": ["knob"]}, "unknown-landmark"),
            ({"origin": "nose"}, "unknown-landmark"),
            ({"sites": sites(referral="nowhere")}, "unknown-referral"),
            ({"sites": sites(role="incidental", red_flag=True)}, "red-flag-incidental"),
            ({"sites": sites(consistency="thickened")}, "edge-or-none"),
            (
                {"sites": sites(consistency="none", mobility="no-edge", tenderness="none")},
                "nothing-at-all",
            ),
            ({"sites": sites(says=None)}, "pain-unsaid"),
            ({"sites": sites(says="That is the lump.")}, "named-finding"),
            ({"sites": sites(id="other")}, "duplicate-id"),
            ({"sites": sites(shape={"ellipse": [43.5, 25.5, 0.2, 0.2]})}, "site-off-grid"),
            ({"sites": sites(role="incidental", familiar=False)}, "nothing-unexplained"),
        ],
    )
    def test_each_is_found(self, changes, code):
        assert code in {flaw.code for flaw in FORMAT.lint(built("knot", **changes))}

    def test_next_steps_are_weighed(self, knot):
        document = itemfile.parse((EXAMPLES / "knot.yaml").read_bytes()).document["item"]
        steps = document["next_steps"]

        def codes(*changes):
            changed = [{**step, **change} for step, change in zip(steps, changes, strict=False)]
            return {
                flaw.code
                for flaw in check({**document, "next_steps": [*changed, *steps[len(changed) :]]}).flaws
            }

        assert "no-key" in codes({"credit": "half"})
        assert "harmful-key" in codes({"harmful": True})
        assert "all-keyed" in codes({}, {}, {"credit": "half", "harmful": False}, {"credit": "half"})
        assert codes() == {"vignette-essentials"}  # a board has no complaint

    def test_words_said_everywhere_are_read_too(self):
        item = built("smooth", everywhere={"tenderness": "mild", "says": "It is tender all over."})
        assert [flaw.code for flaw in FORMAT.lint(item)] == ["named-finding"]

    def test_without_the_figure_places_are_not_judged(self):
        document = itemfile.parse((EXAMPLES / "knot.yaml").read_bytes()).document["item"]
        assert list(FORMAT.lint(load({**document, "landmarks": ["nose"]}))) == []

    def test_a_step_is_one_of_two(self):
        with pytest.raises(ValueError, match="one of placed, press"):
            Step()

    def test_sites_may_have_any_shape(self):
        for shape in (
            {"polygon": [[41.0, 23.0], [45.0, 23.0], [43.0, 27.0]]},
            {"path": [[41.0, 25.0], [45.0, 25.0]], "stroke": 2.0},
        ):
            item = built("knot", sites=sites(shape=shape))
            assert check_samples(item)
            assert FORMAT.explain(item, full(), "").places["knot"].startswith("right")
