"""Rules about items of a bank that are the same, or nearly so. Our own.

Texts are compared by their runs of four words (shingles). Only items that share one of their rarest few are
compared, so that ten thousand items take seconds (bottom-k sketches: Broder 1997,
doi:10.1109/SEQUEN.1997.666900).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from zlib import crc32

from question_bank.flaw import Flaw, warning
from question_bank.item import Item
from question_bank.lint.words import words

RUN = 4
SKETCH = 24
MOST_IN_A_BUCKET = 30  # items: what so many share is a phrase of the house
SAME, NEAR = 0.98, 0.8


def flaws(items: Iterable[Item]) -> Iterator[Flaw]:
    """Items that are the same as another, or nearly so; minimal pairs are meant to be near, not the same."""
    known = list(items)
    shingles = [_shingles(item) for item in known]
    for one, other in sorted(_candidates(shingles)):
        both = len(shingles[one] | shingles[other])
        alike = len(shingles[one] & shingles[other]) / both
        first, second = known[one], known[other]
        if alike >= SAME:
            yield warning(
                "duplicate-items",
                f"“{second.id}” asks the same as “{first.id}”.",
                "Keep one of the two.",
                ("items", second.id, first.id),
            )
        elif alike >= NEAR and not _are_pair(first, second):
            yield warning(
                "similar-items",
                f"“{second.id}” is nearly the same as “{first.id}”.",
                "Make them a minimal pair, each naming the other, or tell another story.",
                ("items", second.id, first.id),
            )


def _are_pair(one: Item, other: Item) -> bool:
    """Whether two items are meant to be alike."""
    return one.minimal_pair == other.id or other.minimal_pair == one.id


def _shingles(item: Item) -> frozenset[int]:
    texts = [
        *item.asking_texts().values(),
        *sorted(text for choices in item.choices() for text in choices.texts),
    ]
    found = words("\n".join(texts))
    runs = zip(*(found[start:] for start in range(RUN)), strict=False)
    return frozenset(crc32(" ".join(run).encode()) for run in runs) or frozenset(
        (crc32(" ".join(found).encode()),)
    )


def _candidates(shingles: list[frozenset[int]]) -> set[tuple[int, int]]:
    buckets: dict[int, list[int]] = defaultdict(list)
    for index, own in enumerate(shingles):
        for value in sorted(own)[:SKETCH]:
            buckets[value].append(index)
    pairs: set[tuple[int, int]] = set()
    for members in buckets.values():
        if len(members) > MOST_IN_A_BUCKET:
            pairs.update(pairwise(members))  # each with its neighbour: a row of copies is told as a chain
        else:
            pairs.update((one, other) for at, one in enumerate(members) for other in members[at + 1 :])
    return pairs
