"""What becomes of an item: submitted, withdrawn, published, retired, brought back. Nothing here commits."""

from datetime import date, datetime, timedelta
from typing import Any

from question_bank import Response
from quiz.bank.history import note
from quiz.bank.preview import SEED, Asked
from quiz.bank.queries import Desk, Draft
from quiz.bank.reviewing.models import BlindAnswer, Decision
from quiz.bank.reviewing.policy import Move, refusal, state_after
from quiz.bank.reviewing.queries import Standing
from quiz.db import db
from quiz.errors import Conflict

DUE_AFTER = timedelta(days=14)
NOTED = {
    Move.SUBMIT: "item-submitted",
    Move.WITHDRAW: "item-withdrawn",
    Move.PUBLISH: "item-published",
    Move.RETIRE: "item-retired",
    Move.BRING_BACK: "item-brought-back",
}


def due_day(typed: str, *, today: date) -> date:
    """Return the day by which a review is due: as it was typed, or in two weeks. Raises Conflict."""
    if not typed.strip():
        return today + DUE_AFTER
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError as problem:
        raise Conflict("Write the day as 2027-11-20.") from problem
    if day < today:
        raise Conflict("The day by which the review is due has gone by.")
    return day


def make(move: Move, desk: Desk, draft: Draft, standing: Standing, *, due: date, now: datetime) -> None:
    """Make a move with an item that is locked. due: the day of a review. Raises Conflict for a refusal."""
    if problem := refusal(move, standing.at):
        raise Conflict(problem)
    item, version = draft.item, draft.newest
    unreviewed = move is Move.PUBLISH and not standing.at.approved
    item.state = state_after(move, standing.phase)
    item.review_due = due.isoformat() if move is Move.SUBMIT else None
    if move is Move.PUBLISH:
        item.published_number = version.number
        if version.unreviewed != unreviewed:
            version.unreviewed = unreviewed
            desk.bank.loaded_at = now  # so that no page goes on telling what was read before
    if move is Move.BRING_BACK:
        item.published_number = None
    what = "item-published-unreviewed" if unreviewed else NOTED[move]
    detail = f"version {version.number}" + (f", due {item.review_due}" if item.review_due else "")
    note(desk.bank, what, detail, by=desk.me.account_id, now=now, item=item)
    db.session.flush()


def given(asked: Asked, form: Any) -> Response:
    """Return the response of a valid form, with the search it rests on where there is one."""
    fmt = asked.reading.format
    response = fmt.read_answer(form)
    return fmt.exploration.carried(response, asked.ready.taken) if fmt.exploration else response


def answer_blind(
    desk: Desk,
    draft: Draft,
    standing: Standing,
    asked: Asked,
    response: Response,
    *,
    stage: int,
    doubts: str,
    borderline: int,
    now: datetime,
) -> None:
    """Store what a reviewer answered before they saw the key. Raises Conflict where it is refused.

    stage: counted from 1. An answer that is there already stays as it is.
    """
    if problem := refusal(Move.REVIEW, standing.at):
        raise Conflict(problem)
    if stage <= standing.answered:
        return
    if stage != standing.answered + 1:
        raise Conflict("This stage comes later. Answer those before it first.")
    reading = asked.reading
    db.session.add(
        BlindAnswer(
            version_id=draft.newest.id,
            account_id=desk.me.account_id,
            stage=stage,
            answer=response.model_dump(mode="json"),
            verdict=reading.format.explain(reading.item, response, SEED).verdict,
            doubts=doubts,
            borderline=borderline,
            at=now,
        )
    )
    db.session.flush()


def decide(
    desk: Desk, draft: Draft, standing: Standing, *, approve: bool, said: str, is_asked: bool, now: datetime
) -> None:
    """Approve the newest version, or send it back with what is to change. Raises Conflict for a refusal.

    is_asked: whether it can be asked at all; what cannot is sent back without a blind answer.
    """
    if problem := refusal(Move.REVIEW, standing.at):
        raise Conflict(problem)
    if standing.is_blind and (approve or is_asked):
        raise Conflict("Answer it first, without the key.")
    if not approve and not said:
        raise Conflict("Say what is to change.")
    item, version = draft.item, draft.newest
    db.session.add(
        Decision(
            version_id=version.id,
            account_id=desk.me.account_id,
            verdict="approve" if approve else "changes",
            note=said,
            at=now,
        )
    )
    if not approve:
        item.state, item.review_due = state_after(Move.WITHDRAW, standing.phase), None
    what = "item-approved" if approve else "item-changes-asked"
    note(desk.bank, what, f"version {version.number}", by=desk.me.account_id, now=now, item=item)
    db.session.flush()
