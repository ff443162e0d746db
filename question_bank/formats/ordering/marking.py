"""Four ways to count how much of an order is right, and the one rule that uses them.

Each counts in whole numbers, so that a page can say “9 of 10 pairs”. All take the places that the right order
gives to the steps answered: the answer A C B D E to the order A B C D E is 0, 2, 1, 3, 4.

Sources: the marking types of Moodle's ordering question (ABSOLUTE_POSITION, RELATIVE_NEXT_EXCLUDE_LAST,
LONGEST_ORDERED_SUBSET, RELATIVE_ALL_PREVIOUS_AND_NEXT), and PrairieLearn's pl-order-blocks, which counts the
longest common subsequence. Pairs in the right order are what Kendall's tau counts: Kendall 1938, Biometrika
30:81.
"""

from bisect import bisect_left
from collections.abc import Sequence as Places
from itertools import combinations, pairwise
from math import factorial
from typing import NamedTuple, assert_never

from question_bank.formats.ordering.model import Marking, Ordering, Sequence
from question_bank.score import Score

RULE = "in_order"
RULE_VERSION = 1


class Tally(NamedTuple):
    """How many are right, of how many."""

    right: int
    of: int


def absolute(places: Places[int], count: int) -> Tally:
    """Count the steps that stand in their own place (Moodle: ABSOLUTE_POSITION)."""
    return Tally(sum(place == index for index, place in enumerate(places)), count)


def adjacent(places: Places[int], count: int) -> Tally:
    """Count the steps followed at once by the right one (Moodle: RELATIVE_NEXT_EXCLUDE_LAST)."""
    return Tally(sum(after == before + 1 for before, after in pairwise(places)), count - 1)


def longest_run(places: Places[int], count: int) -> Tally:
    """Count the steps of the longest run in order, gaps allowed (Moodle: LONGEST_ORDERED_SUBSET).

    The longest increasing subsequence by patience sorting: ``ends[n]`` is the lowest place at which a run of
    n + 1 steps can end.
    """
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return Tally(len(ends), count)


def in_pairs(places: Places[int], count: int) -> Tally:
    """Count the pairs of which the earlier stands first (Moodle: RELATIVE_ALL_PREVIOUS_AND_NEXT; Kendall)."""
    return Tally(sum(one < other for one, other in combinations(places, 2)), count * (count - 1) // 2)


def tally(item: Ordering, response: Sequence) -> Tally:
    """Count an answer as its item says. Steps met already, or gone from the item, are skipped."""
    key = item.key
    places = [key.index(id) for id in dict.fromkeys(response.order) if id in key]
    match item.marking:
        case Marking.ABSOLUTE:
            return absolute(places, len(key))
        case Marking.ADJACENT:
            return adjacent(places, len(key))
        case Marking.LONGEST_RUN:
            return longest_run(places, len(key))
        case Marking.PAIRWISE:
            return in_pairs(places, len(key))
        case _:
            assert_never(item.marking)


def dangers(item: Ordering, response: Sequence) -> list[tuple[str, str]]:
    """Return the pairs of ``never_before`` that the answer holds."""
    order = response.order
    return [
        (first, then)
        for first, then in item.never_before
        if first in order and then in order and order.index(first) < order.index(then)
    ]


def mark(item: Ordering, response: Sequence) -> Score:
    """Mark a response: the share of what is counted; nothing for an order that endangers the patient."""
    if dangers(item, response):
        return Score(0, 1, dangerous=True)
    counted = tally(item, response)
    return Score(counted.right / counted.of, 1)


def chance(item: Ordering) -> float:
    """Return how likely a blind order is the right one."""
    return 1 / factorial(len(item.steps))


def comparable(old: Ordering, new: Ordering) -> bool:
    """Whether responses to ``old`` can be marked against ``new``: both ask for the same steps."""
    return set(old.key) == set(new.key)
