"""What is said of an item while it is written."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from quiz.db import Base, Id


class Comment(Base):
    """A comment on a place of an item, or an answer to one. Its text is never changed.

    answers_id: the comment it answers. number: the version that was looked at. place: the name of a field of
    that version's form, such as ``options-2-rationale``; empty for the whole item. resolved_at: since when it
    needs nothing more.
    """

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_item_id_id", "item_id", "id"),)

    id: Mapped[Id]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    place: Mapped[str]
    text: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
