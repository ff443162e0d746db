"""Who did what: a row for every change of a bank, written with it in one transaction."""

from datetime import datetime

from quiz.bank import models
from quiz.db import db

# What was done, by the word that is stored. A detail stands behind it on the page.
WORDS = {
    "bank-created": "Created the bank",
    "bank-copied": "Copied the bank",
    "bank-changed": "Changed the details of the bank",
    "bank-archived": "Archived the bank",
    "bank-restored": "Brought the bank back",
    "bank-exported": "Downloaded the bank",
    "member-added": "Added a member",
    "member-changed": "Changed a member’s role",
    "member-removed": "Removed a member",
    "member-left": "Left",
    "bank-handed-over": "Handed the bank over",
    "contents-changed": "Changed",
    "source-added": "Added a source",
    "entry-added": "Added",
    "entry-changed": "Changed",
    "entry-removed": "Removed",
    "warning-waived": "Waived a warning",
    "waiver-taken-back": "Took a waiver back",
    "figure-added": "Added a figure",
    "figure-changed": "Changed what is said of a figure",
    "figure-replaced": "Replaced the picture of a figure",
    "figure-removed": "Removed a figure",
    "items-retired": "Retired items",
    "items-moved": "Moved items to a topic",
    "items-dated": "Set the day to check items again",
    "item-copied": "Copied an item",
    "item-duplicated": "Duplicated an item",
    "item-paired": "Paired an item",
    "item-submitted": "Submitted an item for review",
    "item-withdrawn": "Withdrew an item from review",
    "item-published": "Published an item",
    "item-published-unreviewed": "Published an item as not peer-reviewed",
    "item-retired": "Retired an item",
    "item-brought-back": "Brought an item back as a draft",
    "item-restored": "Restored an earlier version of an item",
    "report-answered": "Answered a report",
    "report-mended": "Mended what was reported",
    "report-closed": "Closed a report",
    "item-corrected": "Corrected the key of an item",
    "item-voided": "Voided an item",
    "item-correction-undone": "Took a correction of an item back",
    "item-approved": "Approved an item",
    "item-changes-asked": "Asked for changes of an item",
}


def note(
    bank: models.Bank,
    what: str,
    detail: str = "",
    *,
    by: int | None,
    now: datetime,
    item: models.Item | None = None,
    whom: int | None = None,
) -> None:
    """Write down that somebody did something; ``by`` is an account, None for a command.

    whom: the account that the detail names, so that it can be made nameless.
    """
    if what not in WORDS:
        raise ValueError(f"no such act: {what}")
    db.session.add(
        models.BankAct(
            bank_id=bank.id,
            item_id=item.id if item is not None else None,
            account_id=by,
            whom_id=whom,
            what=what,
            detail=detail,
            at=now,
        )
    )
