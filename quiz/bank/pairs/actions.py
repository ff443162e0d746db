"""An item duplicated: as a sibling, or as the other half of a minimal pair. Nothing here commits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from question_bank import Flaw, check
from question_bank.bank import Bank
from question_bank.upgrading import Document
from quiz.bank import drafts, models, queries
from quiz.bank.actions import add_version
from quiz.bank.history import note
from quiz.bank.queries import Desk, Draft
from quiz.db import db
from quiz.errors import Conflict

PAIR, SIBLING = "pair", "sibling"
TAKEN = "There is an item “{}” in this bank. Choose another id."
PAIRED = "“{}” is the other half of “{}” already. Make this one a sibling."
NOT_COPIED = ("reviewed_by",)  # nobody has read the copy


def begun(original: Draft) -> Document:
    """Return the document of a copy as it is proposed: a new id, and a title that tells the two apart."""
    source = original.newest.document
    slug = str(source["id"])
    taken = queries.slugs_like(original.bank.id, slug)
    copied = {name: value for name, value in source.items() if name not in NOT_COPIED}
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return {**copied, "id": f"{slug}-{number}", "title": f"{original.title} ({number})"}


def linked(document: Mapping[str, Any], original: Draft, how: str) -> Document:
    """Return the document of a copy with its link to the original, or without."""
    slug = original.item.slug
    rest = {name: value for name, value in document.items() if name != "minimal_pair"}
    typed = document.get("minimal_pair")
    pair = slug if how == PAIR else typed if typed != slug else None
    return {**rest, **({"minimal_pair": pair} if pair else {})}


def why_no_pair(original: Draft) -> str:
    """Say why an item cannot have another half; empty when it can."""
    pair = original.newest.document.get("minimal_pair")
    return PAIRED.format(original.item.slug, pair) if pair else ""


def save(
    desk: Desk, original: Draft, document: Document, known: Bank, *, how: str, now: datetime
) -> tuple[models.Item, models.ItemVersion | None]:
    """Save a copy as a draft; return it, and the version in which the original names it as its pair, if any.

    The bank and the original are locked. Raises Conflict when the id is taken, or the original has a pair.
    """
    slug, me = str(document["id"]), desk.me.account_id
    if slug in queries.slugs_like(desk.bank.id, slug):
        raise Conflict(TAKEN.format(slug))
    if how == PAIR and why_no_pair(original):
        raise Conflict(why_no_pair(original))
    item = models.Item(bank_id=desk.bank.id, slug=slug, state="draft", newest_number=0)
    db.session.add(item)
    db.session.flush()
    document, flaws = _as_kept(document, known)
    add_version(item, document, before=None, now=now, account_id=me, flaws=flaws)
    note(desk.bank, "item-duplicated", f"from {original.item.slug}", by=me, now=now, item=item)
    if how != PAIR:
        return item, None
    named, flaws = _as_kept({**original.newest.document, "minimal_pair": slug}, known)
    version = drafts.save(original, named, account_id=me, now=now, flaws=flaws)
    note(desk.bank, "item-paired", f"with {slug}", by=me, now=now, item=original.item)
    db.session.flush()
    return item, version


def _as_kept(document: Document, known: Bank) -> tuple[Document, Sequence[Flaw]]:
    checked = check(document, known)
    return drafts.kept(checked, document), checked.flaws
