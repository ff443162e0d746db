"""Writing in the browser: new items, new versions, and what to do when two people saved the same one.

Versions are only ever added. A draft may be unsound: its document is kept as it was written, and trainees
meet the published version until somebody publishes another.
"""

import json
import re
import textwrap
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from question_bank import Checked, Flaw, check, digest, dump, itemfile
from question_bank.bank import Bank
from question_bank.checking import ordered
from question_bank.formats.contract import AnyFormat
from question_bank.upgrading import Document
from quiz.bank import models, queries
from quiz.bank.actions import add_version
from quiz.db import db
from quiz.errors import Conflict

MOST_BYTES = itemfile.MAX_BYTES  # of an item, for it must fit into a file
RECHECK_AFTER = timedelta(days=365)
SLUG_LENGTH = 60


@dataclass(frozen=True)
class Difference:
    """A field of which two people saved different texts.

    mine, theirs: as files write them, empty where there is none. both: whether both changed it. suggested:
    ``mine`` or ``theirs``.
    """

    name: str
    mine: str
    theirs: str
    both: bool
    suggested: str


def begin_item(
    bank: models.Bank, known: Bank, *, fmt: AnyFormat, title: str, account_id: int, now: datetime
) -> models.Item:
    """Begin an item: a draft with its title, dates, and the author where the bank has only one."""
    slug = free_slug(slug_of(title), queries.slugs_like(bank.id, slug_of(title)))
    authors = [person.id for person in known.info.people if person.role == "author"]
    document: Document = {
        "format_version": 1,
        "id": slug,
        "format": fmt.name,
        "title": title,
        **({"written_by": authors} if len(authors) == 1 else {}),
        "checked_on": now.date().isoformat(),
        "recheck_by": (now.date() + RECHECK_AFTER).isoformat(),
    }
    item = models.Item(bank_id=bank.id, slug=slug, state="draft", newest_number=0)
    db.session.add(item)
    try:
        db.session.flush()
    except IntegrityError as problem:
        if "slug" not in str(problem.orig):
            raise
        raise Conflict("Somebody began an item of that name at the same moment. Send it again.") from problem
    flaws = check(document, known).every_flaw
    add_version(item, document, before=None, now=now, account_id=account_id, flaws=flaws)
    return item


def kept(checked: Checked, document: Document) -> Document:
    """Return a document as it is stored: the canonical one where it is sound, otherwise what was written."""
    return dump(checked.item) if checked.item is not None else ordered(document)


def save(
    draft: queries.Draft,
    document: Document,
    *,
    account_id: int,
    now: datetime,
    flaws: Sequence[Flaw] | None = None,
) -> models.ItemVersion | None:
    """Append a version to an item that is locked; None when nothing changed. What is published stays.

    flaws: what a check found in the document.
    """
    if digest(document) == draft.newest.digest:
        return None
    newest = draft.newest
    return add_version(draft.item, document, before=newest, now=now, account_id=account_id, flaws=flaws)


def too_large(document: Document) -> bool:
    """Whether an item would not fit into a file."""
    return len(json.dumps(document, ensure_ascii=False).encode()) > MOST_BYTES


def differences(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> list[Difference]:
    """Return the fields in which two documents differ, of which both were made from ``base``."""
    found = []
    for name in ordered({**theirs, **mine}):
        if mine.get(name) == theirs.get(name):
            continue
        i_did, they_did = mine.get(name) != base.get(name), theirs.get(name) != base.get(name)
        found.append(
            Difference(
                name=name,
                mine=as_text(mine.get(name)),
                theirs=as_text(theirs.get(name)),
                both=i_did and they_did,
                suggested="mine" if i_did else "theirs",
            )
        )
    return found


def merged(mine: Document, theirs: Document, keep_mine: Collection[str]) -> Document:
    """Return their document with some fields of mine."""
    document = {name: value for name, value in theirs.items() if name not in keep_mine}
    return ordered(document | {name: value for name, value in mine.items() if name in keep_mine})


def as_text(value: Any) -> str:
    """Return a part of a document as files write it; empty where there is none."""
    if value is None or isinstance(value, str):
        return value or ""
    return textwrap.dedent(itemfile.write({"all": value}).removeprefix("all:").lstrip(" ").strip("\n"))


def slug_of(title: str) -> str:
    """Return the id that a title suggests."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))[:SLUG_LENGTH].strip("-")
    return words or "item"


def free_slug(slug: str, taken: Collection[str]) -> str:
    """Return a slug, with a number behind it if it is taken."""
    number = 1
    while (free := slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    return free
