"""The one gate: a document becomes an item, or every reason why it cannot is told at once.

YAML file, editor form and importers all end here. Errors block publishing; warnings never block a draft.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from question_bank import lint
from question_bank.bank import Bank, Grade
from question_bank.citations import cited
from question_bank.figure import Figure
from question_bank.flaw import Flaw, Path, error, warning
from question_bank.formats import ASKED, FORMATS
from question_bank.formats.contract import CaseFormat, ItemFormat, is_of_stage
from question_bank.item import FactUse, Item
from question_bank.lint import waivers
from question_bank.reading import read
from question_bank.upgrading import Document, upgrade

# What an item may do with a fact of each grade: docs/item-files.md, “Facts and how firmly they may be keyed”.
ALLOWED_USES = {
    Grade.K1: set(FactUse),
    Grade.K2: set(FactUse),
    Grade.K3: {FactUse.ATTRIBUTED, FactUse.APPRAISED, FactUse.CORRECTED, FactUse.DISTRACTOR},
    Grade.KX: {FactUse.CORRECTED, FactUse.DISTRACTOR},
}


@dataclass
class Checked:
    """What came of a check: the item, unless its shape was wrong, its flaws, and those that were waived."""

    item: Item | None
    flaws: list[Flaw] = field(default_factory=list)
    waived: list[Flaw] = field(default_factory=list)

    @property
    def publishable(self) -> bool:
        """Whether nothing blocks publishing."""
        return self.item is not None and not any(flaw.blocks for flaw in self.flaws)

    @property
    def every_flaw(self) -> list[Flaw]:
        """Flaws that stand, then those that are waived."""
        return [*self.flaws, *self.waived]


def check(document: Document, bank: Bank | None = None, *, today: date | None = None) -> Checked:
    """Check one item document, against ``bank`` where it is given.

    today: for dates that have passed, where there is a clock. Never raises for what is in the document.
    """
    document = upgrade(document)
    name = document.get("format")
    fmt = FORMATS.get(name) if isinstance(name, str) else None
    if fmt is None:
        return Checked(None, [_unknown_format(name)])
    item, flaws = _case(fmt, document, bank) if isinstance(fmt, CaseFormat) else _asked(fmt, document, bank)
    if bank is not None:
        flaws += _references(document, bank)
    if item is not None:
        flaws += lint.item_flaws(item, bank, today)
        flaws += _citations(item)
        if bank is not None:
            flaws += _grades(item, bank)
        return _without_waived(item, flaws, bank, today)
    return Checked(item, flaws)


def _without_waived(item: Item, flaws: list[Flaw], bank: Bank | None, today: date | None) -> Checked:
    stand, waived = waivers.sort(flaws, item.waived, bank.info.waived if bank is not None else ())
    # Without a clock nobody knows whether a date's waiver is idle.
    known = [waiver for waiver in item.waived if today is not None or waiver.code != "recheck-due"]
    return Checked(item, [*stand, *waivers.flaws(known, stand, waived)], waived)


def load(document: Document, figures: Mapping[str, Figure] | None = None) -> Item:
    """Build the item of a document that passed the gate before, e.g. one kept in a database.

    figures: those of its bank by id, for formats that use them. Raises ValueError when it would not pass
    today.
    """
    document = upgrade(document)
    fmt = FORMATS[document["format"]]
    item, flaws = read(fmt.item_type, document)
    if item is None:
        raise ValueError(f"{document.get('id')}: {flaws[0].where}: {flaws[0].message}")
    if isinstance(fmt, CaseFormat):
        item = fmt.with_items(item, [load(stage) for stage in fmt.stage_documents(document) if stage])
    return item.with_figures(figures or {})


def dump(item: Item) -> Document:
    """Return the canonical document of an item: defaults left out, the format's fields behind the lead-in."""
    return ordered(item.model_dump(mode="json", exclude_defaults=True))


def ordered(document: Document) -> Document:
    """Return a document with its fields in the canonical order, whether it is sound or not."""
    shared = list(Item.model_fields)
    behind = shared.index("lead_in") + 1
    own = [name for name in document if name not in Item.model_fields]
    order = [*shared[:behind], *own, *shared[behind:]]
    return {name: document[name] for name in order if name in document}


def digest(document: Document) -> str:
    """Return the SHA-256 (hex) of a document; the order of its fields makes no difference."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _asked(fmt: ItemFormat, document: Document, bank: Bank | None) -> tuple[Item | None, list[Flaw]]:
    """Build an item, or that of a stage, and find what is wrong with what it asks."""
    item, flaws = read(fmt.item_type, document)
    if item is not None and bank is not None:
        item = item.with_figures(bank.figures_by_id)
        flaws += [*_figures(item, bank), *_pictures(item, bank)]
    flaws += fmt.lint_document(document)
    if item is not None:
        flaws += lint.asking_flaws(item)
        if not any(flaw.code == "unknown-figure" and flaw.path == ("figure",) for flaw in flaws):
            flaws += fmt.lint(item)
    return item, flaws


def _case(fmt: CaseFormat, document: Document, bank: Bank | None) -> tuple[Item | None, list[Flaw]]:
    """Build a case with the item of each stage. What the stages take from the case is told once, there."""
    case, flaws = read(fmt.item_type, document)
    flaws += fmt.lint_document(document)
    items: list[Item] = []
    documents = fmt.stage_documents(document)
    for index, stage in enumerate(documents):
        if stage is None:
            continue  # the shape of the case has said why
        path: Path = ("stages", index, "item")
        name = stage.get("format")
        of_stage = ASKED.get(name) if isinstance(name, str) else None
        if of_stage is None:
            if name != fmt.name:  # else its lint has said that a case holds no case
                flaws.append(replace(_unknown_format(name), path=(*path, "format")))
            continue
        item, found = _asked(of_stage, stage, bank)
        told = [flaw for flaw in found if not flaw.path or is_of_stage(str(flaw.path[0]))]
        if stage.get("exhibit") == document.get("exhibit"):  # it is lent, and told of the case
            told = [flaw for flaw in told if flaw.path != ("exhibit",)]
        flaws += [replace(flaw, path=(*path, *flaw.path)) for flaw in told]
        items += [item] if item is not None else []
    if case is None or len(items) < len(documents):
        return None, flaws
    case = fmt.with_items(case, items)
    if bank is not None:
        case = case.with_figures(bank.figures_by_id)
        flaws += _pictures(case, bank)
    return case, [*flaws, *fmt.lint(case)]


def _unknown_format(name: object) -> Flaw:
    if name is None:
        return error("missing-field", "“format” is missing.", f"Add “format: {next(iter(FORMATS))}”.")
    known = ", ".join(FORMATS)
    return error("unknown-format", f"There is no format “{name}”.", f"Choose one of: {known}.", ("format",))


def _references(document: Document, bank: Bank) -> Iterator[Flaw]:
    """Flaws for all that a document points at and the bank does not have. Reads the raw document."""
    singles: list[tuple[str, str, dict[str, Any], str]] = [
        ("topic", "topic", bank.topics_by_id, "blueprint.yaml"),
        ("objective", "objective", bank.objectives_by_id, "blueprint.yaml"),
        ("turns_on", "turn", bank.turns, "blueprint.yaml"),
    ]
    lists: list[tuple[str, str, dict[str, Any], str]] = [
        ("facts", "fact", bank.facts_by_id, "facts.yaml"),
        ("sources", "source", bank.sources_by_id, "sources.yaml"),
        ("written_by", "person", bank.people_by_id, "bank.yaml"),
        ("reviewed_by", "person", bank.people_by_id, "bank.yaml"),
    ]
    for name, what, known, file in singles:
        value = document.get(name)
        if isinstance(value, str) and value not in known:
            yield _unknown(what, value, file, (name,))
    for name, what, known, file in lists:
        values = document.get(name)
        for index, entry in enumerate(values if isinstance(values, list) else []):
            value = entry.get("id") if isinstance(entry, dict) else entry
            if isinstance(value, str) and value not in known:
                yield _unknown(what, value, file, (name, index))
    for path, value in _misconceptions(document):
        if value not in bank.misconceptions_by_id:
            yield _unknown("misconception", value, "misconceptions.yaml", path)
    objective = bank.objectives_by_id.get(str(document.get("objective")))
    if objective is not None and objective.topic != document.get("topic"):
        yield error(
            "topic-mismatch",
            f"Objective {objective.id} belongs to the topic “{objective.topic}”.",
            "Choose another objective, or move the item to that topic.",
            ("objective",),
        )


def _misconceptions(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every ``misconception`` of a document, at whatever depth its format puts it."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "misconception" and isinstance(part, str):
                yield (*path, name), part
            elif isinstance(part, (dict, list)):
                yield from _misconceptions(part, (*path, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _misconceptions(part, (*path, index))


def _figures(item: Item, bank: Bank) -> Iterator[Flaw]:
    for id in item.figure_ids():
        if id not in bank.figures_by_id:
            yield _unknown("figure", id, "figures/", ("figure",))


def _pictures(item: Item, bank: Bank) -> Iterator[Flaw]:
    for name, id in (("exhibit", item.exhibit), ("illustration", item.illustration)):
        if id is not None and id not in bank.figures_by_id:
            yield _unknown("figure", id, "figures/", (name,))


def _unknown(what: str, value: str, file: str, path: Path) -> Flaw:
    return error(
        f"unknown-{what}",
        f"There is no {what} “{value}” in {file}.",
        f"Correct the id, or add it to {file}.",
        path,
    )


def _grades(item: Item, bank: Bank) -> Iterator[Flaw]:
    keyed = False
    for index, used in enumerate(item.facts):
        fact = bank.facts_by_id.get(used.id)
        if fact is None:
            continue
        allowed = ALLOWED_USES[fact.grade]
        if used.use in allowed:
            keyed = keyed or used.use is FactUse.KEYED
        else:
            yield error(
                "grade-disobeyed",
                f"Fact {fact.id} has grade {fact.grade} and may not be “{used.use}”.",
                f"Use it as {' or '.join(sorted(allowed))}, or rest the key on a firmer fact.",
                ("facts", index),
            )
    if not keyed:
        yield error(
            "nothing-keyed",
            "The key rests on no fact: none is used as “keyed”.",
            "Name the fact of grade K1 or K2 that makes the key the key.",
            ("facts",),
        )


def _citations(item: Item) -> Iterator[Flaw]:
    listed = [used.id for used in item.sources]
    seen: set[str] = set()
    for path, text in item.citing_texts().items():
        for source in cited(text):
            seen.add(source)
            if source not in listed:
                yield error(
                    "source-not-listed",
                    f"“{source}” is cited here but not among the item's sources.",
                    "Add it to “sources” with its certainty, or correct the citation.",
                    path,
                )
    for index, source in enumerate(listed):
        if source in listed[:index]:
            yield error("duplicate-source", f"“{source}” is listed twice.", "Keep one.", ("sources", index))
        elif source not in seen:
            yield warning(
                "source-not-cited",
                f"“{source}” is listed but nothing cites it.",
                f"Write [@{source}] behind the sentence that rests on it, or remove it.",
                ("sources", index),
            )
