"""Figures and their pictures in the database: saved, brought from files, copied. Nothing here commits.

A load never overwrites a figure that was changed in the browser, as with items.
"""

from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel
from sqlalchemy import delete, insert

from question_bank import digest
from question_bank.figure import Figure
from question_bank.pictures import Picture, smaller
from question_bank.upgrading import Document
from quiz.bank import models, queries
from quiz.bank.figures import queries as finding
from quiz.db import db

MADE_HERE = ""  # what a figure last agreed with that no file has


def document_of(part: BaseModel) -> Document:
    """Return a part of a bank as the document that is kept."""
    return part.model_dump(mode="json", exclude_defaults=True)


def save(bank_id: int, figures: Sequence[Figure]) -> None:
    """Save figures. None goes: an older version that somebody answered may still need it."""
    known = queries.entries(models.Figure, bank_id)
    for position, figure in enumerate(figures):
        row = known.get(figure.id)
        if row is None:
            row = models.Figure(bank_id=bank_id, slug=figure.id)
            db.session.add(row)
        row.position, row.document = position, document_of(figure)
    db.session.flush()


def load(bank_id: int, figures: Iterable[Figure], contents: Mapping[str, bytes]) -> dict[str, str]:
    """Bring a bank's figures up to their files; return those that were changed here, and so are kept.

    contents: of pictures, by digest. Of each that is kept it says ``edited``, or ``conflict`` when its file
    was changed as well.
    """
    known = queries.entries(models.Figure, bank_id)
    kept: dict[str, str] = {}
    for position, figure in enumerate(figures):
        row, document = known.get(figure.id), document_of(figure)
        in_file = digest(document)
        if row is None:
            row = models.Figure(bank_id=bank_id, slug=figure.id)
            db.session.add(row)
        elif row.synced_digest is not None:
            here = digest(row.document)
            if here not in (in_file, row.synced_digest):
                kept[figure.id] = "edited" if in_file == row.synced_digest else "conflict"
                continue
        row.position, row.document, row.synced_digest = position, document, in_file
        if figure.picture is not None:
            keep(bank_id, Picture(figure.picture, contents[figure.digest], *figure.canvas))
    forget_unnamed(bank_id)
    return kept


def agreed(bank_id: int) -> None:
    """Write down that a bank's figures are as their files."""
    for row in queries.entries(models.Figure, bank_id).values():
        row.synced_digest = digest(row.document)


def keep(bank_id: int, picture: Picture) -> None:
    """Keep a picture, with a smaller copy, unless its bank has it."""
    if not finding.has_picture(bank_id, picture.digest):
        db.session.add(
            models.Picture(
                bank_id=bank_id,
                digest=picture.digest,
                suffix=picture.suffix,
                content=picture.content,
                small=smaller(picture),
            )
        )
        db.session.flush()


def forget_unnamed(bank_id: int) -> None:
    """Delete the pictures that no figure of a bank has any more."""
    db.session.flush()
    row = models.Picture
    unnamed = row.digest.not_in(finding.named_digests(bank_id))
    db.session.execute(delete(row).where(row.bank_id == bank_id, unnamed))


def copy_pictures(source_id: int, target_id: int) -> None:
    """Give a bank the pictures of another."""
    row = models.Picture
    db.session.execute(
        insert(row).from_select(*finding.pictures_for(source_id, target_id), include_defaults=False)
    )
