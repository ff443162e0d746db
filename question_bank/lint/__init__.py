"""Item-writing rules that hold for every format, by subject. Rules of one format alone live in its folder.

Each module names its sources; docs/item-checks.md lists every code. All of them are pure: the clock comes in
as ``today``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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

__all__ = ["Marks", "asking_flaws", "bank_flaws", "item_flaws", "marks"]


def item_flaws(item: Item, bank: Bank | None = None, today: date | None = None) -> list[Flaw]:
    """Run every shared rule over an item, but those about what it asks."""
    shown: dict[Path, str] = item.asking_texts()
    for choices in item.choices():
        shown |= {choices.at(index): text for index, text in enumerate(choices.texts)}
    asked, told = Prose(shown), Prose({**item.citing_texts(), ("take_home",): item.take_home})
    prose = asked.joined(told)
    return [
        *letters.flaws(told),
        *wording.flaws(item, prose),
        *evidence.flaws(item, today),
        *vignette.flaws(item, bank),
        *fairness.flaws(prose),
        *conflicts.flaws(item, asked, prose),
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


@dataclass(frozen=True, slots=True)
class Marks:
    """What of an item the rules about a bank as a whole look at, small enough to keep that of every item.

    told: what is read before the answer, by words for it; of one half of a minimal pair alone.
    """

    likeness: twins.Likeness
    traits: balance.Traits
    told: Mapping[str, object] | None


def marks(item: Item) -> Marks:
    """Return what of an item the rules about a bank as a whole look at."""
    told = pairs.told_before(item) if item.minimal_pair is not None else None
    return Marks(twins.likeness(item), balance.traits(item), told)


def bank_flaws(known: Iterable[Marks]) -> list[Flaw]:
    """Run the rules about a bank as a whole, whatever is waived; ``known``: its items', in the bank's order.

    A flaw whose path is ``("items", id, other)`` is about that item beside another.
    """
    each = list(known)
    return [
        *balance.flaws(own.traits for own in each),
        *twins.flaws(own.likeness for own in each),
        *_of_pairs(each),
    ]


def _of_pairs(known: Sequence[Marks]) -> Iterator[Flaw]:
    """Run the rule about minimal pairs over those that are whole, each told of its second half."""
    halves = {own.likeness.id: own for own in known if own.told is not None}
    for own in halves.values():
        one, other = own.likeness, halves.get(own.likeness.pair or "")
        if own.told is None or other is None or other.told is None or other.likeness.pair != one.id:
            continue
        if other.likeness.id < one.id:
            for flaw in pairs.flaws_between(own.told, other.told, other.likeness.id):
                yield replace(flaw, path=("items", one.id, other.likeness.id))
