"""What is shown before the answer: the story, the body, and what each step has told so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, takewhile

from question_bank.figure import Figure, Point, ShownFigure, shown
from question_bank.formats.contract import Presentation, Taken, shuffled
from question_bank.formats.palpation.model import Choice, Palpation, Press

DEPTHS = {"light": "Light", "fascia": "To the fascia", "bone": "To bone"}
QUESTIONS = {"feel": "“What do you feel?”", "hurt": "“Does this hurt?”", "nothing": "Say nothing"}
MOVEMENTS = {
    "female": ("She tenses", "She coughs"),
    "male": ("He tenses", "He coughs"),
    "unstated": ("They tense", "They cough"),
}


@dataclass(frozen=True)
class Mark:
    """A landmark, placed and true. own, off_cm: None where it was left out. true: a point or a line."""

    id: str
    title: str
    own: Point | None
    off_cm: float | None
    true: tuple[Point, ...]


@dataclass(frozen=True)
class Felt:
    """One press as it is told: its number, where, what was done, what was met and said."""

    number: int
    at: Point
    where: str
    how: str
    cue: str
    says: str | None


@dataclass(frozen=True)
class Axis:
    """The places along one axis that the list offers: (value in half centimetres, words)."""

    title: str
    choices: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Station(Presentation):
    """The station as it stands. landmarks: what to place; marks: what came of it, empty until it is done.

    ready: whether the landmarks are done with, so that the search begins and may be answered.
    grid: the list of places, across and along, for those who do not point; it counts from ``zero``.
    origin: what places are told from. last: the press before, whose way of pressing is kept.
    """

    figure: ShownFigure
    landmarks: tuple[Choice, ...]
    marks: tuple[Mark, ...]
    ready: bool
    felt: tuple[Felt, ...]
    last: Press | None
    movements: tuple[tuple[str, str], ...]
    grid: tuple[Axis, Axis]
    origin: str
    zero: Point
    referrals: tuple[tuple[str, str], ...]
    next_steps: tuple[tuple[str, str], ...]


def present(item: Palpation, seed: str) -> Station:
    """Present an item before the first step."""
    return present_after(item, seed, ())


def present_after(item: Palpation, seed: str, taken: Sequence[Taken]) -> Station:
    """Present an item as it stands after some steps."""
    figure = item.drawn
    texts = {step.id: step.text for step in item.next_steps}
    tenses, coughs = MOVEMENTS[item.vignette.patient.sex]
    return Station(
        vignette=item.vignette,
        lead_in=item.lead_in,
        figure=shown(figure, item.vignette.patient),
        landmarks=tuple(Choice(id=id, text=figure.landmark(id).title) for id in item.landmarks),
        marks=tuple(marks(item, taken)),
        ready=any(each.step.placed is not None for each in taken),
        felt=tuple(told(item, taken)),
        last=next((each.step.press for each in reversed(taken) if each.step.press is not None), None),
        movements=(
            ("press", "Press"),
            ("roll", "Roll"),
            ("pinch", "Pinch the skin"),
            ("tense", tenses),
            ("cough", coughs),
        ),
        grid=grid(figure, item.origin),
        origin=title_of(figure, item.origin),
        zero=zero_of(figure, item.origin),
        referrals=tuple((choice.id, choice.text) for choice in item.referrals),
        next_steps=tuple((id, texts[id]) for id in shuffled(texts, seed)),
    )


def marks(item: Palpation, taken: Sequence[Taken]) -> Iterator[Mark]:
    """Yield what came of the landmarks; nothing before they were placed."""
    step = next((each for each in taken if each.step.placed is not None), None)
    if step is None:
        return
    for id in item.landmarks:
        landmark = item.drawn.landmark(id)
        true = landmark.line or ((landmark.at,) if landmark.at else ())
        yield Mark(id, landmark.title, step.step.placed.get(id), step.revealed.off_cm.get(id), true)


def told(item: Palpation, taken: Sequence[Taken]) -> Iterator[Felt]:
    """Yield every press as it is told, numbered from 1."""
    presses = [each for each in taken if each.step.press is not None]
    for number, each in enumerate(presses, 1):
        press: Press = each.step.press
        where = where_words(item.drawn, item.origin, press.at)
        yield Felt(number, press.at, where, how(item, press), each.revealed.cue, each.revealed.says)


def how(item: Palpation, press: Press) -> str:
    """Say in a few words what was done."""
    tenses, coughs = MOVEMENTS[item.vignette.patient.sex]
    movement = {
        "press": "pressed",
        "roll": "rolled",
        "pinch": "skin pinched",
        "tense": tenses.lower(),
        "cough": coughs.lower(),
    }[press.movement]
    depth = {"light": "lightly", "fascia": "to the fascia", "bone": "to bone"}[press.depth]
    return movement if press.movement == "pinch" else f"{movement}, {depth}"


def origin_point(figure: Figure, origin: str) -> Point:
    """Return the point places are told from; in a mirrored figure the one on the right."""
    landmark = next(each for each in figure.landmarks if each.id == origin)
    return landmark.at or (landmark.line or ((0.0, 0.0),))[0]


def title_of(figure: Figure, landmark: str) -> str:
    """Return what a landmark is called, without a side."""
    return next(each.title for each in figure.landmarks if each.id == landmark)


def where_words(figure: Figure, origin: str, at: Point) -> str:
    """Say where a point is, from the origin of its side: “right, 2 cm out, 3 up”."""
    across, along = offsets(figure, origin, at)
    up = f"{abs(along):g} {'up' if along > 0 else 'down'}" if along else "level"
    if not figure.mirrored:
        return f"{abs(across):g} cm {'right' if across > 0 else 'left'}, {up}"
    middle = figure.canvas[0] / 2
    if abs(at[0] - middle) < figure.units_per_cm / 2:
        return f"midline, {abs(along):g} cm {'up' if along > 0 else 'down'}" if along else "midline, level"
    side = "right" if at[0] > middle else "left"
    out = f"{abs(across):g} cm {'out' if across > 0 else 'in'}" if across else "in line"
    return f"{side}, {out}, {up}"


def offsets(figure: Figure, origin: str, at: Point) -> tuple[float, float]:
    """Return how far a point is from the origin, in centimetres to the next half: outwards (right), up."""
    zero = origin_point(figure, origin)
    middle = figure.canvas[0] / 2
    across = abs(at[0] - middle) - abs(zero[0] - middle) if figure.mirrored else at[0] - zero[0]
    return _half(across / figure.units_per_cm), _half((zero[1] - at[1]) / figure.units_per_cm)


def zero_of(figure: Figure, origin: str) -> Point:
    """Return where the grid counts from: level with the origin, on the midline where there is one."""
    x, y = origin_point(figure, origin)
    return (figure.canvas[0] / 2 if figure.mirrored else x), y


def point_of(station: Station, across: int, along: int) -> Point:
    """Return the point of two choices of the grid."""
    step = station.figure.step
    return round(station.zero[0] + across * step, 2), round(station.zero[1] - along * step, 2)


def grid(figure: Figure, origin: str) -> tuple[Axis, Axis]:
    """Return the two lists that name every half centimetre of the figure.

    Across: left of zero is below 0. Along: from the top downwards, what is above zero above 0.
    """
    width, height = figure.canvas
    x, y = zero_of(figure, origin)
    step = figure.units_per_cm / 2
    level = title_of(figure, origin)
    upright = "the midline" if figure.mirrored else level

    def steps(room: float) -> list[int]:
        return list(takewhile(lambda number: number * step <= room, count()))

    across = [-number for number in reversed(steps(x)[1:])] + steps(width - x)
    along = [*reversed(steps(y)), *(-number for number in steps(height - y)[1:])]
    return (
        Axis("Across", tuple((number, _across_words(number, upright)) for number in across)),
        Axis("Up or down", tuple((number, _along_words(number, level)) for number in along)),
    )


def _across_words(number: int, of: str) -> str:
    return f"on {of}" if number == 0 else f"{'right' if number > 0 else 'left'}, {abs(number) / 2:g} cm"


def _along_words(number: int, of: str) -> str:
    return f"level with {of}" if number == 0 else f"{abs(number) / 2:g} cm {'up' if number > 0 else 'down'}"


def _half(centimetres: float) -> float:
    return round(centimetres * 2) / 2 + 0.0


def secrets(item: Palpation) -> Iterator[str]:
    """Yield what no page may hold before the answer."""
    for site in item.sites:
        yield site.title
        yield site.rationale
        yield from (text for text in (site.says, site.tensed, site.coughed) if text)
    for step in item.next_steps:
        yield step.rationale
    if item.everywhere:
        yield item.everywhere.says
    yield from (text for text in (item.nothing, item.agreement) if text)
