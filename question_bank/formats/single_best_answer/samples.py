"""Right, wrong and blank responses to any item of this format."""

from collections.abc import Iterator

from question_bank.formats.contract import Sample
from question_bank.formats.single_best_answer.model import Choice, SingleBestAnswer


def samples(item: SingleBestAnswer) -> Iterator[Sample]:
    """Yield the key, every distractor, and a blank. There is no partial credit in this format."""
    yield Sample("right", Choice(option=item.key.id), 1)
    for option in item.options:
        if not option.key:
            yield Sample(f"wrong: {option.id}", Choice(option=option.id), 0)
    yield Sample("blank", Choice(), 0)
