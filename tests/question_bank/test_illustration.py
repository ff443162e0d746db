"""A figure of the bank beside an explanation: named by the item, never part of what is asked."""

import json

import pytest

from question_bank import FORMATS, check, dump, load
from question_bank.bank import Bank
from question_bank.figure import Figure
from tests.banks import case_document, item_document

DRAWN = {"format_version": 1, "alt": "A knee, bent.", "canvas": [10, 10], "drawing": '<path d="M0 0L1 1"/>'}


@pytest.fixture
def bank(knees_folder):
    figures = [
        Figure.model_validate_json(json.dumps({**DRAWN, "id": id, "title": id.title()}))
        for id in ("knee-path", "knee-map")
    ]
    parts = {name: getattr(knees_folder.bank, name) for name in Bank.model_fields}
    return Bank(**{**parts, "figures": tuple(figures)})


def codes(checked):
    return [(flaw.code, flaw.where) for flaw in checked.flaws]


def test_an_item_has_the_figure_it_names(bank):
    checked = check(item_document(illustration="knee-path"), bank)
    assert codes(checked) == []
    assert checked.item.illustrated.title == "Knee-Path"
    assert checked.item.figure_ids() == ()
    assert checked.item.all_figure_ids() == ("knee-path",)
    assert check(item_document(), bank).item.illustrated is None


def test_it_stands_behind_the_contested_note(bank):
    names = list(dump(check(item_document(illustration="knee-path"), bank).item))
    assert names[names.index("contested") + 1] == "illustration"


def test_a_figure_that_is_not_there_is_a_flaw_and_hides_no_other(bank):
    document = item_document(illustration="knee-song")
    document["options"][0]["text"] = "None of the above"
    checked = check(document, bank)
    assert ("unknown-figure", "illustration") in codes(checked)
    assert any(code == "none-of-the-above" for code, _ in codes(checked))
    assert checked.item.illustrated is None


def test_a_stage_has_its_own_and_the_case_another(bank):
    document = case_document(illustration="knee-path")
    document["stages"][1]["item"]["illustration"] = "knee-map"
    case = check(document, bank).item
    assert codes(check(document, bank)) == []
    assert case.all_figure_ids() == ("knee-map", "knee-path")
    assert [item.illustration for item in case.items] == [None, "knee-map", None]
    loaded = load(dump(case), bank.figures_by_id)
    assert dump(loaded) == dump(case)
    assert loaded.illustrated.id == "knee-path"
    assert loaded.items[1].illustrated.id == "knee-map"


def test_of_a_case_each_unknown_one_is_told_where_it_stands(bank):
    document = case_document(illustration="gone")
    document["stages"][2]["item"]["illustration"] = "gone-too"
    assert codes(check(document, bank)) == [
        ("unknown-figure", "stages[3].item.illustration"),
        ("unknown-figure", "illustration"),
    ]


def test_editors_keep_that_of_a_stage():
    document = case_document()
    document["stages"][0]["item"]["illustration"] = "knee-map"
    case = FORMATS["unfolding_case"]
    assert case.read_editor(case.fill_editor(document))["stages"][0]["item"]["illustration"] == "knee-map"
