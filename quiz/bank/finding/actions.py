"""Changing many items at once: planned, shown, then done in one transaction. Nothing here commits."""

from dataclasses import dataclass
from datetime import date, datetime

from question_bank import check, digest
from question_bank.bank import Bank
from question_bank.checking import ordered
from question_bank.flaw import Flaw
from question_bank.upgrading import Document
from quiz.access import Act
from quiz.bank.actions import add_version
from quiz.bank.history import note
from quiz.bank.queries import Desk, Draft
from quiz.db import db
from quiz.errors import Conflict

RETIRE, MOVE, DATE = "retire", "move", "date"
NEEDS = {RETIRE: Act.PUBLISH, MOVE: Act.WRITE, DATE: Act.WRITE}
NOTED = {RETIRE: "items-retired", MOVE: "items-moved", DATE: "items-dated"}


@dataclass(frozen=True)
class Change:
    """What is to be done to each of some items. value: a topic's id, or a day as documents write it."""

    do: str
    value: str = ""

    def document(self, before: Document) -> Document:
        """Return the document of an item after the change."""
        field = {MOVE: "topic", DATE: "recheck_by"}.get(self.do)
        return before if field is None else ordered({**before, field: self.value})


@dataclass(frozen=True)
class Planned:
    """What a change would do to one item.

    changes: whether anything. flaws: what a check finds afterwards, waived or not. new_errors: those that it
    brings about.
    """

    draft: Draft
    document: Document
    changes: bool
    flaws: list[Flaw]
    new_errors: list[Flaw]


def meant(do: str, value: str, bank: Bank, *, chosen: bool) -> Change:
    """Return the change that was asked for. Raises Conflict, with a sentence, for what cannot be done.

    chosen: whether there are items to do it to.
    """
    if not chosen:
        raise Conflict("Tick the items first, or choose all that were found.")
    if do == RETIRE:
        return Change(RETIRE)
    if do == MOVE:
        if value not in bank.topics_by_id:
            raise Conflict("Choose the topic to move to.")
        return Change(MOVE, value)
    if do == DATE:
        try:
            return Change(DATE, date.fromisoformat(value.strip()).isoformat())
        except ValueError as problem:
            raise Conflict("Write the day as 2027-11-20.") from problem
    raise Conflict("Choose what to do with them.")


def plan(change: Change, drafts: list[Draft], bank: Bank) -> list[Planned]:
    """Work out what a change would do, and do nothing."""
    return [_planned(change, draft, bank) for draft in drafts]


def carry_out(desk: Desk, change: Change, planned: list[Planned], *, now: datetime) -> int:
    """Do what was planned for items that are locked; return how many changed. Each is written down."""
    done = [one for one in planned if one.changes]
    for one in done:
        if change.do == RETIRE:
            one.draft.item.state, one.draft.item.review_due = "retired", None
        else:
            add_version(
                one.draft.item,
                one.document,
                before=one.draft.newest,
                now=now,
                account_id=desk.me.account_id,
                flaws=one.flaws,
            )
        detail = change.value or one.draft.item.slug
        note(
            desk.bank,
            NOTED[change.do],
            detail,
            by=desk.me.account_id,
            now=now,
            item=one.draft.item,
        )
    db.session.flush()
    return len(done)


def _planned(change: Change, draft: Draft, bank: Bank) -> Planned:
    before = draft.newest.document
    if change.do == RETIRE:
        return Planned(draft, before, draft.item.state != "retired", [], [])
    document = change.document(before)
    if digest(document) == draft.newest.digest:
        return Planned(draft, before, changes=False, flaws=[], new_errors=[])
    had = {(flaw.code, flaw.path) for flaw in check(before, bank).flaws}
    flaws = check(document, bank).every_flaw
    new = [flaw for flaw in flaws if flaw.blocks and (flaw.code, flaw.path) not in had]
    return Planned(draft, document, changes=True, flaws=flaws, new_errors=new)
