"""The item and its response."""

from typing import Annotated, Literal

from pydantic import Field

from question_bank.figure import Figure
from question_bank.item import Frozen, Item, Markdown, Reference, Response, Slug


class Spot(Frozen):
    """A place of the figure and what it earns.

    place: id of a region; in a mirrored figure with its side, ``right-above-outside-dimple``. credit:
    ``full``, ``near`` (half) or ``none``, for places worth a word of their own.
    """

    place: Slug
    credit: Literal["full", "near", "none"]
    rationale: Markdown
    harmful: bool = False
    misconception: Reference | None = None


class Hotspot(Item):
    """One place on a figure."""

    format: Literal["hotspot"]
    figure: Slug
    spots: Annotated[tuple[Spot, ...], Field(min_length=1)]
    elsewhere: Markdown

    def figure_ids(self) -> tuple[str, ...]:
        """Name the one figure."""
        return (self.figure,)

    @property
    def drawn(self) -> Figure:
        """The figure. Raises KeyError when the bank has none of that id."""
        found: Figure = self.needed_figure(self.figure)
        return found

    def spot_at(self, place: str | None) -> Spot | None:
        """Return what the item says of a place, if it says anything."""
        return next((spot for spot in self.spots if spot.place == place), None)

    def citing_texts(self) -> dict[tuple[str | int, ...], str]:
        """Add the rationales to the texts that may cite sources."""
        rationales: dict[tuple[str | int, ...], str] = {
            ("spots", index, "rationale"): spot.rationale for index, spot in enumerate(self.spots)
        }
        return {**super().citing_texts(), **rationales, ("elsewhere",): self.elsewhere}


class Pointed(Response):
    """A point in the figure's units, or a place by its id; neither when left blank."""

    at: tuple[float, float] | None = None
    place: Slug | None = None

    def place_in(self, figure: Figure) -> str | None:
        """Return the place that was meant: the same by pointer and from the list."""
        return figure.place_of(self.at) if self.at is not None else self.place
