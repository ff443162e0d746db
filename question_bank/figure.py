"""A figure: a drawing with a scale, landmarks and named regions in its own coordinates.

Formats that ask *where* rest on it. Nothing here knows what is drawn: a shoulder is a figure like a back.
Coordinates are units of the drawing's canvas, x to the right, y downwards; lengths for people are centimetres
by ``units_per_cm``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, pi, radians, sin
from typing import Annotated, Literal

from pydantic import Field, model_validator

from question_bank.item import BUILDS, SEXES, Frozen, Markdown, Patient, Slug, Text

Point = tuple[float, float]
Radius = Annotated[float, Field(gt=0)]
SIDES = ("left", "right")
ROOM = (512, 420)  # pixels
SMALL = 640  # pixels of the longer side of a picture's smaller copy
VARIANTS = (*SEXES, *BUILDS, *(f"{sex}-{build}" for sex in SEXES for build in BUILDS))


class Shape(Frozen):
    """One of: polygon (its corners), ellipse (centre, radii), path with the width of its stroke.

    rotate: degrees by which an ellipse is turned, clockwise on the screen.
    """

    polygon: Annotated[tuple[Point, ...], Field(min_length=3)] | None = None
    ellipse: tuple[float, float, Radius, Radius] | None = None
    rotate: float = 0
    path: Annotated[tuple[Point, ...], Field(min_length=2)] | None = None
    stroke: Annotated[float, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _is_one_of_three(self) -> "Shape":
        if sum(part is not None for part in (self.polygon, self.ellipse, self.path)) != 1:
            raise ValueError("give one of polygon, ellipse, path")
        if (self.path is None) != (self.stroke is None):
            raise ValueError("a path has a stroke, and nothing else has")
        return self

    def holds(self, point: Point) -> bool:
        """Whether a point lies inside, its edge included."""
        if self.polygon is not None:
            return _in_polygon(point, self.polygon)
        if self.ellipse is not None:
            return _in_ellipse(point, self.ellipse, self.rotate)
        path, stroke = self.path or (), self.stroke or 0
        return any(_distance_to(point, a, b) <= stroke / 2 for a, b in pairwise(path))

    def distance_from(self, point: Point) -> float:
        """Return how far a point is from the shape, in units of the canvas: 0 inside."""
        if self.holds(point):
            return 0.0
        if self.path is not None:
            return min(_distance_to(point, a, b) for a, b in pairwise(self.path)) - (self.stroke or 0) / 2
        corners = self._corners()
        return min(_distance_to(point, a, b) for a, b in pairwise([*corners, corners[0]]))

    def mirrored(self, width: float) -> "Shape":
        """Return the shape on the other side of a canvas ``width`` wide."""

        def flip(points: tuple[Point, ...] | None) -> tuple[Point, ...] | None:
            return None if points is None else tuple((width - x, y) for x, y in points)

        ellipse = None if self.ellipse is None else (width - self.ellipse[0], *self.ellipse[1:])
        return Shape(
            polygon=flip(self.polygon),
            ellipse=ellipse,
            rotate=-self.rotate,
            path=flip(self.path),
            stroke=self.stroke,
        )

    def outline(self) -> str:
        """Return the shape as the ``d`` of an SVG path, for showing it after the answer."""
        corners = self._corners()
        line = "L".join(f"{x:.2f} {y:.2f}" for x, y in corners)
        return f"M{line}" + ("" if self.path is not None else "Z")

    @property
    def extent(self) -> tuple[Point, Point]:
        """The least and the greatest x and y between which the whole shape lies."""
        if self.ellipse is not None:
            cx, cy, rx, ry = self.ellipse
            far = max(rx, ry)
            return (cx - far, cy - far), (cx + far, cy + far)
        half = (self.stroke or 0) / 2
        xs, ys = zip(*self._corners(), strict=True)
        return (min(xs) - half, min(ys) - half), (max(xs) + half, max(ys) + half)

    def _corners(self) -> list[Point]:
        """Return the corners of a polygon or path, or 36 points along an ellipse."""
        if self.ellipse is None:
            return list(self.polygon or self.path or ())
        cx, cy, rx, ry = self.ellipse
        turn = radians(self.rotate)
        return [
            (
                cx + rx * cos(t) * cos(turn) - ry * sin(t) * sin(turn),
                cy + rx * cos(t) * sin(turn) + ry * sin(t) * cos(turn),
            )
            for t in (2 * pi * step / 36 for step in range(36))
        ]


class Region(Frozen):
    """A named place. In a mirrored figure it is drawn on the right and stands on both sides."""

    id: Slug
    title: Text
    shape: Shape
    midline: bool = False


class Landmark(Frozen):
    """A named point or line that fingers can find; in a mirrored figure the one on the right."""

    id: Slug
    title: Text
    at: Point | None = None
    line: Annotated[tuple[Point, ...], Field(min_length=2)] | None = None
    midline: bool = False

    @model_validator(mode="after")
    def _is_a_point_or_a_line(self) -> "Landmark":
        if (self.at is None) == (self.line is None):
            raise ValueError("give one of at, line")
        return self

    def distance_from(self, point: Point) -> float:
        """Return how far a point is from the landmark, in units of the canvas."""
        points = self.line or (self.at or (0.0, 0.0),) * 2
        return min(_distance_to(point, a, b) for a, b in pairwise(points))

    def mirrored(self, width: float) -> "Landmark":
        """Return the landmark on the other side of a canvas ``width`` wide."""
        at = None if self.at is None else (width - self.at[0], self.at[1])
        line = None if self.line is None else tuple((width - x, y) for x, y in self.line)
        return Landmark(id=self.id, title=self.title, at=at, line=line, midline=self.midline)


class Tissue(Frozen):
    """What lies under the skin in one part of a figure; in a mirrored figure on both sides.

    kind: ``muscle``, ``bone`` (a hard surface under thin cover), ``rim`` (an edge of bone), ``hollow`` (a dip
    over bone), ``yielding`` (soft wall or fat, nothing firm below). note: where its borders come from.
    """

    kind: Literal["muscle", "bone", "rim", "hollow", "yielding"]
    shape: Shape
    note: Text | None = None


class Figure(Frozen):
    """``figures/<id>.yaml``, with its drawing in ``figures/<id>.svg``, or its picture beside it.

    Other bodies with the same landmarks and regions stand in ``figures/<id>.<variant>.svg``.

    caption: what is said below it where it illustrates an explanation. canvas: width and height in units.
    units_per_cm: left out where nothing is to scale, as in a decision path. regions: in the order in which
    they are asked whether they hold a point: the first that does has it; none in a figure that only
    illustrates. mirrored: regions, landmarks and tissues off the midline stand on both sides. tissues: asked
    in the same way; where none holds a point there is muscle.
    picture: of a figure that somebody else made, in colours of its own, the suffix of its file; the canvas is
    its size in pixels. credit, licence: who made it, and on which terms it may be shown. consent: ``nobody``
    whom it shows can be recognised, or their consent is ``held``. digest: the SHA-256 of that file.
    drawing: the inside of the SVG, made safe; drawings: the same of other bodies, by the names in
    ``VARIANTS``. Neither they nor the digest are written in the YAML file.
    """

    format_version: Literal[1]
    id: Slug
    title: Text
    alt: Text
    caption: Markdown | None = None
    credit: Text | None = None
    licence: Text | None = None
    consent: Literal["nobody", "held"] | None = None
    picture: Literal["webp", "svg"] | None = None
    canvas: tuple[float, float]
    units_per_cm: Annotated[float, Field(gt=0)] = 1.0
    mirrored: bool = False
    note: Markdown | None = None
    landmarks: tuple[Landmark, ...] = ()
    tissues: tuple[Tissue, ...] = ()
    regions: tuple[Region, ...] = ()
    drawing: str = ""
    drawings: dict[str, str] = Field(default_factory=dict)
    digest: str = ""

    def drawing_of(self, patient: Patient | None) -> str:
        """Return the drawing of the body that comes closest to a patient's, by build before sex."""
        for variant in _variants_of(patient):
            if variant in self.drawings:
                return self.drawings[variant]
        return self.drawing

    def shown_to(self, patient: Patient | None) -> "ShownFigure":
        """Return what may be shown of it before an answer, with the body and the skin of a patient."""
        width, height = self.canvas
        skin = patient.skin if patient else None
        drawing = "" if self.picture else self.drawing_of(patient)
        file = f"{self.digest}.{self.picture}" if self.picture else ""
        return ShownFigure(self.alt, width, height, self.units_per_cm / 2, drawing, skin, file)

    def places(self) -> dict[str, Region]:
        """Return every region by id; in a mirrored figure ``left-…``, ``right-…`` for those with a side."""
        if not self.mirrored:
            return {region.id: region for region in self.regions}
        found: dict[str, Region] = {}
        for region in self.regions:
            if region.midline:
                found[region.id] = region
                continue
            for side in SIDES:
                shape = region.shape if side == "right" else region.shape.mirrored(self.canvas[0])
                title = f"{side.capitalize()}: {region.title}"
                found[f"{side}-{region.id}"] = Region(id=f"{side}-{region.id}", title=title, shape=shape)
        return found

    def landmark(self, place: str) -> Landmark:
        """Return a landmark by id, in a mirrored figure with its side: ``left-psis``. Raises KeyError."""
        side, _, rest = place.partition("-")
        for found in self.landmarks:
            sided = self.mirrored and not found.midline
            if (found.id == place and not sided) or (sided and side in SIDES and found.id == rest):
                title = f"{side.capitalize()} {_within(found.title)}" if sided else found.title
                there = found.mirrored(self.canvas[0]) if sided and side == "left" else found
                return Landmark(id=place, title=title, at=there.at, line=there.line, midline=found.midline)
        raise KeyError(place)

    def tissue_at(self, point: Point) -> str:
        """Return the kind of tissue under a point."""
        other = (self.canvas[0] - point[0], point[1])
        for tissue in self.tissues:
            if tissue.shape.holds(point) or (self.mirrored and tissue.shape.holds(other)):
                return tissue.kind
        return "muscle"

    def place_of(self, point: Point) -> str | None:
        """Return the id of the first region that holds a point, or None."""
        return next((id for id, region in self.places().items() if region.shape.holds(point)), None)

    def centimetres(self, one: Point, other: Point) -> float:
        """Return the distance of two points in centimetres."""
        return hypot(one[0] - other[0], one[1] - other[1]) / self.units_per_cm


@dataclass(frozen=True)
class ShownFigure:
    """A figure as it may be shown before the answer: a drawing without landmarks, regions or tissues.

    width, height: of the canvas, in units. step: half a centimetre in units, for moving by keyboard.
    skin: the patient's tone, one of ``Patient.skin``, for ``data-skin``; None for that of the drawing.
    file: of a picture, in place of a drawing, the name under which it is served: digest and suffix.
    """

    alt: str
    width: float
    height: float
    step: float
    drawing: str
    skin: str | None = None
    file: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height at which a picture is shown where there is room, in pixels.

        A drawing may grow to fill the room, pixels may not.
        """
        fit = min(ROOM[0] / self.width, ROOM[1] / self.height, 1000 if self.file.endswith("svg") else 1)
        return max(1, round(self.width * fit)), max(1, round(self.height * fit))

    @property
    def small_width(self) -> int:
        """Width of its smaller copy in pixels; 0 where it has none."""
        longer = max(self.width, self.height)
        return round(self.width * SMALL / longer) if longer > SMALL and self.file.endswith("webp") else 0


def shown(figure: Figure, patient: Patient | None) -> ShownFigure:
    """Return what may be shown of a figure, with the body and the skin of the patient."""
    return figure.shown_to(patient)


def other_side(place: str) -> str | None:
    """Return the id of the same region on the other side, if it has one."""
    side, _, rest = place.partition("-")
    return f"{SIDES[1 - SIDES.index(side)]}-{rest}" if side in SIDES and rest else None


def _within(title: str) -> str:
    """Return a title as it stands within a sentence: “rim of the crest”, but “PSIS”."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _variants_of(patient: Patient | None) -> Iterator[str]:
    if patient is None:
        return
    if patient.build:
        yield f"{patient.sex}-{patient.build}"
        yield patient.build
    yield patient.sex


def _in_polygon(point: Point, corners: tuple[Point, ...]) -> bool:
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if _distance_to(point, (x1, y1), (x2, y2)) < 1e-9:
            return True
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def _in_ellipse(point: Point, ellipse: tuple[float, float, float, float], rotate: float) -> bool:
    cx, cy, rx, ry = ellipse
    turn = radians(rotate)
    dx, dy = point[0] - cx, point[1] - cy
    along, across = dx * cos(turn) + dy * sin(turn), -dx * sin(turn) + dy * cos(turn)
    return (along / rx) ** 2 + (across / ry) ** 2 <= 1 + 1e-9


def _distance_to(point: Point, a: Point, b: Point) -> float:
    """Return the distance of a point from the line between two others."""
    (px, py), (ax, ay), (bx, by) = point, a, b
    length = (bx - ax) ** 2 + (by - ay) ** 2
    t = 0.0 if length == 0 else max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
    return hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay))
