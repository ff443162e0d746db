"""Right, wrong, partial and blank responses to any item of this format."""

from collections.abc import Iterator

from question_bank.formats.contract import Sample
from question_bank.formats.extended_matching.marking import mark
from question_bank.formats.extended_matching.model import ExtendedMatching, Matches


def samples(item: ExtendedMatching) -> Iterator[Sample]:
    """Yield all keys, no key, each stem missed alone, each option for every stem, and a blank."""
    keys = {stem.id: stem.key for stem in item.stems}
    missed = {
        stem.id: next(option.id for option in item.options if option.id != stem.key) for stem in item.stems
    }
    yield Sample("right", Matches.of(keys), 1)
    yield Sample("wrong", Matches.of(missed), 0)
    for id in keys if len(keys) > 1 else ():
        yield Sample(f"partial: all but {id}", Matches.of({**keys, id: missed[id]}), 1 - 1 / len(keys))
    for option in item.options:
        same = Matches.of(dict.fromkeys(keys, option.id))
        yield Sample(f"same: {option.id}", same, mark(item, same).fraction)
    yield Sample("blank", Matches(), 0)
