import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from question_bank import FORMATS, check, load
from question_bank.formats.extended_matching.model import Matches
from question_bank.score import Part
from tests.banks import item_document

FORMAT = FORMATS["extended_matching"]
OPTIONS = ["Bone", "Fluid", "Gristle", "Nerve", "Skin"]


def options(*texts):
    return [{"id": text.lower().replace(" ", "-"), "text": text} for text in texts]


def stems(*keys, **extra):
    return [
        {"id": f"s{n}", "text": f"Finding {n}", "key": key, "rationale": f"Because of {n}.", **extra}
        for n, key in enumerate(keys, 1)
    ]


def document(**changes):
    whole = {
        "format": "extended_matching",
        "theme": "Parts",
        "options": options(*OPTIONS),
        "stems": stems("fluid", "nerve", "fluid", "bone"),
    }
    return item_document(**{**whole, **changes})


def codes(**changes):
    return {flaw.code: flaw.where for flaw in check(document(**changes)).flaws}


def near(*ids):
    return [{"option": id, "rationale": "Not quite."} for id in ids]


def posted(**chosen):
    return MultiDict({f"stem-{stem}": option for stem, option in chosen.items()})


RIGHT = {"s1": "fluid", "s2": "nerve", "s3": "fluid", "s4": "bone"}


@pytest.mark.parametrize(
    ("chosen", "points"),
    [
        (RIGHT, 4),
        ({**RIGHT, "s4": "skin"}, 3),
        (dict.fromkeys(RIGHT, "fluid"), 2),  # one option may serve more than once
        (dict.fromkeys(RIGHT, "nerve"), 1),
        (dict.fromkeys(RIGHT, "skin"), 0),
        ({"s2": "nerve"}, 1),
        ({}, 0),
        ({"gone": "fluid", "s1": "gone"}, 0),
    ],
)
def test_an_item_earns_the_number_of_stems_matched(chosen, points):
    score = FORMAT.mark(load(document()), Matches.of(chosen))
    assert (score.points, score.out_of) == (points, 4)
    assert score.fraction == pytest.approx(points / 4, abs=1e-9)
    assert score.dangerous is False


def test_each_stem_is_a_part_of_the_score_named_by_its_id():
    score = FORMAT.mark(load(document()), Matches.of({"s1": "fluid", "s2": "bone"}))
    assert score.parts == (Part("s1", 1, 1), Part("s2", 0, 1), Part("s3", 0, 1), Part("s4", 0, 1))


def test_a_choice_is_dangerous_only_in_the_stem_that_says_so():
    given = stems("fluid", "nerve")
    given[0].update(harmful=["skin"], near=near("skin"))
    item = load(document(stems=given))
    assert check(document(stems=given)).flaws == []
    assert FORMAT.mark(item, Matches.of({"s1": "skin", "s2": "nerve"})).dangerous
    assert not FORMAT.mark(item, Matches.of({"s1": "fluid", "s2": "skin"})).dangerous


@given(
    st.dictionaries(st.sampled_from([*RIGHT, "gone"]), st.sampled_from([*map(str.lower, OPTIONS), "gone"]))
)
def test_any_answer_scores_between_nothing_and_all(chosen):
    assert 0 <= FORMAT.mark(load(document()), Matches.of(chosen)).fraction <= 1


@given(
    st.fixed_dictionaries({stem: st.sampled_from([text.lower() for text in OPTIONS]) for stem in RIGHT}),
    st.sampled_from(list(RIGHT)),
    st.sampled_from([text.lower() for text in OPTIONS]),
)
def test_a_change_from_right_to_wrong_never_scores_more(chosen, stem, other):
    item = load(document())
    before = FORMAT.mark(item, Matches.of(chosen))
    after = FORMAT.mark(item, Matches.of({**chosen, stem: other}))
    gained = (other == RIGHT[stem]) - (chosen[stem] == RIGHT[stem])
    assert after.points == before.points + gained


@given(st.text())
def test_any_seed_keeps_the_list_and_moves_only_the_stems(seed):
    shown = FORMAT.present(load(document()), seed)
    assert [option.id for option in shown.options] == [text.lower() for text in OPTIONS]
    assert [option.letter for option in shown.options] == list("ABCDE")
    assert sorted(stem.id for stem in shown.stems) == list(RIGHT)
    assert [stem.number for stem in shown.stems] == [1, 2, 3, 4]


def test_a_key_stands_in_every_place_equally_often():
    item = load(document())
    places = [[stem.id for stem in FORMAT.present(item, f"{n}/1").stems].index("s1") for n in range(2000)]
    assert all(abs(places.count(place) - 500) < 100 for place in range(4))


def test_a_list_that_is_too_long_still_has_letters():
    item = load(document(options=options(*OPTIONS, *(f"Part {n}" for n in range(30)))))
    letters = [option.letter for option in FORMAT.present(item, "x").options]
    assert letters[24:28] == ["Y", "Z", "AA", "AB"]
    assert len(set(letters)) == len(letters)


def test_a_response_is_an_object_outside_and_cannot_change_inside():
    response = Matches.model_validate({"stems": {"s2": "nerve", "s1": "fluid"}})
    assert response == Matches.of({"s1": "fluid", "s2": "nerve"})
    assert hash(response) == hash(Matches.of({"s1": "fluid", "s2": "nerve"}))
    assert response.model_dump(mode="json") == {"stems": {"s1": "fluid", "s2": "nerve"}}
    assert Matches.model_validate_json(response.model_dump_json()) == response
    assert Matches.model_validate(response.model_dump()) == response
    with pytest.raises(ValidationError):
        response.stems = ()


@pytest.mark.parametrize(
    "stems", ["fluid", ["fluid"], {"s1": 1}, {"s1": ["fluid"]}, {"No Id": "fluid"}, None]
)
def test_a_response_of_another_shape_is_refused(stems):
    with pytest.raises(ValidationError):
        Matches.model_validate({"stems": stems})


@pytest.mark.parametrize(
    ("chosen", "still_open"),
    [
        ({}, {"s1", "s2", "s3", "s4"}),
        ({**RIGHT, "s3": ""}, {"s3"}),
        ({**RIGHT, "s3": "no-such-option"}, {"s3"}),
        ({"s1": "fluid", "s2": "nerve"}, {"s3", "s4"}),
    ],
)
def test_a_form_that_lacks_a_choice_is_refused_names_the_stems_and_keeps_the_rest(chosen, still_open):
    shown = FORMAT.present(load(document()), "seed")
    form = FORMAT.answer_form(shown, posted(**chosen))
    assert not form.validate()
    assert {stem.id for stem in form.open} == still_open
    for stem in set(chosen) - still_open:
        assert form[f"stem-{stem}"].data == chosen[stem]


def test_a_whole_form_is_read_and_what_does_not_belong_to_it_is_left():
    shown = FORMAT.present(load(document()), "seed")
    form = FORMAT.answer_form(shown, posted(**RIGHT, gone="fluid"))
    assert form.validate()
    assert form.open == []
    assert FORMAT.read_answer(form) == Matches.of(RIGHT)


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"options": options(*OPTIONS[:4])}, "short-option-list", "options"),
        ({"options": options(*OPTIONS, *(f"Part {n}" for n in range(16)))}, "long-option-list", "options"),
        (
            {"options": [*options(*OPTIONS), {"id": "x", "text": "Skin."}]},
            "duplicate-options",
            "options[6].text",
        ),
        ({"options": options(*OPTIONS, "None of these")}, "none-of-the-above", "options[6].text"),
        ({"options": [*options(*OPTIONS), *options("Skin")]}, "duplicate-id", "options[6].id"),
        (
            {"options": [*options(*OPTIONS), {"id": "x", "text": "A *dense* scar"}]},
            "option-markup",
            "options[6].text",
        ),
        (
            {"options": [*options(*OPTIONS), {"id": "the-wrong-one", "text": "Tendon"}]},
            "telling-id",
            "options[6].id",
        ),
        ({"options": options("Nerve", "Fluid", "Bone", "Gristle", "Skin")}, "keys-come-first", "options"),
        ({"stems": stems("fluid")}, "too-few-stems", "stems"),
        ({"stems": stems(*["fluid", "bone"] * 4)}, "too-many-stems", "stems"),
        ({"stems": stems("fluid", "fluid")}, "one-key-for-all", "stems"),
        ({"stems": stems("fluid", "lymph")}, "unknown-option", "stems[2].key"),
        ({"stems": stems("fluid", "bone", near=near("lymph"))}, "unknown-option", "stems[2].near[1].option"),
        (
            {"stems": stems("fluid", "bone", harmful=["skin", "lymph"], near=near("skin"))},
            "unknown-option",
            "stems[2].harmful[2]",
        ),
        ({"stems": [*stems("fluid"), *stems("bone")]}, "duplicate-id", "stems[2].id"),
        ({"stems": [*stems("fluid"), {**stems("bone")[0], "id": "old-bone"}]}, "telling-id", "stems[2].id"),
        ({"stems": [*stems("fluid"), {**stems("bone")[0], "id": "best"}]}, "telling-id", "stems[2].id"),
        ({"stems": stems("fluid", "bone", near=near("bone"))}, "near-key", "stems[2].near[1].option"),
        (
            {"stems": stems("fluid", "bone", near=near("skin", "skin"))},
            "duplicate-near",
            "stems[2].near[2].option",
        ),
        ({"stems": stems("fluid", "bone", harmful=["bone"])}, "harmful-key", "stems[2].harmful[1]"),
        ({"stems": stems("fluid", "bone", harmful=["skin"])}, "harm-unexplained", "stems[2].harmful[1]"),
    ],
)
def test_flaws(changes, code, where):
    assert codes(**changes).get(code) == where


def test_a_sound_item_has_no_flaw():
    assert check(document()).flaws == []


@pytest.mark.parametrize(
    "changes",
    [
        {"options": None},
        {"stems": None},
        {"options": "a", "stems": "b"},
        {"options": ["a", {"id": 3}, None], "stems": [1, {"id": 2, "key": 3, "near": "x", "harmful": [4]}]},
        {"stems": [{"id": "s1", "key": "fluid", "near": [1, {"option": 2}], "harmful": 5}]},
    ],
)
def test_parts_of_the_wrong_shape_do_not_stop_the_check(changes):
    assert {"wrong-type", "missing-field"} & set(codes(**changes))


def test_a_rationale_may_cite_only_what_is_listed():
    given = stems("fluid", "bone", near=[{"option": "skin", "rationale": "So it is said [@gone-1900]."}])
    given[1]["rationale"] = "As is written [@gone-1901]."
    where = {flaw.where for flaw in check(document(stems=given)).flaws if flaw.code == "source-not-listed"}
    assert where == {"stems[1].near[1].rationale", "stems[2].near[1].rationale", "stems[2].rationale"}


def test_responses_can_be_marked_anew_while_stems_are_the_same_and_options_still_there():
    item = load(document())
    more_options = load(document(options=options(*OPTIONS, "Tendon")))
    fewer_stems = load(document(stems=stems("fluid", "nerve")))
    assert FORMAT.comparable(item, more_options)
    assert not FORMAT.comparable(more_options, item)
    assert not FORMAT.comparable(item, fewer_stems)
    assert not FORMAT.comparable(fewer_stems, item)


def test_an_explanation_sets_the_choice_beside_the_best_match():
    given = stems("fluid", "nerve", near=near("skin", "gristle"), harmful=["skin"])
    explained = FORMAT.explain(load(document(stems=given)), Matches.of({"s1": "skin", "s2": "nerve"}), "s")
    assert (explained.verdict, explained.told, explained.best) == ("partly", "you matched 1 of 2", "")
    stem = {stem.id: stem for stem in explained.stems}
    assert (stem["s1"].chosen.letter, stem["s1"].best.letter) == ("E", "B")
    assert (stem["s1"].is_right, stem["s1"].harmful, stem["s1"].why_not) == (False, True, "Not quite.")
    assert [other.option.id for other in stem["s1"].others] == ["gristle"]
    assert (stem["s2"].is_right, stem["s2"].harmful, stem["s2"].why_not) == (True, False, None)
    assert [other.option.id for other in stem["s2"].others] == ["skin", "gristle"]
    asked = [one.id for one in FORMAT.present(load(document(stems=given)), "s").stems]
    assert [one.id for one in explained.stems] == asked


def test_what_was_left_open_is_told_kindly():
    explained = FORMAT.explain(load(document()), Matches(), "s")
    assert (explained.verdict, explained.told) == ("wrong", "you left them open")
    assert all(stem.chosen is None and not stem.is_right for stem in explained.stems)


def test_samples_of_a_draft_with_one_stem_hold_no_partial_answer():
    names = {sample.name.split(":")[0] for sample in FORMAT.samples(load(document(stems=stems("fluid"))))}
    assert names == {"right", "wrong", "same", "blank"}


def test_the_page_keeps_what_was_chosen_and_ties_the_error_to_its_list(app):
    shown = FORMAT.present(load(document()), "seed")
    form = FORMAT.answer_form(shown, posted(**{**RIGHT, "s2": ""}))
    form.validate()
    with app.test_request_context():
        template = app.jinja_env.get_template("formats/extended_matching/ask.html")
        page = template.render(shown=shown, form=form)
    number = next(stem.number for stem in shown.stems if stem.id == "s2")
    assert f"Match every one. Still open: {number}.</p>" in page
    assert page.count('aria-invalid="true"') == 1
    assert 'aria-describedby="stem-s2-text stem-s2-error"' in page
    assert page.count(" selected>") == 4
    assert '<option value="bone" selected>A. Bone</option>' in page
