"""Who was erased: what it takes to erase them again from a restored backup, and nothing that names them."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from quiz.db import Base, Id


class Erasure(Base):
    """That somebody was erased. digest: of their number and of when it was made, see ``digests.py``."""

    __tablename__ = "erasure"

    id: Mapped[Id]
    digest: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
