"""Pictures uploaded, described, replaced and removed. Nothing here commits."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from question_bank import digest
from question_bank.figure import Figure
from question_bank.pictures import Picture
from quiz.bank import models
from quiz.bank.drafts import free_slug, slug_of
from quiz.bank.figures import queries, storing
from quiz.bank.history import note
from quiz.db import db
from quiz.errors import Conflict

SAID = ("title", "alt", "caption", "credit", "licence", "consent")
SINCE = (
    "Somebody else changed this figure since you opened the page. What you wrote stands below, not saved. "
    "Look at theirs in another window, then save again."
)


def add(
    bank: models.Bank, picture: Picture, said: Mapping[str, Any], *, by: int, now: datetime
) -> models.Figure:
    """Add a figure to a bank that is locked: a picture, and what is said of it."""
    names = queries.taken(bank.id)
    slug = free_slug(slug_of(str(said["title"])), names)
    row = models.Figure(
        bank_id=bank.id, slug=slug, position=len(names), document={}, synced_digest=storing.MADE_HERE
    )
    db.session.add(row)
    _become(row, {"format_version": 1, "id": slug, **said, **_file_of(picture)})
    storing.keep(bank.id, picture)
    _noted(bank, "figure-added", slug, by=by, now=now)
    return row


def describe(
    bank: models.Bank, row: models.Figure, said: Mapping[str, Any], *, base: str, by: int, now: datetime
) -> bool:
    """Change what is said of a figure that is locked; whether anything changed.

    base: digest of the document that was changed. Raises Conflict when there has been another since.
    """
    if base != digest(row.document):
        raise Conflict(SINCE)
    rest = {name: value for name, value in row.document.items() if name not in SAID}
    kept = {name: row.document[name] for name in SAID[3:] if name in row.document}
    document = {**rest, **kept, **said}
    if digest(document) == digest(row.document):
        return False
    _edit(row, document)
    _noted(bank, "figure-changed", row.slug, by=by, now=now)
    return True


def replace(bank: models.Bank, row: models.Figure, picture: Picture, *, by: int, now: datetime) -> bool:
    """Give a figure that is locked another picture; whether it is another. Raises Conflict for a drawing."""
    if not row.document.get("picture"):
        raise Conflict("This is a drawing with places of its own. It is changed in its files.")
    if row.document["digest"] == picture.digest:
        return False
    storing.keep(bank.id, picture)
    _edit(row, {**row.document, **_file_of(picture)})
    storing.forget_unnamed(bank.id)
    _noted(bank, "figure-replaced", row.slug, by=by, now=now)
    return True


def remove(bank: models.Bank, row: models.Figure, *, by: int, now: datetime) -> None:
    """Remove a figure that is locked. Raises Conflict while an item needs it."""
    why = why_not_remove(row, queries.all_uses(bank.id, row.slug))
    if why:
        raise Conflict(why)
    db.session.delete(row)
    storing.forget_unnamed(bank.id)
    _noted(bank, "figure-removed", row.slug, by=by, now=now)


def why_not_remove(row: models.Figure, uses: list[queries.Use]) -> str:
    """Say why a figure cannot go; empty when it can.

    What shows it beside a text does without it in earlier versions; what asks about it cannot be explained
    without it, ever.
    """
    if not row.document.get("picture"):
        return "It is a drawing of the bank’s files. Take it out there."
    now = [use for use in uses if not use.earlier]
    if now:
        return f"{_named(now)} it. Choose another there first; then save, and publish what is published."
    asked = [use for use in uses if use.how == "figure"]
    return f"{_named(asked)} it in an earlier version, which somebody may have answered." if asked else ""


def _named(uses: list[queries.Use]) -> str:
    items = sorted({f"“{use.item}”" for use in uses})
    more = f" and {len(items) - 3} more" if len(items) > 3 else ""
    return f"{', '.join(items[:3])}{more} {'names' if len(items) == 1 else 'name'}"


def _file_of(picture: Picture) -> dict[str, Any]:
    size = [picture.width, picture.height]
    return {"picture": picture.suffix, "canvas": size, "digest": picture.digest}


def _edit(row: models.Figure, document: Mapping[str, Any]) -> None:
    if row.synced_digest is None:  # until now it was as its file
        row.synced_digest = digest(row.document)
    _become(row, document)


def _become(row: models.Figure, document: Mapping[str, Any]) -> None:
    row.document = storing.document_of(Figure.model_validate_json(json.dumps(document)))
    db.session.flush()


def _noted(bank: models.Bank, what: str, detail: str, *, by: int, now: datetime) -> None:
    bank.loaded_at = now  # what is cached of the bank's items is read again
    note(bank, what, detail, by=by, now=now)
    db.session.flush()
