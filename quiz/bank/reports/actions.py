"""What becomes of a report: sent, answered, mended by a version, closed. Nothing here commits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.dialects.postgresql import insert  # SQLite understands what it compiles to

from quiz.bank.history import note
from quiz.bank.models import Item
from quiz.bank.queries import Desk, version
from quiz.bank.reports import queries
from quiz.bank.reports.models import Report
from quiz.bank.reports.queries import Found
from quiz.bank.reports.words import ANSWERED, CLOSED, OPEN, WHYS
from quiz.db import db
from quiz.errors import Conflict
from quiz.notices import kinds
from quiz.notices.actions import News, tell


@dataclass(frozen=True)
class Met:
    """Where somebody met an item: their slot, and what its pages were made of. answer: None for none."""

    person_id: int
    sitting_id: int
    position: int
    quiz: str
    version_id: int
    stage: int | None
    seed: str
    answer: dict[str, Any] | None


def send(met: Met, *, kind: str, text: str, token: str, now: datetime) -> bool:
    """Store what somebody says is wrong with an item, unless it is stored already; return whether it is.

    False: another report of theirs from there still waits. The same token stores one report, however often it
    is sent. Call inside a write transaction, for a slot that was loaded in it for whoever sends.
    """
    item = queries.item_of(met.version_id)
    row = {
        **{name: value for name, value in vars(met).items() if value is not None},
        "bank_id": item.bank_id,
        "item_id": item.id,
        "token": token,
        "kind": kind,
        "text": text,
        "at": now,
        "state": OPEN,
        "reply": "",
    }
    new = insert(Report).values(row).on_conflict_do_nothing().returning(Report.id)
    if db.session.scalar(new) is not None:
        return True
    return queries.sent_with(met.person_id, token)


def answer(desk: Desk, found: Found, *, text: str, now: datetime) -> None:
    """Answer a report that is locked. Raises Conflict when it was answered meanwhile."""
    _settle(desk, [found], state=ANSWERED, text=text, now=now)
    _note(desk, "report-answered", [found], now=now)
    _tell([found], kinds.REPLY, kinds.reply, now=now)


def close(desk: Desk, found: Found, *, why: str, text: str, now: datetime) -> None:
    """Close a report that is locked. why: see ``words.WHYS``. Raises Conflict as ``answer`` does."""
    _settle(desk, [found], state=CLOSED, text=text, now=now)
    found.report.why = why
    _note(desk, "report-closed", [found], WHYS[why].lower(), now=now)
    _tell([found], kinds.CLOSED, partial(kinds.closed, why=why), now=now)


def mend(desk: Desk, item: Item, found: Sequence[Found], *, number: int, text: str, now: datetime) -> None:
    """Say that a version mends reports of its item, which are locked. text: may be empty.

    Raises Conflict when one was answered meanwhile, or when it is no newer version that trainees meet.
    """
    if any(one.mending != number for one in found):
        raise Conflict("Trainees do not meet that version, or it is the one that was reported. Look again.")
    _settle(desk, found, state=ANSWERED, text=text, now=now)
    mended_by = version(item, number)
    for one in found:
        one.report.mended_by_id = mended_by.id if mended_by else None
    _note(desk, "report-mended", found, f"version {number}", now=now)
    _tell(found, kinds.MENDED, partial(kinds.mended, number=number), now=now)


def _settle(desk: Desk, found: Sequence[Found], *, state: str, text: str, now: datetime) -> None:
    if any(one.report.state != OPEN for one in found):
        raise Conflict("A colleague has answered it meanwhile.")
    for one in found:
        one.report.state, one.report.reply = state, text
        one.report.answered_by_id, one.report.answered_at = desk.me.account_id, now


def _note(desk: Desk, what: str, found: Sequence[Found], detail: str = "", *, now: datetime) -> None:
    numbers = ", ".join(str(one.report.id) for one in found)
    said = f"report{'' if len(found) == 1 else 's'} {numbers}" + (f": {detail}" if detail else "")
    note(desk.bank, what, said, by=desk.me.account_id, now=now, item=found[0].item)
    db.session.flush()


def _tell(
    found: Sequence[Found], kind: str, data_of: Callable[..., dict[str, Any]], *, now: datetime
) -> None:
    """Tell each reporter, with a way to the question as they saw it."""
    reports = [one.report for one in found]
    tell(
        (
            News(
                report.person_id,
                kind,
                f"report/{report.id}",
                report.sitting_id,
                report.position,
                data_of(report.quiz, report=report.text, text=report.reply),
            )
            for report in reports
        ),
        now=now,
    )
