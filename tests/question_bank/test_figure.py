import json
import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from question_bank import drawing
from question_bank.figure import Figure, Landmark, Shape, other_side, shown
from question_bank.folder import bank_files, read_folder
from question_bank.item import Patient
from quiz.config import SHIPPED_BANKS
from tests.banks import write_bank

SQUARE = Shape(polygon=((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)))
OVAL = Shape(ellipse=(5.0, 5.0, 4.0, 1.0), rotate=90.0)
LINE = Shape(path=((0.0, 0.0), (10.0, 0.0), (10.0, 10.0)), stroke=2.0)
SEGMENT = re.compile(r"([MLHCZ])([^MLHCZ]*)")
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
    '<g><path class="skin" d="M0 0L1 1Z"/></g></svg>'
)
FIGURE = {
    "format_version": 1,
    "id": "box",
    "title": "A box",
    "alt": "A box seen from above.",
    "canvas": [10, 10],
    "units_per_cm": 2,
    "regions": [
        {"id": "all", "title": "all of it", "shape": {"polygon": [[0, 0], [10, 0], [10, 10], [0, 10]]}}
    ],
}


@pytest.mark.parametrize(
    ("shape", "inside", "outside"),
    [
        (SQUARE, [(5, 5), (0, 0), (10, 5)], [(-0.1, 5), (5, 10.1)]),
        (OVAL, [(5, 5), (5, 9), (5, 1), (6, 5)], [(9, 5), (5, 9.2), (6.2, 5)]),
        (LINE, [(5, 1), (10, 5), (10.9, 10), (0, -1)], [(5, 1.1), (8, 8), (12, 12)]),
        (Shape(path=((3.0, 3.0), (3.0, 3.0)), stroke=2.0), [(3, 4)], [(3, 4.1)]),
    ],
)
def test_a_shape_holds_its_points(shape, inside, outside):
    assert all(shape.holds(point) for point in inside)
    assert not any(shape.holds(point) for point in outside)


@given(st.floats(0, 100), st.floats(0, 120))
def test_the_other_side_is_a_mirror(x, y):
    for shape in (SQUARE, OVAL, LINE):
        assert shape.holds((x, y)) == shape.mirrored(100).holds((100 - x, y))


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"polygon": [[0, 0], [1, 0], [1, 1]], "ellipse": [0, 0, 1, 1]},
        {"path": [[0, 0], [1, 1]]},
        {"ellipse": [0, 0, 1, 1], "stroke": 2},
        {"polygon": [[0, 0], [1, 1]]},
    ],
)
def test_a_shape_is_exactly_one_thing(parts):
    with pytest.raises(ValidationError):
        Shape.model_validate_json(json.dumps(parts))


@pytest.mark.parametrize(
    ("shape", "point", "distance"),
    [
        (Shape(path=((0, 0), (10, 0)), stroke=2), (5, 4), 3),
        (Shape(path=((0, 0), (10, 0)), stroke=2), (5, 1), 0),
        (Shape(polygon=((0, 0), (4, 0), (4, 4), (0, 4))), (7, 2), 3),
        (Shape(ellipse=(0, 0, 2, 2)), (5, 0), 3),
    ],
)
def test_how_far_a_point_is_from_a_shape(shape, point, distance):
    assert shape.distance_from(point) == pytest.approx(distance)


def test_a_landmark_is_a_point_or_a_line_and_not_both():
    for parts in ({}, {"at": (1, 1), "line": ((0, 0), (1, 1))}):
        with pytest.raises(ValidationError, match="give one of at, line"):
            Landmark(id="x", title="X", **parts)


def test_outlines_are_paths():
    assert SQUARE.outline() == "M0.00 0.00L10.00 0.00L10.00 10.00L0.00 10.00Z"
    assert LINE.outline().endswith("10.00 10.00")
    assert OVAL.outline().startswith("M5.00 9.00L")


def test_other_sides_have_names():
    assert other_side("left-dimple") == "right-dimple"
    assert other_side("right-dimple") == "left-dimple"
    assert other_side("midline") is None
    assert other_side("left") is None


def test_the_shipped_figure_holds_the_checked_geometry():
    figure = low_back()
    assert figure.centimetres((50, 54.3), (67.5, 54.3)) == pytest.approx(7.0)
    assert figure.centimetres((60, 63.5), (67.5, 54.3)) == pytest.approx(4.75, abs=0.05)
    assert figure.centimetres((60, 63.5), (58.8, 65.4)) == pytest.approx(0.9, abs=0.05)
    # Where zones overlap the first in the file has the point: pins, Z1, Z3, Z2, Z4, Z5.
    assert figure.place_of((63.2, 59.2)) == "right-above-outside-dimple"
    assert figure.place_of((100 - 63.2, 59.2)) == "left-above-outside-dimple"
    assert figure.place_of((67.5, 54.3)) == "right-crest-crossing"
    assert figure.place_of((58.8, 65.4)) == "right-below-inside-dimple"
    assert figure.place_of((50, 63.5)) == "midline-s2"
    assert figure.place_of((71, 50.6)) == "right-crest-strip"
    assert figure.place_of((80.5, 44)) == "right-flank-above-crest"
    assert figure.place_of((60, 63.5)) != "right-above-outside-dimple"
    assert figure.place_of((20, 10)) is None
    assert len(figure.places()) == 2 * (len(figure.regions) - 1) + 1


@pytest.mark.parametrize(
    ("point", "kind"),
    [
        ((60, 63.5), "hollow"),
        ((62.5, 60.2), "rim"),
        ((67.5, 54.3), "rim"),
        ((50, 42.5), "rim"),
        ((50, 63.5), "bone"),
        ((53, 75), "bone"),
        ((55, 60), "muscle"),
        ((90, 87), "bone"),
        ((80.5, 43), "yielding"),
        ((74, 30), "yielding"),
        ((88, 42), "yielding"),
        ((62, 30), "muscle"),
        ((74.5, 61.5), "muscle"),
    ],
)
def test_what_lies_under_the_skin_of_the_low_back_is_the_same_on_both_sides(point, kind):
    figure = low_back()
    assert figure.tissue_at(point) == kind
    assert figure.tissue_at((100 - point[0], point[1])) == kind


def test_the_crest_and_the_midline_are_lines_to_measure_from():
    figure = low_back()
    assert figure.landmark("right-crest").distance_from((67.5, 54.3)) == 0
    assert figure.landmark("left-crest").distance_from((23, 43.5)) == pytest.approx(2.5)
    assert figure.landmark("midline").distance_from((52.5, 90)) == pytest.approx(2.5)


def test_the_shipped_drawings_are_written_as_they_stand():
    folder = SHIPPED_BANKS / "back_mice"
    for name, text in bank_files(read_folder(folder).bank):
        if name.startswith("figures/"):
            assert text == (folder / name).read_text(), name


def test_no_shading_of_a_body_reaches_far_above_the_canvas_over_what_is_written_there():
    for body in (low_back().drawing, *low_back().drawings.values()):
        for cy, ry in re.findall(r'<ellipse[^>]* cy="([-\d.]+)"[^>]* ry="([-\d.]+)"', body):
            assert float(cy) - float(ry) >= -3
            assert float(cy) + float(ry) <= 123


def test_every_body_holds_every_region_and_landmark():
    figure = low_back()
    named = [point for region in figure.places().values() for point in corners(region.shape)]
    for found in figure.landmarks:
        for id in [found.id] if found.midline else [f"left-{found.id}", f"right-{found.id}"]:
            there = figure.landmark(id)
            named += [there.at] if there.at else there.line
    bodies = {"default": figure.drawing, **figure.drawings}
    assert set(bodies) >= {"default", "female", "male", "slim", "large"}
    for name, body in bodies.items():
        outline = Shape(polygon=tuple(traced(re.search(r'class="skin" d="([^"]+)"', body)[1])))
        assert [point for point in named if not outline.holds(point)] == [], name


@pytest.mark.parametrize(
    ("svg", "said"),
    [
        (SVG.replace("<path", "<script"), "<script>"),
        (SVG.replace('class="skin"', 'onclick="x()"'), "onclick"),
        (SVG.replace('class="skin"', 'style="fill:red"'), "style"),
        (SVG.replace('class="skin"', 'class="other"'), "class"),
        (SVG.replace("M0 0L1 1Z", "url(#x)"), "url"),
        (SVG.replace('<path class="skin" d="M0 0L1 1Z"/>', '<image href="https://x"/>'), "<image>"),
        (SVG.replace("0 0 10 10", "0 0 5 5"), "viewBox"),
        ("<html/>", "viewBox"),
        ("<svg", "not well-formed"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "document type"),
        ("<!-- " + "x" * 200_000 + " -->" + SVG, "larger than"),
    ],
)
def test_a_drawing_that_could_do_more_than_draw_is_refused(svg, said):
    with pytest.raises(drawing.UnsafeDrawing, match=said.replace("(", r"\(")):
        drawing.safe(svg, (10, 10))


def test_a_drawing_may_hold_words_and_nothing_in_them_is_markup():
    words = '<text class="label middle" x="1" y="2"> Skin &lt;b&gt; &amp; fat </text>'
    inside = drawing.safe(SVG.replace("<g>", f"<g>{words}"), (10, 10))
    kept = '<text class="label middle" x="1" y="2">Skin &lt;b&gt; &amp; fat</text>'
    assert inside == f'<g>{kept}<path class="skin" d="M0 0L1 1Z"/></g>'
    assert drawing.safe(drawing.file_of(inside, (10, 10)), (10, 10)) == inside
    assert drawing.words_of(inside) == "Skin <b> & fat"


def test_words_between_shapes_are_left_out():
    assert "loose" not in drawing.safe(SVG.replace("<g>", "<g>loose"), (10, 10))


def test_a_figure_that_only_illustrates_needs_neither_regions_nor_scale():
    document = {name: FIGURE[name] for name in ("format_version", "id", "title", "alt", "canvas")}
    figure = Figure.model_validate_json(json.dumps({**document, "caption": "A *box*."}))
    assert figure.places() == {}
    assert "units_per_cm" not in figure.model_dump(exclude_defaults=True)


def test_every_word_of_a_shipped_picture_is_in_its_alternative():
    bank = read_folder(SHIPPED_BANKS / "back_mice").bank
    pictures = [figure for figure in bank.figures if "<text" in figure.drawing]
    assert len(pictures) >= 4
    for figure in pictures:
        assert len(figure.alt.split()) >= len(drawing.words_of(figure.drawing).split()) * 0.9, figure.id


def test_a_safe_drawing_is_rebuilt_and_can_be_written_again():
    inside = drawing.safe("<!-- by hand -->" + SVG, (10, 10))
    assert inside == '<g><path class="skin" d="M0 0L1 1Z"/></g>'
    assert drawing.safe(drawing.file_of(inside, (10, 10)), (10, 10)) == inside


def test_figures_of_a_folder_are_read_checked_and_written(tmp_path):
    folder = write_bank(tmp_path, [])
    figures = folder / "figures"
    figures.mkdir()
    (figures / "box.yaml").write_text(json.dumps(FIGURE))
    assert codes(folder) == {"no-drawing"}
    (figures / "box.svg").write_text(SVG.replace("<path", "<a"))
    assert codes(folder) == {"unsafe-drawing"}
    (figures / "box.svg").write_bytes(b"\xff")
    assert codes(folder) == {"no-drawing"}
    (figures / "box.svg").write_text(SVG)
    assert codes(folder) == set()
    assert read_folder(folder).bank.figures_by_id["box"].drawing
    (figures / "box.yaml").write_text(json.dumps({**FIGURE, "id": "crate"}))
    assert codes(folder) == {"file-name"}
    (figures / "box.yaml").write_text(
        json.dumps({**FIGURE, "landmarks": [{"id": "edge", "title": "Edge", "line": [[0, 0]]}]})
    )
    assert codes(folder) == {"empty-list"}
    (figures / "box.yaml").write_text("a: [")
    assert codes(folder) == {"bad-yaml"}


@pytest.mark.parametrize(
    ("sex", "build", "body"),
    [
        ("female", "large", "female-large"),
        ("male", "large", "large"),
        ("unstated", "large", "large"),
        ("female", "slim", "female"),
        ("female", None, "female"),
        ("male", "average", "default"),
        ("unstated", None, "default"),
    ],
)
def test_the_body_is_the_patient_s_build_before_sex(sex, build, body):
    bodies = {name: name for name in ("female", "large", "female-large")}
    figure = Figure.model_validate_json(json.dumps({**FIGURE, "drawing": "default", "drawings": bodies}))
    seen = shown(figure, Patient(age=40, sex=sex, build=build, skin="olive"))
    assert (seen.drawing, seen.skin) == (body, "olive")
    assert (shown(figure, None).drawing, shown(figure, None).skin) == ("default", None)


def test_other_bodies_are_read_checked_and_written_byte_for_byte(tmp_path):
    folder = write_bank(tmp_path, [])
    figures = folder / "figures"
    figures.mkdir()
    (figures / "box.yaml").write_text(json.dumps(FIGURE))
    (figures / "box.svg").write_text(SVG)
    other = drawing.file_of('<path class="edge" d="M2 2L3 3"/>', (10, 10))
    (figures / "box.female-large.svg").write_text(other)
    bank = read_folder(folder).bank
    assert bank.figures_by_id["box"].drawings == {"female-large": '<path class="edge" d="M2 2L3 3"/>'}
    assert dict(bank_files(bank))["figures/box.female-large.svg"] == other
    assert "draw" not in dict(bank_files(bank))["figures/box.yaml"]
    (figures / "box.slim.svg").write_text(SVG.replace("<path", "<a"))
    assert [flaw.code for flaw in read_folder(folder).flaws] == ["unsafe-drawing"]
    assert "box.slim.svg" in read_folder(folder).flaws[0].message
    (figures / "box.slim.svg").rename(figures / "box.giant.svg")
    assert codes(folder) == {"unknown-variant"}
    assert set(read_folder(folder).bank.figures_by_id["box"].drawings) == {"female-large"}


def test_a_figure_without_sides_names_its_places_as_they_are():
    figure = Figure.model_validate_json(json.dumps(FIGURE))
    assert list(figure.places()) == ["all"]


@cache
def low_back():
    return read_folder(SHIPPED_BANKS / "back_mice").bank.figures_by_id["low-back"]


def corners(shape):
    """Return the points of a shape's outline; of a path those along its middle."""
    return [tuple(map(float, pair.split())) for pair in re.split("[MLZ]", shape.outline()) if pair]


def traced(d):
    """Return points along an outline of straight lines and cubic curves, each with capital letters."""
    numbers = [
        (letter, [float(n) for n in re.findall(r"-?[\d.]+", rest)]) for letter, rest in SEGMENT.findall(d)
    ]
    points = []
    for letter, values in numbers:
        if letter in "ML":
            points.append(tuple(values))
        elif letter == "H":
            points.append((values[0], points[-1][1]))
        elif letter == "C":
            (x0, y0), (x1, y1, x2, y2, x3, y3) = points[-1], values
            for step in range(1, 21):
                t = step / 20
                u = 1 - t
                weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
                points.append((dot(weights, (x0, x1, x2, x3)), dot(weights, (y0, y1, y2, y3))))
    return points


def dot(one, other):
    return sum(a * b for a, b in zip(one, other, strict=True))


def codes(folder):
    return {flaw.code for flaw in read_folder(folder).flaws}
