"""Whether answers to one version of an item can be marked by another."""

from question_bank import load
from question_bank.comparing import comparable
from tests.banks import case_document, item_document


def test_items_of_one_format_are_compared_by_it():
    item = item_document()
    assert comparable(load(item), load(item))
    assert comparable(load(item), load({**item, "lead_in": "What else?"}))
    assert not comparable(load(item), load({**item, "options": item["options"][1:]}))
    assert not comparable(load(item), load(case_document()))


def test_a_case_has_as_many_stages_and_each_is_compared():
    case = case_document(stages=3)
    fewer = case_document(stages=2)
    other = case_document(stages=3)
    other["stages"][2]["item"]["options"] = other["stages"][2]["item"]["options"][1:]
    assert comparable(load(case), load(case))
    assert not comparable(load(case), load(fewer))
    assert not comparable(load(case), load(other))
