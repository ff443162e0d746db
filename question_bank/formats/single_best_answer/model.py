"""The item and its response."""

from typing import Annotated, Literal

from pydantic import Field

from question_bank.choices import Ask, Choices
from question_bank.item import Frozen, Item, Markdown, Reference, Response, Slug, Text


class Option(Frozen):
    """One option. ``key`` is true on the best one alone."""

    id: Slug
    text: Text
    key: bool = False
    rationale: Markdown
    harmful: bool = False
    misconception: Reference | None = None


class SingleBestAnswer(Item):
    """One question, some options, one of them best."""

    format: Literal["single_best_answer"]
    options: Annotated[tuple[Option, ...], Field(min_length=1)]
    order_matters: bool = False

    @property
    def key(self) -> Option:
        """The best option. Raises StopIteration on a draft without one, which cannot be published."""
        return next(option for option in self.options if option.key)

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


class Choice(Response):
    """The id of the option chosen; None when the item was left blank."""

    option: Slug | None = None
