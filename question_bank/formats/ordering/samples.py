"""Right, wrong, partial and blank responses to any item of this format."""

from collections.abc import Iterator

from question_bank.formats.contract import Sample
from question_bank.formats.ordering.model import Marking, Ordering, Sequence


def samples(item: Ordering) -> Iterator[Sample]:
    """Yield the right order, the order turned round, the last two exchanged, and a blank.

    What they earn is worked out here from the number of steps alone, not by the functions that mark.
    """
    count = len(item.key)
    yield Sample("right", Sequence(order=item.key), 1)
    middle_or_any = {Marking.ABSOLUTE: count % 2 / count, Marking.LONGEST_RUN: 1 / count}
    earned = 0 if item.never_before else middle_or_any.get(item.marking, 0)
    yield Sample("wrong: turned round", Sequence(order=item.key[::-1]), earned)
    *others, before, last = item.key
    exchanged = {
        Marking.ABSOLUTE: (count - 2) / count,
        Marking.ADJACENT: max(count - 3, 0) / (count - 1),
        Marking.LONGEST_RUN: (count - 1) / count,
        Marking.PAIRWISE: 1 - 2 / (count * (count - 1)),
    }
    endangers = (last, before) in item.never_before
    yield Sample(
        "partial: the last two exchanged",
        Sequence(order=(*others, last, before)),
        0 if endangers else exchanged[item.marking],
    )
    yield Sample("blank", Sequence(), 0)
