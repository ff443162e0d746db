"""Extended matching: one theme, one list of options, several stems to match with it."""

from question_bank.formats.contract import ItemFormat
from question_bank.formats.extended_matching import (
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
    name="extended_matching",
    title="Extended matching",
    summary="Several short stories, one list of options, a best match for each.",
    item_type=model.ExtendedMatching,
    response_type=model.Matches,
    rule=marking.RULE,
    rule_version=marking.RULE_VERSION,
    present=presenting.present,
    answer_form=form.answer_form,
    read_answer=form.read_answer,
    read_part=form.read_part,
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
