"""Reading what was jotted down. Who asks has loaded the slot already, which is what authorises."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select

from quiz.accounts.models import Person
from quiz.bank.models import ItemVersion
from quiz.db import db, run
from quiz.practice.bedside.highlighting import Stretch
from quiz.practice.bedside.models import Jotting, Note
from quiz.sittings.models import Slot
from quiz.sittings.queries import Place


@dataclass(frozen=True)
class Jotted:
    """What a page shows of all this. sitting_id, position: of the slot.

    highlights: by the digest of the text. written, chosen: as in ``Jotting``. note: of the item.
    covers: whether the person writes an answer before they see options.
    """

    sitting_id: int
    position: int
    struck: frozenset[str] = frozenset()
    highlights: Mapping[str, list[Stretch]] = field(default_factory=dict)
    written: str | None = None
    chosen: Mapping[str, list[str]] | None = None
    note: str = ""
    covers: bool = False

    @property
    def marked(self) -> tuple[Any, ...]:
        """The highlights, for whatever keeps what is made with them."""
        return tuple((digest, tuple(stretches)) for digest, stretches in self.highlights.items())

    @property
    def note_mark(self) -> str:
        """What tells its note from others."""
        return mark_of(self.note)


def mark_of(text: str) -> str:
    """Return what tells a note from others, so that a page can say what it began with."""
    return sha256(text.encode()).hexdigest()[:12]


def jotted(place: Place) -> Jotted:
    """Return what is jotted down in a slot, in one select."""
    first = place.of_case.start
    of = {"sitting_id": place.sitting_id, "first": first, "here": place.position}
    found = {row.position: row for row in run(_jotted(), of)}
    here = found[place.position]
    return Jotted(
        place.sitting_id,
        place.position,
        frozenset(here.struck or ()),
        by_text(found[first].highlights or ()),
        here.written,
        here.chosen,
        here.text or "",
        here.covers_options,
    )


@cache
def _jotted() -> Select[*tuple[Any, ...]]:
    """Return the query of what is jotted down. Each question asks it, so it is put together once."""
    return (
        select(
            Slot.position,
            Jotting.struck,
            Jotting.highlights,
            Jotting.written,
            Jotting.chosen,
            Note.text,
            Person.covers_options,
        )
        .join(Person, Person.id == Slot.person_id)
        .join(ItemVersion, ItemVersion.id == Slot.version_id)
        .outerjoin(Jotting, Jotting.slot_id == Slot.id)
        .outerjoin(Note, and_(Note.person_id == Slot.person_id, Note.item_id == ItemVersion.item_id))
        .where(
            Slot.sitting_id == bindparam("sitting_id"),
            or_(Slot.position == bindparam("first"), Slot.position == bindparam("here")),
        )
    )


def by_text(highlights: Any) -> dict[str, list[Stretch]]:
    """Return highlights as they are stored by the digest of their text."""
    found: dict[str, list[Stretch]] = {}
    for digest, start, end in highlights:
        found.setdefault(digest, []).append((start, end))
    return found


def slot_at(sitting_id: int, position: int) -> int:
    """Return the id of a slot."""
    query = select(Slot.id).where(Slot.sitting_id == sitting_id, Slot.position == position)
    return db.session.execute(query).scalar_one()


def item_of(slot_id: int) -> int:
    """Return the id of the item that a slot asks."""
    query = (
        select(ItemVersion.item_id).join(Slot, Slot.version_id == ItemVersion.id).where(Slot.id == slot_id)
    )
    return db.session.execute(query).scalar_one()


def jotting(slot_id: int) -> Jotting:
    """Return the row of a slot, and keep others from changing it until the transaction ends."""
    return db.session.scalars(select(Jotting).where(Jotting.slot_id == slot_id).with_for_update()).one()


def note(person_id: int, item_id: int) -> Note:
    """Return a person's note on an item, and keep others from changing it until the transaction ends."""
    query = select(Note).where(Note.person_id == person_id, Note.item_id == item_id).with_for_update()
    return db.session.scalars(query).one()
