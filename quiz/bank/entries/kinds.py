"""The lists of a bank that are edited entry by entry."""

from dataclasses import dataclass

from question_bank.editing import Part
from quiz.bank.contents import forms


@dataclass(frozen=True)
class Kind:
    """One such list. part: where it stands, as ``contents`` names it; name: its field there. noun: of one."""

    name: str
    part: str
    title: str
    noun: str
    form: type[Part]
    help: str


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "objectives",
            "blueprint",
            "Objectives",
            "objective",
            forms.ObjectiveForm,
            "What a trainee should be able to do. Each item serves one.",
        ),
        Kind(
            "facts",
            "facts",
            "Facts",
            "fact",
            forms.FactForm,
            "What the bank may claim, and how firmly. A key rests on a fact.",
        ),
        Kind(
            "misconceptions",
            "misconceptions",
            "Misconceptions",
            "misconception",
            forms.MisconceptionForm,
            "Wrong ideas that trainees bring. They make distractors tempting.",
        ),
        Kind(
            "sources",
            "sources",
            "Sources",
            "source",
            forms.SourceForm,
            "References, with what kind of study each is and how it was read.",
        ),
    )
}
