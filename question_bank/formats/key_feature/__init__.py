"""Key feature: one case, and one to four questions on the steps that decide how it ends."""

from question_bank.formats.contract import ItemFormat
from question_bank.formats.key_feature import (
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
    name="key_feature",
    title="Key feature",
    summary="One case, and the few steps that decide how it ends: chosen from a menu or written in.",
    item_type=model.KeyFeature,
    response_type=model.Steps,
    rule=marking.RULE,
    rule_version=marking.RULE_VERSION,
    present=presenting.present,
    answer_form=form.answer_form,
    read_answer=form.read_answer,
    read_part=form.read_part,
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
