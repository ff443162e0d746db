"""What the form of a key-feature item takes and refuses."""

import pytest
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from question_bank import FORMATS
from question_bank.formats.key_feature.model import Steps
from question_bank.formats.key_feature.presenting import Asked, ShownOption, ShownQuestion

FORMAT = FORMATS["key_feature"]


@pytest.mark.parametrize(
    ("posted", "wrong"),
    [
        ({"q-one": ["walk", "run"], "q-two": ["MRI", ""]}, {}),
        ({"q-one": ["walk", "walk"], "q-two": ["", "  MRI "]}, {}),
        ({}, {"q-one": "Give at least one answer", "q-two": "Give at least one answer"}),
        ({"q-one": ["walk"], "q-two": ["", " "]}, {"q-two": "Give at least one answer"}),
        ({"q-one": ["walk", "run", "rest"], "q-two": ["MRI"]}, {"q-one": "You gave 3. Choose up to 2."}),
        ({"q-one": ["walk", "gone"], "q-two": ["MRI"]}, {"q-one": "Choose from the menu."}),
        ({"q-one": ["walk"], "q-two": ["a", "b", "c"]}, {"q-two": "You gave 3. Choose up to 2."}),
        ({"q-one": ["walk"], "q-two": ["x" * 81]}, {"q-two": "Write at most 80 characters in a box."}),
        ({"q-one": ["walk"], "q-two": ["MRI, rest"]}, {"q-two": "Write one answer in each box"}),
        ({"q-one": ["walk"], "q-two": ["MRI; rest"]}, {"q-two": "Write one answer in each box"}),
        ({"q-one": ["walk"], "q-two": ["MRI\x00"]}, {"q-two": "Write plain words."}),
    ],
)
def test_a_malformed_answer_is_refused_with_a_sentence(posted, wrong):
    form = form_of(posted)
    assert form.validate() is (not wrong)
    assert form.errors.keys() == wrong.keys()
    for name, words in wrong.items():
        assert form.errors[name][0].startswith(words)


def test_an_answer_is_read_without_its_empty_boxes():
    form = form_of({"q-one": ["walk", "run", "walk"], "q-two": ["", "  an   MRI "]})
    assert form.validate()
    assert FORMAT.read_answer(form) == Steps(answers={"one": ("walk", "run"), "two": ("an MRI",)})


def test_a_refused_text_keeps_its_box():
    form = form_of({"q-one": ["walk"], "q-two": ["", "MRI, rest"]})
    assert not form.validate()
    assert [form["q-two"].in_box(index) for index in (0, 1, 2)] == ["", "MRI, rest", ""]
    assert form_of(None)["q-two"].in_box(0) == ""


def test_a_response_is_posted_without_what_was_left_blank():
    assert FORMAT.post_of(Steps(answers={"one": ("walk",), "two": ()})) == {"q-one": ["walk"]}


@pytest.mark.parametrize("answers", [{"one": ["x" * 81]}, {"one": [""]}, {"One": ["x"]}, {"one": "x"}])
def test_a_stored_answer_has_short_texts_below_plain_ids(answers):
    with pytest.raises(ValidationError):
        Steps.model_validate({"answers": answers})


def form_of(posted):
    options = tuple(ShownOption(id, id[0].upper(), id) for id in ("walk", "run", "rest"))
    menu = ShownQuestion("one", 1, "q-one", "Which?", "menu", 2, options)
    boxes = ShownQuestion("two", 2, "q-two", "What?", "write_in", 2, ())
    shown = Asked(None, "What now?", (menu, boxes))
    return FORMAT.answer_form(shown, None if posted is None else MultiDict(posted))
