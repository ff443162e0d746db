"""Person (who answers) and Account (who signs in)."""

from datetime import datetime

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quiz.db import Base, BigId, Id

ROLES = {
    "trainee": "Takes quizzes",
    "educator": "Writes and reviews items",
    "admin": "Makes accounts and looks after the product",
}


class Person(Base):
    """Somebody who answers. A guest is a person without an account.

    epoch: begins anywhere, raised to end every sign-in at once; the cookie that names a person carries it.
    extra_time_percent: how much longer than others they have for an exam.
    covers_options: they write an answer before they see the options.
    """

    __tablename__ = "person"

    id: Mapped[Id]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    epoch: Mapped[int] = mapped_column(default=0)
    time_zone: Mapped[str | None]
    extra_time_percent: Mapped[int] = mapped_column(server_default="0", default=0)
    covers_options: Mapped[bool] = mapped_column(server_default=false(), default=False)


account_role = Table(
    "account_role",
    Base.metadata,
    Column("account_id", BigId, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", BigId, ForeignKey("role.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Role(Base, RoleMixin):
    """What an account may do, in one word."""

    __tablename__ = "role"
    __table_args__ = (CheckConstraint("name in ('trainee', 'educator', 'admin')", name="known"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str]


class Account(Base, UserMixin):
    """Somebody who signs in. Points at the person who answers."""

    __tablename__ = "account"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), unique=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    # Every request of a signed-in account asks for its roles, and Flask-Security makes accounts without them.
    roles: Mapped[list[Role]] = relationship(secondary=account_role, lazy="selectin")  # type: ignore[assignment]


class Throttle(Base):
    """How many tries there were for a key in the window that began at ``started_at``."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int]
