"""Put in order: three to eight steps, each with a place of its own."""

from question_bank.formats.contract import ItemFormat
from question_bank.formats.ordering import editor, explaining, form, lint, marking, model, presenting, samples

FORMAT = ItemFormat(
    name="ordering",
    title="Put in order",
    summary="Steps in a shuffled list, to be put in the order that serves the patient.",
    item_type=model.Ordering,
    response_type=model.Sequence,
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
