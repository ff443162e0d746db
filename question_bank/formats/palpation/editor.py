"""The editor's form: the figure and its landmarks, the sites with their outlines, what is asked and said."""

import json
from collections.abc import Iterator
from typing import Any

from question_bank.editing import (
    Cell,
    Choices,
    FigurePick,
    Flag,
    Group,
    Line,
    Number,
    Part,
    Pick,
    RowId,
    Rows,
    Text,
    as_number,
    as_text,
)
from question_bank.figure import SIDES, Figure
from question_bank.formats.palpation.facets import FACETS
from question_bank.formats.palpation.sketching import Sketch, sketched
from question_bank.posted import Fields

ROLES = [("target", "It matters to this patient"), ("incidental", "It does not matter here")]
LAYERS = [
    ("skin", "Skin"),
    ("fat", "Fat under the skin"),
    ("fascia", "On the fascia"),
    ("muscle", "In the muscle"),
    ("bone", "Bone"),
]
CREDITS = [("full", "Full"), ("half", "Half"), ("none", "None")]
SORE = [("mild", "Mild"), ("marked", "Marked")]
CHOOSE_FIGURE = "From the figure. Choose one and press “Check without saving” to see them."


def _facet(name: str) -> list[tuple[str, str]]:
    return [(value, f"{words[:1].upper()}{words[1:]}") for value, words in FACETS[name][1]]


class Points(Text):
    """Points, one a line: two numbers with a space or comma between them. Other lines stay text."""

    def posting(self, value: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield the points, a line each."""
        points = value if isinstance(value, list) else [value]
        yield self.name, ["\n".join(map(_line, points))]

    def document(self) -> Any:
        """Return the points."""
        return [_point(line) for line in self.data.splitlines() if line.strip()] or None


def _line(point: Any) -> str:
    return " ".join(map(as_text, point)) if isinstance(point, list) else as_text(point)


def _point(line: str) -> Any:
    words = line.replace(",", " ").split()
    numbers = [as_number(word) for word in words]
    return line if any(isinstance(number, str) for number in numbers) or not numbers else numbers


class EllipsePart(Part):
    """An ellipse by its middle and its size; in a document the middle and the two radii."""

    x = Number("From the left")
    y = Number("From the top")
    width = Number("Width")
    height = Number("Height")

    def posting(self, document: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield the middle and the size."""
        values = dict(zip(("x", "y", "width", "height"), document, strict=False))
        return super().posting({name: _doubled(name, value) for name, value in values.items()})

    def document(self) -> list[Any] | None:
        """Return middle and radii; what is left out before something else is an empty text."""
        values = [_halved(cell.short_name, cell.document()) for cell in self.cells]
        while values and values[-1] is None:
            values.pop()
        return ["" if value is None else value for value in values] or None


def _doubled(name: str, value: Any) -> Any:
    is_radius = name in ("width", "height") and isinstance(value, int | float) and not isinstance(value, bool)
    return value * 2 if is_radius else value


def _halved(name: str, value: Any) -> Any:
    if name not in ("width", "height") or not isinstance(value, int | float):
        return value
    return value // 2 if isinstance(value, int) and value % 2 == 0 else value / 2


class Ellipse(Group):
    """A group that is a list in the document."""

    def posting(self, value: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield its numbers, where these are what it has."""
        yield from self.part.posting(value if isinstance(value, list) else [value])


class ShapePart(Part):
    """Where a site lies: an ellipse, or else corners, or a line with a width."""

    more = "Another outline"
    unfolds = True
    ellipse = Ellipse("Ellipse: its centre and size", EllipsePart, flat=True)
    rotate = Number("Turn, in degrees clockwise")
    polygon = Points("Corners", tall=4, aside=True, hint="Instead of an ellipse: “64 58”, one a line.")
    path = Points("Points of a line", tall=3, aside=True, hint="For a band, one a line; it needs a width.")
    stroke = Number("Width of the line", aside=True)
    written = Text(
        "As it is written",
        tall=3,
        hint="No field above can hold this. Correct it here, or clear it and use the fields.",
    )

    @property
    def cells(self) -> list[Cell]:
        """The fields; what no field can hold, where there is such."""
        return [cell for cell in super().cells if cell.short_name != "written" or cell.data]

    def posting(self, document: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield what the fields post, or the document as it is written where that would not be the same."""
        fields = dict(super().posting(document))
        same = ShapePart(Fields(fields.items()), prefix=self.prefix).document()
        if json.dumps(same) == json.dumps(document):
            yield from fields.items()
        else:
            text = as_text(document)
            yield f"{self.prefix}written", [text if _read(text) == document else json.dumps(document)]

    def document(self) -> Any:
        """Return the shape."""
        return _read(self.written.data) if self.written.data else super().document()


def _read(text: str) -> Any:
    """Return what a JSON text says; any other text as it is."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


class SiteRow(Part):
    """Something under the skin that is not there in everybody."""

    bare = "title"
    more = "When the patient tenses or coughs, and the id"
    title = Line("Site", hint="Said afterwards, never before.")
    role = Pick("Role", ROLES)
    shape = Group("Outline", ShapePart, hint="In the units of the figure, on the side where it lies.")
    layer = Pick("Layer", LAYERS)
    size_cm = Number("Size in centimetres")
    consistency = Pick("Consistency", _facet("consistency"))
    mobility = Pick("Mobility", _facet("mobility"))
    tenderness = Pick("Tenderness", _facet("tenderness"))
    referral = Pick("Where it spreads", of="referrals")
    familiar = Flag("Pressing it gives the pain the patient came with")
    red_flag = Flag("A red flag: missing it makes the station zero")
    says = Line("What the patient says", tall=2, hint="In words of theirs that do not name the finding.")
    rationale = Text("What it is, said afterwards", tall=2)
    tensed = Line(
        "Felt when the muscle tenses", tall=2, aside=True, hint="Where its layer implies otherwise."
    )
    coughed = Line("Felt on coughing", tall=2, aside=True, hint="Where it is not nothing.")
    id = RowId("Id", aside=True)


class EverywherePart(Part):
    """A patient who is sore wherever a finger goes."""

    tenderness = Pick("Tenderness everywhere", SORE)
    says = Line("What the patient says to it", tall=2)


class LandmarkRow(Part):
    """A landmark to place; in a document its bare id."""

    bare = "id"
    id = Pick("Landmark", of="landmarks")

    def document(self) -> Any:
        """Return the id; a row left blank between others is an empty text."""
        return self.id.data


class ReferralRow(Part):
    """An answer to where it spreads."""

    bare = "text"
    text = Line("Answer", hint="As in: it stays where the finger is.")
    id = RowId("Id", aside=True)


class StepRow(Part):
    """Something that could be done next."""

    bare = "text"
    text = Line("Next step", tall=2)
    credit = Pick("Credit", CREDITS)
    rationale = Text("Why", tall=2)
    harmful = Flag("Would put the patient in danger")
    misconception = Pick("Wrong idea that makes it tempting", of="misconceptions", aside=True)
    id = RowId("Id", aside=True)


class Editor(Part):
    """What a station adds to an item."""

    figure = FigurePick("Figure", of="figures")
    landmarks = Rows("Landmarks to place first", LandmarkRow, noun="Landmark", start=1, hint=CHOOSE_FIGURE)
    origin = Pick("Places are told from", of="origins", hint=CHOOSE_FIGURE)
    sites = Rows("Sites", SiteRow, noun="Site", start=1, hint="Without any, this body is normal everywhere.")
    everywhere = Group("Sore everywhere", EverywherePart, hint="For such a patient. Else leave it blank.")
    referrals = Rows("Answers to “Where does it spread?”", ReferralRow, noun="Answer", start=2)
    next_steps = Rows("What could be done next", StepRow, noun="Next step", start=3)
    nothing = Text("Why nothing here matters", tall=3, hint="Needed where no site matters to this patient.")
    agreement = Text(
        "How well clinicians agree on such findings", tall=2, hint="With its source, where one is known."
    )

    def offers(self) -> dict[str, Choices]:
        """Add the landmarks of the figure."""
        figure = self.figure.figure
        known = {"landmarks": _placed(figure), "origins": _origins(figure)} if figure is not None else {}
        return {**super().offers(), **known}

    @property
    def sketch(self) -> Sketch | None:
        """The figure with what is typed drawn into it; None where there is no figure."""
        figure = self.figure.figure
        rows = [row.document() for row in self.sites.rows]
        return None if figure is None else sketched(figure, rows)


def _placed(figure: Figure) -> list[tuple[str, str]]:
    ids = [
        id
        for mark in figure.landmarks
        for id in (
            [f"{side}-{mark.id}" for side in SIDES] if figure.mirrored and not mark.midline else [mark.id]
        )
    ]
    return [(id, figure.landmark(id).title) for id in ids]


def _origins(figure: Figure) -> list[tuple[str, str]]:
    return [(mark.id, mark.title) for mark in figure.landmarks]
