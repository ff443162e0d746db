"""Highlight: mark the phrases of a text that answer a question."""

from question_bank.formats.contract import ItemFormat
from question_bank.formats.highlight import (
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
    name="highlight",
    title="Highlight",
    summary="A text about a case; the phrases that matter are marked in it.",
    item_type=model.Highlight,
    response_type=model.Marks,
    rule=marking.RULE,
    rule_version=marking.RULE_VERSION,
    present=presenting.present,
    answer_form=form.answer_form,
    read_answer=form.read_answer,
    post_of=form.post_of,
    mark=marking.mark,
    explain=explaining.explain,
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
