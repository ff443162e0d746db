"""What is shown before the answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_uppercase

from question_bank.formats.contract import Presentation, shuffled
from question_bank.formats.select_all.model import Marking, SelectAll

WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight")
HOW_IT_COUNTS = {
    Marking.PLUS_MINUS: "A wrong tick takes back a right one.",
    Marking.ALL_OR_NOTHING: "It counts only as a whole.",
    Marking.EACH_OPTION: "Each answer counts, ticked or left.",
}


@dataclass(frozen=True)
class ShownOption:
    """An option as a trainee meets it."""

    id: str
    letter: str
    text: str


@dataclass(frozen=True)
class Asked(Presentation):
    """The question and its options, in this slot's order.

    hint: how many may be ticked, and how they count. limit: the most that may be; None where any number may.
    """

    hint: str
    limit: int | None
    options: tuple[ShownOption, ...]

    @property
    def strikable(self) -> tuple[str, ...]:
        """The ids of the options."""
        return tuple(option.id for option in self.options)

    @property
    def coverable(self) -> bool:
        """Whether the lead-in can be answered before the options are seen."""
        return True


def number(value: int) -> str:
    """Write a small number as a word."""
    return WORDS[value] if value < len(WORDS) else str(value)


def order(item: SelectAll, seed: str) -> list[str]:
    """Return option ids in the order of this seed, or as written when the order matters."""
    ids = [option.id for option in item.options]
    return ids if item.order_matters else shuffled(ids, seed)


def present(item: SelectAll, seed: str) -> Asked:
    """Present an item without its key."""
    texts = {option.id: option.text for option in item.options}
    shown = [
        ShownOption(id, letter, texts[id])
        for id, letter in zip(order(item, seed), ascii_uppercase, strict=False)
    ]
    return Asked(item.vignette, item.lead_in, _hint(item), item.limit, tuple(shown))


def secrets(item: SelectAll) -> Iterator[str]:
    """Yield what no page may hold before the answer."""
    for option in item.options:
        yield option.rationale


def _hint(item: SelectAll) -> str:
    if item.select is not None:
        return f"Tick {number(item.select)}."
    if item.at_most is not None:
        return f"Tick those that apply, {number(item.at_most)} at most. {HOW_IT_COUNTS[item.marking]}"
    return f"Tick all that apply. {HOW_IT_COUNTS[item.marking]}"
