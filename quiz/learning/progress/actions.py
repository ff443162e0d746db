"""Rolling up a person's marks: the next ones, or all of them anew. Nothing here commits."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, and_, case, delete, func, update
from sqlalchemy.dialects.postgresql import insert as insert_unless_there  # SQLite understands it, too

from quiz.db import Base, begin_writing, db
from quiz.learning.progress import queries
from quiz.learning.progress.models import LastMeeting, Progress, WeekTally
from quiz.learning.progress.queries import Standing
from quiz.learning.progress.reckoning import SUMS, Question, reckoned
from quiz.learning.review.queries import count_marks

BATCH = 1000  # marks in one write transaction, so that nobody else waits for long
_progress: Table = Base.metadata.tables[Progress.__tablename__]
_meetings: Table = Base.metadata.tables[LastMeeting.__tablename__]
_weeks: Table = Base.metadata.tables[WeekTally.__tablename__]


def catch_up(standing: Standing, *, zone: ZoneInfo) -> Standing:
    """Roll up a person's next marks, in a write transaction of its own; return how they stand then.

    Commit, and call again while it is stale. What rests on marks that have gone, or have come in behind as
    those of a guest do, is forgotten and made anew. zone: by which weeks are told, where none was chosen yet.
    """
    person_id = standing.person_id
    marks = queries.next_marks(person_id, after=standing.last_mark, limit=BATCH)
    if not marks:
        count = count_marks(person_id)
        if count == standing.marks_seen:
            return replace(standing, marks=count)
        begin_writing()
        forget([person_id])
        return replace(standing, marks_seen=0, last_mark=0, marks=count)
    kept_zone = standing.counted_zone or zone.key
    told = queries.told_by({mark.version for mark in marks})
    found = reckoned(marks, told, ZoneInfo(kept_zone))
    begin_writing()
    seen = standing.marks_seen + len(marks)
    if not _advance(standing, marks_seen=seen, last_mark=marks[-1].id, time_zone=kept_zone):
        # Somebody else, in another tab perhaps, has rolled them up meanwhile.
        db.session.rollback()
        return queries.standing_of(person_id) or replace(standing, marks=0, marks_seen=0)
    if found.meetings:
        db.session.execute(_ADD_MEETINGS, [{"person_id": person_id, **row} for row in found.meetings])
        db.session.execute(_ADD_WEEKS, [{"person_id": person_id, **row} for row in found.weeks])
    if found.in_doubt:
        _look_for_harm(person_id, found.in_doubt)
    return replace(standing, marks_seen=seen, last_mark=marks[-1].id, counted_zone=kept_zone)


def forget(person_ids: Collection[int]) -> None:
    """Forget what is rolled up of people; it is made again when it is needed next.

    Nobody has to call it: marks that come, go or are corrected are noticed. It is for making all anew.
    """
    for table in (Progress, LastMeeting, WeekTally):
        db.session.execute(delete(table).where(table.person_id.in_(person_ids)))


def _advance(standing: Standing, **to: Any) -> bool:
    """Say how far marks are rolled up, and keep others from it until the commit; whether nobody was first."""
    new = insert_unless_there(_progress).values(person_id=standing.person_id, **to)
    as_before = and_(
        _progress.c.marks_seen == standing.marks_seen, _progress.c.last_mark == standing.last_mark
    )
    statement = new.on_conflict_do_update(
        index_elements=[_progress.c.person_id], set_=to, where=as_before
    ).returning(_progress.c.person_id)
    return db.session.execute(statement).one_or_none() is not None


def _look_for_harm(person_id: int, questions: Collection[Question]) -> None:
    """Find the last dangerous miss of questions anew, from all their answers: a mark of one was corrected."""
    found = queries.harmed(person_id, questions)
    for item_id, stage in sorted(questions):
        harm = found.get((item_id, stage))
        db.session.execute(
            update(LastMeeting)
            .where(
                LastMeeting.person_id == person_id,
                LastMeeting.item_id == item_id,
                LastMeeting.stage == stage,
            )
            .values(
                harmed_slot_id=harm and harm.slot_id,
                harmed_sitting_id=harm and harm.sitting_id,
                harmed_position=harm and harm.position,
                harmed_at=harm and harm.at,
            )
        )


def _adding_meetings() -> Any:
    """Return the statement that adds meetings: of two with one question the later stays, and so with harm."""
    new = insert_unless_there(_meetings)
    met_later = new.excluded.slot_id >= _meetings.c.slot_id
    harmed_later = new.excluded.harmed_slot_id >= func.coalesce(_meetings.c.harmed_slot_id, 0)
    keys = _meetings.primary_key.columns.keys()
    return new.on_conflict_do_update(
        index_elements=list(_meetings.primary_key),
        set_={
            column.name: case(
                (harmed_later if column.name.startswith("harmed") else met_later, new.excluded[column.name]),
                else_=column,
            )
            for column in _meetings.columns
            if column.name not in keys
        },
    )


def _adding_weeks() -> Any:
    """Return the statement that adds sums to those of their weeks."""
    new = insert_unless_there(_weeks)
    return new.on_conflict_do_update(
        index_elements=list(_weeks.primary_key),
        set_={name: _weeks.c[name] + new.excluded[name] for name in SUMS},
    )


_ADD_MEETINGS, _ADD_WEEKS = _adding_meetings(), _adding_weeks()
