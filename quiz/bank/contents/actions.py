"""Changing what a bank says of itself. Nothing that is in use goes away. Nothing here commits."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from question_bank import Flaw
from question_bank.bank import Bank, BankInfo, Blueprint, Facts, Misconceptions, Sources
from question_bank.flaw import error
from question_bank.own_files import bank_flaws, repeats
from question_bank.reading import read
from question_bank.upgrading import Document
from quiz.bank.actions import bank_of, parts_digest, write_bank
from quiz.bank.contents import queries
from quiz.bank.drafts import free_slug
from quiz.bank.history import note
from quiz.bank.models import Bank as BankRow
from quiz.db import db

# The parts of a bank by the address of their page: the field of ``Bank``, its type, and its lists.
PARTS: dict[str, tuple[str, type[BaseModel], tuple[str, ...]]] = {
    "details": ("info", BankInfo, ("people",)),
    "blueprint": ("blueprint", Blueprint, ("topics", "turns_on", "objectives")),
    "facts": ("facts", Facts, ("facts",)),
    "misconceptions": ("misconceptions", Misconceptions, ("misconceptions",)),
    "sources": ("sources", Sources, ("sources",)),
}
LONGEST_NAME = 40  # letters of an id that is made


@dataclass(frozen=True)
class Changed:
    """What came of a change of one part. bank: as it would be; None while the part cannot be read."""

    bank: Bank | None
    flaws: list[Flaw]


def document_of(bank: Bank, part: str) -> Document:
    """Return one part of a bank as a document."""
    value: BaseModel = getattr(bank, PARTS[part][0])
    return value.model_dump(mode="json", exclude_defaults=True)


def changed(
    row: BankRow, before: Bank, part: str, typed: Document, *, shown: Collection[str] | None = None
) -> Changed:
    """Return a bank with one part as it was typed, and whatever keeps it from being so.

    shown: the fields that could be typed, all of them unless they are named; the others stay as they were.
    """
    field, model, lists = PARTS[part]
    kept = {"format_version": 1, **({"id": row.slug} if part == "details" else {})}
    stay = {} if shown is None else document_of(before, part)
    hidden = {name: value for name, value in stay.items() if shown is not None and name not in shown}
    document = {**{name: [] for name in lists}, **hidden, **kept, **typed}
    value, flaws = read(model, document)
    if value is None:
        return Changed(None, flaws)
    bank = before.model_copy(update={field: value})
    # A copy keeps what the original has worked out of its parts.
    bank = Bank(**{name: getattr(bank, name) for name in Bank.model_fields})
    known = {flaw.message for flaw in bank_flaws(before)}
    flaws = [*flaws, *repeats(value), *_still_used(row, before, bank, part)]
    said = {flaw.message for flaw in flaws}
    flaws += [flaw for flaw in bank_flaws(bank) if flaw.message not in known | said]
    return Changed(bank, flaws)


def save_part(row: BankRow, bank: Bank, what: str, detail: str = "", *, by: int, now: datetime) -> bool:
    """Let a bank say what was typed; whether anything changed. what, detail: the act that is written down."""
    if parts_digest(bank) == parts_digest(bank_of(row)):
        return False
    write_bank(row, bank, now=now)
    note(row, what, detail, by=by, now=now)
    db.session.flush()
    return True


def add_source(row: BankRow, typed: Document, *, by: int, now: datetime) -> Changed:
    """Add a source to a bank that is locked; what keeps it out is told at the source's own fields."""
    known = bank_of(row)
    before = document_of(known, "sources")
    place = len(before["sources"])
    found = changed(row, known, "sources", {**before, "sources": [*before["sources"], typed]})
    if found.bank is None or any(flaw.blocks for flaw in found.flaws):
        mine = [
            replace(flaw, path=flaw.path[2:]) for flaw in found.flaws if flaw.path[:2] == ("sources", place)
        ]
        return Changed(None, mine or found.flaws)
    write_bank(row, found.bank, now=now)
    note(row, "source-added", found.bank.sources.sources[-1].id, by=by, now=now)
    db.session.flush()
    return found


def source_id(typed: Document, taken: Collection[str]) -> str:
    """Return an id for a source that has none: the first word of its reference and its year, “njoo-1994”."""
    reference, year = typed.get("reference"), typed.get("year")
    plain = unicodedata.normalize("NFKD", reference if isinstance(reference, str) else "")
    word = re.search(r"[a-z]+", plain.encode("ascii", "ignore").decode().lower())
    name = word[0][:LONGEST_NAME] if word else "source"
    return free_slug(f"{name}-{year}" if isinstance(year, int) else name, taken)


def _still_used(row: BankRow, before: Bank, after: Bank, part: str) -> Iterator[Flaw]:
    """Refuse to take away what items or other parts of the bank name."""
    field, _, lists = PARTS[part]
    gone = [
        (name, entry.id)
        for name in lists
        for entry in getattr(getattr(before, field), name)
        if entry.id not in {other.id for other in getattr(getattr(after, field), name)}
    ]
    if not gone:
        return
    items = {
        name: queries.uses(row.id, name, [id for other, id in gone if other == name]) for name, _ in gone
    }
    within = named_within(after)
    for name, id in gone:
        count, others = items[name][id], within.get((name, id), [])
        if count or others:
            parts = [f"{count} item{'' if count == 1 else 's'}"] if count else []
            users = " and ".join([*parts, *others[:3]])
            yield error(
                "in-use",
                f"“{id}” cannot go: {users} {'name' if count + len(others) > 1 else 'names'} it.",
                "Change them first, or put it back.",
                (name,),
            )


def named_within(bank: Bank) -> dict[tuple[str, str], list[str]]:
    """Return what parts of a bank name other parts, by what is named."""
    found: dict[tuple[str, str], list[str]] = {}

    def add(kind: str, ids: Any, who: str) -> None:
        for id in ids:
            found.setdefault((kind, id), []).append(who)

    for objective in bank.blueprint.objectives:
        add("topics", [objective.topic], f"objective {objective.id}")
        add("facts", objective.facts, f"objective {objective.id}")
    for fact in bank.facts.facts:
        add("topics", [fact.topic], f"fact {fact.id}")
        add("sources", fact.sources, f"fact {fact.id}")
    for wrong in bank.misconceptions.misconceptions:
        add("facts", wrong.facts, f"misconception {wrong.id}")
    return found
