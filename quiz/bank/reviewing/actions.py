"""What becomes of an item: submitted, withdrawn, published, retired, brought back. Nothing here commits."""

from datetime import date, datetime, timedelta

from quiz.bank.history import note
from quiz.bank.queries import Desk, Draft
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
