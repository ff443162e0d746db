"""A draft that is half written, checked and shown as far as it goes.

An item is built when all its fields are sound, and most rules look at an item. Whoever writes one from an
empty form would meet them at the very end. So what is not yet sound of the fields that all items share is
lent.
"""

from typing import Any

from question_bank import Checked, check
from question_bank.bank import Bank
from question_bank.upgrading import Document

LATER = "Still to be written."
LENT: dict[str, Any] = {
    "title": LATER,
    "topic": "none",
    "objective": "none",
    "reasoning_step": "interpret",
    "difficulty": "medium",
    "turns_on": "none",
    "facts": ["none"],
    "vignette": None,  # left out
    "explanation": LATER,
    "take_home": LATER,
    "sources": [{"id": "none", "certainty": "low"}],
    "written_by": ["none"],
    "checked_on": "2000-01-01",
    "recheck_by": "2000-01-02",
}


def check_as_far(document: Document, bank: Bank) -> tuple[Checked, Checked]:
    """Return what is to be told of a document, and what its preview is made of: the same where it is sound.

    Nothing is told of what was lent.
    """
    checked = check(document, bank)
    lent = {str(flaw.path[0]) for flaw in checked.flaws if flaw.blocks and flaw.path} & LENT.keys()
    if checked.item is not None or not lent:
        return checked, checked
    kept = {name: value for name, value in document.items() if name not in lent}
    shown = check(kept | {name: LENT[name] for name in lent if LENT[name] is not None}, bank)
    if shown.item is None or "vignette" in lent:
        return checked, shown
    untold = {"source-not-listed"} if "sources" in lent else set()
    told = {(flaw.code, flaw.path) for flaw in checked.flaws}
    early = [
        flaw
        for flaw in shown.flaws
        if flaw.path
        and flaw.path[0] not in {*lent, "waived"}
        and (flaw.code, flaw.path) not in told
        and flaw.code not in untold
    ]
    return Checked(None, [*checked.flaws, *early]), shown
