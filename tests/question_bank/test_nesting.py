"""An editor within an editor: the fields of the format that is chosen, wherever it stands."""

import pytest
from werkzeug.datastructures import MultiDict

from question_bank import editing, placing
from question_bank.editing import FigurePick, Group, Line, Number, Part, Pick, RowId, Rows
from question_bank.nesting import Nested
from question_bank.posted import MOST_ROWS, arranged


class Petal(Part):
    bare = "text"
    text = Line("Petal")
    id = RowId("Id", aside=True)


class Rose(Part):
    best = Pick("Best petal", of="petals")
    vase = FigurePick("Vase", of="vases")
    petals = Rows("Petals", Petal, noun="Petal", start=2)


class Fern(Part):
    fronds = Number("Fronds")


class Plant(Nested):
    editors = {"rose": Rose, "fern": Fern}  # noqa: RUF012 - as a case has them
    format = Pick("Kind", [("rose", "Rose"), ("fern", "Fern")])
    label = Line("Label")


class Pot(Part):
    bare = "soil"
    soil = Line("Soil")
    plant = Group("Plant", Plant)


class Bed(Part):
    pots = Rows("Pots", Pot, noun="Pot", begins="plant-format")


FULL = {
    "pots": [
        {
            "soil": "Clay",
            "plant": {
                "format": "rose",
                "label": "Red",
                "best": "p2",
                "vase": "tall",
                "petals": [{"text": "One", "id": "p1"}, {"text": "Two", "id": "p2"}],
            },
        },
        {"plant": {"format": "fern", "fronds": 7}},
    ]
}


def test_a_document_of_several_formats_comes_back_as_it_was():
    form = Bed.of(FULL)
    assert form.document() == FULL
    posted = {cell.name: cell.data for cell in editing.walk(form) if cell.kind not in ("rows", "group")}
    assert Bed(MultiDict(posted)).document() == FULL


def test_one_chosen_just_now_begins_with_its_blank_rows():
    posted = {"pots-0-plant-format": "rose", "pots-0-plant-label": "New"}
    plant = Bed(MultiDict(posted)).pots.rows[0].plant.part
    assert len(plant.own.petals.rows) == 2
    assert plant.document() == {"format": "rose", "label": "New"}


@pytest.mark.parametrize("plant", [{}, {"format": "cactus"}, {"format": 7}, {"format": ["rose"]}, "rose", 3])
def test_without_a_known_format_there_are_no_fields_of_one(plant):
    rows = Bed.of({"pots": [{"plant": plant}]}).pots.rows
    assert (rows[0].plant.part.own is None) == (plant != "rose")


def test_a_row_is_added_with_the_format_that_was_asked_for():
    posted = {"pots-0-soil": "Sand", "pots-new-plant-format": "fern"}
    form = Bed(arranged(MultiDict(posted), "pots-add"))
    assert form.document() == {"pots": [{"soil": "Sand"}, {"plant": {"format": "fern"}}]}
    asked = form.pots.asked_first
    assert (asked.name, asked.label.text, asked.data) == ("pots-new-plant-format", "Kind of the next pot", "")
    assert Rose().petals.asked_first is None


def test_choices_within_come_from_within():
    form = Bed.of({"pots": [FULL["pots"][0], FULL["pots"][0]]})
    form.pots.rows[1].plant.part.own.petals.rows[0].text.data = "Other"
    placing.offer(form, {"petals": [("x", "of the bank")], "vases": [("tall", "Tall")]}, {"tall": "a figure"})
    first, second = (row.plant.part.own for row in form.pots.rows)
    assert first.best.choices == [("p1", "A. One"), ("p2", "B. Two")]
    assert second.best.choices == [("p1", "A. Other"), ("p2", "B. Two")]
    assert (first.vase.figure, first.vase.words) == ("a figure", "Tall")
    placing.offer(form, {})
    assert (first.vase.figure, first.vase.words) == (None, "tall (unknown)")


def test_too_many_rows_within_are_refused():
    many = {f"pots-0-plant-petals-{number}-text": "x" for number in range(MOST_ROWS + 1)}
    form = Bed(MultiDict({**many, "pots-0-plant-format": "rose"}))
    assert not form.validate()
    assert form.errors["pots"] == [
        f"“Petals” takes at most {MOST_ROWS} rows. What is beyond them is not kept."
    ]
    assert Bed.of(FULL).validate()


def test_what_is_aside_unfolds_when_it_is_filled_and_should():
    class Lamp(Part):
        unfolds = True
        light = Line("Light")
        shade = Line("Shade", aside=True)

    assert Lamp.of({"shade": "red"}).unfolded
    assert not Lamp.of({"light": "red"}).unfolded
    assert not Petal.of({"id": "p1"}).unfolded


def test_a_place_is_followed_by_the_id_of_its_row():
    rose = FULL["pots"][0]["plant"]
    moved = {**rose, "petals": [{"text": "New", "id": "p3"}, *reversed(rose["petals"])]}
    found = placing.followed(Rose.of(rose), Rose.of(moved))
    assert found["petals-0-text"] == "petals-2-text"
    assert found["petals-1"] == "petals-1"
    gone = placing.followed(Rose.of(rose), Rose.of({"petals": [{"text": "One", "id": "p9"}]}))
    assert [name for name in gone if name.startswith("petals-")] == []


def test_a_row_without_an_id_is_followed_by_what_it_says_or_by_its_neighbours():
    clay, plant = FULL["pots"]
    before = Bed.of({"pots": [{"soil": "Sand"}, clay, {"soil": "Peat"}]})
    changed = {"soil": "Loam", "plant": {**clay["plant"], "format": "fern"}}
    found = placing.followed(before, Bed.of({"pots": [plant, {"soil": "Sand"}, changed, {"soil": "Peat"}]}))
    assert (found["pots-0"], found["pots-1-soil"], found["pots-2"]) == ("pots-1", "pots-2-soil", "pots-3")
    assert found["pots-1-plant-label"] == "pots-2-plant-label"
    assert "pots-1-plant-petals" not in found
    two = placing.followed(before, Bed.of({"pots": [{"soil": "Loam"}, {"soil": "Peat"}]}))
    assert {name: two[name] for name in two if name in ("pots-0", "pots-1", "pots-2")} == {"pots-2": "pots-1"}
    twice = Bed.of({"pots": [{"soil": "Sand"}, {"soil": "Sand"}]})
    assert placing.followed(twice, twice)["pots-1-soil"] == "pots-1-soil"
