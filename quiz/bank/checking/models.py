"""What came of the last check of a whole bank."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from quiz.db import Base, Document


class BankCheck(Base):
    """The last check of a bank as a whole; can be made anew. at: when what it read was read.

    document: what ``actions.as_document`` makes: flaws, pairs of items, tallies.
    """

    __tablename__ = "bank_check"

    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]
    document: Mapped[Document]
