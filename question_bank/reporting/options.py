"""Where keys stand among their options, and how often they are the longest: what the test-wise go by.

A list of options in which exactly one is the key counts, whatever the format and however deep in its
document: the report knows no format by name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from question_bank.chance import Evenness, evenness, wilson
from question_bank.checking import dump
from question_bank.item import Item


@dataclass(frozen=True)
class Positions:
    """Where keys stand in lists of one length, first place first, as the files have them."""

    options: int
    counts: tuple[int, ...]
    test: Evenness


@dataclass(frozen=True)
class Keys:
    """Lists of options with one key, in one format.

    longest: lists whose key is longer than every other option, in characters. share: of all lists, with its
    95 % interval (Wilson), low to high. chance: the share if the key were any option. in_order: lists that
    every trainee sees in the file's order; the others are shuffled.
    """

    format: str
    lists: int
    in_order: int
    longest: int
    share: float
    low: float
    high: float
    chance: float
    positions: tuple[Positions, ...]


@dataclass(frozen=True, slots=True)
class Keyed:
    """A list of options with one key, as it is counted. format: of what asks it."""

    format: str
    lengths: tuple[int, ...]
    key: int
    in_order: bool

    @property
    def is_longest(self) -> bool:
        """Whether the key is longer than every other option."""
        others = [length for index, length in enumerate(self.lengths) if index != self.key]
        return self.lengths[self.key] > max(others, default=0)


def keys(asked: Iterable[Item]) -> tuple[Keys, ...]:
    """Return how keys stand in each format that has lists of options with one key."""
    return keys_of(each for item in asked for each in keyed_lists(item))


def keyed_lists(item: Item) -> Iterator[Keyed]:
    """Yield the lists of options with one key of what is asked."""
    return _lists(item.format, dump(item))


def keys_of(lists: Iterable[Keyed]) -> tuple[Keys, ...]:
    """Return what ``keys`` does, for lists that were found before."""
    found: dict[str, list[Keyed]] = defaultdict(list)
    for each in lists:
        found[each.format].append(each)
    return tuple(_keys(name, own) for name, own in sorted(found.items()))


def _keys(name: str, lists: list[Keyed]) -> Keys:
    longest = sum(each.is_longest for each in lists)
    low, high = wilson(longest, len(lists))
    places: dict[int, Counter[int]] = defaultdict(Counter)
    for each in lists:
        places[len(each.lengths)][each.key] += 1
    counts = {size: tuple(at[place] for place in range(size)) for size, at in sorted(places.items())}
    return Keys(
        format=name,
        lists=len(lists),
        in_order=sum(each.in_order for each in lists),
        longest=longest,
        share=longest / len(lists),
        low=low,
        high=high,
        chance=sum(1 / len(each.lengths) for each in lists) / len(lists),
        positions=tuple(Positions(size, at, evenness(at)) for size, at in counts.items()),
    )


def _lists(name: str, part: Any) -> Iterator[Keyed]:
    if isinstance(part, list):
        for inner in part:
            yield from _lists(name, inner)
    if not isinstance(part, dict):
        return
    options = part.get("options")
    if isinstance(options, list) and all(isinstance(each, dict) for each in options):
        keyed = [index for index, each in enumerate(options) if each.get("key")]
        if len(keyed) == 1 and len(options) > 1:
            lengths = tuple(len(str(each.get("text", ""))) for each in options)
            yield Keyed(name, lengths, keyed[0], in_order=bool(part.get("order_matters")))
    for inner in part.values():
        yield from _lists(name, inner)
