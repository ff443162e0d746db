"""Right, wrong, partial and blank responses to any item of this format."""

from collections.abc import Iterator

from question_bank.formats.contract import Sample
from question_bank.formats.highlight.model import Highlight, Marks


def samples(item: Highlight) -> Iterator[Sample]:
    """Yield the keys, the keys less one, the keys and one more, each other phrase alone, and a blank."""
    keys = item.keys
    others = [phrase.id for phrase in item.phrases if not phrase.key]
    one_off = (len(keys) - 1) / len(keys)
    yield Sample("right", Marks(phrases=tuple(keys)), 1)
    for id in sorted(keys):
        if len(keys) > 1:
            earned = 0 if id in item.musts else one_off
            yield Sample(f"partial: without {id}", Marks(phrases=tuple(keys - {id})), earned)
    for id in others:
        if item.at_most is None or len(keys) < item.at_most:
            yield Sample(f"partial: and {id}", Marks(phrases=(*keys, id)), one_off)
        yield Sample(f"wrong: {id}", Marks(phrases=(id,)), 0)
    yield Sample("blank", Marks(), 0)
