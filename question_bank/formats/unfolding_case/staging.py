"""A case's document → the documents of its stages' items; and the story so far, for each of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from question_bank.citations import cited
from question_bank.formats.contract import STAGE_FIELDS, Chapter, Story, is_of_stage
from question_bank.formats.unfolding_case.model import UnfoldingCase
from question_bank.item import Item

# What a stage does not take from its case: it has its own, or none.
NOT_SHARED = STAGE_FIELDS | {"id", "vignette", "minimal_pair"}
SHARED = tuple(name for name in Item.model_fields if name not in NOT_SHARED)
LENT = ("exhibit",)  # what a stage without one of its own has of its case
THEN = "**Then:** "
# Every item has a line to take home; a stage need not, so this stands in until its item is built.
NO_TAKE_HOME = "-"


def stage_documents(document: Mapping[str, Any]) -> list[dict[str, Any] | None]:
    """Return the item document of each stage; None for one without. Total: takes any document."""
    stages = document.get("stages")
    if not isinstance(stages, list):
        return []
    return [_stage_document(document, stages[: index + 1]) for index in range(len(stages))]


def _stage_document(document: Mapping[str, Any], stages: list[Any]) -> dict[str, Any] | None:
    own = stages[-1].get("item") if isinstance(stages[-1], dict) else None
    if not isinstance(own, dict):
        return None
    return {
        **{name: document[name] for name in SHARED if name in document},
        "id": f"{document.get('id')}-stage-{len(stages)}",
        "vignette": _told(document.get("vignette"), stages),
        "take_home": NO_TAKE_HOME,
        **{name: document[name] for name in LENT if name in document},
        **{name: value for name, value in own.items() if is_of_stage(name)},
    }


def _told(vignette: object, stages: Iterable[Any]) -> object:
    """Return a vignette with the news of these stages. What has the wrong shape is left for the gate."""
    if not isinstance(vignette, dict):
        return vignette
    story, findings = [vignette.get("story")], _by_name(vignette)
    for stage in stages:
        if isinstance(stage, dict):
            story += [f"{THEN}{stage['new_information']}"] if stage.get("new_information") else []
            findings |= _by_name(stage)
    told = {**vignette, "story": "\n\n".join(str(text).strip() for text in story if text is not None)}
    return {**told, "findings": list(findings.values())} if findings else told


def _by_name(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return findings by their names, so that a later one of the same name takes the place of the earlier."""
    findings = part.get("findings")
    rows = findings if isinstance(findings, list) else []
    return {str(row.get("name")): row for row in rows if isinstance(row, dict)}


def with_items(case: UnfoldingCase, items: Sequence[Item]) -> UnfoldingCase:
    """Return the case with its stages' items, each with what its page may tell, and each as it is dumped.

    A source can give a later stage away, so a stage names those it cites; the last one names them all.
    """
    trimmed = [_trimmed(item, is_last=number == len(items)) for number, item in enumerate(items, 1)]
    stages = tuple(
        stage.model_copy(update={"item": _own(item, case)})
        for stage, item in zip(case.stages, trimmed, strict=True)
    )
    return case.model_copy(update={"stages": stages}).with_items(trimmed)


def _trimmed(item: Item, *, is_last: bool) -> Item:
    named = {id for text in item.citing_texts().values() for id in cited(text)}
    sources = tuple(source for source in item.sources if is_last or source.id in named)
    take_home = "" if item.take_home == NO_TAKE_HOME else item.take_home
    return item.model_copy(update={"sources": sources, "take_home": take_home})


def _own(item: Item, case: UnfoldingCase) -> dict[str, Any]:
    """Return what a stage says of its item: canonical, without what is the case's."""
    if item.exhibit == case.exhibit:
        item = item.model_copy(update={"exhibit": None})
    document = item.model_dump(mode="json", exclude_defaults=True)
    of_format = [name for name in document if name not in Item.model_fields]
    order = (
        "format",
        "exhibit",
        "lead_in",
        *of_format,
        "explanation",
        "take_home",
        "contested",
        "illustration",
    )
    return {name: document[name] for name in order if document.get(name, "") != ""}


def items(case: UnfoldingCase) -> tuple[Item, ...]:
    """Return the items of the stages, in order."""
    return case.items


def so_far(case: UnfoldingCase, stage: int) -> Story:
    """Return the story up to a stage, counted from 1."""
    chapters = tuple(
        Chapter(told.new_information or "", told.findings, is_new=number == stage)
        for number, told in enumerate(case.stages[:stage], 1)
        if told.new_information or told.findings
    )
    return Story(case.vignette, chapters, stage, len(case.stages))
