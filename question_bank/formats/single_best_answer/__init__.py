"""Single best answer: one question, three to five options, one of them best."""

from question_bank.formats.contract import ItemFormat
from question_bank.formats.single_best_answer import (
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
    name="single_best_answer",
    title="Single best answer",
    summary="One question about a case, one best option.",
    item_type=model.SingleBestAnswer,
    response_type=model.Choice,
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
    quick=True,
)
