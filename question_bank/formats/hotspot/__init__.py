"""Hotspot: one place on a figure, pointed at or chosen from a list."""

from question_bank.formats.contract import ItemFormat
from question_bank.formats.hotspot import editor, explaining, form, lint, marking, model, presenting, samples

FORMAT = ItemFormat(
    name="hotspot",
    title="Hotspot",
    summary="One place on a figure, by pointer or from a list.",
    item_type=model.Hotspot,
    response_type=model.Pointed,
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
    secrets=presenting.secrets,
    editor_form=editor.Editor,
    read_editor=editor.Editor.document,
    fill_editor=editor.Editor.of,
)
