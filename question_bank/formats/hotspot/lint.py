"""Flaws that only a hotspot can have."""

from collections.abc import Iterator, Mapping
from typing import Any

from question_bank.flaw import Flaw, error
from question_bank.formats.hotspot.model import Hotspot


def document_flaws(document: Mapping[str, Any]) -> Iterator[Flaw]:
    """Flaws of a raw document: no keyed place."""
    spots = document.get("spots")
    if isinstance(spots, list) and not any(
        isinstance(spot, dict) and spot.get("credit") == "full" for spot in spots
    ):
        yield error(
            "no-key", "No place has full credit.", "Write “credit: full” on the best place.", ("spots",)
        )


def flaws(item: Hotspot) -> Iterator[Flaw]:
    """Flaws of a well-formed item; places are looked up when the bank's figure is at hand."""
    try:
        places = item.drawn.places()
    except KeyError:
        return
    seen: set[str] = set()
    for index, spot in enumerate(item.spots):
        path = ("spots", index, "place")
        if spot.place not in places:
            yield error(
                "unknown-place",
                f"The figure has no place “{spot.place}”.",
                f"Choose one of: {', '.join(places)}.",
                path,
            )
        if spot.place in seen:
            yield error("duplicate-id", f"“{spot.place}” stands here twice.", "Keep one.", path)
        if spot.harmful and spot.credit != "none":
            yield error(
                "harmful-key", "A place with credit is marked harmful.", "Correct one of the two.", path
            )
        seen.add(spot.place)
