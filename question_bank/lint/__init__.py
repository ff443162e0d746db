"""Item-writing rules that hold for every format, by subject. Rules of one format alone live in its folder.

Each module names its sources; docs/item-checks.md lists every code. All of them are pure: the clock comes in
as ``today``.
"""

from collections.abc import Iterable
from datetime import date

from question_bank.bank import Bank
from question_bank.flaw import Flaw
from question_bank.item import Item
from question_bank.lint import (
    balance,
    conflicts,
    cues,
    evidence,
    fairness,
    hinges,
    kinds,
    lead_in,
    numbers,
    options,
    twins,
    vignette,
    wording,
)

__all__ = ["asking_flaws", "bank_flaws", "item_flaws"]


def item_flaws(item: Item, bank: Bank | None = None, today: date | None = None) -> list[Flaw]:
    """Run every shared rule over an item, but those about what it asks."""
    return [
        *wording.flaws(item),
        *evidence.flaws(item, today),
        *vignette.flaws(item, bank),
        *fairness.flaws(item),
        *conflicts.flaws(item),
        *hinges.flaws(item),
    ]


def asking_flaws(item: Item) -> list[Flaw]:
    """Run the shared rules about what is asked, over an item or a stage of a case."""
    found = [*lead_in.flaws(item.lead_in)]
    for choices in item.choices():
        found += options.flaws(choices)
        found += kinds.flaws(choices)
        found += numbers.flaws(choices)
        found += cues.flaws(item, choices)
        found += vignette.window_dressing(item, choices)
        found += wording.key_unnamed(item, choices)
    return found


def bank_flaws(bank: Bank, items: Iterable[Item]) -> list[Flaw]:
    """Run the rules about a bank as a whole; ``items`` in the bank's order. What is waived comes along."""
    known = list(items)
    return [*evidence.source_flaws(bank), *balance.flaws(known), *twins.flaws(known)]
