"""What pages of progress read instead of answers: rolled up from marks, by question and by week.

All of it is derived, and may change: ``flask learning rebuild`` makes it again.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from quiz.db import Base, BigId


class Progress(Base):
    """How far a person's marks are rolled up.

    marks_seen, last_mark: how many marks are in it, and the highest id of them; whoever has another number of
    marks has progress that is stale. time_zone: of the person when it was begun, by which weeks are told.
    """

    __tablename__ = "progress"

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    marks_seen: Mapped[int]
    last_mark: Mapped[int]
    time_zone: Mapped[str]


class LastMeeting(Base):
    """How a person answered a question last, by its newest mark. A question is an item, or a stage of a case.

    stage: from 1 in a case, else 0. topic, objective, step, format, pair: of the version that was asked; pair
    is the slug of the item it makes a minimal pair with, or empty. slot_id: where; higher ones came later.
    share: of the points, 0..1; null where nothing was scored. harmed_*: where and when the answer was last a
    dangerous miss, however it was answered since.

    The numbers of places are no foreign keys: these rows go with their person, and no index has to be kept.
    """

    __tablename__ = "last_meeting"

    # No index of its own: the primary key begins with it.
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    stage: Mapped[int] = mapped_column(BigId, primary_key=True)
    slot_id: Mapped[int]
    sitting_id: Mapped[int]
    position: Mapped[int]
    topic: Mapped[str]
    objective: Mapped[str]
    step: Mapped[str]
    format: Mapped[str]
    pair: Mapped[str]
    at: Mapped[datetime]
    share: Mapped[float | None]
    sureness: Mapped[int | None]
    seconds: Mapped[float | None]
    dangerous: Mapped[bool]
    signal: Mapped[str | None]
    harmed_slot_id: Mapped[int | None]
    harmed_sitting_id: Mapped[int | None]
    harmed_position: Mapped[int | None]
    harmed_at: Mapped[datetime | None]


class WeekTally(Base):
    """All answers of a person in a week, by how sure they were; of a case each stage is one.

    week: its Monday. sureness: 1 guessing, 2 fairly sure, 3 certain, 0 not said. answers: how many; scored:
    how many of them count. points: sum of the shares these earned; in_full: how many of them earned all.
    seconds: how long the ``timed`` ones took. chance: sum of the chances of a blind answer, over the
    ``chances`` scored answers of which it is known.
    """

    __tablename__ = "week_tally"
    __table_args__ = (CheckConstraint("sureness between 0 and 3", name="sureness_known"),)

    # No index of its own: the primary key begins with it.
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    week: Mapped[date] = mapped_column(primary_key=True)
    sureness: Mapped[int] = mapped_column(BigId, primary_key=True)
    answers: Mapped[int]
    scored: Mapped[int]
    points: Mapped[float]
    in_full: Mapped[int]
    seconds: Mapped[float]
    timed: Mapped[int]
    chance: Mapped[float]
    chances: Mapped[int]
