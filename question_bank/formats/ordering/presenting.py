"""What is shown before the answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_uppercase

from question_bank.formats.contract import Presentation, shuffled
from question_bank.formats.ordering.model import Ordering


@dataclass(frozen=True)
class ShownStep:
    """A step as a trainee meets it."""

    id: str
    letter: str
    text: str


@dataclass(frozen=True)
class Asked(Presentation):
    """The question and its steps, in this slot's order."""

    steps: tuple[ShownStep, ...]

    @property
    def options(self) -> tuple[ShownStep, ...]:
        """The steps, for the page's hint on keys: A to the last letter go to a step."""
        return self.steps


def order(item: Ordering, seed: str) -> list[str]:
    """Return step ids in the order of this seed; the right order itself is moved on by one."""
    ids = shuffled(item.key, seed)
    return [*ids[1:], ids[0]] if tuple(ids) == item.key else ids


def present(item: Ordering, seed: str) -> Asked:
    """Present an item without its order."""
    texts = {step.id: step.text for step in item.steps}
    shown = [
        ShownStep(id, letter, texts[id])
        for id, letter in zip(order(item, seed), ascii_uppercase, strict=False)
    ]
    return Asked(item.vignette, item.lead_in, tuple(shown))


def secrets(item: Ordering) -> Iterator[str]:
    """Yield what no page may hold before the answer."""
    for step in item.steps:
        yield step.rationale
