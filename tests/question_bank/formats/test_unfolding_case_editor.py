"""Writing a case: its stages have the fields of whatever formats it is handed."""

from dataclasses import replace

from question_bank import ASKED, FORMATS
from question_bank.formats.unfolding_case import FORMAT

WITHOUT = replace(ASKED["hotspot"], editor_form=None, read_editor=None, fill_editor=None)


def test_a_stage_may_have_any_format_with_an_editor_and_no_other():
    handed = {"ordering": ASKED["ordering"], "hotspot": WITHOUT}
    fmt = FORMAT.with_editors(handed)
    assert [value for value, _ in fmt.editor_form(None).stages.asked_first.choices] == ["ordering"]
    everything = FORMATS["unfolding_case"].editor_form(None).stages.asked_first.choices
    assert [value for value, _ in everything] == list(ASKED)


def test_a_case_format_without_an_editor_of_its_own_stays_without():
    bare = replace(FORMAT, editor_of=None)
    assert bare.with_editors(ASKED) is bare
