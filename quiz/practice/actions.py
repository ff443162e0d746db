"""Conducting a sitting: the trainee's acts, each through the features below."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from question_bank import Response as Answer
from question_bank.formats.contract import Taken
from quiz.accounts.guests import make_guest, person_of
from quiz.accounts.visitor import Visitor, remember
from quiz.bank.models import Bank
from quiz.bank.published import queries as bank_queries
from quiz.db import begin_writing, db, writing
from quiz.errors import Conflict
from quiz.practice.building.actions import remember_settings
from quiz.practice.building.matching import UNSEEN, Pool, Wishes, matching
from quiz.sittings import actions, policy, queries
from quiz.sittings.choosing import Candidate, choose
from quiz.sittings.exams import actions as exam_actions
from quiz.sittings.exams import queries as exam_queries


@dataclass(frozen=True)
class Stored:
    """What became of an answer. first: whether this very sending stored it."""

    place: queries.Place
    first: bool


def start(
    visitor: Visitor,
    *,
    bank: Bank,
    pool: Pool,
    wishes: Wishes,
    title: str,
    length: int,
    exam: actions.Allowance | None = None,
    remembered: Mapping[str, list[str]] | None = None,
    token: str,
    time_zone: str | None,
    now: datetime,
) -> int | None:
    """Begin a sitting for the visitor, who becomes a guest if nobody knows them yet. Returns its id.

    exam: its time; None for tutor mode. remembered: settings to offer them next time. The same token begins
    one sitting, however often it is sent. None when nothing matches, or nothing that finds room.
    """
    if (begun := queries.began_with(visitor, token)) is not None:
        return begun
    seed = secrets.token_hex(8)
    chosen = draw(pool, wishes, length=length, seed=seed)
    if not chosen:
        return None
    asked = sum(candidate.stages for candidate in chosen)
    title = f"{title}, {asked} question{'' if asked == 1 else 's'}"
    begin_writing()
    person = person_of(visitor) or make_guest(now=now, time_zone=time_zone)
    try:
        sitting = actions.begin_sitting(
            person, bank=bank, title=title, token=token, seed=seed, chosen=chosen, exam=exam, now=now
        )
    except IntegrityError:
        db.session.rollback()
        begun = queries.began_with(visitor, token)
        if begun is None:
            raise
        return begun
    if remembered:
        remember_settings(person, bank, remembered, now=now)
    if person.id != visitor.id:
        remember(Visitor(person.id, person.epoch))
    return sitting.id


def draw(pool: Pool, wishes: Wishes, *, length: int, seed: str) -> list[Candidate]:
    """Choose the items of a sitting: the one place where they are chosen, whatever its mode."""
    met = {item_id: meeting.put for item_id, meeting in pool.meetings.items()}
    kinds = matching(pool, wishes).kinds.values()
    over = {item_id for item_id, meeting in pool.meetings.items() if not meeting.waits}
    return choose(kinds, met, count=length, seed=seed, but=over if wishes.among == UNSEEN else ())


def explore(
    visitor: Visitor, place: queries.Place, taken: Sequence[Taken], step: Any, *, now: datetime
) -> Taken:
    """Take one step of a slot that is explored before it is answered: record it, and what it reveals.

    Raises Conflict when the slot takes no more steps, when it has its answer, or when another window took a
    step meanwhile.
    """
    reading = bank_queries.reading(place.version_id, place.digest, place.bank_loaded_at, place.stage)
    exploration = reading.format.exploration
    if exploration is None or len(taken) >= exploration.most:
        raise Conflict("No more steps are taken here. Go on to your answer.")
    revealed = exploration.probe(reading.item, taken, step)
    begin_writing()
    in_exam = place.mode == policy.EXAM
    if in_exam:
        exam_queries.lock(place.sitting_id)
    place = queries.place(visitor, place.sitting_id, place.position)
    if not policy.may_explore(place.state, now):
        if in_exam:
            raise Conflict(
                "The time is over, or you went on from this step. Nothing more can be tried out here."
            )
        raise Conflict("This question is answered, so nothing more can be tried out in it.")
    try:
        actions.record_step(
            place,
            sequence=len(taken) + 1,
            step=step.model_dump(mode="json"),
            revealed=revealed.model_dump(mode="json"),
            now=now,
        )
    except actions.AlreadyTaken as problem:
        db.session.rollback()
        raise Conflict("Another step was taken at the same moment. Reload the page and go on.") from problem
    if in_exam:
        exam_actions.renew_search(place, reading.format, [*taken, Taken(step, revealed)], now=now)
    return Taken(step, revealed)


def answer(
    visitor: Visitor,
    place: queries.Place,
    given: Answer,
    *,
    token: str,
    sureness: int | None,
    seconds: float | None,
    now: datetime,
) -> Stored:
    """Store an answer with its mark in one write transaction, or find the one that is stored already.

    Raises Conflict when the sitting has been closed meanwhile.
    """
    before, marking = place, as_marked(place)
    score = marking.format.mark(marking.item, given)
    try:
        with writing():
            queries.hold(place.version_id)
            place = queries.place(visitor, place.sitting_id, place.position)
            if place.given is not None:
                return Stored(place, first=place.given.token == token)
            if not policy.may_answer(place.state):
                raise Conflict("This quiz was finished in another window, so the answer was not taken.")
            if place.marked_as_id != before.marked_as_id:  # the key was corrected in this very moment
                marking = as_marked(place)
                score = marking.format.mark(marking.item, given)
            actions.record_response(
                place,
                answer=given,
                score=score,
                fmt=marking.format,
                token=token,
                sureness=sureness,
                seconds=seconds,
                now=now,
            )
    except actions.AlreadyAnswered:
        return Stored(queries.place(visitor, place.sitting_id, place.position), first=False)
    return Stored(place, first=True)


def as_marked(place: queries.Place) -> bank_queries.Reading:
    """Return the version by whose key an answer is marked."""
    return bank_queries.reading(place.marked_as_id, place.marked_as_digest, place.bank_loaded_at, place.stage)
