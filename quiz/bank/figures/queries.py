"""Reading figures and their pictures: what is served, and where a figure is used."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, Text, cast, func, literal, or_, select

from quiz.bank import models
from quiz.bank.queries import Desk
from quiz.db import db
from quiz.errors import NotFound

COPIED = ("digest", "suffix", "content", "small")
HOW = {"exhibit": "with the question", "figure": "asked about", "illustration": "with the explanation"}


def picture(digest: str, suffix: str, *, small: bool = False) -> bytes | None:
    """Return a picture by its digest, or its smaller copy; None where there is none."""
    row = models.Picture
    column = row.small if small else row.content
    return db.session.scalar(select(column).where(row.digest == digest, row.suffix == suffix).limit(1))


def has_picture(bank_id: int, digest: str) -> bool:
    """Whether a bank has a picture."""
    row = models.Picture
    found = select(row.id).where(row.digest == digest, row.bank_id == bank_id)
    return db.session.scalar(found) is not None


def content_of(bank_id: int, digest: str) -> bytes:
    """Return the content of a bank's picture."""
    row = models.Picture
    return db.session.scalars(select(row.content).where(row.digest == digest, row.bank_id == bank_id)).one()


def named_digests(bank_id: int) -> list[str]:
    """Return the digests of the pictures that a bank's figures have."""
    row = models.Figure
    return [
        document["digest"]
        for document in db.session.scalars(select(row.document).where(row.bank_id == bank_id))
        if document.get("picture")
    ]


def pictures_for(source_id: int, target_id: int) -> tuple[list[str], Select[Any]]:
    """Return the pictures of one bank as rows for another: names of columns, and what to put there."""
    row = models.Picture
    columns = [getattr(row, name) for name in COPIED]
    return ["bank_id", *COPIED], select(literal(target_id), *columns).where(row.bank_id == source_id)


@dataclass(frozen=True)
class Use:
    """An item that names a figure. how: the field in which it does. earlier: in an earlier version alone."""

    item: str
    title: str
    how: str
    earlier: bool = False


def figures(bank_id: int) -> list[models.Figure]:
    """Return a bank's figures, by title."""
    found = db.session.scalars(select(models.Figure).where(models.Figure.bank_id == bank_id))
    return sorted(found, key=lambda row: (str(row.document["title"]).casefold(), row.slug))


def figure(desk: Desk, slug: str, *, lock: bool = False) -> models.Figure:
    """Return a figure of a bank that was loaded for somebody. Raises NotFound."""
    row = models.Figure
    query = select(row).where(row.bank_id == desk.bank.id, row.slug == slug)
    found = db.session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound("There is no such figure.")
    return found


def taken(bank_id: int) -> set[str]:
    """Return the ids of a bank's figures."""
    return set(db.session.scalars(select(models.Figure.slug).where(models.Figure.bank_id == bank_id)))


def sizes(bank_id: int) -> dict[str, int]:
    """Return how many bytes each picture of a bank has, by digest."""
    row = models.Picture
    query = select(row.digest, func.length(row.content)).where(row.bank_id == bank_id)
    return dict(db.session.execute(query).all())


def uses(bank_id: int) -> dict[str, list[Use]]:
    """Return the items that name each figure, in the newest version or in that trainees meet."""
    version = models.ItemVersion
    current = or_(version.number == models.Item.newest_number, version.number == models.Item.published_number)
    names_one = or_(*(_text(version.document).contains(f'"{name}"') for name in HOW))
    return _by_figure(_versions(bank_id).where(current, names_one))


def all_uses(bank_id: int, slug: str) -> list[Use]:
    """Return the items that name a figure in any version, those that do so now first."""
    now = uses(bank_id).get(slug, [])
    named = _versions(bank_id).where(_text(models.ItemVersion.document).contains(f'"{slug}"'))
    ever = _by_figure(named).get(slug, [])
    return [*now, *(replace(use, earlier=True) for use in ever if use not in now)]


def _versions(bank_id: int) -> Select[str, str, dict[str, Any]]:
    version = models.ItemVersion
    return (
        select(models.Item.slug, version.title, version.document)
        .join(version, version.item_id == models.Item.id)
        .where(models.Item.bank_id == bank_id)
        .order_by(models.Item.slug, version.number.desc())
    )


def _by_figure(query: Select[str, str, dict[str, Any]]) -> dict[str, list[Use]]:
    found: dict[str, list[Use]] = {}
    for item, title, document in db.session.execute(query):
        for how, slug in _named_in(document):
            if not any((use.item, use.how) == (item, how) for use in found.get(slug, ())):
                found.setdefault(slug, []).append(Use(item, title or item, how))
    return found


def _named_in(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the figures that a document names, at whatever depth: the field, and the id."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name in HOW and isinstance(part, str):
                yield name, part
            else:
                yield from _named_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _named_in(part)


def _text(document: Any) -> Any:
    return cast(document, Text)
