"""Flaws that only a case can have.

Source: docs/item-files.md; two to four stages keep a case within one short sitting, our own rule.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from question_bank.citations import without_citations
from question_bank.flaw import Flaw, error, warning
from question_bank.formats.contract import is_of_stage
from question_bank.formats.unfolding_case.model import UnfoldingCase

NAME = "unfolding_case"
FEWEST, MOST = 2, 4
FEWEST_WORDS, MOST_WORDS = 20, 160


def document_flaws(document: Mapping[str, Any]) -> Iterator[Flaw]:
    """Flaws of a raw document: how many stages, what each begins with, and what its item may hold."""
    stages = document.get("stages")
    if not isinstance(stages, list):
        return
    if len(stages) < FEWEST:
        yield error(
            "too-few-stages",
            f"The case has {len(stages)} stage{'' if len(stages) == 1 else 's'}.",
            "Write two to four, or make it an item of the stage's own format.",
            ("stages",),
        )
    if len(stages) > MOST:
        yield error(
            "too-many-stages",
            f"The case has {len(stages)} stages.",
            "Keep the four in which something is decided.",
            ("stages", MOST),
        )
    for index, stage in enumerate(stages):
        if isinstance(stage, dict):
            yield from _stage_flaws(index, stage)


def _stage_flaws(index: int, stage: Mapping[str, Any]) -> Iterator[Flaw]:
    if index > 0 and not stage.get("new_information"):
        yield error(
            "no-news",
            f"Nothing new becomes known at stage {index + 1}.",
            "Write “new_information”: what has happened or been found since the stage before.",
            ("stages", index),
        )
    item = stage.get("item")
    if not isinstance(item, dict):
        return
    path = ("stages", index, "item")
    if item.get("format") == NAME:
        yield error(
            "case-in-case", "A case may not hold a case.", "Write its stages here.", (*path, "format")
        )
    for name in item:
        if not is_of_stage(name):
            yield error(
                "field-of-case",
                f"“{name}” belongs to the case, not to one of its stages.",
                "Move it out of the stage; a story goes on in “new_information” and “findings”.",
                (*path, name),
            )


def flaws(item: UnfoldingCase) -> Iterator[Flaw]:
    """Flaws of a case whose stages are sound."""
    for index, stage in enumerate(item.items):
        count = len(without_citations(stage.explanation).split())
        if not FEWEST_WORDS <= count <= MOST_WORDS:
            yield warning(
                "stage-explanation-length",
                f"The explanation of stage {index + 1} has {count} words.",
                f"Between {FEWEST_WORDS} and {MOST_WORDS} serve a stage; the case has its own.",
                ("stages", index, "item", "explanation"),
            )
