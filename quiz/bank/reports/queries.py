"""Reading reports: how many wait, the queue of a bank, one of them, and what one person sent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import aliased, defer

from quiz.access import Act
from quiz.accounts.models import Account
from quiz.bank.models import Item, ItemVersion
from quiz.bank.queries import Desk
from quiz.bank.reports.models import Report
from quiz.bank.reports.words import KINDS, OPEN, STATES
from quiz.db import db
from quiz.errors import NotFound

PAGE = 30
MOST_AT_ONCE = 200  # open reports of one item that its page shows
EXCERPT = 160  # characters of a report in the queue


def open_reports(item_id: int) -> int:
    """Return how many reports of an item wait for an answer, by an index."""
    query = select(func.count(Report.id)).where(Report.item_id == item_id, Report.state == OPEN)
    return db.session.scalar(query) or 0


def open_by_item(bank_id: int) -> dict[str, int]:
    """Return how many reports wait for an answer, by the id of the item; items without any are left out."""
    query = (
        select(Item.slug, func.count(Report.id))
        .join(Item, Item.id == Report.item_id)
        .where(Report.bank_id == bank_id, Report.state == OPEN)
        .group_by(Item.slug)
    )
    return dict(db.session.execute(query).all())


@dataclass(frozen=True)
class Wanted:
    """Which reports of a bank are looked for. Empty: any. item: its id. page: from 1."""

    state: str = ""
    kind: str = ""
    item: str = ""
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """Read an address. What cannot be meant is left out."""
        state, kind, page = asked.get("state", ""), asked.get("kind", ""), asked.get("page", "")
        return cls(
            state if state in STATES else "",
            kind if kind in KINDS else "",
            asked.get("item", "").strip()[:200],
            max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 5 else 1,
        )

    def but(self, **changes: Any) -> dict[str, Any]:
        """Return the address of the same with changes, from its first page on unless that is changed."""
        other = replace(self, **{"page": 1, **changes})
        plain = vars(Wanted())
        return {name: value for name, value in vars(other).items() if value != plain[name]}


@dataclass(frozen=True)
class Row:
    """A report in the queue. said: its beginning; empty where it would tell the key to a reviewer."""

    id: int
    kind: str
    state: str
    said: str
    at: datetime
    number: int
    slug: str
    title: str


@dataclass(frozen=True)
class Queue:
    """Some reports of a bank. by_state, by_kind: how many there are, each within the other filters."""

    rows: list[Row]
    by_state: Mapping[str, int]
    by_kind: Mapping[str, int]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def queue(desk: Desk, wanted: Wanted) -> Queue:
    """Return one page of a bank's reports in two statements: what waits longest first, then what is answered.

    A page beyond the last is the last.
    """
    newest = aliased(ItemVersion)
    of_bank: list[ColumnElement[bool]] = [Report.bank_id == desk.bank.id]
    if wanted.item:
        of_bank.append(Item.slug == wanted.item)
    counted = db.session.execute(
        select(Report.state, Report.kind, func.count(Report.id))
        .join(Item, Item.id == Report.item_id)
        .where(*of_bank)
        .group_by(Report.state, Report.kind)
    ).all()
    by_state, by_kind = Counter[str](), Counter[str]()
    for state, kind, n in counted:
        by_state[state] += n if wanted.kind in ("", kind) else 0
        by_kind[kind] += n if wanted.state in ("", state) else 0
    total = by_state[wanted.state] if wanted.state else sum(by_state.values())
    page = min(wanted.page, max(1, -(-total // PAGE)))
    query = (
        select(
            Report.id,
            Report.kind,
            Report.state,
            func.substr(Report.text, 1, EXCERPT + 1),
            Report.at,
            ItemVersion.number,
            Item.slug,
            newest.title,
            Item.review_due,
        )
        .join(Item, Item.id == Report.item_id)
        .join(ItemVersion, ItemVersion.id == Report.version_id)
        .join(newest, (newest.item_id == Item.id) & (newest.number == Item.newest_number))
        .where(*of_bank)
        .order_by(Report.state != OPEN, case((Report.state == OPEN, Report.id), else_=-Report.id))
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    for column, value in ((Report.state, wanted.state), (Report.kind, wanted.kind)):
        query = query.where(column == value) if value else query
    rows = [
        Row(id, kind, state, _shown(desk, said, review_due), at, number, slug, title or slug)
        for id, kind, state, said, at, number, slug, title, review_due in db.session.execute(query)
    ]
    return Queue(rows, by_state, by_kind, total, page)


def _shown(desk: Desk, said: str, review_due: str | None) -> str:
    """Return the beginning of a report. Whoever may have to answer blind is not told what others say."""
    if review_due is not None and not desk.may(Act.WRITE):
        return ""
    return said if len(said) <= EXCERPT else said[:EXCERPT].rstrip() + "…"


@dataclass(frozen=True)
class Found:
    """A report on the desk, with what it is about. who: answered it; None for a former member.

    mended_by: number of the version that mends it.
    """

    report: Report
    item: Item
    version: ItemVersion
    who: str | None
    mended_by: int | None

    @property
    def mending(self) -> int | None:
        """The number of a version that may mend it: published, and newer than the one reported."""
        return mending(self.item, self.version.number)


def mending(item: Item, reported: int) -> int | None:
    """Return the number of the published version of an item if it is newer than the one reported."""
    number = item.published_number if item.state == "published" else None
    return number if number is not None and number > reported else None


def report(desk: Desk, report_id: int, *, lock: bool = False) -> Found:
    """Return a report of a bank that was loaded for somebody. Raises NotFound.

    lock: until the transaction ends nobody else can answer it.
    """
    query = _found(desk).where(Report.id == report_id)
    row = db.session.execute(query.with_for_update(of=Report) if lock else query).one_or_none()
    if row is None:
        raise NotFound("There is no such report.")
    return Found(*row)


def of_item(desk: Desk, item: Item, *, lock: bool = False) -> Sequence[Found]:
    """Return the open reports of an item, those that wait longest first."""
    query = (
        _found(desk)
        .where(Report.item_id == item.id, Report.state == OPEN)
        .order_by(Report.id)
        .limit(MOST_AT_ONCE)
    )
    rows = db.session.execute(query.with_for_update(of=Report) if lock else query)
    return [Found(*row) for row in rows]


def _found(desk: Desk) -> Select[Report, Item, ItemVersion, str, int]:
    mended_by = aliased(ItemVersion)
    return (
        select(Report, Item, ItemVersion, func.coalesce(Account.name, Account.email), mended_by.number)
        .join(Item, Item.id == Report.item_id)
        .join(ItemVersion, ItemVersion.id == Report.version_id)
        .join(Account, Account.id == Report.answered_by_id, isouter=True)
        .join(mended_by, mended_by.id == Report.mended_by_id, isouter=True)
        .where(Report.bank_id == desk.bank.id)
        .options(defer(ItemVersion.document))
        .execution_options(populate_existing=True)
    )


def sent(person_id: int, sitting_id: int, position: int) -> Sequence[tuple[Report, int | None]]:
    """Return what a person reported from a slot of theirs, newest first; each with the version that mends it.

    The slot was loaded for them before: that is what authorises.
    """
    query = (
        select(Report, ItemVersion.number)
        .join(ItemVersion, ItemVersion.id == Report.mended_by_id, isouter=True)
        .where(Report.person_id == person_id, Report.sitting_id == sitting_id, Report.position == position)
        .order_by(Report.id.desc())
    )
    return [(found, number) for found, number in db.session.execute(query)]


def sent_with(person_id: int, token: str) -> bool:
    """Whether a person sent a report with this token."""
    query = select(Report.id).where(Report.person_id == person_id, Report.token == token)
    return db.session.scalar(query) is not None


def item_of(version_id: int) -> Item:
    """Return the item of a version."""
    query = select(Item).join(ItemVersion, ItemVersion.item_id == Item.id)
    return db.session.scalars(query.where(ItemVersion.id == version_id)).one()
