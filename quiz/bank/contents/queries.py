"""What of a bank is used, and where: by items, and as a table of what is covered."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from quiz.accounts.models import Account
from quiz.bank import models
from quiz.db import db

# The fields in which documents name something of their bank, by the list it stands in.
SINGLES = {
    "topic": "topics",
    "objective": "objectives",
    "turns_on": "turns_on",
    "misconception": "misconceptions",
}
LISTS = {"facts": "facts", "sources": "sources", "written_by": "people", "reviewed_by": "people"}


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


def used_by_items(bank_id: int) -> Counter[tuple[str, str]]:
    """Return how many items name each thing of a bank, in the newest version or in that trainees meet."""
    query = (
        select(models.Item.id, models.ItemVersion.document)
        .join(models.ItemVersion, models.ItemVersion.item_id == models.Item.id)
        .where(
            models.Item.bank_id == bank_id,
            or_(
                models.ItemVersion.number == models.Item.newest_number,
                models.ItemVersion.number == models.Item.published_number,
            ),
        )
    )
    named = {(item, *what) for item, document in db.session.execute(query) for what in named_in(document)}
    return Counter((kind, id) for _, kind, id in named)


def named_in(value: Any) -> Iterator[tuple[str, str]]:
    """Yield what a document names of its bank, at whatever depth: the list it stands in, and its id."""
    if isinstance(value, list):
        for part in value:
            yield from named_in(part)
    if not isinstance(value, dict):
        return
    for name, part in value.items():
        if name in SINGLES and isinstance(part, str):
            yield SINGLES[name], part
        elif name in LISTS and isinstance(part, list):
            for entry in part:
                id = entry.get("id") if isinstance(entry, dict) else entry
                if isinstance(id, str):
                    yield LISTS[name], id
        else:
            yield from named_in(part)


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
