"""What a form posts, put in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from question_bank.posted import MOST_ROWS, arranged

LETTERS = {"options-0-text": "a", "options-1-text": "b", "options-2-text": "c", "title": "T"}


def texts(fields):
    return [fields.getlist(f"options-{number}-text") for number in range(fields.rows("options"))]


def test_rows_are_numbered_without_a_gap_and_keep_their_order():
    fields = arranged(MultiDict({"options-7-text": "b", "options-3-text": "a", "title": "T"}))
    assert fields == {"options-0-text": ["a"], "options-1-text": ["b"], "title": ["T"]}


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("options-0-down", "bac"),
        ("options-2-up", "acb"),
        ("options-1-remove", "ac"),
        ("options-0-up", "abc"),
        ("options-2-down", "abc"),
        ("options-9-up", "abc"),
        ("options-9-remove", "abc"),
        ("options-up", "abc"),
        ("options-1-explode", "abc"),
        ("title-0-up", "abc"),
        ("nothing-0-up", "abc"),
        ("title-add", "abc"),
        ("add", "abc"),
        ("save", "abc"),
        ("²", "abc"),
        ("", "abc"),
    ],
)
def test_a_button_moves_or_removes_one_row_or_does_nothing(do, order):
    assert texts(arranged(MultiDict(LETTERS), do)) == [[letter] for letter in order]


def test_a_row_is_added_at_the_end_also_to_a_list_that_has_none():
    assert texts(arranged(MultiDict(LETTERS), "options-add")) == [["a"], ["b"], ["c"], []]
    assert arranged(None, "options-add").rows("options") == 1
    nested = arranged(MultiDict({"stems-0-text": "s"}), "stems-0-near-add")
    assert nested.rows("stems-0-near") == 1


def test_a_row_without_fields_survives_being_arranged_again():
    assert arranged(arranged(MultiDict(LETTERS), "options-add")).rows("options") == 4


def test_a_whole_row_moves_with_what_is_nested_in_it():
    posted = {"stems-0-text": "s", "stems-0-near-0-option": "x", "stems-1-text": "t"}
    fields = arranged(MultiDict(posted), "stems-0-down")
    assert fields.getlist("stems-1-near-0-option") == ["x"]


def test_a_list_takes_two_hundred_rows():
    many = MultiDict({f"options-{number}-text": "x" for number in range(MOST_ROWS)})
    assert arranged(many).full == frozenset()
    added = arranged(many, "options-add")
    assert (added.rows("options"), added.full) == (MOST_ROWS, {"options"})
    more = arranged(MultiDict({**many, f"options-{MOST_ROWS}-text": "x"}))
    assert (more.rows("options"), more.full) == (MOST_ROWS, {"options"})


def test_a_name_that_is_both_a_text_and_a_list_is_one_of_them():
    assert arranged(MultiDict({"options": "x", "options-0-text": "a"})) == {"options": ["x"]}
    assert arranged(MultiDict({"options-0-text": "a", "options": "x"})) == {"options-0-text": ["a"]}


@given(
    st.dictionaries(st.text(max_size=12) | st.from_regex(r"[a-b]-[0-2]-[a-b]-?", fullmatch=True), st.text())
)
def test_no_garbage_is_too_much(posted):
    fields = arranged(MultiDict(posted), next(iter(posted), ""))
    assert arranged(fields) == fields


@pytest.mark.parametrize(
    ("posted", "row"),
    [
        ({"stages-new-item-format": "hotspot"}, {"stages-0-": [""], "stages-0-item-format": ["hotspot"]}),
        ({"stages-new": "hotspot"}, {"stages-0-": [""]}),
    ],
)
def test_what_is_posted_as_the_new_row_begins_the_one_that_is_added(posted, row):
    fields = arranged(MultiDict(posted), "stages-add")
    assert {name: values for name, values in fields.items() if "new" not in name} == row
    assert fields.rows("stages") == 1
    assert arranged(MultiDict(posted)).rows("stages") == 0
