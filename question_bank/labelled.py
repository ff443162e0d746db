"""How well the item check finds what it looks for: precision and recall over labelled pieces of items.

The pieces are in ``lint/corpus/``, a file for each rule, written by people who had not read the rules' code.
A piece holds only what its rule needs; the rest is a neutral item. Pieces by ``author``, who wrote the rules,
show the shape and are left out of the score. docs/item-checks.md says what each rule looks for.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from question_bank import itemfile, lint
from question_bank.bank import Bank, BankInfo, Blueprint, Facts, Misconceptions, Sources
from question_bank.checking import check
from question_bank.figure import Figure
from question_bank.flaw import Flaw
from question_bank.item import Item
from question_bank.lint import chance, evidence, pictures
from question_bank.reading import read
from question_bank.upgrading import Document

CORPUS = Path(__file__).parent / "lint" / "corpus"
MOST_BYTES = 4 * 1024 * 1024
AUTHOR = "author"
CODES = {
    "L01": "no-key two-keys",
    "L02": "open-lead-in",
    "L03": "unfocused-lead-in",
    "L04": "negative-lead-in double-negative",
    "L05": "all-of-the-above",
    "L06": "none-of-the-above",
    "L07": "combined-option",
    "L08": "absolute-term",
    "L09": "vague-term",
    "L10": "key-longest",
    "L11": "key-most-detailed",
    "L12": "clang-cue",
    "L13": "grammar-cue",
    "L14": "convergence-cue",
    "L15": "opposite-key opposite-options",
    "L16": "mixed-options",
    "L17": "overlapping-ranges",
    "L18": "number-order number-units",
    "L19": "option-order",
    "L20": "duplicate-options",
    "L21": "subsumed-option",
    "L22": "too-few-options too-many-options past-letter-h short-option-list long-option-list",
    "L23": "repeated-start",
    "L24": "implausible-option",
    "L25": "vignette-essentials",
    "L26": "no-vignette",
    "L27": "window-dressing",
    "L28": "long-vignette long-sentence hard-to-read",
    "L29": "undefined-abbreviation",
    "L30": "double-lead-in",
    "L31": "hinged-stages",
    "L32": "key-position",
    "L33": "missing-field empty-text empty-list bad-doi bad-pmid",
    "L34": "missing-field recheck-due recheck-before-check",
    "L35": "stigmatising-word given-up-name",
    "L36": "age-conflict sex-conflict side-conflict",
    "L37": "key-unnamed",
    "L38": "option-letter",
    "L39": "duplicate-items similar-items",
    "L40": "one-sex one-age-group one-skin-tone",
    "L41": "keys-longest",
    "L42": "missing-field empty-text empty-alt",
}
RULES = {rule: tuple(codes.split()) for rule, codes in CODES.items()}
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
    "checked_on": "2026-01-01",
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


@dataclass(frozen=True)
class Piece:
    """A labelled piece. place: file and number, for people."""

    rule: str
    flawed: bool
    by: str
    place: str
    parts: Mapping[str, Any]


@dataclass
class RuleScore:
    """What the check made of the pieces of one rule; ``mistakes`` names those it took for the other kind."""

    rule: str
    found: int = 0
    missed: int = 0
    false: int = 0
    passed: int = 0
    mistakes: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        """Of the pieces that were flagged, the share that is flawed; None where none was flagged."""
        flagged = self.found + self.false
        return self.found / flagged if flagged else None

    @property
    def recall(self) -> float | None:
        """Of the flawed pieces, the share that was flagged; None where there are none."""
        flawed = self.found + self.missed
        return self.found / flawed if flawed else None

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """Wilson 95 % intervals of precision and recall."""
        return {
            "precision": chance.wilson(self.found, self.found + self.false),
            "recall": chance.wilson(self.found, self.found + self.missed),
        }


def read_corpus(path: Path = CORPUS) -> list[Piece]:
    """Return every piece of a corpus. Raises ValueError, with its place, for one that cannot be read."""
    return [piece for file in sorted(path.glob("*.yaml")) for piece in _read_file(file)]


def _read_file(file: Path) -> Iterator[Piece]:
    parsed = itemfile.parse(file.read_bytes(), file.name, MOST_BYTES)
    if parsed.document is None or parsed.flaws:
        raise ValueError(f"{file.name}:{parsed.flaws[0].line}: {parsed.flaws[0].message}")
    rule, entries = parsed.document.get("rule"), parsed.document.get("pieces")
    if rule not in RULES or not isinstance(entries, list):
        raise ValueError(f"{file.name}: it needs “rule”, one of L01 to {max(RULES)}, and a list of “pieces”.")
    for number, entry in enumerate(entries, 1):
        place = f"{file.name}, piece {number}"
        if not isinstance(entry, dict) or not isinstance(entry.get("flawed"), bool) or not entry.get("by"):
            raise ValueError(f"{place}: it needs “flawed: true” or “false”, and “by”.")
        if unknown := sorted(entry.keys() - FIELDS):
            raise ValueError(f"{place}: there is no field “{unknown[0]}”.")
        yield Piece(rule, entry["flawed"], str(entry["by"]), place, entry)


def score(pieces: Iterable[Piece]) -> list[RuleScore]:
    """Return how the check did, rule by rule; pieces by the author of the rules are left out.

    Raises ValueError, with its place, for a piece of which no item can be made.
    """
    scores: dict[str, RuleScore] = {}
    for piece in pieces:
        if piece.by == AUTHOR:
            continue
        of_rule = scores.setdefault(piece.rule, RuleScore(piece.rule))
        flagged = is_flagged(piece)
        if flagged and piece.flawed:
            of_rule.found += 1
        elif piece.flawed:
            of_rule.missed += 1
        elif flagged:
            of_rule.false += 1
        else:
            of_rule.passed += 1
        if flagged is not piece.flawed:
            of_rule.mistakes.append(f"{piece.place}: {'missed' if piece.flawed else 'flagged for nothing'}")
    return [scores[rule] for rule in sorted(scores)]


def is_flagged(piece: Piece) -> bool:
    """Whether the check finds the flaw of the piece's rule in it."""
    try:
        return any(flaw.code in RULES[piece.rule] for flaw in _flaws(piece.parts))
    except (KeyError, TypeError, IndexError, AttributeError) as problem:
        raise ValueError(f"{piece.place}: no item can be made of it ({problem!r}).") from problem
    except ValueError as problem:
        raise ValueError(f"{piece.place}: {problem}") from problem


def _flaws(parts: Mapping[str, Any]) -> list[Flaw]:
    if "alt" in parts.get("missing", ()):
        return read(Figure, {name: value for name, value in FIGURE.items() if name != "alt"})[1]
    if "alt" in parts:
        figure, flaws = read(Figure, {**FIGURE, "alt": parts["alt"]})
        return [*flaws, *(pictures.flaws(figure) if figure is not None else ())]
    if "source" in parts:
        document = {**BANK_PARTS["sources"][1]["sources"][0], **parts["source"]}
        sources, flaws = read(Sources, {"format_version": 1, "sources": [document]})
        return [*flaws, *(evidence.source_flaws(sources) if sources is not None else ())]
    bank = _bank()
    documents = list(_bank_documents(parts))
    if documents:
        return lint.bank_flaws(bank, [_item(document, bank) for document in documents])
    today = date.fromisoformat(parts["today"]) if "today" in parts else None
    checked = check(document_of(parts), bank, today=today)
    if checked.item is None and not {"missing", "options"} & parts.keys():
        raise ValueError(f"{checked.flaws[0].where}: {checked.flaws[0].message}")
    return checked.flaws


def _bank() -> Bank:
    values: dict[str, Any] = {}
    for name, (model, document) in BANK_PARTS.items():
        values[name], _ = read(model, document)
    return Bank(**values)


def _item(document: Document, bank: Bank) -> Item:
    checked = check(document, bank)
    if checked.item is None:
        raise ValueError(f"{checked.flaws[0].where}: {checked.flaws[0].message}")
    return checked.item


def _bank_documents(parts: Mapping[str, Any]) -> Iterator[Document]:
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
    else:
        del document[name]
