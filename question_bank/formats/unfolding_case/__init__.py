"""Unfolding case: a patient met in two to four stages, each with new information and a question."""

from question_bank.formats.contract import CaseFormat
from question_bank.formats.unfolding_case import editor, lint, marking, model, staging

FORMAT = CaseFormat(
    name="unfolding_case",
    title="Case that unfolds",
    summary="A patient met in two to four stages, each with news and a question.",
    item_type=model.UnfoldingCase,
    rule=marking.RULE,
    rule_version=marking.RULE_VERSION,
    stage_documents=staging.stage_documents,
    with_items=staging.with_items,
    items=staging.items,
    so_far=staging.so_far,
    total=marking.total,
    lint=lint.flaws,
    lint_document=lint.document_flaws,
    editor_of=editor.editor_of,
)
