"""One point for each stem that is matched with its key; nothing is taken away.

An option may serve once, often or never, so a wrong choice in one stem says nothing about the others and
costs nothing there. Source: NBME item-writing guide, on extended-matching sets.
"""

from question_bank.formats.extended_matching.model import ExtendedMatching, Matches, Stem
from question_bank.score import Part, Score

RULE = "each_stem"
RULE_VERSION = 1


def stem_part(stem: Stem, chosen: str | None) -> Part:
    """Mark one stem: 1 of 1 for its key, 0 of 1 for another option or none."""
    return Part(stem.id, 1 if chosen == stem.key else 0, 1)


def mark(item: ExtendedMatching, response: Matches) -> Score:
    """Mark a response: the sum over the stems. A choice that a stem lists as harmful is dangerous, too."""
    chosen = response.by_stem
    parts = tuple(stem_part(stem, chosen.get(stem.id)) for stem in item.stems)
    dangerous = any(chosen.get(stem.id) in stem.harmful for stem in item.stems)
    return Score(sum(part.points for part in parts), len(parts), parts, dangerous=dangerous)


def chance(item: ExtendedMatching) -> float:
    """Return how likely blind choices are right in every stem."""
    return float((1 / len(item.options)) ** len(item.stems))


def comparable(old: ExtendedMatching, new: ExtendedMatching) -> bool:
    """Whether responses to ``old`` can be marked against ``new``.

    The stems are the same, since a new one was never asked, and the options are all there still.
    """
    same_stems = {stem.id for stem in old.stems} == {stem.id for stem in new.stems}
    return same_stems and {option.id for option in old.options} <= {option.id for option in new.options}
