"""Conducting an exam: leaving a page of it with all it carries, and closing it."""

import logging
from dataclasses import dataclass
from datetime import datetime

from question_bank import Response as Answer
from quiz.accounts.visitor import Visitor
from quiz.db import begin_writing
from quiz.sittings import queries as sittings
from quiz.sittings.exams import actions, queries
from quiz.sittings.policy import Arrival, Save
from quiz.sittings.queries import Place

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    """What a page of an exam sends.

    answer: None where nothing was chosen. partial: parts of it are still open. token: as in
    ``policy.Save``. seconds: since the page was made. flag: on or off, None to leave it. leaves: whether the
    page is left. goes_on: from this stage of a case for good.
    """

    answer: Answer | None
    partial: bool
    token: str
    sureness: int | None
    seconds: float | None
    flag: bool | None
    leaves: bool
    goes_on: bool


def take(visitor: Visitor, place: Place, sent: Sent, *, now: datetime) -> Arrival | None:
    """Record what a page of an exam sent, and return what became of its answer, if it had one."""
    begin_writing()
    queries.lock(place.sitting_id)
    place = sittings.place(visitor, place.sitting_id, place.position)
    came = None
    if sent.answer is not None:
        came = actions.save_response(
            place,
            answer=sent.answer,
            partial=sent.partial,
            token=sent.token,
            sureness=sent.sureness,
            seconds=sent.seconds,
            now=now,
        )
    if sent.flag is not None and place.closed_at is None:
        actions.flag(place, on=sent.flag)
    if sent.leaves:
        page = Save.of(sent.token, None).page
        actions.note_visit(place, token=page, seconds=sent.seconds, now=now)
    if sent.goes_on and came in (Arrival.IN_TIME, Arrival.IN_GRACE):
        actions.go_on_in_case(place)
    return came


def close_exam(sitting_id: int, *, now: datetime) -> list[int]:
    """Close an exam and write its marks; return the ids of the responses that got one.

    Begins the write transaction itself. None are returned when it was closed already, by whomever.
    """
    marked = actions.marked(sitting_id)
    begin_writing()
    return actions.close_exam(sitting_id, marked_before=marked, now=now)
