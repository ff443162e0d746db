"""What a trainee jots down at a question, and their notes on items."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from quiz.db import Base, BigId, Json, PersonId


class Jotting(Base):
    """What somebody struck out, highlighted, wrote and had chosen in a slot. It counts for nothing.

    struck: keys of what was ruled out, as the item's format names them. highlights: ``[digest, from, to]`` in
    the texts of its case; of a case in stages they are all in its first slot. written: the answer from before
    the options were seen, empty where they were uncovered without; None while it was not asked for. chosen:
    the fields of an answer that was not sent yet, as a browser without a script left them.
    """

    __tablename__ = "jotting"

    slot_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("slot.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[PersonId]
    struck: Mapped[list[Any]] = mapped_column(Json)
    highlights: Mapped[list[Any]] = mapped_column(Json)
    written: Mapped[str | None]
    chosen: Mapped[dict[str, Any] | None] = mapped_column(Json)
    changed_at: Mapped[datetime]


class Note(Base):
    """What a person wrote down about an item, for themselves alone."""

    __tablename__ = "note"

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    item_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    text: Mapped[str]
    changed_at: Mapped[datetime]
