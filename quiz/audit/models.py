"""What admins and commands did with accounts and with the whole installation."""

from datetime import datetime

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from quiz.db import Base, Id


class AdminAct(Base):
    """Something that was done to an account or to all of the installation. Only ever added; old ones go.

    account_id: None for a command, and for a former member; former tells which. whom_id: the account it was
    done to; None once that is erased. what: a stable word, such as ``role-given``. detail: a few words on it,
    which name nobody.
    """

    __tablename__ = "admin_act"

    id: Mapped[Id]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    former: Mapped[bool] = mapped_column(server_default=false(), default=False)
    whom_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    what: Mapped[str]
    detail: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
