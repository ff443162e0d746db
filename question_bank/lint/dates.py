"""Rules about when the facts were checked. Whether a date has passed is for whoever has a clock."""

from collections.abc import Iterator

from question_bank.flaw import Flaw, error
from question_bank.item import Item


def flaws(item: Item) -> Iterator[Flaw]:
    """Flaws of an item's dates."""
    if item.recheck_by <= item.checked_on:
        yield error(
            "recheck-before-check",
            "“recheck_by” is not after “checked_on”.",
            "Give the day the facts should be looked at again, a year on as a rule.",
            ("recheck_by",),
        )
