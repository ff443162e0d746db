"""What was typed into an item's form and not saved."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz.db import Base, Document, Id


class UnsavedWork(Base):
    """A form of an item as somebody left it. It is theirs alone, and no version until they save it.

    token: of the page it was typed into, so that two windows do not write over one another. base_number: the
    version that page began from. typed: what the browser sent, field names with lists of values.
    """

    __tablename__ = "unsaved_work"
    __table_args__ = (UniqueConstraint("account_id", "item_id", "token"),)

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    token: Mapped[str]
    base_number: Mapped[int]
    typed: Mapped[Document]
    at: Mapped[datetime] = mapped_column(index=True)
