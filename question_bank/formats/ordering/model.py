"""The item and its response."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from question_bank.item import Frozen, Item, Markdown, Response, Slug, Text


class Marking(StrEnum):
    """What is counted in an answer: see marking.py."""

    ABSOLUTE = "absolute"
    ADJACENT = "adjacent"
    LONGEST_RUN = "longest_run"
    PAIRWISE = "pairwise"


class Step(Frozen):
    """One step. The rationale says why it stands where it stands."""

    id: Slug
    text: Text
    rationale: Markdown


class Ordering(Item):
    """Some steps, written in the right order.

    never_before: pairs of steps of which the first, done before the second, would endanger the patient.
    """

    format: Literal["ordering"]
    steps: Annotated[tuple[Step, ...], Field(min_length=2)]
    marking: Marking = Marking.PAIRWISE
    never_before: tuple[tuple[Slug, Slug], ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """Step ids in the right order."""
        return tuple(step.id for step in self.steps)

    def citing_texts(self) -> dict[tuple[str | int, ...], str]:
        """Add the rationales to the texts that may cite sources."""
        rationales: dict[tuple[str | int, ...], str] = {
            ("steps", index, "rationale"): step.rationale for index, step in enumerate(self.steps)
        }
        return {**super().citing_texts(), **rationales}

    def asking_texts(self) -> dict[tuple[str | int, ...], str]:
        """Add the steps to the texts that are read before the answer."""
        steps: dict[tuple[str | int, ...], str] = {
            ("steps", index, "text"): step.text for index, step in enumerate(self.steps)
        }
        return {**super().asking_texts(), **steps}


class Sequence(Response):
    """Step ids in the order given; empty when the item was left blank."""

    order: Annotated[tuple[Slug, ...], Field(strict=False)] = ()
