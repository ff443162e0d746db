"""Where was pointed, where it is, and why."""

from dataclasses import dataclass

from question_bank.figure import Point, ShownFigure, shown
from question_bank.formats.contract import Explanation
from question_bank.formats.hotspot.marking import is_wrong_side, mark
from question_bank.formats.hotspot.model import Hotspot, Pointed

WORDS = {"full": "Best place", "near": "Near", "none": "Not here"}


@dataclass(frozen=True)
class ExplainedSpot:
    """A place the item says something of. outline: the ``d`` of an SVG path."""

    title: str
    credit: str
    word: str
    rationale: str
    is_mine: bool
    outline: str


@dataclass(frozen=True)
class Explained(Explanation):
    """The figure with what was pointed at and what is keyed."""

    figure: ShownFigure
    spots: tuple[ExplainedSpot, ...]
    at: Point | None
    mine: str
    elsewhere: str | None
    wrong_side: bool


def explain(item: Hotspot, response: Pointed, seed: str) -> Explained:
    """Explain an answer."""
    figure = item.drawn
    regions = figure.places()
    place = response.place_in(figure)
    # A figure that was corrected since may have lost a place that an older version speaks of.
    known = [spot for spot in item.spots if spot.place in regions]
    spots = tuple(
        ExplainedSpot(
            title=regions[spot.place].title,
            credit=spot.credit,
            word=WORDS[spot.credit],
            rationale=spot.rationale,
            is_mine=spot.place == place,
            outline=regions[spot.place].shape.outline(),
        )
        for spot in sorted(known, key=lambda spot: ("full", "near", "none").index(spot.credit))
    )
    earned = mark(item, response).fraction
    answered = response.at is not None or response.place is not None
    mine = regions[place].title if place in regions else "a place without a name"
    wrong_side = is_wrong_side(item, response)
    told = f"you pointed at {mine}" if answered else "you left it open"
    best = " or ".join(spot.title for spot in spots if spot.credit == "full")
    return Explained(
        verdict="right" if earned == 1 else "partly" if earned else "wrong",
        told=told + (", the right place on the wrong side" if wrong_side else ""),
        best="" if earned == 1 else f"The best place is {best}.",
        figure=shown(figure, item.patient),
        spots=spots,
        at=response.at,
        mine=mine,
        elsewhere=item.elsewhere if answered and item.spot_at(place) is None else None,
        wrong_side=wrong_side,
    )
