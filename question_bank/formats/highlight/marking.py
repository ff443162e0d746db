"""Plus and minus: a point for each phrase that belongs, one off for each that does not, never below nothing.

Source: the +/- rule of the Next Generation NCLEX for highlight and select-all items, National Council of
State Boards of Nursing, *NGN scoring* (help page 14690447982359). That a danger sign passed over leaves no
points is our own: whoever misses it has not read the text safely, however much else was found.
"""

from collections.abc import Set as AbstractSet

from question_bank.chance import of_ticking
from question_bank.formats.highlight.model import Highlight, Marks
from question_bank.score import Score

RULE = "plus_minus"
RULE_VERSION = 1


def plus_minus(keys: AbstractSet[str], marked: AbstractSet[str]) -> int:
    """Return right marks less wrong ones, or 0 when there are more wrong ones."""
    return max(0, len(marked & keys) - len(marked - keys))


def missed_musts(item: Highlight, marked: AbstractSet[str]) -> frozenset[str]:
    """Return the danger signs that an answer passed over. A blank is no answer, and passes over nothing."""
    return item.musts - marked if marked else frozenset()


def marked_of(item: Highlight, response: Marks) -> frozenset[str]:
    """Return the marks that stand on phrases of this item."""
    return frozenset(response.phrases) & {phrase.id for phrase in item.phrases}


def mark(item: Highlight, response: Marks) -> Score:
    """Mark a response: right less wrong, out of the keys; nothing, and dangerous, when a must was missed."""
    marked = marked_of(item, response)
    out_of = max(1, len(item.keys))
    if missed_musts(item, marked):
        return Score(0, out_of, dangerous=True)
    return Score(plus_minus(item.keys, marked), out_of)


def chance(item: Highlight) -> float:
    """Return how likely blind marks are just the keys."""
    return of_ticking(len(item.phrases), at_most=item.at_most)


def comparable(old: Highlight, new: Highlight) -> bool:
    """Whether responses to ``old`` can be marked against ``new``: its phrases are all there still."""
    return {phrase.id for phrase in old.phrases} <= {phrase.id for phrase in new.phrases}
