"""What people answered first, counted by question. All of it is derived, and can be made again from marks.

A question is what versions of an item that measure the same ask; of a case it is one stage.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from quiz.db import Base, BigId, Json


class Counting(Base):
    """How far marks are counted: one row, which whoever counts has locked.

    last_mark: the highest id of a mark that was counted. counted_at: when somebody last counted.
    """

    __tablename__ = "counting"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    last_mark: Mapped[int]
    counted_at: Mapped[datetime]


class FirstAnswer(Base):
    """The answer of a person to a question that was counted: the first that was marked.

    share: of the points by the newest mark that was counted, 0..1; null where it was not scored, and of a
    rapid guess.
    """

    __tablename__ = "first_answer"

    # No index of its own: the primary key begins with it.
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    measures_as: Mapped[int] = mapped_column(BigId, primary_key=True)
    stage: Mapped[int] = mapped_column(BigId, primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), unique=True)
    share: Mapped[float | None]


class PeerTally(Base):
    """First answers to a question, one of each person.

    stage: from 1 in a case, else 0, as in ``FirstAnswer``.
    n: how many. scored: how many of them are in ``points``, the sum of their shares; in_full, in_part: how
    many of those had all of the points, or some. choices: how many by what was chosen, as formats name it.
    """

    __tablename__ = "peer_tally"

    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    measures_as: Mapped[int] = mapped_column(BigId, primary_key=True)
    stage: Mapped[int] = mapped_column(BigId, primary_key=True)
    n: Mapped[int]
    scored: Mapped[int]
    points: Mapped[float]
    in_full: Mapped[int]
    in_part: Mapped[int]
    choices: Mapped[dict[str, Any]] = mapped_column(Json)
