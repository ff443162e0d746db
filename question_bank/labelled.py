"""How well the item check finds what it looks for: precision and recall over labelled pieces of items.

The pieces are in ``lint/corpus/``, a file for each rule, written by people who had not read the rules' code.
A piece holds only what its rule needs; the rest is a neutral item (``neutral``). Pieces by ``author``, who
wrote the rules, show the shape and are left out of the score.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from question_bank import itemfile, lint, neutral
from question_bank.bank import Sources
from question_bank.checking import check, load
from question_bank.figure import Figure
from question_bank.flaw import Flaw
from question_bank.lint import chance, evidence, pictures
from question_bank.reading import read

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
# Codes that hold for any field count for these alone, where a rule is about some.
FIELDS = {
    "L33": frozenset(("explanation", "rationale", "sources", "reference", "kind", "read", "doi", "pmid")),
    "L34": frozenset(("certainty", "recheck_by", "checked_on")),
    "L42": frozenset(("alt",)),
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
        if unknown := sorted(entry.keys() - neutral.FIELDS):
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
        return any(_is_of(piece.rule, flaw) for flaw in _flaws(piece.parts))
    except (KeyError, TypeError, IndexError, AttributeError) as problem:
        raise ValueError(f"{piece.place}: no item can be made of it ({problem!r}).") from problem
    except ValueError as problem:
        raise ValueError(f"{piece.place}: {problem}") from problem


def _is_of(rule: str, flaw: Flaw) -> bool:
    fields = FIELDS.get(rule)
    named = next((step for step in reversed(flaw.path) if isinstance(step, str)), None)
    return flaw.code in RULES[rule] and (fields is None or named in fields)


def _flaws(parts: Mapping[str, Any]) -> list[Flaw]:
    found: list[Flaw] = []
    if "alt" in parts or "alt" in parts.get("missing", ()):
        figure, found = read(Figure, neutral.figure_document(parts))
        found += pictures.flaws(figure) if figure is not None else ()
    if "source" in parts:
        sources, flaws = read(Sources, neutral.source_documents(parts["source"]))
        found += [*flaws, *(evidence.source_flaws(sources) if sources is not None else ())]
    documents = list(neutral.bank_documents(parts))
    if documents:  # a piece about a bank: what its items are by themselves does not matter
        return lint.bank_flaws(lint.marks(load(document)) for document in documents)
    today = date.fromisoformat(parts["today"]) if "today" in parts else None
    checked = check(neutral.document_of(parts), neutral.bank(), today=today)
    if checked.item is None and not {"missing", "options"} & parts.keys():
        raise ValueError(f"{checked.flaws[0].where}: {checked.flaws[0].message}")
    return [*found, *checked.flaws]
