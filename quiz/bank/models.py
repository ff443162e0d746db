"""Banks, what they refer to, items and their versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from quiz.db import Base, BigId, Document, Id, Json

STATES = ("draft", "in_review", "published", "retired")
TITLE_KEY = 200  # characters of a title by which lists are sorted: an index holds no long ones


class Bank(Base):
    """A collection of items. ``title`` is what trainees see, ``working_title`` what educators call it.

    info: the document of ``bank.yaml``. synced_digest: digest of the whole folder when it was last loaded.
    parts_digest: digest of the bank's own documents when file and database last agreed on them. loaded_at:
    when what items refer to last changed, by a load or here. archived_at: since when nobody practises it.
    offer: a word that is another one whenever what trainees meet of it has changed, see ``published.offers``.
    """

    __tablename__ = "bank"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    working_title: Mapped[str]
    info: Mapped[Document]
    synced_digest: Mapped[str | None]
    parts_digest: Mapped[str | None]
    loaded_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    offer: Mapped[str] = mapped_column(server_default="", default="")


class BankMember(Base):
    """What an account may do in a bank, by a role that counts there alone. by_id: who said so."""

    __tablename__ = "bank_member"
    __table_args__ = (CheckConstraint("role in ('owner', 'editor', 'reviewer')", name="known_role"),)

    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str]
    since: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)


class BankAct(Base):
    """Something that was done to a bank, or to one of its items. Only ever added.

    account_id: None for a command, and for a former member; former tells which. whom_id: whose membership
    it is about. what: a stable word, such as ``member-added``. detail: a few words on it.
    """

    __tablename__ = "act"
    __table_args__ = (Index("ix_act_bank_id_id", "bank_id", "id"),)

    id: Mapped[Id]
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="SET NULL"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    former: Mapped[bool] = mapped_column(server_default=false(), default=False)
    whom_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    what: Mapped[str]
    detail: Mapped[str]
    at: Mapped[datetime]


class _Entry:
    """Something of a bank that items refer to by ``slug``, kept as its document, in the order of its file."""

    id: Mapped[Id]
    slug: Mapped[str]
    position: Mapped[int]
    document: Mapped[Document]

    @declared_attr
    def bank_id(cls) -> Mapped[int]:
        return mapped_column(BigId, ForeignKey("bank.id", ondelete="CASCADE"))

    @declared_attr.directive
    def __table_args__(cls) -> tuple[UniqueConstraint]:
        return (UniqueConstraint("bank_id", "slug"),)


class Topic(_Entry, Base):
    """One of the areas of a blueprint."""

    __tablename__ = "topic"

    title: Mapped[str]


class Objective(_Entry, Base):
    """One thing a trainee should be able to do; reviews are scheduled on it."""

    __tablename__ = "objective"

    topic: Mapped[str]
    title: Mapped[str]


class Source(_Entry, Base):
    """A reference with its level of evidence."""

    __tablename__ = "source"


class Fact(_Entry, Base):
    """Something the bank may claim, and how firmly."""

    __tablename__ = "fact"


class Misconception(_Entry, Base):
    """A wrong idea that trainees bring."""

    __tablename__ = "misconception"


class Figure(_Entry, Base):
    """A drawing with a scale and named regions, or a picture. Its document holds the drawing, made safe.

    synced_digest: digest of its document when file and database last agreed; empty when it was made here,
    None when it came from a file before anybody counted.
    """

    __tablename__ = "figure"

    synced_digest: Mapped[str | None]


class Picture(Base):
    """The picture of a figure, made safe. small: a copy for small screens, where it is worth one.

    digest: the SHA-256 (hex) of ``content``, under which it is served to whoever knows it.
    """

    __tablename__ = "picture"
    __table_args__ = (
        UniqueConstraint("digest", "bank_id"),
        CheckConstraint("suffix in ('webp', 'svg')", name="known_suffix"),
    )

    id: Mapped[Id]
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str]
    suffix: Mapped[str]
    content: Mapped[bytes]
    small: Mapped[bytes | None]


class Turn(_Entry, Base):
    """One thing an answer may turn on."""

    __tablename__ = "turn"

    title: Mapped[str]


class Item(Base):
    """One thing to answer. What it says is in its versions; trainees meet the one with ``published_number``.

    synced_digest: digest of its document when file and database last agreed. review_due: the day by which its
    newest version is to be reviewed, while it is in review. topic, title_key (its beginning, in small
    letters), changed_at: of its newest version, so that a page of a list is read in the order of an index.
    """

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("bank_id", "slug"),
        CheckConstraint("state in ('draft', 'in_review', 'published', 'retired')", name="known_state"),
        Index("ix_item_bank_id_state", "bank_id", "state", "topic", "title_key", "slug"),
        Index("ix_item_bank_id_topic", "bank_id", "topic", "title_key", "slug"),
        Index("ix_item_bank_id_title_key", "bank_id", "title_key", "slug"),
        Index("ix_item_bank_id_changed_at", "bank_id", "changed_at", "id"),
    )

    id: Mapped[Id]
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"))
    slug: Mapped[str]
    state: Mapped[str]
    newest_number: Mapped[int]
    published_number: Mapped[int | None]
    synced_digest: Mapped[str | None]
    review_due: Mapped[str | None]
    topic: Mapped[str] = mapped_column(server_default="", default="")
    title_key: Mapped[str] = mapped_column(server_default="", default="")
    changed_at: Mapped[datetime | None]


class ItemVersion(Base):
    """An immutable state of an item; answers point at the version that was seen.

    measures_as: number of the version it measures the same as (its own, when it begins something new).
    stages: in how many steps it is asked; more than one in a case. title, recheck_by (a day as the document
    writes it), difficulty, authors (ids between spaces, with one at either end): of the document, so that
    lists need not open it. errors, warnings: how many flaws it had when they were counted; None before.
    unreviewed: it was published by an owner who had nobody to review it. account_id: None for a
    command, and for a former member; former tells which.
    """

    __tablename__ = "item_version"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[Id]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    number: Mapped[int]
    measures_as: Mapped[int]
    document: Mapped[Document]
    digest: Mapped[str]
    format: Mapped[str]
    topic: Mapped[str] = mapped_column(index=True)
    objective: Mapped[str] = mapped_column(index=True)
    stages: Mapped[int] = mapped_column(server_default="1", default=1)
    title: Mapped[str] = mapped_column(server_default="")
    recheck_by: Mapped[str | None]
    difficulty: Mapped[str] = mapped_column(server_default="")
    authors: Mapped[str] = mapped_column(server_default="")
    errors: Mapped[int | None]
    warnings: Mapped[int | None]
    unreviewed: Mapped[bool] = mapped_column(server_default=false(), default=False)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    former: Mapped[bool] = mapped_column(server_default=false(), default=False)
    created_at: Mapped[datetime]


class ItemFlaw(Base):
    """A flaw of an item's newest version, so that pages about many items check none. Can be made anew.

    path: the steps to its place in the document. waived: why it is lived with; empty while it stands.
    """

    __tablename__ = "item_flaw"

    id: Mapped[Id]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    severity: Mapped[str]
    code: Mapped[str]
    message: Mapped[str]
    advice: Mapped[str]
    path: Mapped[list[Any]] = mapped_column(Json)
    waived: Mapped[str]


class Naming(Base):
    """Something of its bank that a version names. kind: the list it stands in, such as ``facts``."""

    __tablename__ = "naming"
    __table_args__ = (Index("ix_naming_kind_slug", "kind", "slug"),)

    version_id: Mapped[int] = mapped_column(
        ForeignKey("item_version.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
