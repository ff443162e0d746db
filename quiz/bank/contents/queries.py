"""What of a bank is used, and where: by items, and as a table of what is covered."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from quiz.accounts.models import Account
from quiz.bank import models
from quiz.db import db


@dataclass(frozen=True)
class Coverage:
    """How many items each objective has in each column. A retired item covers nothing."""

    columns: list[str]
    counts: dict[tuple[str, str], int]

    def row(self, objective: str) -> list[int]:
        """Return the counts of one objective, column by column."""
        return [self.counts.get((objective, column), 0) for column in self.columns]


def coverage(bank_id: int, *, by_step: bool) -> Coverage:
    """Return what is covered: by format, or by the step of reasoning."""
    newest = models.ItemVersion
    column = newest.document["reasoning_step"].as_string() if by_step else newest.format
    query = (
        select(newest.objective, column, func.count(models.Item.id))
        .join(newest, (newest.item_id == models.Item.id) & (newest.number == models.Item.newest_number))
        .where(models.Item.bank_id == bank_id, models.Item.state != "retired")
        .group_by(newest.objective, column)
    )
    counts = {(objective, name or ""): count for objective, name, count in db.session.execute(query)}
    return Coverage(sorted({name for _, name in counts if name}), counts)


def uses(bank_id: int, kind: str, slugs: Collection[str]) -> Counter[str]:
    """Return how many items name each thing of a list, in the newest version or in that trainees meet."""
    query = (
        naming(bank_id, kind, slugs)
        .with_only_columns(models.Naming.slug, func.count(models.Item.id.distinct()))
        .group_by(models.Naming.slug)
    )
    return Counter(dict(db.session.execute(query).all()))


def naming(bank_id: int, kind: str, slugs: Collection[str]) -> Any:
    """Return a select of the items that name some things of a list, newest or published."""
    version, item = models.ItemVersion, models.Item
    shown = or_(version.number == item.newest_number, version.number == item.published_number)
    return (
        select(item.id)
        .join(version, version.item_id == item.id)
        .join(models.Naming, models.Naming.version_id == version.id)
        .where(item.bank_id == bank_id, shown)
        .where(models.Naming.kind == kind, models.Naming.slug.in_(slugs))
    )


def acts(bank_id: int, *, before: int | None, limit: int) -> list[Any]:
    """Return what was done to a bank, newest first: the act, the item's slug, who did it."""
    act = models.BankAct
    query = (
        select(act, models.Item.slug, func.coalesce(Account.name, Account.email))
        .join(models.Item, models.Item.id == act.item_id, isouter=True)
        .join(Account, Account.id == act.account_id, isouter=True)
        .where(act.bank_id == bank_id)
        .order_by(act.id.desc())
        .limit(limit)
    )
    return list(db.session.execute(query.where(act.id < before) if before else query))
