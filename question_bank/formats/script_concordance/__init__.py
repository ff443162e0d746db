"""Script concordance: one more finding, and how far it moves a hypothesis, beside what a panel said."""

from question_bank.formats.contract import ItemFormat
from question_bank.formats.script_concordance import (
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
    name="script_concordance",
    title="Script concordance",
    summary="What one more finding does to a hypothesis, on a scale of five.",
    item_type=model.ScriptConcordance,
    response_type=model.Shift,
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
