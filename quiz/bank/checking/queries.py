"""Reading what a check of a whole bank found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from question_bank.flaw import Severity, written
from quiz.bank.checking.models import BankCheck
from quiz.bank.models import Bank, Item, ItemFlaw, ItemVersion
from quiz.db import db

PAGE = 50
MOST_REASONS = 100
_RANK = case({str(severity): rank for rank, severity in enumerate(Severity)}, value=ItemFlaw.severity)


@dataclass(frozen=True)
class Count:
    """How many items have a flaw, retired ones left out."""

    severity: str
    code: str
    items: int


@dataclass(frozen=True)
class Row:
    """A flaw of an item. path: of its place in the document."""

    slug: str
    title: str
    severity: str
    code: str
    message: str
    advice: str
    path: Sequence[Any]
    waived: str

    @property
    def where(self) -> str:
        """Its place, as people write it."""
        return written(tuple(self.path))

    @property
    def anchor(self) -> str:
        """Its place in the form of the item; empty for the whole."""
        return "-".join(["edit", *map(str, self.path)]) if self.path else ""


@dataclass(frozen=True)
class Page:
    """Some of the flaws that were asked for. total: of all pages."""

    rows: list[Row]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Reason:
    """Why warnings of one code are lived with, and in how many items."""

    code: str
    reason: str
    items: int


def last_check(bank_id: int) -> BankCheck | None:
    """Return the last check of a bank as a whole; None where there was none."""
    return db.session.get(BankCheck, bank_id)


def newest_versions(bank_id: int) -> dict[int, int]:
    """Return the ids of the newest versions of a bank's items, by the id of the item."""
    query = select(Item.id, ItemVersion.id).join(ItemVersion, _is_newest()).where(Item.bank_id == bank_id)
    return dict(db.session.execute(query).all())


def since(bank: Bank, moment: datetime) -> tuple[int, int]:
    """Return how many items a bank has, retired ones left out, and how many of them were saved since."""
    saved = func.count(case((ItemVersion.created_at > moment, 1)))
    query = select(func.count(Item.id), saved).join(ItemVersion, _is_newest())
    row = db.session.execute(query.where(Item.bank_id == bank.id, Item.state != "retired")).one()
    return row[0], row[1]


def counts(bank_id: int) -> list[Count]:
    """Return how many items have each flaw that stands, errors first, the most frequent first."""
    items = func.count(ItemFlaw.item_id.distinct())
    query = (
        _flaws(select(ItemFlaw.severity, ItemFlaw.code, items), bank_id)
        .where(ItemFlaw.waived == "")
        .group_by(ItemFlaw.severity, ItemFlaw.code)
        .order_by(_RANK, items.desc(), ItemFlaw.code)
    )
    return [Count(*row) for row in db.session.execute(query)]


def reasons(bank_id: int) -> list[Reason]:
    """Return the waivers that hold something back in items, with their reasons: the most frequent."""
    items = func.count(ItemFlaw.item_id.distinct())
    query = (
        _flaws(select(ItemFlaw.code, ItemFlaw.waived, items), bank_id)
        .where(ItemFlaw.waived != "")
        .group_by(ItemFlaw.code, ItemFlaw.waived)
        .order_by(items.desc(), ItemFlaw.code, ItemFlaw.waived)
        .limit(MOST_REASONS)
    )
    return [Reason(*row) for row in db.session.execute(query)]


def flaws(bank_id: int, *, code: str, severity: str, waived: bool, number: int) -> Page:
    """Return a page of the flaws of items, errors first; a page beyond the last is the last.

    code, severity: empty for any. waived: those that are lived with, instead of those that stand.
    """
    asked = {"code": code, "severity": severity, "waived": waived}
    total = db.session.scalar(_asked(_flaws(select(func.count(ItemFlaw.id)), bank_id), **asked)) or 0
    number = min(number, max(1, -(-total // PAGE)))
    query = _flaws(
        select(
            Item.slug,
            ItemVersion.title,
            ItemFlaw.severity,
            ItemFlaw.code,
            ItemFlaw.message,
            ItemFlaw.advice,
            ItemFlaw.path,
            ItemFlaw.waived,
        ),
        bank_id,
    ).join(ItemVersion, _is_newest())
    query = _asked(query, **asked)
    query = query.order_by(_RANK, ItemFlaw.code, Item.slug, ItemFlaw.id)
    rows = db.session.execute(query.limit(PAGE).offset((number - 1) * PAGE))
    return Page([Row(*row) for row in rows], total, number)


def _asked(query: Any, *, code: Any, severity: Any, waived: Any) -> Any:
    query = query.where(ItemFlaw.waived != "" if waived else ItemFlaw.waived == "")
    query = query.where(ItemFlaw.code == code) if code else query
    return query.where(ItemFlaw.severity == severity) if severity else query


def _flaws(query: Any, bank_id: int) -> Any:
    return query.join(Item, Item.id == ItemFlaw.item_id).where(
        Item.bank_id == bank_id, Item.state != "retired"
    )


def _is_newest() -> Any:
    return (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.newest_number)
