"""A rule about cases: the answer of a later stage must not stand in what an earlier one shows.

Source: NBME item-writing guide (hinged items). The order of stages is fixed and an answered stage is locked,
so what a later stage tells of an earlier one gives nothing away.
"""

from collections.abc import Iterator

from question_bank.choices import Choices
from question_bank.flaw import Flaw, warning
from question_bank.item import Item
from question_bank.lint.words import stems

TELLING = 7  # letters of the last word of a key that no other option has: it names the key by itself
MOST_WORDS = 3  # of content, in a key that is a name
SHORTEST = 6  # letters of a key of one word: shorter words stand everywhere


def flaws(item: Item) -> Iterator[Flaw]:
    """Keys of a case's stages that can be read before they are asked for."""
    lists = [choices for choices in item.choices() if choices.path[0] == "stages"]
    if not lists:
        return
    shown = [(_stage_of(path), f" {' '.join(stems(text))} ") for path, text in item.asking_texts().items()]
    for choices in lists:
        before = [text for stage, text in shown if stage <= _stage_of(choices.path)]
        given = [index for index in range(len(choices.texts)) if _stands_in(choices, index, before)]
        if len(given) == 1 and given[0] in choices.asks[0].keys:
            yield warning(
                "hinged-stages",
                "The key can be read in what the case has shown by then, and no other option can.",
                "Reword what is shown, or let it name a distractor as well.",
                choices.at(given[0]),
            )


def _stage_of(path: tuple[str | int, ...]) -> int:
    return int(path[1]) if path[0] == "stages" else 0


def _stands_in(choices: Choices, index: int, texts: list[str]) -> bool:
    said = stems(choices.texts[index])
    if _is_said(said, texts):
        return True
    others = {word for at, text in enumerate(choices.texts) if at != index for word in stems(text)}
    head = said[-1:]
    return (
        1 < len(said) <= MOST_WORDS
        and len(head[0]) >= TELLING
        and head[0] not in others
        and _is_said(head, texts)
    )


def _is_said(phrase: tuple[str, ...], texts: list[str]) -> bool:
    joined = " ".join(phrase)
    return (len(phrase) > 1 or len(joined) >= SHORTEST) and any(f" {joined} " in text for text in texts)
