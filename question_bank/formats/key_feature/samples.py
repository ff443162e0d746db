"""Right, wrong, partial, harmful and blank responses to any item of this format."""

from collections.abc import Iterator

from question_bank.formats.contract import Sample
from question_bank.formats.key_feature.model import KeyFeature, KeyQuestion, Steps

NONSENSE = "something else entirely"


def samples(item: KeyFeature) -> Iterator[Sample]:
    """Yield every key, only wrong answers, one question alone, one key less, each danger, and a blank."""
    right = {question.id: keys_of(question) for question in item.questions}
    wrong = {question.id: wrong_of(question) for question in item.questions}
    count = len(item.questions)
    yield Sample("right", Steps(answers=right), 1)
    yield Sample("wrong", Steps(answers=wrong), 0)
    for question in item.questions:
        id, keys = question.id, right[question.id]
        if count > 1:
            yield Sample(f"partial: {id} alone", Steps(answers={**wrong, id: keys}), 1 / count)
        if len(keys) > 1:
            left = list(question.weights.values())[1:]
            share = sum(left) / sum(question.weights.values())
            yield Sample(
                f"partial: one less for {id}",
                Steps(answers={**right, id: keys[1:]}),
                (count - 1 + share) / count,
            )
        for harm in harms_of(question):
            yield Sample(f"harmful: {harm}", Steps(answers={**right, id: (harm,)}), (count - 1) / count)
    yield Sample("blank", Steps(), 0)


def keys_of(question: KeyQuestion) -> tuple[str, ...]:
    """Return the answer that earns a question's point."""
    if question.kind == "menu":
        return tuple(question.weights)
    return tuple(feature.accepted[0] for feature in question.features)


def wrong_of(question: KeyQuestion) -> tuple[str, ...]:
    """Return an answer that earns nothing, and harms nobody if there is such a one."""
    if question.kind == "menu":
        wrong = [option for option in question.options if not option.key]
        return tuple(option.id for option in sorted(wrong, key=lambda option: option.harmful)[:1])
    return (NONSENSE,)


def harms_of(question: KeyQuestion) -> tuple[str, ...]:
    """Return each answer that would harm the patient."""
    if question.kind == "menu":
        return tuple(option.id for option in question.options if option.harmful)
    return tuple(harm.accepted[0] for harm in question.harmful)
