"""Finding items of a bank: search, filters, order and pages, all of it said by an address.

A list needs the columns that were written with a version, and opens no document.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, func, select

from question_bank import FORMATS
from quiz.bank import models, searching
from quiz.bank.queries import Desk, Draft
from quiz.db import db

PAGE = 50
MOST_AT_ONCE = 500  # items in one change
MOST_PAGES = 10_000
FLAWS = ("errors", "warnings", "none")
_newest = models.ItemVersion
_by_title = (models.Item.title_key, models.Item.slug)
SORTS: dict[str, tuple[Any, ...]] = {
    "topic": (models.Item.topic, *_by_title),
    "title": _by_title,
    "changed": (models.Item.changed_at.desc(), models.Item.id.desc()),
    "recheck": (func.coalesce(_newest.recheck_by, ""), *_by_title),
    "flaws": (
        func.coalesce(_newest.errors, 0).desc(),
        func.coalesce(_newest.warnings, 0).desc(),
        *_by_title,
    ),
}


@dataclass(frozen=True)
class Search:
    """What is looked for. Empty: anything. expired: the day to check again has gone by. page: from 1."""

    q: str = ""
    topic: str = ""
    objective: str = ""
    format: str = ""
    state: str = ""
    flaws: str = ""
    expired: str = ""
    author: str = ""
    sort: str = "topic"
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Search":
        """Read an address. What cannot be meant is left out; whatever is asked, there is an answer."""
        texts = {
            field.name: asked.get(field.name, "").strip()[:200] for field in fields(cls) if field.type is str
        }
        page = asked.get("page", "")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        found = cls(**texts, page=max(1, min(number, MOST_PAGES)))
        return replace(
            found,
            sort=found.sort if found.sort in SORTS else "topic",
            state=found.state if found.state in models.STATES else "",
            flaws=found.flaws if found.flaws in FLAWS else "",
        )

    @property
    def address(self) -> dict[str, Any]:
        """What stands in an address: whatever differs from a plain list."""
        plain = Search()
        return {
            field.name: str(value)
            for field in fields(self)
            if (value := getattr(self, field.name)) != getattr(plain, field.name)
        }

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return replace(self, sort="topic", page=1) != Search()

    def at(self, page: int) -> dict[str, Any]:
        """Return the address of another page of the same."""
        return replace(self, page=page).address


@dataclass(frozen=True)
class Row:
    """An item in the list of a bank. errors, warnings: None where nobody has counted them."""

    slug: str
    title: str
    topic: str
    objective: str
    format: str
    state: str
    number: int
    published_number: int | None
    errors: int | None
    warnings: int | None
    recheck_by: str | None
    changed_at: datetime

    def is_expired(self, today: date) -> bool:
        """Whether the day to check it again has gone by."""
        return bool(self.recheck_by) and str(self.recheck_by) < today.isoformat()


@dataclass(frozen=True)
class Page:
    """Some of what was found. total: of all pages."""

    rows: list[Row]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def find(bank: models.Bank, search: Search, *, today: date) -> Page:
    """Return one page of a bank's items. A page beyond the last is the last."""
    item = models.Item
    total = _total(bank, search, today)
    number = min(search.page, max(1, -(-total // PAGE)))
    query = _narrowed(
        select(
            item.slug,
            _newest.title,
            _newest.topic,
            _newest.objective,
            _newest.format,
            item.state,
            item.newest_number,
            item.published_number,
            _newest.errors,
            _newest.warnings,
            _newest.recheck_by,
            _newest.created_at,
        ),
        bank.id,
        search,
        today,
    )
    page = query.order_by(*SORTS[search.sort]).limit(PAGE).offset((number - 1) * PAGE)
    return Page([Row(*row) for row in db.session.execute(page)], total, number)


def _total(bank: models.Bank, search: Search, today: date) -> int:
    """Count what is found. How many items of a state there are changes only with the bank's offer."""
    if not replace(search, state="").is_filtered:
        counts = _by_state(bank.id, bank.offer)
        return counts[search.state] if search.state else counts.total()
    query = select(func.count(models.Item.id))
    if replace(search, state="", topic="", q="").is_filtered:
        return db.session.scalar(_narrowed(query, bank.id, search, today)) or 0
    # Nothing else is asked for than what stands with the item, so its versions need no look.
    conditions = _conditions(search, today)
    return db.session.scalar(query.where(models.Item.bank_id == bank.id, *conditions)) or 0


@lru_cache(maxsize=64)
def _by_state(bank_id: int, offer: str) -> Counter[str]:
    query = (
        select(models.Item.state, func.count())
        .where(models.Item.bank_id == bank_id)
        .group_by(models.Item.state)
    )
    return Counter(dict(db.session.execute(query).all()))


def drafts(
    desk: Desk, *, today: date, slugs: Sequence[str] = (), search: Search | None = None, lock: bool = False
) -> list[Draft]:
    """Return items with their newest versions: those named, or all that a search finds; at most a change's.

    lock: until the transaction ends nobody else can change them.
    """
    query = _narrowed(select(models.Item, _newest), desk.bank.id, search or Search(), today)
    if search is None:
        query = query.where(models.Item.slug.in_(slugs[:MOST_AT_ONCE]))
    query = query.order_by(models.Item.id).limit(MOST_AT_ONCE)
    rows = db.session.execute(query.with_for_update(of=models.Item) if lock else query)
    return [Draft(desk.bank, item, version) for item, version in rows if version.format in FORMATS]


def titles(model: type[Any], bank_id: int) -> dict[str, str]:
    """Return the titles of a bank's topics or objectives by id, in their order."""
    query = select(model.slug, model.title).where(model.bank_id == bank_id).order_by(model.position)
    return dict(db.session.execute(query).all())


def _narrowed(query: Any, bank_id: int, search: Search, today: date) -> Any:
    """Join items with their newest versions, and leave out what is not looked for."""
    return query.join(
        _newest, (_newest.item_id == models.Item.id) & (_newest.number == models.Item.newest_number)
    ).where(models.Item.bank_id == bank_id, *_conditions(search, today))


def _conditions(search: Search, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name, column in (
        ("topic", models.Item.topic),
        ("objective", _newest.objective),
        ("format", _newest.format),
        ("state", models.Item.state),
    ):
        if value := getattr(search, name):
            found.append(column == value)
    if search.flaws:
        errors, warnings = func.coalesce(_newest.errors, 0), func.coalesce(_newest.warnings, 0)
        counted = _newest.errors.is_not(None)
        found.append(
            {"errors": errors > 0, "warnings": warnings > 0}.get(
                search.flaws, counted & (errors == 0) & (warnings == 0)
            )
        )
    if search.expired:
        found.append(_newest.recheck_by < today.isoformat())
    if search.author:
        found.append(_newest.authors.contains(f" {search.author} ", autoescape=True))
    if search.q:
        words = searching.matches(search.q)
        found += [words] if words is not None else []
    return found
