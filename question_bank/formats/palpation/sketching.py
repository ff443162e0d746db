"""The figure for whoever writes a station: coordinates, landmarks, and the sites as they are typed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, log10
from typing import Any

from pydantic import ValidationError

from question_bank.figure import Figure, Point, Shape, ShownFigure, shown

MOST_LINES = 12  # of the grid, along the longer side


@dataclass(frozen=True)
class Outlined:
    """A site that can be drawn: the number of its row, from 1, and where that number is written."""

    number: int
    role: str
    shape: Shape
    at: Point


@dataclass(frozen=True)
class Sketch:
    """A figure to measure on. across, down: where the lines of the grid lie. landmarks: points and lines."""

    figure: ShownFigure
    units_per_cm: float
    across: tuple[float, ...]
    down: tuple[float, ...]
    landmarks: tuple[tuple[Point, ...], ...]
    sites: tuple[Outlined, ...]


def sketched(figure: Figure, sites: Iterable[Any]) -> Sketch:
    """Return a figure with its grid, and those of some raw sites that have an outline."""
    width, height = figure.canvas
    step = grid_step(max(width, height))
    marks = [(mark.line or (mark.at or (0.0, 0.0),), mark.midline) for mark in figure.landmarks]
    others = [
        tuple((round(width - x, 2), y) for x, y in line)
        for line, midline in marks
        if figure.mirrored and not midline
    ]
    return Sketch(
        figure=shown(figure, None),
        units_per_cm=figure.units_per_cm,
        across=tuple(step * number for number in range(1, int(width / step) + 1)),
        down=tuple(step * number for number in range(1, int(height / step) + 1)),
        landmarks=(*(line for line, _ in marks), *others),
        sites=tuple(
            Outlined(number, str(site.get("role", "target")), shape, middle_of(shape))
            for number, site in enumerate(sites, 1)
            if (shape := shape_of(site.get("shape"))) is not None
        ),
    )


def grid_step(longest: float) -> float:
    """Return the distance of the grid's lines: 1, 2 or 5, or ten times or a tenth of it, and so on."""
    power: float = 10.0 ** floor(log10(max(longest, 1e-6) / MOST_LINES))
    return next(power * by for by in (1, 2, 5, 10) if longest <= power * by * MOST_LINES)


def shape_of(document: object) -> Shape | None:
    """Return a shape, if a document has one that can be drawn."""
    try:
        return Shape.model_validate_json(json.dumps(document))
    except ValidationError:
        return None


def middle_of(shape: Shape) -> Point:
    """Return the middle of an outline."""
    if shape.ellipse is not None:
        return shape.ellipse[0], shape.ellipse[1]
    corners = shape.polygon or shape.path or ()
    return sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners)
