"""The item and its response."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, PlainSerializer

from question_bank.item import Frozen, Item, Markdown, Response, Text

POINTS = (-2, -1, 0, 1, 2)

Point = Annotated[int, Field(ge=POINTS[0], le=POINTS[-1])]
Votes = Annotated[int, Field(ge=0)]


class Scale(StrEnum):
    """What the five points speak of."""

    LIKELIHOOD = "likelihood"
    USEFULNESS = "usefulness"
    APPROPRIATENESS = "appropriateness"


class Direction(StrEnum):
    """Where a reason points: down the scale, nowhere, or up."""

    LESS = "less"
    SAME = "same"
    MORE = "more"

    @classmethod
    def of(cls, point: int) -> "Direction":
        """Return the direction in which a point of the scale lies."""
        return cls.LESS if point < 0 else cls.MORE if point > 0 else cls.SAME


def _read_panel(value: object) -> object:
    """Turn the word ``none`` into no votes, and refuse lists that count no panel."""
    if value == "none":
        return ()
    if isinstance(value, list):
        if len(value) != len(POINTS) or not any(value):
            raise ValueError("write none, or how many members chose each of the five points, lowest first")
        return tuple(value)
    return value


def _write_panel(votes: tuple[int, ...]) -> list[int] | str:
    return list(votes) or "none"


# How many members chose each point, lowest first; empty where there is no panel, which files write ``none``.
Panel = Annotated[
    tuple[Votes, ...],
    BeforeValidator(
        _read_panel,
        json_schema_input_type=Literal["none"]
        | Annotated[list[Votes], Field(min_length=len(POINTS), max_length=len(POINTS))],
    ),
    PlainSerializer(_write_panel),
]


class PanelReason(Frozen):
    """Why members of the panel chose a point."""

    at: Point
    text: Markdown


class Reason(Frozen):
    """An argument, and the direction it supports. In files the direction stands under ``for``."""

    model_config = ConfigDict(serialize_by_alias=True)

    supports: Annotated[Direction, Field(alias="for")]
    text: Markdown


class ScriptConcordance(Item):
    """A hypothesis, one more finding, and how far that moves the hypothesis."""

    format: Literal["script_concordance"]
    scale: Scale = Scale.LIKELIHOOD
    hypothesis: Text
    new_information: Text
    panel: Panel
    panel_reasons: tuple[PanelReason, ...] = ()
    direction: Direction | None = None
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1)]

    def citing_texts(self) -> dict[tuple[str | int, ...], str]:
        """Add the reasons to the texts that may cite sources."""
        of_panel: dict[tuple[str | int, ...], str] = {
            ("panel_reasons", index, "text"): reason.text for index, reason in enumerate(self.panel_reasons)
        }
        ours: dict[tuple[str | int, ...], str] = {
            ("reasons", index, "text"): reason.text for index, reason in enumerate(self.reasons)
        }
        return {**super().citing_texts(), **of_panel, **ours}

    def asking_texts(self) -> dict[tuple[str | int, ...], str]:
        """Add hypothesis and new information to the texts that are read before the answer."""
        asked: dict[tuple[str | int, ...], str] = {
            ("hypothesis",): self.hypothesis,
            ("new_information",): self.new_information,
        }
        return {**super().asking_texts(), **asked}


class Shift(Response):
    """The point chosen, -2 to 2; None when the item was left blank."""

    answer: Point | None = None
