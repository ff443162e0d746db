"""Writing a station: outlines as a person types them, the figure beside them, and the examiner's sheet."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from question_bank import FORMATS, itemfile, load, placing
from question_bank.figure import Figure
from question_bank.formats import __path__ as formats_path
from question_bank.formats.palpation.editor import Editor, ShapePart
from question_bank.formats.palpation.sketching import grid_step

FORMAT = FORMATS["palpation"]
EXAMPLES = Path(formats_path[0]) / "palpation" / "examples"
KNOT = itemfile.parse((EXAMPLES / "knot.yaml").read_bytes()).document
FIGURES = {figure["id"]: Figure.model_validate_json(json.dumps(figure)) for figure in KNOT["figures"]}
ELLIPSE = {"ellipse": [64.0, 58.0, 2.0, 1.5], "rotate": -50}
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["a", "1", "1 2", "[1", "null"]),
    lambda part: (
        st.lists(part, max_size=5)
        | st.dictionaries(st.sampled_from(["ellipse", "path", "x"]), part, max_size=3)
    ),
    max_leaves=8,
)
TYPED = st.text("0123456789.,- []{}abc\n", max_size=12)


def typed(**fields):
    return ShapePart(MultiDict({name.replace("_", "-"): text for name, text in fields.items()}))


def test_an_ellipse_is_written_by_its_centre_and_size():
    form = ShapePart.of(ELLIPSE)
    assert {cell.short_name: cell.data for cell in form.ellipse.part.cells} == {
        "x": "64.0",
        "y": "58.0",
        "width": "4.0",
        "height": "3.0",
    }
    assert typed(ellipse_x="64", ellipse_y="58", ellipse_width="4", ellipse_height="3.5").document() == {
        "ellipse": [64, 58, 2, 1.75]
    }


def test_corners_and_lines_are_points_one_a_line():
    form = typed(polygon="60 50\r\n 64.5, 50 \r\n\r\n62,55", path="", stroke="")
    assert form.document() == {"polygon": [[60, 50], [64.5, 50], [62, 55]]}
    assert ShapePart.of(form.document()).polygon.data == "60 50\n64.5 50\n62 55"
    assert form.unfolded
    assert not ShapePart.of(ELLIPSE).unfolded


@pytest.mark.parametrize(
    ("fields", "document"),
    [
        ({"ellipse_x": "64"}, {"ellipse": [64]}),
        ({"ellipse_width": "wide"}, {"ellipse": ["", "", "wide"]}),
        ({"polygon": "here\n1 2"}, {"polygon": ["here", [1, 2]]}),
        ({"path": "1 2 3\n,"}, {"path": [[1, 2, 3], ","]}),
        ({"written": "[1, "}, "[1,"),
        ({"written": '{"ellipse": 3}', "ellipse_x": "1"}, {"ellipse": 3}),
        ({"written": "[" * 100_000}, "[" * 100_000),
    ],
)
def test_what_is_broken_stays_as_it_was_typed(fields, document):
    assert typed(**fields).document() == document
    assert ShapePart.of(document).document() == document


@given(JSON)
def test_no_document_of_an_outline_is_lost(document):
    form = ShapePart.of(document)
    assert json.dumps(form.document()) == json.dumps(document)


@given(st.fixed_dictionaries(dict.fromkeys(("ellipse-x", "ellipse-width", "polygon", "rotate"), TYPED)))
def test_whatever_was_typed_is_there_when_the_draft_is_opened_again(fields):
    document = ShapePart(MultiDict(fields)).document()
    assert ShapePart.of(document).document() == document


def test_the_sketch_shows_grid_landmarks_and_the_sites_that_can_be_drawn():
    form = Editor.of({**KNOT["item"], "sites": [*KNOT["item"]["sites"], {"title": "No outline yet"}]})
    assert form.sketch is None
    placing.offer(form, {}, FIGURES)
    sketch = form.sketch
    assert [(site.number, site.role, site.at) for site in sketch.sites] == [
        (1, "target", (43.0, 25.0)),
        (2, "incidental", (17.0, 25.0)),
    ]
    assert sketch.across == sketch.down == (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60)
    assert ((40.0, 30.0),) in sketch.landmarks
    assert ((20.0, 30.0),) in sketch.landmarks
    assert len(sketch.landmarks) == 5
    assert sketch.figure.drawing


@pytest.mark.parametrize(
    ("outline", "at"),
    [
        ({"polygon": [[0, 0], [6, 0], [0, 6]]}, (2, 2)),
        ({"path": [[0, 0], [6, 2]], "stroke": 1}, (3, 1)),
        ({"polygon": [[0, 0], [6, 0]]}, None),
        ({"ellipse": [1, 1, 0, 1]}, None),
        ("nowhere", None),
    ],
)
def test_every_kind_of_outline_is_drawn_once_it_is_whole(outline, at):
    form = Editor.of({"figure": "board", "sites": [{"shape": outline}]})
    placing.offer(form, {}, FIGURES)
    assert [site.at for site in form.sketch.sites] == ([at] if at else [])


def test_landmarks_are_chosen_from_the_figure():
    form = Editor.of(KNOT["item"])
    placing.offer(form, {"figures": [("board", "A board")]}, FIGURES)
    ids = [id for id, _ in form.landmarks.rows[0].id.offered]
    assert ids == ["left-knob", "right-knob", "seam", "left-rail", "right-rail"]
    assert [id for id, _ in form.origin.offered] == ["knob", "seam", "rail"]
    assert form.sites.rows[0].referral.words == "B. to the edge"


def test_a_figure_without_sides_has_its_landmarks_once():
    figure = FIGURES["board"].model_copy(update={"mirrored": False})
    form = Editor.of({"figure": "board", "landmarks": ["knob"]})
    placing.offer(form, {}, {"board": figure})
    assert [id for id, _ in form.landmarks.rows[0].id.offered] == ["knob", "seam", "rail"]
    assert len(form.sketch.landmarks) == 3


@pytest.mark.parametrize(("longest", "step"), [(120, 10), (60, 5), (12, 1), (500, 50), (1.2, 0.1), (0, 1e-8)])
def test_the_grid_has_a_dozen_round_lines(longest, step):
    assert grid_step(longest) == pytest.approx(step)


def test_the_examiner_reads_what_a_press_would_have_told():
    item = load(KNOT["item"], FIGURES)
    sheet = FORMAT.exploration.sheet(item)
    knot = sheet.sites[0]
    assert (knot.number, knot.where, knot.at) == (1, "right, 1.5 cm out, 2.5 up", (43.0, 25.0))
    by_way = {row.how: row for row in knot.rows}
    assert "eraser" in by_way["Pressed, to the fascia"].met
    assert by_way["Rolled, to the fascia"].feels == "“That is it, what I get when I plane.”"
    assert by_way["Pressed, lightly"].hurts == "“No.”"
    assert by_way["Skin pinched"].met
    assert {name.split(",")[0] for name, _, _ in sheet.elsewhere} == {
        "Muscle",
        "Dip over bone",
        "Edge of bone",
        "Flat bone",
        "Soft wall",
    }
    assert [depth for depth, _ in sheet.feels] == ["lightly", "to the fascia", "to bone"]


def test_a_patient_who_is_sore_everywhere_says_so_on_the_sheet():
    everywhere = {"tenderness": "mild", "says": "Sore there too."}
    sheet = FORMAT.exploration.sheet(load({**KNOT["item"], "everywhere": everywhere}, FIGURES))
    assert sheet.feels == (("at any depth", "“Sore there too.”"),)
    assert sheet.hurts == (("at any depth", "“Yes.”"),)
