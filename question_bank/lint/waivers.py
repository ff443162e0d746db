"""Waivers: warnings that somebody decided to live with, and why. For one item, or for a whole bank.

An error cannot be waived. A waiver of what no longer fires is told, so that none outlives its reason.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from question_bank.flaw import Flaw, error, info
from question_bank.item import Waiver


def sort(flaws: Iterable[Flaw], *lists: Sequence[Waiver]) -> tuple[list[Flaw], list[Flaw]]:
    """Return the flaws that stand, and those waived, each with its reason; the first list goes first."""
    reasons: dict[str, str] = {}
    for waivers in lists:
        for waiver in waivers:
            reasons.setdefault(waiver.code, waiver.reason)
    stand: list[Flaw] = []
    waived: list[Flaw] = []
    for flaw in flaws:
        if flaw.blocks or flaw.code not in reasons:
            stand.append(flaw)
        else:
            waived.append(replace(flaw, waived=reasons[flaw.code]))
    return stand, waived


def flaws(waivers: Sequence[Waiver], stand: Iterable[Flaw], waived: Collection[Flaw]) -> Iterator[Flaw]:
    """Flaws of a list of waivers, given what came of the check."""
    errors = {flaw.code for flaw in stand if flaw.blocks}
    fired = {flaw.code for flaw in waived}
    for index, waiver in enumerate(waivers):
        if waiver.code in errors:
            yield error(
                "waived-error",
                f"“{waiver.code}” is an error, and errors cannot be waived.",
                "Mend what it names, and take the waiver out.",
                ("waived", index, "code"),
            )
        elif waiver.code not in fired:
            yield info(
                "idle-waiver",
                f"Nothing is found any more for which “{waiver.code}” would have to be waived.",
                "Take the waiver out.",
                ("waived", index, "code"),
            )
