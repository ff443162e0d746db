"""The item and its response."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, field_serializer, field_validator

from question_bank.choices import Ask, Choices
from question_bank.item import Frozen, Item, Markdown, Reference, Response, Slug, Text


class Option(Frozen):
    """One option of the list. Plain text: a drop-down list shows no emphasis."""

    id: Slug
    text: Text


class Near(Frozen):
    """An option that tempts for a stem, and why it is not the one."""

    option: Slug
    rationale: Markdown
    misconception: Reference | None = None


class Stem(Frozen):
    """One thing to match: a short story, a finding, a name. ``key``: the option that fits it best."""

    id: Slug
    text: Markdown
    key: Slug
    rationale: Markdown
    near: tuple[Near, ...] = ()
    harmful: tuple[Slug, ...] = ()

    def why_not(self, option: str) -> str | None:
        """Return why an option is not the one, where the author says so."""
        return next((near.rationale for near in self.near if near.option == option), None)


class ExtendedMatching(Item):
    """One theme, one list of options, several stems."""

    format: Literal["extended_matching"]
    theme: Text
    options: Annotated[tuple[Option, ...], Field(min_length=1)]
    stems: Annotated[tuple[Stem, ...], Field(min_length=1)]

    def citing_texts(self) -> dict[tuple[str | int, ...], str]:
        """Add the rationales to the texts that may cite sources."""
        texts = super().citing_texts()
        for index, stem in enumerate(self.stems):
            texts["stems", index, "rationale"] = stem.rationale
            for place, near in enumerate(stem.near):
                texts["stems", index, "near", place, "rationale"] = near.rationale
        return texts

    def asking_texts(self) -> dict[tuple[str | int, ...], str]:
        """Add the stems to the texts that are read before the answer."""
        stems: dict[tuple[str | int, ...], str] = {
            ("stems", index, "text"): stem.text for index, stem in enumerate(self.stems)
        }
        return {**super().asking_texts(), **stems}

    def choices(self) -> tuple[Choices, ...]:
        """Name the one list, which every stem asks."""
        ids = [option.id for option in self.options]
        asks = tuple(
            Ask(stem.text, tuple(at for at, id in enumerate(ids) if id == stem.key), ("stems", index, "text"))
            for index, stem in enumerate(self.stems)
        )
        return (Choices(tuple(option.text for option in self.options), ("options",), asks, as_written=True),)


class Matches(Response):
    """Which option was chosen for which stem, both by id; a stem left open is not there.

    Kept as sorted pairs, so that it cannot change and equal answers are equal; read and written as an object.
    """

    stems: tuple[tuple[Slug, Slug], ...] = ()

    @field_validator("stems", mode="before")
    @classmethod
    def _read_an_object(cls, value: object) -> object:
        return tuple(sorted(value.items())) if isinstance(value, Mapping) else value

    @field_serializer("stems")
    def _write_an_object(self, value: tuple[tuple[str, str], ...]) -> dict[str, str]:
        return dict(value)

    @classmethod
    def of(cls, chosen: Mapping[str, str]) -> "Matches":
        """Return the response that chooses ``chosen[stem]`` for each stem."""
        return cls(stems=tuple(sorted(chosen.items())))

    @property
    def by_stem(self) -> dict[str, str]:
        """Chosen option by stem."""
        return dict(self.stems)
