"""Files → database and back, by one rule: a load never overwrites an edit made in the browser."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from sqlalchemy import insert, update

from question_bank import FORMATS, Flaw, Item, digest, load
from question_bank.bank import Bank, BankInfo, Blueprint, Facts, Misconceptions, Sources
from question_bank.figure import Figure
from question_bank.folder import Folder, ItemFile, bank_files, canonical, item_path, picture_files
from question_bank.formats.contract import CaseFormat
from question_bank.upgrading import Document
from quiz.bank import kept, models, queries, searching
from quiz.bank.figures import storing
from quiz.bank.figures.queries import content_of
from quiz.bank.figures.storing import document_of
from quiz.bank.packing import Unpacked, unpacked
from quiz.db import db

BATCH = 200  # items written together

# What changes none of these leaves an item measuring the same: a typo in the explanation, a source, a date.
MEASURED_WITHOUT = (
    "title",
    "explanation",
    "take_home",
    "contested",
    "illustration",
    "sources",
    "facts",
    "written_by",
    "reviewed_by",
    "checked_on",
    "recheck_by",
    "waived",
    "minimal_pair",
    "difficulty",
)


@dataclass
class LoadReport:
    """What a load did, by item slug; ``refused`` says why for each.

    figures: those that were changed in the browser, with ``edited`` or ``conflict``; the browser's are kept.
    bank: empty, or what became of the bank's own files: ``edited`` when they were changed in the browser
    alone, ``conflict`` when there and in the files. Either way the browser's are kept.
    """

    bank: str = ""
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)
    published: list[str] = field(default_factory=list)


def folder_digest(path: Path) -> str:
    """Return the SHA-256 (hex) of all files of a bank folder, names included."""
    total = sha256()
    for file in sorted([*path.rglob("*.yaml"), *path.rglob("*.svg"), *path.rglob("*.webp")]):
        content = file.read_bytes()
        total.update(f"{file.relative_to(path).as_posix()}\n{len(content)}\n".encode() + content)
    return total.hexdigest()


def load_folder(
    folder: Folder,
    *,
    now: datetime,
    publish: bool = False,
    each: Callable[[Path], object] = lambda file: None,
) -> LoadReport:
    """Bring the database up to a checked folder.

    publish: record the operator's approval of what has no errors. each: called with every item file, for a
    progress bar.

    Raises ValueError when the bank's own files have errors.
    """
    if folder.bank is None or any(flaw.blocks for flaw in folder.flaws):
        raise ValueError("The bank's own files have errors; nothing was loaded.")
    report = LoadReport()
    bank = _save_bank(folder.bank, folder.pictures, now=now, report=report)
    known = queries.items_with_newest(bank.id, documents=False)
    fresh: list[Unpacked] = []
    for entry in folder.items:
        each(entry.file)
        found = unpacked(entry)
        if found is None:
            report.refused[entry.file.stem] = entry.flaws[0].message
        elif found.id not in known:
            fresh.append(found)
            if len(fresh) == BATCH:
                _create(bank, fresh, now=now, publish=publish, report=report)
                fresh = []
        else:
            item, version = _sync(found, *known[found.id], now=now, report=report)
            if publish and _may_publish(entry, item, version):
                item.state, item.published_number, item.review_due = "published", version.number, None
                report.published.append(item.slug)
    _create(bank, fresh, now=now, publish=publish, report=report)
    in_files = {entry.id for entry in folder.items} | set(report.refused)
    report.gone = sorted(set(known) - in_files)
    bank.synced_digest = folder_digest(folder.path) if publish else None
    db.session.flush()
    return report


def export_bank(bank: models.Bank) -> Iterator[tuple[Path, str | bytes]]:
    """Yield path and content of every file of a bank; from then on file and database agree."""
    known = bank_of(bank)
    bank.parts_digest = parts_digest(known)
    storing.agreed(bank.id)
    digest_there = queries.newest_digest()
    db.session.execute(
        update(models.Item).where(models.Item.bank_id == bank.id).values(synced_digest=digest_there)
    )
    yield from files_of(bank, known)


def files_of(bank: models.Bank, known: Bank) -> Iterator[tuple[Path, str | bytes]]:
    """Yield path and content of every file of a bank, text but for pictures, and change nothing."""
    for name, text in bank_files(known):
        yield Path(name), text
    for name, picture in picture_files(known):
        yield Path(name), content_of(bank.id, picture)
    for document in queries.newest_documents(bank.id):
        yield item_path(document), canonical(document, _built(document))


def _built(document: Document) -> Item | None:
    """Return the item of a document; None when that is not sound, as a draft's may be."""
    try:
        return load(document)
    except (ValueError, KeyError):
        return None


def parts_digest(bank: Bank) -> str:
    """Return the digest of what a bank says of itself: all but its figures and items."""
    parts = (bank.info, bank.blueprint, bank.sources, bank.facts, bank.misconceptions)
    return digest({str(number): document_of(part) for number, part in enumerate(parts)})


def bank_of(bank: models.Bank) -> Bank:
    """Return a bank of the database as the typed value that checks use."""
    documents = queries.parts(bank.id)

    def part(model: type[BaseModel], **lists: list[Document]) -> Any:
        return model.model_validate({"format_version": 1, **lists}, strict=False)

    return Bank(
        info=BankInfo.model_validate(bank.info, strict=False),
        blueprint=part(
            Blueprint,
            topics=documents[models.Topic],
            turns_on=documents[models.Turn],
            objectives=documents[models.Objective],
        ),
        sources=part(Sources, sources=documents[models.Source]),
        facts=part(Facts, facts=documents[models.Fact]),
        misconceptions=part(Misconceptions, misconceptions=documents[models.Misconception]),
        figures=tuple(Figure.model_validate_json(json.dumps(found)) for found in documents[models.Figure]),
    )


def _save_bank(
    bank: Bank, pictures: Mapping[str, bytes], *, now: datetime, report: LoadReport
) -> models.Bank:
    row = queries.bank_by_slug(bank.info.id)
    if row is None:
        row = models.Bank(slug=bank.info.id)
        db.session.add(row)
    elif row.parts_digest is not None:
        in_file, here = parts_digest(bank), parts_digest(bank_of(row))
        if here not in (in_file, row.parts_digest):
            report.bank = "edited" if in_file == row.parts_digest else "conflict"
            row.loaded_at = now
            report.figures = storing.load(row.id, bank.figures, pictures)
            return row
    write_bank(row, bank.model_copy(update={"figures": ()}), now=now)
    report.figures = storing.load(row.id, bank.figures, pictures)
    row.parts_digest = parts_digest(bank)
    return row


def write_bank(row: models.Bank, bank: Bank, *, now: datetime) -> None:
    """Make a bank of the database, its items apart, say what a typed bank says."""
    info = bank.info
    row.title, row.working_title, row.loaded_at = info.title, info.working_title, now
    row.info = document_of(info)
    db.session.flush()
    for model, parts in (
        (models.Topic, bank.blueprint.topics),
        (models.Turn, bank.blueprint.turns_on),
        (models.Objective, bank.blueprint.objectives),
        (models.Source, bank.sources.sources),
        (models.Fact, bank.facts.facts),
        (models.Misconception, bank.misconceptions.misconceptions),
    ):
        _save_entries(row.id, model, parts)
    storing.save(row.id, bank.figures)


def _save_entries(bank_id: int, model: type[Any], parts: Sequence[Any]) -> None:
    """Make the table of one kind equal to the file: rows are updated, added, removed."""
    known = queries.entries(model, bank_id)
    for position, part in enumerate(parts):
        row = known.pop(part.id, None)
        if row is None:
            row = model(bank_id=bank_id, slug=part.id)
            db.session.add(row)
        row.position, row.document = position, document_of(part)
        for name in ("title", "topic"):
            if hasattr(model, name):
                setattr(row, name, getattr(part, name))
    for row in known.values():
        db.session.delete(row)
    db.session.flush()


def _create(
    bank: models.Bank, fresh: Sequence[Unpacked], *, now: datetime, publish: bool, report: LoadReport
) -> None:
    """Add items that the database does not know, together."""
    if not fresh:
        return
    told = [_told_in_columns(each.document, each.digest, each.entry.every_flaw) for each in fresh]
    rows = [
        {
            "bank_id": bank.id,
            "slug": each.id,
            "state": "published" if publish and each.entry.publishable else "draft",
            "newest_number": 1,
            "published_number": 1 if publish and each.entry.publishable else None,
            "synced_digest": each.digest,
            **_listed_by(columns, now=now),
        }
        for each, columns in zip(fresh, told, strict=True)
    ]
    items = db.session.scalars(
        insert(models.Item).returning(models.Item.id, sort_by_parameter_order=True), rows
    )
    added = dict(zip(items, fresh, strict=True))
    versions = [
        {
            "item_id": item_id,
            "number": 1,
            "measures_as": 1,
            "created_at": now,
            **columns,
        }
        for item_id, columns in zip(added, told, strict=True)
    ]
    ids = db.session.scalars(
        insert(models.ItemVersion).returning(models.ItemVersion.id, sort_by_parameter_order=True), versions
    )
    kept.keep_flaws({item_id: each.entry.every_flaw for item_id, each in added.items()})
    kept.keep_names({id: each.document for id, each in zip(ids, fresh, strict=True)})
    searching.index({item_id: each.words for item_id, each in added.items()})
    report.created += [each.id for each in fresh]
    report.published += [each.id for each in fresh if publish and each.entry.publishable]


def _sync(
    found: Unpacked, row: models.Item, newest: models.ItemVersion, *, now: datetime, report: LoadReport
) -> tuple[models.Item, models.ItemVersion]:
    """Bring an item that the database knows up to its file."""
    flaws = found.entry.every_flaw
    if found.digest == newest.digest:
        row.synced_digest = found.digest
        newest.errors, newest.warnings = kept.counts(flaws).values()
        kept.keep_flaws({row.id: flaws})
        report.unchanged.append(found.id)
    elif found.digest == row.synced_digest:
        report.edited.append(found.id)
    elif newest.digest == row.synced_digest:
        row.synced_digest = found.digest
        report.updated.append(found.id)
        newest = add_version(row, found.document, before=newest, now=now, flaws=flaws)
    else:
        report.conflicts.append(found.id)
    return row, newest


def add_version(
    item: models.Item,
    document: Document,
    *,
    before: models.ItemVersion | None,
    now: datetime,
    account_id: int | None = None,
    flaws: Sequence[Flaw] | None = None,
) -> models.ItemVersion:
    """Append a version to an item. It measures the same as before unless what is asked or keyed changed.

    The document of a draft may be unsound: then the columns that repeat it hold what can be told of it.
    flaws: what a check found in it, waived or not, to be kept; None when nobody looked.
    """
    item.newest_number += 1
    same = before is not None and _measured(before.document) == _measured(document)
    told = _told_in_columns(document, digest(document), flaws)
    for name, value in _listed_by(told, now=now).items():
        setattr(item, name, value)
    version = models.ItemVersion(
        item_id=item.id,
        number=item.newest_number,
        measures_as=before.measures_as if before is not None and same else item.newest_number,
        account_id=account_id,
        created_at=now,
        **told,
    )
    db.session.add(version)
    db.session.flush()
    kept.keep_flaws({item.id: flaws or ()})
    kept.keep_names({version.id: document})
    searching.index({item.id: searching.written(document)})
    return version


def _told_in_columns(document: Document, told: str, flaws: Sequence[Flaw] | None) -> dict[str, Any]:
    """Return a document for the columns of a version, with what they repeat of it; ``told``: its digest."""
    return {
        "document": document,
        "digest": told,
        "format": document["format"],
        "topic": _word(document.get("topic")),
        "objective": _word(document.get("objective")),
        "stages": _stages(document),
        "title": _word(document.get("title")),
        "recheck_by": _word(document.get("recheck_by")) or None,
        "difficulty": _word(document.get("difficulty")),
        "authors": _authors(document.get("written_by")),
        **(kept.counts(flaws) if flaws is not None else {}),
    }


def _listed_by(told: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """Return what stands with an item of its newest version. told: the columns of that."""
    return {
        "topic": told["topic"],
        "title_key": told["title"].lower()[: models.TITLE_KEY],
        "changed_at": now,
    }


def _authors(value: object) -> str:
    ids = [id for id in value if isinstance(id, str)] if isinstance(value, list) else []
    return f" {' '.join(ids)} " if ids else ""


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _measured(document: Mapping[str, Any]) -> dict[str, Any]:
    measured = {name: value for name, value in document.items() if name not in MEASURED_WITHOUT}
    if isinstance(measured.get("options"), list):
        measured["options"] = [
            {name: value for name, value in option.items() if name not in ("rationale", "misconception")}
            if isinstance(option, dict)
            else option
            for option in measured["options"]
        ]
    if isinstance(measured.get("stages"), list):
        measured["stages"] = [
            {**stage, "item": _measured({"format": None, **stage["item"]})}
            if isinstance(stage, dict) and isinstance(stage.get("item"), dict)
            else stage
            for stage in measured["stages"]
        ]
    return measured


def _stages(document: Mapping[str, Any]) -> int:
    """Return in how many slots of a sitting an item is asked; 1 for a draft that says nothing of it."""
    fmt = FORMATS.get(str(document["format"]))
    return len(fmt.stage_documents(document)) or 1 if isinstance(fmt, CaseFormat) else 1


def _may_publish(entry: ItemFile, item: models.Item, version: models.ItemVersion) -> bool:
    """Whether the operator's approval covers the newest version: it is the file's, sound, and not retired."""
    return (
        entry.publishable
        and item.state != "retired"
        and item.published_number != version.number
        and version.digest == item.synced_digest
    )
