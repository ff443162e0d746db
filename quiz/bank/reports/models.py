"""What trainees say is wrong with an item, and what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quiz.db import Base, Id, Json, PersonId

_WAITS = text("state = 'open'")


class Report(Base):
    """What a trainee says is wrong with an item, sent from its explanation.

    It keeps what was shown and answered, all of which never changes: the version, the slot by its sitting and
    position, and of the slot what its pages are made of. answer: None where nothing was answered. quiz: title
    of the sitting. token: made with the page, so that sending twice is seen.

    reply: what an educator says to it, in Markdown. why: for what it was closed. mended_by_id: the version
    that mends it. In a slot a person has one open report at most.
    """

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("person_id", "token"),
        CheckConstraint("state in ('open', 'answered', 'closed')", name="known_state"),
        Index("ix_report_bank_id_state", "bank_id", "state"),
        Index("ix_report_item_id_state", "item_id", "state"),
        Index(
            "uq_report_open",
            "person_id",
            "sitting_id",
            "position",
            unique=True,
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
    )

    id: Mapped[Id]
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[PersonId]
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    quiz: Mapped[str]
    stage: Mapped[int | None]
    seed: Mapped[str]
    answer: Mapped[dict[str, Any] | None] = mapped_column(Json)
    token: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    state: Mapped[str]
    reply: Mapped[str]
    why: Mapped[str | None]
    mended_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("item_version.id", ondelete="SET NULL"), index=True
    )
    answered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    answered_at: Mapped[datetime | None]
