"""Rules about items of a bank that are the same, or nearly so. Our own.

Texts are compared by their runs of four words (shingles), and by the words of the story where the options and
the key are the same. Only items that share one of a few marks are compared: the smallest of their runs
(bottom-k sketches: Broder 1997, doi:10.1109/SEQUEN.1997.666900), or their options. So a bank is compared in
time that grows with its items, and not with their pairs.
"""

from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from zlib import crc32

from question_bank.flaw import Flaw, warning
from question_bank.item import Item
from question_bank.lint.words import content, root, words

RUN = 4
SKETCH = 24
MOST_IN_A_BUCKET = 30  # items: what so many share is a phrase of the house
SAME, NEAR = 0.98, 0.8
SAME_STORY = 0.35  # of the words of two stories whose options and key are the same


@dataclass(frozen=True, slots=True)
class Likeness:
    """What of an item is compared: small enough to be kept for each item of a large bank.

    runs, story: hashes, sorted. asked: the options of each list with its keys, as one hash; 0 without any.
    """

    id: str
    pair: str | None
    runs: "array[int]"
    story: "array[int]"
    asked: int


def likeness(item: Item) -> Likeness:
    """Return what of an item is compared."""
    asking, shown = item.asking_texts(), item.choices()
    told = [content(text) for path, text in asking.items() if path[-1] != "setting"]
    lists = []
    for choices in shown:
        bare = [_bare(text) for text in choices.texts]
        lists.append((sorted(bare), [sorted(bare[key] for key in ask.keys) for ask in choices.asks]))
    return Likeness(
        item.id,
        item.minimal_pair,
        _hashes(_runs([*asking.values(), *sorted(text for choices in shown for text in choices.texts)])),
        _hashes(_numbers(frozenset[str]().union(*told))),
        crc32(repr(lists).encode()) if lists else 0,
    )


def flaws(known: Iterable[Likeness]) -> Iterator[Flaw]:
    """Items that are the same as another, or nearly so; minimal pairs are meant to be near, not the same.

    Each item is told once, beside the first that it is like.
    """
    items = list(known)
    told: set[int] = set()
    for one, pairs in groupby(sorted(_candidates(items)), key=itemgetter(0)):
        ours = frozenset(items[one].runs)
        for _, other in pairs:
            if other not in told and (flaw := _between(items[one], items[other], ours)) is not None:
                told.add(other)
                yield flaw


def _between(first: Likeness, second: Likeness, ours: frozenset[int]) -> Flaw | None:
    """Return what is wrong with two items beside one another; ``ours``: the runs of the first."""
    alike = _shared(ours, second.runs)
    path = ("items", second.id, first.id)
    if alike >= SAME:
        return warning(
            "duplicate-items",
            f"“{second.id}” asks the same as “{first.id}”.",
            "Keep one of the two.",
            path,
        )
    if not _are_pair(first, second) and (alike >= NEAR or _tell_the_same(first, second)):
        return warning(
            "similar-items",
            f"“{second.id}” is nearly the same as “{first.id}”.",
            "Make them a minimal pair, each naming the other, or tell another story.",
            path,
        )
    return None


def _are_pair(one: Likeness, other: Likeness) -> bool:
    """Whether two items are meant to be alike."""
    return one.pair == other.id or other.pair == one.id


def _tell_the_same(one: Likeness, other: Likeness) -> bool:
    return one.asked == other.asked != 0 and _shared(frozenset(one.story), other.story) >= SAME_STORY


def _shared(one: frozenset[int], other: "array[int]") -> float:
    """Return which part of two sets, taken together, both have."""
    both = len(one.intersection(other))
    return both / (len(one) + len(other) - both)


def _bare(text: str) -> str:
    return " ".join(map(root, words(text)))


def _hashes(values: Iterable[int]) -> "array[int]":
    return array("q", sorted(set(values)))


def _numbers(found: Iterable[str]) -> Iterator[int]:
    """Yield a number for each word that is the same in every process, as Python's own for a text is not."""
    return map(crc32, " ".join(found).encode().split())


def _runs(texts: Iterable[str]) -> Iterable[int]:
    found = list(_numbers(word for text in texts for word in words(text)))
    if len(found) < RUN:
        return [hash(tuple(found))]
    return map(hash, zip(found, found[1:], found[2:], found[3:], strict=False))


def _candidates(items: list[Likeness]) -> set[tuple[int, int]]:
    buckets: dict[Hashable, list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        for value in item.runs[:SKETCH]:
            buckets[value].append(index)
        if item.asked:
            buckets["asked", item.asked].append(index)
    pairs: set[tuple[int, int]] = set()
    for members in buckets.values():
        if len(members) > MOST_IN_A_BUCKET:
            pairs.update(pairwise(members))  # each with its neighbour: a row of copies is told as a chain
        else:
            pairs.update((one, other) for at, one in enumerate(members) for other in members[at + 1 :])
    return pairs
