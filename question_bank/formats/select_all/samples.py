"""Right, partial, wrong, dangerous and blank responses to any item of this format."""

from collections.abc import Iterator, Sequence

from question_bank.formats.contract import Sample
from question_bank.formats.select_all.model import Marking, Picks, SelectAll


def samples(item: SelectAll) -> Iterator[Sample]:
    """Yield all keys; one key alone; what does not apply, alone and beside the keys; and a blank.

    The fractions are worked out here by themselves, so that they check the marking.
    """
    keys = sorted(item.keys)
    others = [option.id for option in item.options if not option.key and not option.harmful]
    harmful = [option.id for option in item.options if option.harmful]
    limit = item.limit or len(item.options)
    by_option = item.select is None and item.marking is Marking.EACH_OPTION
    exact = item.select is None and item.marking is Marking.ALL_OR_NOTHING
    count = len(item.options)

    yield _sample("right", keys, 1)
    if len(keys) > 1 and not exact:
        yield _sample("partial", keys[:1], (count - len(keys) + 1) / count if by_option else 1 / len(keys))
    for id in others:
        yield _sample(f"wrong: {id}", [id], (count - len(keys) - 1) / count if by_option else 0)
    for id in harmful:
        yield _sample(f"wrong: {id}", [*keys[: limit - 1], id], 0)
    yield _sample("blank", [], 0)


def _sample(name: str, picks: Sequence[str], fraction: float) -> Sample:
    return Sample(name, Picks(options=tuple(picks)), fraction)
