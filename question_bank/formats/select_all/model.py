"""The item and its response."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, field_validator

from question_bank.choices import Ask, Choices
from question_bank.item import Frozen, Item, Markdown, Reference, Response, Slug, Text


class Marking(StrEnum):
    """How picks become points; ``select`` has a rule of its own."""

    PLUS_MINUS = "plus_minus"
    ALL_OR_NOTHING = "all_or_nothing"
    EACH_OPTION = "each_option"


class Option(Frozen):
    """One option. ``key`` is true on each that applies."""

    id: Slug
    text: Text
    key: bool = False
    rationale: Markdown
    harmful: bool = False
    misconception: Reference | None = None


class SelectAll(Item):
    """One question and options to tick.

    select: how many apply, told to the trainee. at_most: how many may be ticked, told without saying how many
    apply. With neither, any number may be.
    """

    format: Literal["select_all"]
    options: Annotated[tuple[Option, ...], Field(min_length=1)]
    select: Annotated[int, Field(ge=1)] | None = None
    at_most: Annotated[int, Field(ge=1)] | None = None
    marking: Marking = Marking.PLUS_MINUS
    order_matters: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """The ids of the options that apply; none on a draft, which cannot be published."""
        return frozenset(option.id for option in self.options if option.key)

    @property
    def limit(self) -> int | None:
        """How many may be ticked; None where there is no limit."""
        return self.select or self.at_most

    def citing_texts(self) -> dict[tuple[str | int, ...], str]:
        """Add the rationales to the texts that may cite sources."""
        rationales: dict[tuple[str | int, ...], str] = {
            ("options", index, "rationale"): option.rationale for index, option in enumerate(self.options)
        }
        return {**super().citing_texts(), **rationales}

    def choices(self) -> tuple[Choices, ...]:
        """Name the one list of options."""
        keys = tuple(index for index, option in enumerate(self.options) if option.key)
        texts = tuple(option.text for option in self.options)
        asks = (Ask(self.lead_in, keys, ("lead_in",)),)
        return (Choices(texts, ("options",), asks, as_written=self.order_matters),)


class Picks(Response):
    """The ids of the options ticked, a set: in order of the alphabet, each once; empty when left blank."""

    options: tuple[Slug, ...] = ()

    @field_validator("options", mode="before")
    @classmethod
    def _accept_a_list(cls, value: object) -> object:
        return tuple(value) if isinstance(value, list) else value

    @field_validator("options")
    @classmethod
    def _put_in_order(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(value)))
