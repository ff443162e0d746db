"""What is shown before the answer: the list as it is written, the stems in the order of the seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from string import ascii_uppercase

from question_bank.formats.contract import Presentation, shuffled
from question_bank.formats.extended_matching.model import ExtendedMatching

# A to Z, then AA, AB: an item may have more options than a list should.
LETTERS = (*ascii_uppercase, *map("".join, product(ascii_uppercase, repeat=2)))


@dataclass(frozen=True)
class ShownOption:
    """An option as a trainee meets it."""

    id: str
    letter: str
    text: str


@dataclass(frozen=True)
class ShownStem:
    """A stem as a trainee meets it; ``number`` counts from 1 in the order shown."""

    id: str
    number: int
    text: str


@dataclass(frozen=True)
class Asked(Presentation):
    """The theme, the list of options, and the stems in this slot's order."""

    theme: str
    options: tuple[ShownOption, ...]
    stems: tuple[ShownStem, ...]


def letters(item: ExtendedMatching) -> dict[str, str]:
    """Return each option's letter. The list keeps its order, so a letter belongs to an option for good."""
    return {option.id: letter for option, letter in zip(item.options, LETTERS, strict=False)}


def order(item: ExtendedMatching, seed: str) -> list[str]:
    """Return stem ids in the order of this seed."""
    return shuffled((stem.id for stem in item.stems), seed)


def present(item: ExtendedMatching, seed: str) -> Asked:
    """Present an item without its keys."""
    letter_of = letters(item)
    texts = {stem.id: stem.text for stem in item.stems}
    return Asked(
        item.vignette,
        item.lead_in,
        theme=item.theme,
        options=tuple(ShownOption(option.id, letter_of[option.id], option.text) for option in item.options),
        stems=tuple(ShownStem(id, number, texts[id]) for number, id in enumerate(order(item, seed), 1)),
    )


def secrets(item: ExtendedMatching) -> Iterator[str]:
    """Yield what no page may hold before the answer."""
    for stem in item.stems:
        yield stem.rationale
        for near in stem.near:
            yield near.rationale
