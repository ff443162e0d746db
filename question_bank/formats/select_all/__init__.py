"""Select all that apply: one question, a list of options, each ticked or left."""

from question_bank.formats.contract import ItemFormat
from question_bank.formats.select_all import (
    editor,
    explaining,
    form,
    lint,
    marking,
    model,
    presenting,
    samples,
)

FORMAT = ItemFormat(
    name="select_all",
    title="Select all that apply",
    summary="One question about a case, several answers to tick.",
    item_type=model.SelectAll,
    response_type=model.Picks,
    rule=marking.RULE,
    rule_version=marking.RULE_VERSION,
    present=presenting.present,
    answer_form=form.answer_form,
    read_answer=form.read_answer,
    post_of=form.post_of,
    mark=marking.mark,
    explain=explaining.explain,
    chosen=explaining.chosen,
    lint=lint.flaws,
    lint_document=lint.document_flaws,
    samples=samples.samples,
    comparable=marking.comparable,
    chance=marking.chance,
    secrets=presenting.secrets,
    editor_form=editor.Editor,
    read_editor=editor.Editor.document,
    fill_editor=editor.Editor.of,
)
