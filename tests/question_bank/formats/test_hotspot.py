import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from question_bank import FORMATS, check, dump, itemfile, load
from question_bank.figure import Figure
from question_bank.formats import __path__ as formats_path
from question_bank.formats.hotspot.marking import is_wrong_side
from question_bank.formats.hotspot.model import Pointed

FORMAT = FORMATS["hotspot"]
EXAMPLE = itemfile.parse((Path(formats_path[0]) / "hotspot" / "examples" / "hand.yaml").read_bytes()).document
FIGURES = {figure["id"]: Figure.model_validate_json(json.dumps(figure)) for figure in EXAMPLE["figures"]}


def item(**changes):
    return load({**EXAMPLE["item"], **changes}, FIGURES)


def flaws(**changes):
    return {flaw.code for flaw in FORMAT.lint(item(**changes))}


@given(st.floats(0, 20), st.floats(0, 20))
def test_a_point_earns_what_its_place_earns_in_the_list(x, y):
    found = item()
    place = found.drawn.place_of((x, y))
    by_point = FORMAT.mark(found, Pointed(at=(x, y)))
    assert 0 <= by_point.fraction <= 1
    assert by_point == FORMAT.mark(found, Pointed(place=place))


def test_the_right_place_on_the_wrong_side_is_told_as_such():
    found = item()
    assert is_wrong_side(found, Pointed(place="left-thumb"))
    assert not is_wrong_side(found, Pointed(place="right-thumb"))
    assert not is_wrong_side(found, Pointed(place="palm"))
    assert not is_wrong_side(found, Pointed())
    told = FORMAT.explain(found, Pointed(place="left-thumb"), "s")
    assert told.told == "you pointed at Left: ball of the thumb, the right place on the wrong side"
    assert told.best == "The best place is Right: ball of the thumb."
    assert told.elsewhere == "That is not where the walker pointed."


def test_a_place_without_a_name_and_a_blank_are_told():
    assert "a place without a name" in FORMAT.explain(item(), Pointed(at=(1, 19)), "s").told
    assert FORMAT.explain(item(), Pointed(), "s").told == "you left it open"
    assert FORMAT.explain(item(), Pointed(place="right-edge"), "s").verdict == "partly"


@pytest.mark.parametrize(
    "posted",
    [
        {"place": ""},
        {"place": "", "x": "5"},
        {"place": "", "x": "99", "y": "5"},
        {"place": "", "x": "nan", "y": "5"},
        {"place": "", "x": "inf", "y": "5"},
        {"place": "", "x": "-1", "y": "5"},
        {"place": "nowhere"},
        {"x": "5", "y": "5", "place": "nowhere"},
    ],
)
def test_an_answer_that_points_nowhere_is_refused(posted):
    assert not FORMAT.answer_form(FORMAT.present(item(), "s"), MultiDict(posted)).validate()


def test_a_point_wins_over_the_list_and_comes_back_as_it_was_sent():
    form = FORMAT.answer_form(FORMAT.present(item(), "s"), MultiDict({"place": "palm", "x": "15", "y": "12"}))
    assert form.validate()
    response = FORMAT.read_answer(form)
    assert response == Pointed(at=(15.0, 12.0))
    assert FORMAT.post_of(response) == {"place": [""], "x": ["15.0"], "y": ["12.0"]}


def test_the_list_names_every_place_of_the_figure_whatever_the_item_says():
    shown = FORMAT.present(item(), "s")
    assert [name for name, _ in shown.groups] == ["Left side", "Places", "Right side"]
    ids = {id for _, places in shown.groups for id, _ in places}
    assert ids == set(FIGURES["hand"].places())


def test_flaws_of_places():
    spots = EXAMPLE["item"]["spots"]
    assert flaws() == set()
    assert flaws(spots=[*spots, {**spots[0], "place": "left-nose"}]) == {"unknown-place"}
    assert flaws(spots=[*spots, spots[0]]) == {"duplicate-id"}
    assert flaws(spots=[{**spots[0], "harmful": True}]) == {"harmful-key"}
    without = check({**EXAMPLE["item"], "spots": spots[1:]})
    assert "no-key" in {flaw.code for flaw in without.flaws}
    assert list(FORMAT.lint(load(EXAMPLE["item"]))) == []


def test_items_of_one_figure_are_comparable():
    assert FORMAT.comparable(item(), item())
    assert not FORMAT.comparable(item(), load({**EXAMPLE["item"], "figure": "foot"}))
    assert dump(item()) == EXAMPLE["item"]


def test_a_figure_that_is_not_there_is_a_flaw(tmp_path):
    from question_bank.folder import read_folder
    from tests.banks import write_bank

    bank = read_folder(write_bank(tmp_path, [])).bank
    assert "unknown-figure" in {flaw.code for flaw in check(EXAMPLE["item"], bank).flaws}


def test_a_place_that_a_corrected_figure_has_lost_is_passed_over_in_the_explanation():
    without = FIGURES["hand"].model_copy(update={"regions": FIGURES["hand"].regions[:1]})
    told = FORMAT.explain(load(EXAMPLE["item"], {"hand": without}), Pointed(place="palm"), "s")
    assert [spot.title for spot in told.spots] == ["Right: ball of the thumb"]
