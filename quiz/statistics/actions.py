"""Counting first answers: going on, beginning again, and letting go of people. Nothing here commits."""

import logging
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.dialects.postgresql import insert as insert_unless_there  # SQLite understands it, too

from question_bank.formats.contract import response_of
from quiz.accounts import leaving
from quiz.bank.published.queries import reading
from quiz.db import begin_writing, db, writes_alone
from quiz.statistics import queries, tallying
from quiz.statistics.models import Counting, FirstAnswer, PeerTally
from quiz.statistics.queries import Counted, Marked, Question

log = logging.getLogger(__name__)

BATCH = 500  # marks in one write transaction, so that nobody else waits for long
SETTLES = timedelta(minutes=15)  # how long a transaction that took an id may take to write it
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def count_on(*, now: datetime, limit: int = BATCH, wait: bool = False) -> int | None:
    """Count the next marks, in a write transaction of its own; return how many there were.

    Commit, and call again until there are none. None where somebody else counted meanwhile, or is at it and
    one does not wait.
    """
    begin_writing()
    last = queries.last_counted()
    if last is None:
        new = {"id": 1, "last_mark": 0, "counted_at": NEVER}
        db.session.execute(insert_unless_there(Counting).values(new).on_conflict_do_nothing())
        last = 0
    marks = list(_settled(queries.marks(after=last, limit=limit), last, now))
    if marks:
        queries.hold_people({mark.person_id for mark in marks})
    counting = queries.locked_counting(wait=wait)
    if counting is None or counting.last_mark != last:
        return None
    if marks:
        _count(marks)
        counting.last_mark = marks[-1].id
    else:
        # SQLite gives the ids of rows that went to new ones.
        counting.last_mark = min(last, queries.newest_mark_id())
    counting.counted_at = now
    db.session.flush()
    return len(marks)


def start_over() -> None:
    """Forget every count, in a write transaction of its own; ``count_on`` then begins with the first mark."""
    begin_writing()
    queries.locked_counting(wait=True)
    for table in (FirstAnswer, PeerTally, Counting):
        db.session.execute(delete(table))


@leaving.tell_me
def forget(person_ids: Collection[int], into: int | None = None) -> None:
    """Take the answers of people out of the counts, in the transaction in which they go, before they do.

    into: the person who takes over their work: then only what that person has answered, too, for each person
    counts once; the rest goes on to be counted as theirs.
    """
    if not person_ids:
        return
    queries.hold_people(person_ids, to_go=True)
    counting = queries.locked_counting(wait=True)
    if counting is None:
        return
    gone = queries.counted_of(person_ids, taken_by=into)
    tallies = queries.tallies({one.item_id for one in gone})
    for one in gone:
        tally = tallies.get((one.row.item_id, one.row.measures_as, one.row.stage))
        if tally is not None:
            tallying.add(tally, one.row.share, _chosen(one), times=-1)
    rows = [one.response_id for one in gone]
    db.session.flush()
    db.session.execute(delete(FirstAnswer).where(FirstAnswer.response_id.in_(rows)))
    if into is None:
        counting.last_mark = min(counting.last_mark, queries.newest_mark_id(without=person_ids))
    db.session.flush()


def _settled(marks: Iterable[Marked], last: int, now: datetime) -> Iterator[Marked]:
    """Yield marks up to the first that may have one before it that is still on its way.

    Ids are given out in order and written in any. One that is missing may come yet, unless it is long ago.
    """
    in_order = writes_alone()
    for mark in marks:
        if not in_order and mark.id > last + 1 and now - mark.marked_at < SETTLES:
            return
        last = mark.id
        yield mark


def _count(marks: Collection[Marked]) -> None:
    items = {mark.item_id for mark in marks}
    known: dict[tuple[int, Question], Any] = {
        (row.person_id, (row.item_id, row.measures_as, row.stage)): row
        for row in queries.first_answers({mark.person_id for mark in marks}, items)
    }
    tallies, new = queries.tallies(items), list[FirstAnswer]()
    for mark in marks:
        key, share = (mark.person_id, mark.question), mark.counted_share
        first = known.get(key)
        if first is None and mark.sequence == 1 and not mark.is_staff:
            if mark.question not in tallies:
                tallies[mark.question] = tallying.empty(*mark.question)
                db.session.add(tallies[mark.question])
            tallying.add(tallies[mark.question], share, _chosen(mark))
            item_id, measures_as, stage = mark.question
            known[key] = FirstAnswer(
                person_id=mark.person_id,
                item_id=item_id,
                measures_as=measures_as,
                stage=stage,
                response_id=mark.response_id,
                share=share,
            )
            new.append(known[key])
        elif first is not None and first.response_id == mark.response_id:
            tallying.mark_again(tallies[mark.question], before=first.share, after=share)
            first.share = share
    columns = FirstAnswer.__table__.columns.keys()
    if new:
        rows = [{name: getattr(row, name) for name in columns} for row in new]
        db.session.execute(insert(FirstAnswer), rows)


def _chosen(answer: Marked | Counted) -> tuple[str, ...]:
    """Return what was chosen in an answer; nothing where its item can no longer be read."""
    try:
        read = reading(answer.version_id, answer.digest, answer.bank_loaded_at, answer.stage)
        return read.format.chosen(read.item, response_of(read.format, answer.answer))
    except (LookupError, ValueError):
        log.exception("what was chosen in response %s cannot be read", answer.response_id)
        return ()
