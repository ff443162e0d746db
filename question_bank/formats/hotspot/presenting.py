"""What is shown before the answer: the drawing and the places there are, none of them marked."""

from collections.abc import Iterator
from dataclasses import dataclass

from question_bank.figure import Figure, ShownFigure, shown
from question_bank.formats.contract import Presentation
from question_bank.formats.hotspot.model import Hotspot

GROUPS = {"left": "Left side", "right": "Right side"}


@dataclass(frozen=True)
class Asked(Presentation):
    """The question, the drawing, and every place of the figure by group, whatever the item is about."""

    figure: ShownFigure
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def present(item: Hotspot, seed: str) -> Asked:
    """Present an item without its key."""
    return Asked(item.vignette, item.lead_in, shown(item.drawn, item.patient), places(item.drawn))


def places(figure: Figure) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return every place as (group, ((id, title), …)): left, right, then those in the middle."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for id, region in figure.places().items():
        side = id.partition("-")[0] if figure.mirrored and not region.midline else ""
        title = region.title.partition(": ")[2] if side else region.title
        groups.setdefault(GROUPS.get(side, "Places"), []).append((id, title))
    return tuple(
        (name, tuple(sorted(found, key=lambda entry: entry[1]))) for name, found in sorted(groups.items())
    )


def secrets(item: Hotspot) -> Iterator[str]:
    """Yield what no page may hold before the answer."""
    yield item.elsewhere
    for spot in item.spots:
        yield spot.rationale
