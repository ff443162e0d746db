"""What is shown before the answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_uppercase

from question_bank.formats.contract import Presentation, shuffled
from question_bank.formats.single_best_answer.model import SingleBestAnswer


@dataclass(frozen=True)
class ShownOption:
    """An option as a trainee meets it."""

    id: str
    letter: str
    text: str


@dataclass(frozen=True)
class Asked(Presentation):
    """The question and its options, in this slot's order."""

    options: tuple[ShownOption, ...]

    @property
    def strikable(self) -> tuple[str, ...]:
        """The ids of the options."""
        return tuple(option.id for option in self.options)

    @property
    def coverable(self) -> bool:
        """Whether the lead-in can be answered before the options are seen."""
        return True


def order(item: SingleBestAnswer, seed: str) -> list[str]:
    """Return option ids in the order of this seed, or as written when the order matters."""
    ids = [option.id for option in item.options]
    return ids if item.order_matters else shuffled(ids, seed)


def present(item: SingleBestAnswer, seed: str) -> Asked:
    """Present an item without its key."""
    texts = {option.id: option.text for option in item.options}
    shown = [
        ShownOption(id, letter, texts[id])
        for id, letter in zip(order(item, seed), ascii_uppercase, strict=False)
    ]
    return Asked(item.vignette, item.lead_in, tuple(shown))


def secrets(item: SingleBestAnswer) -> Iterator[str]:
    """Yield what no page may hold before the answer."""
    for option in item.options:
        yield option.rationale
