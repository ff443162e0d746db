"""Checking a whole bank: every item, then all of them together. Nothing here commits."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update

from question_bank import Flaw, check
from question_bank.folder import Folder, ItemFile, bank_wide, one_sided
from question_bank.own_files import own_flaws
from question_bank.reporting import options, people
from question_bank.upgrading import Document
from quiz.bank import kept, models
from quiz.bank.actions import LoadReport, bank_of
from quiz.bank.checking import queries
from quiz.bank.checking.models import BankCheck
from quiz.bank.packing import counted
from quiz.bank.queries import bank_by_slug, items_with_newest
from quiz.db import db

ALIKE = ("duplicate-items", "similar-items")
MOST_PAIRS = 500  # that are kept by name; the others are counted


@dataclass(frozen=True)
class Worked:
    """What a check of a bank found. folder: the bank as one, its retired items left out.

    flaws: those of every item, retired ones too, waived or not; by the ids of item and version.
    """

    bank_id: int
    folder: Folder
    flaws: dict[tuple[int, int], list[Flaw]]


def work_out(bank: models.Bank, each: Callable[[], object] = lambda: None) -> Worked:
    """Check every item of a bank against the bank as it is now. each: called with every item."""
    known = bank_of(bank)
    folder = Folder(Path(bank.slug), known, [], [])
    flaws: dict[tuple[int, int], list[Flaw]] = {}
    for item, version in items_with_newest(bank.id).values():
        checked = check(version.document, known)
        flaws[item.id, version.id] = checked.every_flaw
        if item.state != "retired":
            file = folder.path / f"{item.slug}.yaml"
            entry = ItemFile(file, version.document, checked.item, checked.flaws, checked.waived)
            folder.items.append(entry)
        each()
    return Worked(bank.id, folder, flaws)


def keep(worked: Worked, *, now: datetime) -> None:
    """Keep what a check found. Items that were saved since keep what was found when they were saved."""
    newest = queries.newest_versions(worked.bank_id)
    found = {key: flaws for key, flaws in worked.flaws.items() if newest.get(key[0]) == key[1]}
    kept.keep_flaws({item_id: flaws for (item_id, _), flaws in found.items()})
    counted = [{"id": version_id, **kept.counts(flaws)} for (_, version_id), flaws in found.items()]
    if counted:
        db.session.execute(update(models.ItemVersion), counted)
    keep_whole(worked.bank_id, worked.folder, now=now)


def keep_whole(bank_id: int, folder: Folder, *, now: datetime) -> None:
    """Keep what is to be said of a bank as one."""
    db.session.merge(BankCheck(bank_id=bank_id, at=now, document=as_document(folder)))
    db.session.flush()


def keep_loaded(folder: Folder, report: LoadReport, *, now: datetime) -> None:
    """Keep what is to be said of a bank that was just loaded, if the database says the same as its folder."""
    differs = report.bank or report.edited or report.conflicts or report.gone or report.refused
    bank = bank_by_slug(folder.bank.info.id) if folder.bank is not None and not differs else None
    if bank is not None:
        keep_whole(bank.id, folder, now=now)


def as_document(folder: Folder) -> Document:
    """Return what is to be said of a bank as one: flaws, pairs of items that are alike, tallies."""
    stand, waived = bank_wide(folder)
    found = [*stand, *waived]
    of_two = [flaw for flaw in found if flaw.path[:1] == ("items",)]
    beside = [flaw for flaw in of_two if flaw.code in ALIKE]
    halves = [{**_row(flaw), "item": flaw.path[1]} for flaw in of_two if flaw.code not in ALIKE]
    sides = [{**_row(flaw), "item": entry.file.stem} for entry, flaw in one_sided(folder.items)]
    items = [each for entry in folder.items if (each := counted(entry)) is not None]
    return {
        "items": len(folder.items),
        "unread": len(folder.items) - len(items),
        "flaws": [
            *(_row(flaw) for flaw in (own_flaws(folder.bank) if folder.bank else [])),
            *sides,
            *halves,
            *(_row(flaw) for flaw in found if flaw.path[:1] != ("items",)),
        ],
        "pairs": [{**_row(flaw), "items": [flaw.path[2], flaw.path[1]]} for flaw in beside[:MOST_PAIRS]],
        "pairs_in_all": len(beside),
        "keys": [asdict(keys) for keys in options.keys_of(keyed for item in items for keyed in item.lists)],
        "patients": asdict(people.patients_of([item.patient for item in items])),
    }


def _row(flaw: Flaw) -> dict[str, Any]:
    return {
        "code": flaw.code,
        "severity": str(flaw.severity),
        "message": flaw.message,
        "advice": flaw.advice,
        "path": list(flaw.path),
        "waived": flaw.waived,
    }
