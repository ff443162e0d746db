"""The item and its response."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from question_bank.formats.highlight import passage
from question_bank.item import Frozen, Item, Markdown, Reference, Response, Slug, Text


class Phrase(Frozen):
    """What stands behind a phrase of the passage.

    ``key`` is true where it should be marked, ``must`` where missing it would be dangerous.
    """

    id: Slug
    key: bool = False
    must: bool = False
    rationale: Markdown
    misconception: Reference | None = None


class Highlight(Item):
    """A text with phrases, some of which answer the lead-in."""

    format: Literal["highlight"]
    passage: Text
    phrases: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    at_most: Annotated[int, Field(ge=1)] | None = None

    @property
    def keys(self) -> frozenset[str]:
        """The ids of the phrases to be marked."""
        return frozenset(phrase.id for phrase in self.phrases if phrase.key)

    @property
    def musts(self) -> frozenset[str]:
        """The ids of those that may not be missed."""
        return frozenset(phrase.id for phrase in self.phrases if phrase.must)

    @property
    def wording(self) -> dict[str, str]:
        """The words of each phrase, by id, in the order of the text."""
        known = {phrase.id for phrase in self.phrases}
        return {
            piece.id: piece.text for piece in passage.phrases(self.passage) if piece.id and piece.id in known
        }

    def citing_texts(self) -> dict[tuple[str | int, ...], str]:
        """Add the rationales to the texts that may cite sources."""
        rationales: dict[tuple[str | int, ...], str] = {
            ("phrases", index, "rationale"): phrase.rationale for index, phrase in enumerate(self.phrases)
        }
        return {**super().citing_texts(), **rationales}

    def asking_texts(self) -> dict[tuple[str | int, ...], str]:
        """Add the passage, without its brackets, to the texts that are read before the answer."""
        paragraphs = ("".join(piece.text for piece in pieces) for pieces in passage.paragraphs(self.passage))
        plain = "\n\n".join(paragraphs)
        return {**super().asking_texts(), ("passage",): plain}


def _as_a_set(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Put ids in one order, each once: marks have none."""
    return tuple(sorted(set(ids)))


class Marks(Response):
    """The ids of the phrases marked; none when the item was left blank."""

    phrases: Annotated[tuple[Slug, ...], Field(strict=False), AfterValidator(_as_a_set)] = ()
