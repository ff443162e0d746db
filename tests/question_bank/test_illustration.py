"""Figures of the bank that an item names: one with its question, one with its explanation."""

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


def test_an_exhibit_is_part_of_what_every_format_presents(bank):
    item = check(item_document(exhibit="knee-map", illustration="knee-path"), bank).item
    assert item.all_figure_ids() == ("knee-map", "knee-path")
    shown = FORMATS["single_best_answer"].present(item, "seed")
    assert shown.exhibit == bank.figures_by_id["knee-map"].shown_to(item.patient)
    assert FORMATS["single_best_answer"].present(check(item_document(), bank).item, "seed").exhibit is None
    names = list(dump(item))
    assert names[names.index("vignette") + 1] == "exhibit"
    assert codes(check(item_document(exhibit="gone"), bank)) == [("unknown-figure", "exhibit")]


def test_a_case_lends_its_exhibit_to_stages_without_one_of_their_own(bank):
    document = case_document(exhibit="knee-map")
    document["stages"][1]["item"]["exhibit"] = "knee-path"
    case = check(document, bank).item
    assert [item.exhibit for item in case.items] == ["knee-map", "knee-path", "knee-map"]
    assert [stage.item.get("exhibit") for stage in case.stages] == [None, "knee-path", None]
    assert dump(load(dump(case))) == dump(case)
    assert codes(check(case_document(exhibit="gone"), bank)) == [("unknown-figure", "exhibit")]
    lost = case_document()
    lost["stages"][0]["item"]["exhibit"] = "gone"
    assert codes(check(lost, bank)) == [("unknown-figure", "stages[1].item.exhibit")]
