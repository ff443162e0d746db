"""Reading the versions of an item. A list opens no document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from quiz.accounts.models import Account
from quiz.bank.models import Item, ItemVersion
from quiz.bank.reviewing.models import Decision
from quiz.db import db
from quiz.errors import NotFound

PAGE = 100


@dataclass(frozen=True)
class Row:
    """A version in the list. who: None for a command, and for a former member; former tells which.

    verdict: the last decision of a review; None where there was none. errors: None where nobody counted.
    """

    number: int
    at: datetime
    who: str | None
    errors: int | None
    unreviewed: bool
    verdict: str | None
    former: bool


def versions(item: Item, *, before: int | None = None) -> Sequence[Row]:
    """Return an item's versions, the newest first: some, and one more if there are more."""
    last = (
        select(Decision.verdict)
        .where(Decision.version_id == ItemVersion.id)
        .order_by(Decision.id.desc())
        .limit(1)
        .correlate(ItemVersion)
        .scalar_subquery()
    )
    query = (
        select(
            ItemVersion.number,
            ItemVersion.created_at,
            func.coalesce(Account.name, Account.email),
            ItemVersion.errors,
            ItemVersion.unreviewed,
            last,
            ItemVersion.former,
        )
        .join(Account, Account.id == ItemVersion.account_id, isouter=True)
        .where(ItemVersion.item_id == item.id)
        .order_by(ItemVersion.number.desc())
        .limit(PAGE + 1)
    )
    rows = db.session.execute(query.where(ItemVersion.number < before) if before else query)
    return [Row(*row) for row in rows]


def two_versions(item: Item, old: int, new: int) -> tuple[ItemVersion, ItemVersion]:
    """Return two versions of an item. Raises NotFound."""
    query = select(ItemVersion).where(ItemVersion.item_id == item.id, ItemVersion.number.in_((old, new)))
    found = {version.number: version for version in db.session.scalars(query)}
    if old not in found or new not in found:
        raise NotFound("There is no such version.")
    return found[old], found[new]
