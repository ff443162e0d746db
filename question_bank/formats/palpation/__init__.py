"""Palpation station: a body to search, press by press; then what was found, where, and what to do."""

from question_bank.formats.contract import Exploration, ItemFormat
from question_bank.formats.palpation import (
    explaining,
    form,
    lint,
    marking,
    model,
    presenting,
    probing,
    samples,
)

FORMAT = ItemFormat(
    name="palpation",
    title="Palpation station",
    summary="A body to search, press by press, before saying what is there.",
    item_type=model.Palpation,
    response_type=model.Committed,
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
    exploration=Exploration(
        step_type=model.Step,
        revealed_type=model.Revealed,
        most=200,
        present=presenting.present_after,
        step_form=form.step_form,
        read_step=form.read_step,
        post_of_step=form.post_of_step,
        probe=probing.probe,
        carried=probing.carried,
        steps_of=probing.steps_of,
    ),
)
