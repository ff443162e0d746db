"""The neutral item that a labelled piece is laid over, and the neutral bank, source and figure beside it.

A piece says only what its rule needs; whatever it does not say is the same in all pieces, so that no other
rule has anything to tell of it. docs/item-checks.md says what each rule looks for.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from question_bank.bank import Bank, BankInfo, Blueprint, Facts, Misconceptions, Sources
from question_bank.reading import read
from question_bank.upgrading import Document

FIELDS = frozenset(
    (
        *(
            "rule",
            "flawed",
            "by",
            "note",
            "lead_in",
            "story",
            "patient",
            "setting",
            "findings",
            "options",
            "key",
        ),
        *("format", "stems", "order_matters", "rationales", "explanation", "take_home", "level", "stages"),
        *("recheck_by", "today", "source", "missing", "items", "positions", "longest", "people", "alt"),
    )
)
BASE: Document = {
    "format_version": 1,
    "id": "piece",
    "format": "single_best_answer",
    "title": "A piece",
    "topic": "hip",
    "objective": "application",
    "reasoning_step": "decide",
    "difficulty": "medium",
    "turns_on": "hip",
    "facts": ["F1"],
    "vignette": {
        "patient": {"age": 52, "sex": "female"},
        "setting": "Physiotherapy clinic",
        "story": "A 52-year-old gardener has had pain in her right hip for two months, since a fall.",
    },
    "lead_in": "What should be done about her hip today?",
    "options": [
        {"id": "one", "text": "Load the hip bit by bit", "key": True, "rationale": "Loading suits it."},
        {"id": "two", "text": "Scan the hip this week", "rationale": "A scan would change nothing."},
        {"id": "three", "text": "Rest the hip in bed", "rationale": "Rest weakens it."},
        {"id": "four", "text": "Send her to a surgeon", "rationale": "There is nothing to operate on."},
    ],
    "explanation": "Load the hip bit by bit. "
    + "Each word here makes the explanation long enough to teach. " * 7,
    "take_home": "A sore hip wants to be used.",
    "sources": [{"id": "source", "certainty": "low"}],
    "written_by": ["author"],
    "checked_on": "2020-01-01",
    "recheck_by": "2027-01-01",
}
BANK_PARTS: dict[str, tuple[type, Document]] = {
    "info": (
        BankInfo,
        {
            "format_version": 1,
            "id": "pieces",
            "title": "Pieces",
            "working_title": "Pieces",
            "description": "Pieces of items.",
            "licence": "CC0",
            "language": "en",
            "people": [{"id": "author", "name": "An author", "role": "author"}],
        },
    ),
    "blueprint": (
        Blueprint,
        {
            "format_version": 1,
            "topics": [{"id": "hip", "title": "Hip"}],
            "turns_on": [{"id": "hip", "title": "The hip"}],
            "objectives": [
                {"id": level, "topic": "hip", "level": level, "title": level}
                for level in ("recall", "application", "analysis")
            ],
        },
    ),
    "sources": (
        Sources,
        {
            "format_version": 1,
            "sources": [{"id": "source", "reference": "A source", "kind": "textbook", "read": "full"}],
        },
    ),
    "facts": (
        Facts,
        {
            "format_version": 1,
            "facts": [
                {"id": "F1", "topic": "hip", "grade": "K1", "statement": "Hips bend.", "sources": ["source"]}
            ],
        },
    ),
    "misconceptions": (Misconceptions, {"format_version": 1}),
}
FIGURE: Document = {
    "format_version": 1,
    "id": "figure",
    "title": "A figure",
    "alt": "The low back, seen from behind.",
    "canvas": [100, 100],
    "units_per_cm": 10,
    "regions": [{"id": "middle", "title": "Middle", "shape": {"ellipse": [50, 50, 9, 9]}}],
}


@lru_cache(maxsize=1)
def bank() -> Bank:
    """Return the bank that pieces are checked against."""
    values: dict[str, Any] = {}
    for name, (model, document) in BANK_PARTS.items():
        values[name], _ = read(model, document)
    return Bank(**values)


def source_documents(source: Mapping[str, Any]) -> Document:
    """Return the sources of a piece about a source: one, with what the piece says of it."""
    return {"format_version": 1, "sources": [{**BANK_PARTS["sources"][1]["sources"][0], **source}]}


def figure_document(parts: Mapping[str, Any]) -> Document:
    """Return the figure of a piece about the text that stands for a picture."""
    document = {**FIGURE, **{name: parts[name] for name in ("alt",) if name in parts}}
    return {name: value for name, value in document.items() if name not in parts.get("missing", ())}


def bank_documents(parts: Mapping[str, Any]) -> Iterator[Document]:
    """Make the items of a piece about a bank; none where it is about one item."""
    made: list[Mapping[str, Any]] = list(parts.get("items", ()))
    if "people" in parts:
        made = [{"patient": person} for person in parts["people"]]
    if "positions" in parts:
        texts = [f"Way {letter}" for letter in "HDAFBGCE"[: parts["positions"]["of"]]]
        keys = parts["positions"]["keys"]
        made = [{"options": texts, "key": key, "order_matters": True} for key in keys]
    if "longest" in parts:
        made = [_of_length(number, **parts["longest"]) for number in range(parts["longest"]["items"])]
    for number, part in enumerate(made, 1):
        yield {**document_of(part), "id": f"piece-{number}"}


def _of_length(number: int, *, items: int, options: int, count: int) -> Mapping[str, Any]:
    """One of ``items`` items, the first ``count`` of which have the longest option for a key."""
    texts = ["Short way"] * options
    texts[0] = "A way that is long"
    return {"options": texts, "key": 1 if number < count else 2}


def document_of(parts: Mapping[str, Any]) -> Document:
    """Return the item document of a piece: what it holds, over a neutral item."""
    document = {
        **BASE,
        **{name: parts[name] for name in ("lead_in", "explanation", "take_home") if name in parts},
    }
    document["objective"] = parts.get("level", "application")
    document["recheck_by"] = parts.get("recheck_by", BASE["recheck_by"])
    document["vignette"] = _vignette(parts)
    if document["vignette"] is None:
        del document["vignette"]
    if "stages" in parts:
        del document["options"], document["lead_in"]
        document["format"] = "unfolding_case"
        document["stages"] = [_stage(number, stage) for number, stage in enumerate(parts["stages"])]
    else:
        document |= _asked(parts)
    for name in parts.get("missing", ()):
        _leave_out(document, name)
    return document


def _vignette(parts: Mapping[str, Any]) -> Document | None:
    if parts.get("story", "") in (None, "none"):
        return None
    vignette = {**BASE["vignette"], "patient": {**BASE["vignette"]["patient"], **parts.get("patient", {})}}
    if "patient" in parts and "story" not in parts:
        vignette["story"] = "Pain in the hip for two months, after a fall."
    return vignette | {name: parts[name] for name in ("story", "setting", "findings") if name in parts}


def _asked(parts: Mapping[str, Any]) -> Document:
    if "options" not in parts:
        own = [dict(option) for option in BASE["options"]]
        for option, reason in zip(own, parts.get("rationales", ()), strict=False):
            option["rationale"] = reason
        return {"options": own}
    fmt = parts.get("format", "single_best_answer")
    key = parts.get("key", [])
    keys = key if isinstance(key, list) else [key]
    reasons = parts.get("rationales", ())
    options: list[Document] = []
    for number, text in enumerate(parts["options"], 1):
        reason = reasons[number - 1] if number <= len(reasons) else f"Reason {number}."
        options.append({"id": f"way-{number}", "text": str(text), "rationale": reason})
        if number in keys:
            options[-1]["key"] = True
    asked: Document = {"format": fmt, "options": options}
    if fmt == "extended_matching":
        asked["theme"] = "Pieces"
        asked["options"] = [{"id": option["id"], "text": option["text"]} for option in options]
        asked["stems"] = [
            {"id": f"stem-{at}", "text": stem["text"], "key": f"way-{stem['key']}", "rationale": "A reason."}
            for at, stem in enumerate(parts.get("stems", DEFAULT_STEMS), 1)
        ]
    elif "order_matters" in parts:
        asked["order_matters"] = parts["order_matters"]
    return asked


DEFAULT_STEMS = (
    {"text": "A man with a cough for a week.", "key": 1},
    {"text": "A boy with a limp.", "key": 2},
)


def _stage(number: int, stage: Mapping[str, Any]) -> Document:
    item = {"format": "single_best_answer", "lead_in": stage["lead_in"], **_asked(stage)}
    item["explanation"] = stage.get("explanation", "Why this, at this moment.")
    news = {"new_information": stage.get("new_information", "Nothing else.")} if number else {}
    return {**news, **{name: stage[name] for name in ("findings",) if name in stage}, "item": item}


def _leave_out(document: Document, name: str) -> None:
    if name == "rationale":
        first, *others = document["options"]
        document["options"] = [{key: value for key, value in first.items() if key != "rationale"}, *others]
    elif name == "certainty":
        document["sources"] = [{"id": "source"}]
    elif name != "alt":  # which is the figure's
        del document[name]
