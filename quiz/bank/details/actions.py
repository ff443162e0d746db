"""Whole banks: made, copied, archived, packed. Nothing here commits."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from question_bank import check
from question_bank.bank import Bank, BankInfo, Blueprint, Facts, Misconceptions, Person, Sources
from question_bank.upgrading import Document
from quiz.bank import models, queries
from quiz.bank.actions import add_version, bank_of, files_of, write_bank
from quiz.bank.drafts import free_slug
from quiz.bank.figures import storing
from quiz.bank.history import note
from quiz.bank.members.actions import found_bank
from quiz.db import db
from quiz.errors import Conflict

TAKEN = "There is a bank of this short name. Choose another."
PACKED_AT = (1980, 1, 1, 0, 0, 0)  # one bank, one file: a zip knows no earlier moment


def new_bank(info: Document, *, author: str, owner: int, now: datetime) -> models.Bank:
    """Make an empty bank, whose owner is who made it. Raises Conflict when its slug is taken."""
    person = Person(id="author", name=author, role="author")
    bank = Bank(
        info=BankInfo.model_validate({"format_version": 1, "people": (person,), **info}),
        blueprint=Blueprint(format_version=1, topics=(), turns_on=(), objectives=()),
        sources=Sources(format_version=1, sources=()),
        facts=Facts(format_version=1, facts=()),
        misconceptions=Misconceptions(format_version=1),
    )
    row = _begin(bank, owner=owner, now=now)
    note(row, "bank-created", by=owner, now=now)
    return row


def copy_bank(
    source: models.Bank, *, slug: str, working_title: str, owner: int, now: datetime
) -> models.Bank:
    """Copy a bank with the newest version of every item, as drafts. Raises Conflict as above."""
    before = bank_of(source)
    info = before.info.model_copy(update={"id": slug, "working_title": working_title})
    bank = Bank(**{**{name: getattr(before, name) for name in Bank.model_fields}, "info": info})
    row = _begin(bank, owner=owner, now=now)
    storing.copy_pictures(source.id, row.id)
    for item, version in queries.items_with_newest(source.id).values():
        _add(row, version.document, slug=item.slug, known=bank, account_id=owner, now=now)
    note(row, "bank-copied", f"from {source.slug}", by=owner, now=now)
    return row


def copy_item(
    document: Document, into: models.Bank, *, from_slug: str, account_id: int, now: datetime
) -> models.Item:
    """Copy an item's newest version into a bank, as a draft. What the bank lacks is named among its flaws."""
    known = bank_of(into)
    slug = free_slug(str(document["id"]), queries.slugs_like(into.id, str(document["id"])))
    item = _add(into, document, slug=slug, known=known, account_id=account_id, now=now)
    note(into, "item-copied", f"from {from_slug}", by=account_id, now=now, item=item)
    return item


def archive(bank: models.Bank, *, by: int, now: datetime) -> None:
    """Let nobody practise a bank. What was answered is still explained."""
    if bank.archived_at is None:
        bank.archived_at = now
        note(bank, "bank-archived", by=by, now=now)
        db.session.flush()


def restore(bank: models.Bank, *, by: int, now: datetime) -> None:
    """Let a bank be practised again."""
    if bank.archived_at is not None:
        bank.archived_at = None
        note(bank, "bank-restored", by=by, now=now)
        db.session.flush()


def packed(bank: models.Bank) -> Iterator[bytes]:
    """Yield a zip of exactly the files that an export writes, piece by piece."""
    buffer = _Pieces()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive_file:
        for path, content in files_of(bank, bank_of(bank)):
            name = zipfile.ZipInfo(f"{bank.slug}/{path.as_posix()}", PACKED_AT)
            name.compress_type = zipfile.ZIP_DEFLATED
            name.external_attr = 0o644 << 16
            archive_file.writestr(name, content)
            yield buffer.taken()
    yield buffer.taken()


class _Pieces(io.RawIOBase):
    """A file that is only written to, and hands out what was written since it was asked last."""

    def __init__(self) -> None:
        super().__init__()
        self._new = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        written = bytes(data)  # type: ignore[call-overload]
        self._new += written
        return len(written)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        piece, self._new = bytes(self._new), bytearray()
        return piece


def _begin(bank: Bank, *, owner: int, now: datetime) -> models.Bank:
    row = models.Bank(
        slug=bank.info.id,
        title=bank.info.title,
        working_title=bank.info.working_title,
        info={},
        loaded_at=now,
    )
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as problem:
        db.session.rollback()
        if "slug" not in str(problem.orig):
            raise
        raise Conflict(TAKEN) from problem
    write_bank(row, bank, now=now)
    found_bank(row, owner=owner, now=now)
    return row


def _add(
    bank: models.Bank, document: Document, *, slug: str, known: Bank, account_id: int, now: datetime
) -> models.Item:
    item = models.Item(bank_id=bank.id, slug=slug, state="draft", newest_number=0)
    db.session.add(item)
    db.session.flush()
    document = {**document, "id": slug}
    add_version(
        item, document, before=None, now=now, account_id=account_id, flaws=check(document, known).every_flaw
    )
    return item
