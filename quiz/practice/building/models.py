"""What a person chose last when they made a quiz of their own."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from quiz.db import Base, BigId, Json


class LastSettings(Base):
    """The settings a person began with last, for each bank. chosen: by field, values as they are posted."""

    __tablename__ = "last_settings"

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    bank_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("bank.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    chosen: Mapped[dict[str, Any]] = mapped_column(Json)
    begun_at: Mapped[datetime]
