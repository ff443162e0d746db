"""Item-writing rules that hold for every format, by subject. Rules of one format alone live in its folder.

Each module names its sources; docs/item-checks.md lists every code. All of them are pure: the clock comes in
as ``today``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from question_bank.bank import Bank
from question_bank.flaw import Flaw, Path
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
    letters,
    numbers,
    options,
    order,
    pairs,
    twins,
    vignette,
    wording,
)
from question_bank.lint.words import Prose

__all__ = ["asking_flaws", "bank_flaws", "item_flaws"]


def item_flaws(item: Item, bank: Bank | None = None, today: date | None = None) -> list[Flaw]:
    """Run every shared rule over an item, but those about what it asks."""
    asked: dict[Path, str] = item.asking_texts()
    for choices in item.choices():
        asked |= {choices.at(index): text for index, text in enumerate(choices.texts)}
    told: dict[Path, str] = {**item.citing_texts(), ("take_home",): item.take_home}
    prose = Prose({**asked, **told})
    return [
        *letters.flaws(Prose(told)),
        *wording.flaws(item, prose),
        *evidence.flaws(item, today),
        *vignette.flaws(item, bank),
        *fairness.flaws(prose),
        *conflicts.flaws(item, prose),
        *hinges.flaws(item),
    ]


def asking_flaws(item: Item) -> list[Flaw]:
    """Run the shared rules about what is asked, over an item or a stage of a case."""
    found = [*lead_in.flaws(item.lead_in)]
    for choices in item.choices():
        found += options.flaws(choices)
        found += kinds.flaws(choices)
        found += numbers.flaws(choices)
        found += order.flaws(choices)
        found += cues.flaws(item, choices)
        found += vignette.window_dressing(item, choices)
        found += wording.key_unnamed(item, choices)
    return found


def bank_flaws(bank: Bank, items: Iterable[Item]) -> list[Flaw]:
    """Run the rules about a bank as a whole, whatever is waived; ``items`` in the bank's order.

    A flaw whose path is ``("items", id, other)`` is about that item beside another.
    """
    known = list(items)
    return [*balance.flaws(known), *twins.flaws(map(twins.likeness, known)), *_of_pairs(known)]


def _of_pairs(items: list[Item]) -> Iterator[Flaw]:
    """Run the rule about minimal pairs over those that are whole, each told of its second half."""
    known = {item.id: item for item in items}
    for item in items:
        other = known.get(item.minimal_pair or "")
        if other is not None and other.minimal_pair == item.id and other.id < item.id:
            yield from (replace(flaw, path=("items", item.id, other.id)) for flaw in pairs.flaws(item, other))
