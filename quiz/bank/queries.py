"""Reading banks and items as the desk and commands work on them. What trainees meet: ``published``."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, Select, literal, select, union_all
from sqlalchemy.orm import defer

from question_bank import FORMATS
from question_bank.figure import Figure
from question_bank.formats.contract import AnyFormat
from quiz.access import EDITOR, OWNER, REVIEWER, Act, Educator, may
from quiz.bank import models
from quiz.db import db
from quiz.errors import NotAllowed, NotFound

AT_A_TIME = 200  # documents
ROLE_TITLES = {OWNER: "an owner", EDITOR: "an editor", REVIEWER: "a reviewer"}


def bank_by_slug(slug: str) -> models.Bank | None:
    """Return a bank by its slug."""
    return db.session.scalar(select(models.Bank).where(models.Bank.slug == slug))


def banks() -> Sequence[models.Bank]:
    """Return all banks, by title."""
    return db.session.scalars(select(models.Bank).order_by(models.Bank.title)).all()


def entries(model: type[Any], bank_id: int) -> dict[str, Any]:
    """Return a bank's topics, objectives, sources, facts or misconceptions by slug."""
    found = db.session.scalars(select(model).where(model.bank_id == bank_id))
    return {entry.slug: entry for entry in found}


PARTS: tuple[type[Any], ...] = (
    models.Topic,
    models.Turn,
    models.Objective,
    models.Source,
    models.Fact,
    models.Misconception,
    models.Figure,
)


def parts(bank_id: int) -> dict[type[Any], list[dict[str, Any]]]:
    """Return the documents of everything items of a bank refer to, by kind, each in the order of its file."""
    query = union_all(
        *(
            select(literal(number).label("kind"), model.position, model.document).where(
                model.bank_id == bank_id
            )
            for number, model in enumerate(PARTS)
        )
    ).order_by("kind", "position")
    found: dict[type[Any], list[dict[str, Any]]] = {model: [] for model in PARTS}
    for kind, _, document in db.session.execute(query):
        found[PARTS[kind]].append(document)
    return found


@dataclass(frozen=True)
class Desk:
    """A bank as somebody may work in it. role: theirs there; None for an admin who is no member."""

    bank: models.Bank
    role: str | None
    me: Educator

    def may(self, act: Act) -> bool:
        """Whether they may do this here."""
        return may(self.role, act, is_admin=self.me.is_admin)


def desk_for(me: Educator, slug: str, *, to: Act) -> Desk:
    """Return a bank for whoever may do this there: the one way to a bank of the desk.

    Raises NotFound for a bank that is not theirs, as if it were not there; NotAllowed for a member whose role
    does not allow it.
    """
    found = db.session.execute(_desks(me).where(models.Bank.slug == slug)).first()
    if found is None or not may(found[1], Act.READ, is_admin=me.is_admin):
        raise NotFound("There is no such bank.")
    desk = Desk(*found, me)
    if not desk.may(to):
        raise NotAllowed(f"As {ROLE_TITLES[desk.role or '']} of this bank you may not do this.")
    return desk


def desks_of(me: Educator) -> list[Desk]:
    """Return the banks somebody may read, by working title."""
    rows = db.session.execute(_desks(me).order_by(models.Bank.working_title, models.Bank.id))
    return [Desk(bank, role, me) for bank, role in rows if may(role, Act.READ, is_admin=me.is_admin)]


def _desks(me: Educator) -> Select[models.Bank, str]:
    member = models.BankMember
    query = select(models.Bank, member.role).join(
        member, (member.bank_id == models.Bank.id) & (member.account_id == me.account_id), isouter=True
    )
    return query if me.is_admin else query.where(member.role.is_not(None))


@dataclass(frozen=True)
class Draft:
    """An item on an educator's desk: its newest version, whatever trainees meet."""

    bank: models.Bank
    item: models.Item
    newest: models.ItemVersion

    @property
    def title(self) -> str:
        """What educators call it."""
        title = self.newest.document.get("title")
        return title if isinstance(title, str) and title else self.item.slug

    @property
    def format(self) -> AnyFormat:
        """Its format."""
        return FORMATS[self.newest.format]


def draft(desk: Desk, slug: str, *, lock: bool = False) -> Draft:
    """Return an item of a bank that was loaded for somebody. Raises NotFound.

    lock: until the transaction ends nobody else can save it. The version is read after the lock was had.
    """
    query = select(models.Item).where(models.Item.bank_id == desk.bank.id, models.Item.slug == slug)
    item = db.session.scalar(query.with_for_update() if lock else query)
    if item is None:
        raise NotFound("There is no such item.")
    newest = version(item, item.newest_number)
    if newest is None or newest.format not in FORMATS:
        raise NotFound("There is no such item.")
    return Draft(desk.bank, item, newest)


def version(item: models.Item, number: int) -> models.ItemVersion | None:
    """Return a version of an item by its number."""
    query = select(models.ItemVersion).where(
        models.ItemVersion.item_id == item.id, models.ItemVersion.number == number
    )
    return db.session.scalar(query)


def locked(bank: models.Bank) -> models.Bank:
    """Return a bank that nobody else can change until the transaction ends, as it is then."""
    query = select(models.Bank).where(models.Bank.id == bank.id)
    return db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()


def slugs_like(bank_id: int, start: str) -> set[str]:
    """Return the ids of a bank's items that begin so."""
    query = select(models.Item.slug).where(
        models.Item.bank_id == bank_id, models.Item.slug.startswith(start, autoescape=True)
    )
    return set(db.session.scalars(query))


def items_with_newest(
    bank_id: int, *, documents: bool = True
) -> dict[str, tuple[models.Item, models.ItemVersion]]:
    """Return a bank's items with their newest versions, by slug.

    documents: whether those of the versions are read, too; else each is when it is asked for.
    """
    query = (
        select(models.Item, models.ItemVersion)
        .join(models.ItemVersion, models.ItemVersion.item_id == models.Item.id)
        .where(models.Item.bank_id == bank_id, models.ItemVersion.number == models.Item.newest_number)
        .order_by(models.Item.slug)
    )
    query = query if documents else query.options(defer(models.ItemVersion.document))
    return {item.slug: (item, version) for item, version in db.session.execute(query)}


def newest_digest() -> ScalarSelect[str]:
    """Return what of an item, in a statement about items, is the digest of its newest version."""
    version = models.ItemVersion
    newest = (version.item_id == models.Item.id) & (version.number == models.Item.newest_number)
    return select(version.digest).where(newest).correlate(models.Item).scalar_subquery()


def newest_documents(bank_id: int) -> Iterator[dict[str, Any]]:
    """Yield the newest document of each of a bank's items, by slug, without keeping them all."""
    query = (
        select(models.ItemVersion.document)
        .join(models.Item, models.ItemVersion.item_id == models.Item.id)
        .where(models.Item.bank_id == bank_id, models.ItemVersion.number == models.Item.newest_number)
        .order_by(models.Item.slug)
    )
    yield from db.session.scalars(query.execution_options(yield_per=AT_A_TIME))


def figures_of(rows: Iterable[models.Figure]) -> list[Figure]:
    """Return figures of the database as the typed values that pages and checks use."""
    return [Figure.model_validate_json(json.dumps(row.document)) for row in rows]
