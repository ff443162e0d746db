"""Writing the record: beginning a sitting, recording a response with its mark, closing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError

from question_bank import Response as Answer
from question_bank import Score
from question_bank.formats.contract import ItemFormat
from quiz.accounts.models import Person
from quiz.bank.models import Bank
from quiz.db import db, run
from quiz.sittings import models, policy
from quiz.sittings.choosing import Candidate
from quiz.sittings.queries import Place
from quiz.sittings.rescoring import Earned, earned

# A row per answer would make the person a hot row; a day is fine enough to know who has gone.
SEEN_EVERY = timedelta(days=1)

_NEW_RESPONSE = insert(models.Response.__table__).returning(models.Response.__table__.c.id)  # type: ignore[arg-type]
_NEW_MARK = insert(models.Mark.__table__)  # type: ignore[arg-type]
_CLOSE = (
    update(models.Sitting.__table__)  # type: ignore[arg-type]
    .where(models.Sitting.id == bindparam("of"), models.Sitting.closed_at.is_(None))
    .values(closed_at=bindparam("at"))
)


@dataclass(frozen=True)
class Allowance:
    """The time an exam gives, the person's extra not counted. minutes: None for what its length suggests."""

    minutes: int | None
    grace_seconds: int


class AlreadyTaken(Exception):
    """Another tab or a double click took a step of this number first."""


class AlreadyAnswered(Exception):
    """The slot has its answer: a double click, a second tab, or a reply that was lost."""


def begin_sitting(
    person: Person,
    *,
    bank: Bank,
    title: str,
    token: str,
    seed: str,
    chosen: Sequence[Candidate],
    exam: Allowance | None = None,
    now: datetime,
) -> models.Sitting:
    """Begin a sitting, each slot pinned to the version published now; an exam where it has an allowance.

    A case takes as many slots as it has stages, one after the other.
    """
    asked = [
        (candidate.version_id, stage if candidate.stages > 1 else None)
        for candidate in chosen
        for stage in range(1, candidate.stages + 1)
    ]
    sitting = models.Sitting(
        person_id=person.id,
        bank_id=bank.id,
        mode=policy.EXAM if exam else policy.TUTOR,
        title=title,
        token=token,
        seed=seed,
        length=len(asked),
        started_at=now,
    )
    if exam:
        sitting.minutes = exam.minutes or policy.minutes_for(len(asked))
        sitting.extra_time_percent = person.extra_time_percent
        sitting.grace_seconds = exam.grace_seconds
        sitting.deadline = policy.deadline_of(
            now, minutes=sitting.minutes, extra_time_percent=sitting.extra_time_percent
        )
    db.session.add(sitting)
    db.session.flush()
    rows = [
        {
            "person_id": person.id,
            "sitting_id": sitting.id,
            "position": position,
            "version_id": version_id,
            "seed": f"{seed}/{position}",
            "stage": stage,
        }
        for position, (version_id, stage) in enumerate(asked, 1)
    ]
    db.session.execute(insert(models.Slot), rows)
    person.seen_at = now
    return sitting


def record_response(
    place: Place,
    *,
    answer: Answer,
    score: Score,
    fmt: ItemFormat,
    token: str,
    sureness: int | None,
    seconds: float | None,
    now: datetime,
) -> None:
    """Add a response and its mark; close the sitting with its last answer.

    score: by the key of ``place.marked_as_id``, as ``fmt`` marks; what was voided is seen to here.

    Call inside a write transaction, with a place loaded in it. Raises AlreadyAnswered when another got there
    first; the transaction is then of no use and must be rolled back.
    """
    response = {
        "person_id": place.person_id,
        "slot_id": place.slot_id,
        "token": token,
        "final": True,
        "answer": answer.model_dump(mode="json"),
        "sureness": sureness,
        "seconds": seconds,
        "answered_at": now,
    }
    try:
        row = run(_NEW_RESPONSE, response)
    except IntegrityError as problem:
        if "uq_response_slot_id" in str(problem.orig) or "response.slot_id" in str(problem.orig):
            raise AlreadyAnswered from problem
        raise
    # A correction that came while somebody answered is told to them with their answer.
    mark = mark_row(
        earned(score, fmt, version_id=place.marked_as_id, credit=place.credit),
        person_id=place.person_id,
        response_id=row.scalar_one(),
        sequence=1,
        now=now,
        correction_id=place.correction_id,
    )
    run(_NEW_MARK, mark)
    if place.answered_count + 1 >= place.length:
        close_sitting(place.sitting_id, now=now)
    note_seen(place, now=now)


def mark_row(
    earned: Earned,
    *,
    person_id: int,
    response_id: int,
    sequence: int,
    now: datetime,
    correction_id: int | None = None,
    reason: str | None = None,
    account_id: int | None = None,
) -> dict[str, Any]:
    """Return the row of a mark. reason, account_id: why and by whom, where an answer is marked again."""
    score = earned.score
    return {
        "person_id": person_id,
        "response_id": response_id,
        "sequence": sequence,
        "version_id": earned.version_id,
        "rule": earned.rule,
        "rule_version": earned.rule_version,
        "points": score.points,
        "out_of": score.out_of,
        "parts": [[part.name, part.points, part.out_of] for part in score.parts],
        "dangerous": score.dangerous,
        "scored": score.scored,
        "signal": score.signal,
        "reason": reason,
        "account_id": account_id,
        "marked_at": now,
        "correction_id": correction_id,
    }


def note_seen(place: Place, *, now: datetime) -> None:
    """Note that the person of a slot is still there."""
    if now - place.seen_at > SEEN_EVERY:
        run(update(Person.__table__).where(Person.id == place.person_id).values(seen_at=now))  # type: ignore[arg-type]


def record_step(
    place: Place, *, sequence: int, step: dict[str, Any], revealed: dict[str, Any], now: datetime
) -> None:
    """Add a step and what it revealed. Call inside a write transaction. Raises AlreadyTaken."""
    row = {
        "person_id": place.person_id,
        "slot_id": place.slot_id,
        "sequence": sequence,
        "step": step,
        "revealed": revealed,
        "taken_at": now,
    }
    try:
        db.session.execute(insert(models.Step), row)
    except IntegrityError as problem:
        raise AlreadyTaken from problem


def close_sitting(sitting_id: int, *, now: datetime) -> None:
    """Close a sitting; one that is closed stays as it was."""
    run(_CLOSE, {"of": sitting_id, "at": now})
