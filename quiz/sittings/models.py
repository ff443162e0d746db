"""The record: sitting, slot, step, response, mark; and what was corrected in it afterwards.

Steps, responses, marks, corrections and rulings are only ever added.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from quiz.db import Base, Document, Id, Json, PersonId


class Sitting(Base):
    """One run of one person through some items.

    mode: ``tutor`` or ``exam``. length: how many slots it has. seed: what items and orders were drawn with.
    token: made with the page that began it, so that beginning twice is seen.
    In an exam, else null or 0: minutes: what it gives to everybody. extra_time_percent: what this person has
    on top. deadline: when both are over. grace_seconds: for how long after it an answer still counts.
    """

    __tablename__ = "sitting"
    __table_args__ = (
        UniqueConstraint("person_id", "token"),
        Index("ix_sitting_person_id_started_at", "person_id", "started_at"),
        Index(
            "ix_sitting_deadline",
            "deadline",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"), index=True)
    mode: Mapped[str]
    title: Mapped[str]
    token: Mapped[str]
    seed: Mapped[str]
    length: Mapped[int]
    started_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    minutes: Mapped[int | None]
    extra_time_percent: Mapped[int] = mapped_column(server_default="0", default=0)
    grace_seconds: Mapped[int] = mapped_column(server_default="0", default=0)
    deadline: Mapped[datetime | None]


class Slot(Base):
    """One place in a sitting: a pinned item version and a seed.

    stage: which stage of a case is asked here, from 1; null for an item that is not a case.
    flagged: whether the person wants to come back to it: before an exam ends, or in a later quiz.
    """

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("sitting_id", "position"),
        # With the id, the newest slot of a version is one step away.
        Index("ix_slot_person_id_version_id_id", "person_id", "version_id", "id"),
    )

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id", ondelete="CASCADE"))
    position: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id", ondelete="RESTRICT"), index=True)
    seed: Mapped[str]
    stage: Mapped[int | None]
    flagged: Mapped[bool] = mapped_column(server_default=false(), default=False)


class Visit(Base):
    """One time that a slot of an exam was looked at, written when it was left.

    token: of the page, so that leaving twice is seen. seconds: from page to leaving, null where unknown.
    """

    __tablename__ = "visit"
    __table_args__ = (UniqueConstraint("slot_id", "token"),)

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"))
    token: Mapped[str]
    seconds: Mapped[float | None]
    left_at: Mapped[datetime]


class Step(Base):
    """What was done in a slot before the answer, and what it revealed.

    sequence: from 1 within the slot. step, revealed: as the item's format writes them.
    """

    __tablename__ = "step"
    __table_args__ = (UniqueConstraint("slot_id", "sequence"),)

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"))
    sequence: Mapped[int]
    step: Mapped[Document]
    revealed: Mapped[Document]
    taken_at: Mapped[datetime]


class Response(Base):
    """What was answered in a slot.

    token: made with the page, so that sending twice is seen. final: true on the one that counts, null on
    others. sureness: 1 guessing, 2 fairly sure, 3 certain, null when not said. seconds: from page to answer.
    In an exam each save is one, and final is set on the last of a slot when the exam is closed, or when the
    trainee goes on to the next stage of a case. partial: some parts were still open. late: it came after the
    end, and never counts.
    """

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("slot_id", "token"),
        UniqueConstraint("slot_id", "final"),
        CheckConstraint("sureness between 1 and 3", name="sureness_known"),
    )

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"))
    token: Mapped[str]
    final: Mapped[bool | None]
    answer: Mapped[Document]
    sureness: Mapped[int | None]
    seconds: Mapped[float | None]
    answered_at: Mapped[datetime]
    partial: Mapped[bool] = mapped_column(server_default=false(), default=False)
    late: Mapped[bool] = mapped_column(server_default=false(), default=False)


class Mark(Base):
    """What a response earned, by which rule, against which version. The newest ``sequence`` counts.

    scored: False where the answer is explained but enters no sum. signal: where something was to be found or
    not: ``hit``, ``miss``, ``false_alarm``, ``correct_rejection``; null elsewhere.
    correction_id: what made it another mark than the version that was asked gives.
    """

    __tablename__ = "mark"
    __table_args__ = (
        UniqueConstraint("response_id", "sequence"),
        CheckConstraint("points >= 0 and points <= out_of and out_of > 0", name="points_in_range"),
    )

    id: Mapped[Id]
    person_id: Mapped[PersonId]
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    sequence: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id", ondelete="RESTRICT"), index=True)
    rule: Mapped[str]
    rule_version: Mapped[int]
    points: Mapped[float]
    out_of: Mapped[float]
    parts: Mapped[list[Any]] = mapped_column(Json)
    dangerous: Mapped[bool]
    scored: Mapped[bool]
    signal: Mapped[str | None]
    reason: Mapped[str | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    marked_at: Mapped[datetime]
    correction_id: Mapped[int | None] = mapped_column(ForeignKey("correction.id", ondelete="RESTRICT"))


class Correction(Base):
    """An act by which answers to some versions of an item were marked anew.

    kind: ``key`` (by the key of ``version_id``), ``full`` or ``left_out`` (voided: full marks for all, or in
    no sum), ``undo`` (of ``undoes_id``). account_id: None for a command, and for an account that has gone.
    reason: Markdown, for trainees too. counts: what changed, as ``Tally`` says it (quiz/correcting/tally.py).
    life: the item's state and published number, ``before`` and ``after``.
    """

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint("kind in ('key', 'full', 'left_out', 'undo')", name="known_kind"),
        UniqueConstraint("undoes_id"),
        Index("ix_correction_item_id_id", "item_id", "id"),
    )

    id: Mapped[Id]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    kind: Mapped[str]
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey("item_version.id", ondelete="RESTRICT"), index=True
    )
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("correction.id", ondelete="RESTRICT"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str]
    counts: Mapped[Document]
    life: Mapped[Document]
    at: Mapped[datetime]


class Ruling(Base):
    """How answers to a version are marked since a correction. The newest counts, for later answers too.

    marked_as_id: the version by whose key. credit: ``full`` or ``left_out`` where it was voided, else null.
    """

    __tablename__ = "ruling"
    __table_args__ = (CheckConstraint("credit in ('full', 'left_out')", name="known_credit"),)

    version_id: Mapped[int] = mapped_column(
        ForeignKey("item_version.id", ondelete="CASCADE"), primary_key=True
    )
    correction_id: Mapped[int] = mapped_column(
        ForeignKey("correction.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    marked_as_id: Mapped[int] = mapped_column(ForeignKey("item_version.id", ondelete="RESTRICT"), index=True)
    credit: Mapped[str | None]
