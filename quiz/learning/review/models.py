"""What is due: cards and the recalls they rest on, worked out from marks; and how a person wants to review.

Cards and recalls may change, as everything that is derived: ``flask learning rebuild`` makes them again.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from quiz.db import Base, BigId, Id, Json, Moment


class ReviewPlan(Base):
    """How a person wants to review, and how far their marks are in their cards.

    target: the share to be recalled. marks_seen, last_mark: how many marks are in the cards, and the highest
    id of them; whoever has another number of marks has cards that are stale. times: by format, the seconds of
    the newest answers, oldest first.
    """

    __tablename__ = "review_plan"
    __table_args__ = (CheckConstraint("target >= 0.8 and target <= 0.95", name="target_in_range"),)

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    target: Mapped[float]
    exam_on: Mapped[date | None]
    marks_seen: Mapped[int]
    last_mark: Mapped[int]
    times: Mapped[dict[str, Any]] = mapped_column(Json)


class _OfObjective:
    """Something of a person and an objective, named by its slug, so that it outlives a change of its bank."""

    id: Mapped[Id]
    # No index of its own: there is one that begins with it.
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="CASCADE"))
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("bank.id", ondelete="CASCADE"), index=True)
    objective: Mapped[str]


class Card(_OfObjective, Base):
    """What a person is taken to remember of an objective: ``scheduling.Memory``, and since when it is due.

    siblings: by item id, ``[moment, ever right]``. stale: what its recalls say has changed, and is to be
    followed again from the beginning; until then it stays as it was.
    """

    __tablename__ = "card"
    __table_args__ = (
        UniqueConstraint("person_id", "bank_id", "objective"),
        Index(
            "ix_card_stale",
            "person_id",
            sqlite_where=text("stale IS 1"),
            postgresql_where=text("stale IS TRUE"),
        ),
    )

    stability: Mapped[float | None]
    difficulty: Mapped[float | None]
    recalled_at: Mapped[datetime | None]
    unlearn_since: Mapped[datetime | None]
    was_dangerous: Mapped[bool]
    counted: Mapped[int]
    lapses: Mapped[int]
    siblings: Mapped[dict[str, Any]] = mapped_column(Json)
    due: Mapped[datetime | None]
    stale: Mapped[bool] = mapped_column(server_default=false(), default=False)


class Recall(_OfObjective, Base):
    """One item as it was answered in a sitting, as a test of memory; a case is one.

    share, sureness, dangerous, quick, seconds, options: as in ``scheduling.Answer``. rating: 1 to 4; null
    where the answer says nothing of memory, and while its card is stale.
    """

    __tablename__ = "recall"
    __table_args__ = (
        UniqueConstraint("sitting_id", "item_id"),
        CheckConstraint("rating between 1 and 4", name="rating_known"),
        Index("ix_recall_person_id_bank_id_objective", "person_id", "bank_id", "objective"),
    )

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    at: Mapped[Moment]
    share: Mapped[float | None]
    sureness: Mapped[int | None]
    dangerous: Mapped[bool]
    quick: Mapped[bool]
    seconds: Mapped[float | None]
    options: Mapped[int | None]
    rating: Mapped[int | None]
