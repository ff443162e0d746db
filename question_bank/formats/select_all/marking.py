"""Points for picks. Each rule is a function of counts, so that its table of cases can be read beside it.

Throughout: ``right`` keys ticked, ``wrong`` others ticked, ``keys`` that apply, ``count`` options in all.
"""

from dataclasses import dataclass
from typing import assert_never

from question_bank.chance import of_ticking
from question_bank.formats.select_all.model import Marking, Picks, SelectAll
from question_bank.score import Score

RULE = "picks"
RULE_VERSION = 1


@dataclass(frozen=True)
class Counts:
    """A response, counted. over: more were ticked than the item allows."""

    right: int
    wrong: int
    keys: int
    count: int
    dangerous: bool
    over: bool

    @property
    def blank(self) -> bool:
        """Whether nothing of the item was ticked."""
        return self.right + self.wrong == 0


def plus_minus(right: int, wrong: int) -> int:
    """Return points out of ``keys``: a wrong tick takes back a right one, never below nothing.

    Source: NCSBN, scoring of Next Generation NCLEX items, the +/− rule for select-all-that-apply.
    """
    return max(0, right - wrong)


def select_n(right: int) -> int:
    """Return points out of ``keys``: one for each right tick, no penalty, for no more than N can be ticked.

    Source: NCSBN, scoring of Next Generation NCLEX items, the 0/1 rule for “Select N”.
    """
    return right


def all_or_nothing(right: int, wrong: int, keys: int) -> int:
    """Return 1 of 1 for exactly the keys.

    Source: PrairieLearn, checkbox element, “all-or-nothing”.
    """
    return int(right == keys and wrong == 0)


def each_option(right: int, wrong: int, keys: int, count: int) -> int:
    """Return points out of ``count``: one for each option rightly ticked or rightly left.

    Source: PrairieLearn, checkbox element, “each-answer”.
    """
    return right + (count - keys - wrong)


def counted(item: SelectAll, response: Picks) -> Counts:
    """Count a response. Ids that the item does not have count for nothing."""
    ticked = [option for option in item.options if option.id in response.options]
    right = sum(option.key for option in ticked)
    return Counts(
        right=right,
        wrong=len(ticked) - right,
        keys=len(item.keys),
        count=len(item.options),
        dangerous=any(option.harmful for option in ticked),
        over=item.limit is not None and len(ticked) > item.limit,
    )


def mark(item: SelectAll, response: Picks) -> Score:
    """Mark a response.

    Nothing is earned by a blank, by more picks than are allowed (the form refuses them) and by any set with a
    harmful pick in it, which is dangerous too: one safe answer beside it does not undo the harm.
    """
    counts = counted(item, response)
    points, out_of = _by_rule(item, counts)
    if counts.blank or counts.over or counts.dangerous:
        points = 0
    return Score(points, out_of, dangerous=counts.dangerous)


def chance(item: SelectAll) -> float:
    """Return how likely blind picks are all points: by every rule just the keys."""
    return of_ticking(len(item.options), exactly=item.select, at_most=item.at_most)


def comparable(old: SelectAll, new: SelectAll) -> bool:
    """Whether responses to ``old`` can be marked against ``new``.

    An option left is an answer too, so the options must be the same; and as many must have been allowed.
    """
    same_options = {option.id for option in old.options} == {option.id for option in new.options}
    return same_options and old.limit == new.limit


def _by_rule(item: SelectAll, counts: Counts) -> tuple[int, int]:
    keys = max(1, counts.keys)  # a draft may have none yet
    if item.select is not None:
        return select_n(counts.right), keys
    match item.marking:
        case Marking.PLUS_MINUS:
            return plus_minus(counts.right, counts.wrong), keys
        case Marking.ALL_OR_NOTHING:
            return all_or_nothing(counts.right, counts.wrong, counts.keys), 1
        case Marking.EACH_OPTION:
            return each_option(counts.right, counts.wrong, counts.keys, counts.count), counts.count
        case other:
            assert_never(other)
