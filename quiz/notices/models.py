"""What people are told on their next visit."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz.db import Base, BigId, Document, Id


class Notice(Base):
    """Something a person is told, until they mark it as read.

    kind: a plain string, such as ``reply`` or ``corrected``; ``kinds.py`` says how each is told. cause: what
    it came of, such as ``report/7``, so that the same is never told twice. sitting_id, position: the slot it
    is about, None for none. data: what its sentence needs.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "cause"),
        Index("ix_notice_person_id_read_at", "person_id", "read_at"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str]
    cause: Mapped[str]
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"), index=True)
    position: Mapped[int | None]
    data: Mapped[Document]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
