"""What is shown before the answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_uppercase

from question_bank.formats.contract import Presentation
from question_bank.formats.script_concordance.model import POINTS, Direction, Scale, ScriptConcordance

ADJECTIVES = {
    Scale.LIKELIHOOD: "likely",
    Scale.USEFULNESS: "useful",
    Scale.APPROPRIATENESS: "appropriate",
}


@dataclass(frozen=True)
class ShownPoint:
    """A point of the scale as a trainee meets it."""

    value: str
    sign: str
    letter: str
    text: str


@dataclass(frozen=True)
class Asked(Presentation):
    """The hypothesis, what is found, and the five points in their order, which no seed changes."""

    hypothesis: str
    new_information: str
    options: tuple[ShownPoint, ...]


def words_for(direction: Direction, scale: Scale) -> str:
    """Return a direction in the words of a scale: ``less likely``."""
    adjective = ADJECTIVES[scale]
    return f"neither less nor more {adjective}" if direction is Direction.SAME else f"{direction} {adjective}"


def points(scale: Scale) -> tuple[ShownPoint, ...]:
    """Return the five points of a scale, lowest first."""
    return tuple(
        ShownPoint(
            value=str(point),
            sign=f"{point:+d}".replace("-", "−") if point else "0",
            letter=letter,
            text=("much " if abs(point) == 2 else "") + words_for(Direction.of(point), scale),
        )
        for point, letter in zip(POINTS, ascii_uppercase, strict=False)
    )


def present(item: ScriptConcordance, seed: str) -> Asked:
    """Present an item without its panel and reasons."""
    return Asked(item.vignette, item.lead_in, item.hypothesis, item.new_information, points(item.scale))


def secrets(item: ScriptConcordance) -> Iterator[str]:
    """Yield what no page may hold before the answer."""
    for reason in item.reasons:
        yield reason.text
    for view in item.panel_reasons:
        yield view.text
