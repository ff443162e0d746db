"""What reviewers answered and decided. Rows are only ever added; each is about one version."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quiz.db import Base, Document, Id


class BlindAnswer(Base):
    """What a reviewer answered before they saw the key: once for an item, once for each stage of a case.

    stage: counted from 1. answer: the response, as the answers of trainees are stored. verdict: how it was
    explained then: right, partly, wrong or noted. doubts: what they noted. borderline: of a hundred trainees
    who only just know enough, how many would get it right (Angoff).
    """

    __tablename__ = "blind_answer"
    __table_args__ = (
        UniqueConstraint("version_id", "account_id", "stage"),
        CheckConstraint("borderline >= 0 and borderline <= 100", name="known_share"),
    )

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    stage: Mapped[int]
    answer: Mapped[Document]
    verdict: Mapped[str]
    doubts: Mapped[str]
    borderline: Mapped[int]
    at: Mapped[datetime]


class Decision(Base):
    """What a reviewer decided of a version after they had seen the key. The last one counts."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("verdict in ('approve', 'changes')", name="known_verdict"),
        Index("ix_decision_version_id_id", "version_id", "id"),
    )

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    verdict: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime]
