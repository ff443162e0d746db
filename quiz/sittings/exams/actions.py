"""Writing the record of an exam: saving answers, leaving and flagging slots, going on in a case, closing.

All but ``close_exam`` are called inside a write transaction that holds the exam's lock, with a place loaded
in it. So saves of one exam come one after the other, and none comes while it is being closed.
"""

import logging
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, update

from question_bank import Response as Answer
from question_bank import Score
from question_bank.formats.contract import ItemFormat, Taken, response_of
from quiz.bank.published import queries as bank_queries
from quiz.db import db
from quiz.sittings.actions import mark_row, note_seen
from quiz.sittings.exams import queries
from quiz.sittings.models import Mark, Response, Sitting, Slot, Visit
from quiz.sittings.policy import Arrival, Save, adds, arrival
from quiz.sittings.queries import Place, hold
from quiz.sittings.rescoring import earned

log = logging.getLogger(__name__)


def save_response(
    place: Place,
    *,
    answer: Answer,
    partial: bool = False,
    token: str,
    sureness: int | None,
    seconds: float | None,
    now: datetime,
) -> Arrival:
    """Add a response unless it says nothing new, and return what becomes of it.

    token: the page's, with the number of the save where a script counts them (``policy.Save``). seconds: from
    page to answer; time spent on the slot before is added. Nothing is stored of what is refused.
    """
    came = arrival(place.state, now)
    if came is Arrival.REFUSED:
        return came
    document = answer.model_dump(mode="json")
    before = [each.as_save for each in queries.saves(place.slot_id)]
    save = Save.of(token, (document, sureness))
    if not adds(save, before):
        return came
    if any(each.token == token for each in before):  # an old page was changed and sent once more
        token = f"{save.page}~again-{secrets.randbits(40)}"
    if came is Arrival.IN_GRACE and place.deadline:
        after = (now - place.deadline).total_seconds()
        log.info("exam %s: answer %.1f s after the deadline, within its grace", place.sitting_id, after)
    row = {
        "person_id": place.person_id,
        "slot_id": place.slot_id,
        "token": token,
        "final": None,
        "answer": document,
        "sureness": sureness,
        "seconds": None if seconds is None else seconds + queries.seconds_before(place.slot_id),
        "answered_at": now,
        "partial": partial,
        "late": came is Arrival.LATE,
    }
    db.session.execute(insert(Response), row)
    note_seen(place, now=now)
    return came


def renew_search(place: Place, fmt: ItemFormat, taken: Sequence[Taken], *, now: datetime) -> None:
    """Let the answer that is saved rest on all steps taken, where the trainee explored on after saving it."""
    saved = queries.newest(place.slot_id)
    if saved is None or fmt.exploration is None:
        return
    answer = fmt.exploration.carried(response_of(fmt, saved.answer), taken)
    row = {
        "person_id": place.person_id,
        "slot_id": place.slot_id,
        "token": f"{Save.of(saved.token, None).page}~step-{len(taken)}",
        "final": None,
        "answer": answer.model_dump(mode="json"),
        "sureness": saved.sureness,
        "seconds": saved.seconds,
        "answered_at": now,
        "partial": saved.partial,
        "late": False,
    }
    db.session.execute(insert(Response), row)


def note_visit(place: Place, *, token: str, seconds: float | None, now: datetime) -> None:
    """Note that a slot was looked at, and for how long; once for each page."""
    row = {"person_id": place.person_id, "slot_id": place.slot_id, "token": token}
    if not queries.is_noted(place.slot_id, token):
        db.session.execute(insert(Visit), {**row, "seconds": seconds, "left_at": now})


def flag(place: Place, *, on: bool) -> None:
    """Flag a slot to come back to, or take the flag away."""
    db.session.execute(update(Slot).where(Slot.id == place.slot_id).values(flagged=on))


def go_on_in_case(place: Place) -> bool:
    """Fix the answer to a stage of a case, so that the next one opens. Returns whether there is one."""
    newest = queries.newest_id(place.slot_id)
    if newest is not None:
        db.session.execute(update(Response).where(Response.id == newest).values(final=True))
    return newest is not None


Marked = dict[tuple[int, int], tuple[Score, ItemFormat]]


def marked(sitting_id: int) -> Marked:
    """Mark what counts in an exam as it stands. Writes nothing.

    The keys of the mapping are the response's id and that of the version it is marked by.
    """
    return {(each.response_id, each.marked_as_id): _mark(each) for each in queries.counted(sitting_id)}


def close_exam(sitting_id: int, *, marked_before: Marked, now: datetime) -> list[int]:
    """Close an exam, and write the marks of what counts in it. Returns the ids of the responses marked.

    Call inside a write transaction. Whoever closes first writes the marks; one that is closed stays as it is.
    marked_before: what ``marked`` gave outside, so that nothing slow happens in here.
    """
    claim = update(Sitting).where(Sitting.id == sitting_id, Sitting.closed_at.is_(None)).values(closed_at=now)
    if not db.session.execute(claim.returning(Sitting.id)).all():
        return []
    hold(*queries.versions(sitting_id))
    counted = queries.counted(sitting_id)
    ids = [each.response_id for each in counted]
    rows = []
    for each in counted:
        score, fmt = marked_before.get((each.response_id, each.marked_as_id)) or _mark(each)
        rows.append(
            mark_row(
                earned(score, fmt, version_id=each.marked_as_id, credit=each.credit),
                person_id=each.person_id,
                response_id=each.response_id,
                sequence=1,
                now=now,
                correction_id=each.correction_id,
            )
        )
    if rows:
        db.session.execute(update(Response).where(Response.id.in_(ids)).values(final=True))
        db.session.execute(insert(Mark), rows)
    return ids


def _mark(counted: queries.Counted) -> tuple[Score, ItemFormat]:
    reading = bank_queries.reading(
        counted.marked_as_id, counted.digest, counted.bank_loaded_at, counted.stage
    )
    fmt = reading.format
    return fmt.mark(reading.item, response_of(fmt, counted.answer)), fmt
