"""Cases and stations at the desk: forms within a form, a preview in steps, and paper."""

import pytest
from sqlalchemy import select

from question_bank import ASKED, FORMATS
from quiz.bank.models import Item
from quiz.db import db
from quiz.formats import folder_of
from tests.pages import fields, parse
from tests.quiz.bank.test_desk import LIST, every_field, put_example, text, version_of

CASE, STATION = f"{LIST}/three-visits", f"{LIST}/search-one"


def test_a_stage_is_added_with_its_format_and_becomes_part_of_the_case(app, educator, case):
    page = educator.page(CASE)
    assert "stage 2, hotspot" in text(page.find(id="writing"))
    page = press(educator, CASE, page, "stages-add", **{"stages-new-item-format": "select_all"})
    assert page.find("input", attrs={"name": "stages-3-item-format"})["value"] == "select_all"
    assert len(page.find(id="edit-stages-3-item-options").find_all(class_="row")) == 5
    page = press(educator, CASE, page, "stages-3-item-options-add")
    page = press(educator, CASE, page, "stages-3-item-options-0-remove")
    page = press(educator, CASE, page, "stages-3-up")
    assert page.find("input", attrs={"name": "stages-2-item-format"})["value"] == "select_all"
    typed = {"stages-2-item-options-0-text": "OPTION", "stages-2-new_information": "NEWS"}
    assert press(educator, CASE, page, "save", status=303, **typed) is None
    with app.app_context():
        item = db.session.scalars(select(Item).where(Item.slug == "three-visits")).one()
        document = version_of(item, 2).document
    assert [stage["item"]["format"] for stage in document["stages"]] == [
        "single_best_answer",
        "hotspot",
        "select_all",
        "single_best_answer",
    ]
    assert document["stages"][2]["new_information"] == "NEWS"
    assert document["stages"][2]["item"]["options"][0]["text"] == "OPTION"
    assert document["stages"][2]["item"]["options"][0]["id"].startswith("r")
    assert document["stages"][1]["item"]["spots"][0]["place"] == "right-thumb"


def test_a_stage_without_a_format_asks_for_it(educator, case):
    page = press(educator, CASE, educator.page(CASE), "stages-add")
    chosen = page.find("select", attrs={"name": "stages-3-item-format"})
    assert [option["value"] for option in chosen.find_all("option")] == ["", *ASKED]
    page = press(educator, CASE, page, "check", **{"stages-3-item-format": "ordering"})
    assert page.find(id="edit-stages-3-item-steps")


def test_flaws_of_a_stage_stand_beside_their_fields(educator, case):
    typed = {"stages-0-item-options-1-rationale": "", "stages-1-new_information": ""}
    page = press(educator, CASE, educator.page(CASE), "check", **typed)
    assert page.find(id="edit-stages-0-item-options-1-rationale")["aria-invalid"] == "true"
    assert "Nothing new becomes known" in page.find(id="flaws-stages-1").text
    link = page.find(attrs={"aria-labelledby": "check"}).find(
        "a", href="#edit-stages-0-item-options-1-rationale"
    )
    assert link.text == "stage 1, option 2, why"
    assert "appears here when what is asked has no errors" in text(page)


def test_an_explanation_that_is_missing_in_a_stage_hides_no_preview(educator, case):
    typed = {"stages-1-item-explanation": "Short.", "take_home": "Once more."}
    page = press(educator, CASE, educator.page(CASE), "check", **typed)
    assert len(page.find_all("fieldset", class_="covered")) == 3


def test_each_stage_is_asked_and_explained_in_turn(educator, case):
    preview = educator.page(CASE).find(attrs={"aria-labelledby": "as-trainee"})
    headings = [heading.text for heading in preview.find_all("h3", class_="section")]
    assert [words for words in headings if words != "Sources"] == [f"Stage {n} of 3" for n in (1, 2, 3)]
    first, second, third = preview.find_all("fieldset", class_="covered")
    assert "Bend the knee" in first.text
    assert second.find("svg")
    assert "20 ml" in third.text
    explained = preview.find_all("details")
    assert "Both sides, slowly" in explained[0].text
    assert "The whole case" not in explained[0].text
    assert "The whole case" in explained[-1].text
    assert not educator.page(CASE).find(id="edit-lead_in")


def test_on_paper_no_stage_gives_its_key_or_the_next_away(educator, case):
    first, second = educator.page(f"{CASE}/print").find_all(class_="sheet")
    one, two, three = first.find_all("section", class_="one")
    assert "outstretched hand" not in one.text
    assert "outstretched hand" in two.text
    assert "Stage 3 of 3" in three.text
    for secret in ("Both sides, slowly", "KEY", "Slowly, and both sides"):
        assert secret not in first.text
    assert "Both sides, slowly" in second.text


def test_a_station_shows_its_sites_where_they_are_typed(educator, station):
    page = educator.page(STATION)
    sketch = page.find("figure", class_="sketch")
    assert [mark.text for mark in sketch.find_all("text", class_="site-number")] == ["1", "2"]
    typed = {"sites-0-shape-ellipse-x": "20", "sites-1-shape-ellipse-width": "broken"}
    page = press(educator, STATION, page, "check", **typed)
    marks = page.find("figure", class_="sketch").find_all("text", class_="site-number")
    assert [(mark.text, mark["x"]) for mark in marks] == [("1", "20.0")]
    assert page.find(id="edit-sites-1-shape-ellipse-width")["value"] == "broken"
    assert page.find("script", src=lambda src: src and "/formats/palpation/edit.js" in src)
    landmark = page.find(id="edit-landmarks-0-id")
    assert "left-knob" in [option["value"] for option in landmark.find_all("option")]


def test_a_broken_outline_is_kept_in_a_draft(app, educator, station):
    typed = {"sites-0-shape-ellipse-width": "three", "sites-1-shape-polygon": "1 2\nover there"}
    page = educator.page(STATION)
    assert press(educator, STATION, page, "save", status=303, **typed) is None
    page = educator.page(STATION)
    assert page.find(id="edit-sites-0-shape-ellipse-width")["value"] == "three"
    assert page.find(id="edit-sites-1-shape-polygon").text.strip() == "1 2\nover there"
    again = educator.post(STATION, data={**every_field(page.find(id="writing")), "do": "save"})
    assert again.status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Item).where(Item.slug == "search-one")).one().newest_number == 2


def test_a_station_is_shown_before_the_first_step_and_after_a_full_search(educator, station):
    preview = educator.page(STATION).find(attrs={"aria-labelledby": "as-trainee"})
    before, after = preview.find_all("fieldset", class_="covered")
    assert "where are the landmarks" in before.text
    assert "What did your search of this board find?" not in before.text
    assert "what I get when I plane" not in before.text
    assert "what I get when I plane" in after.text
    assert "What did your search of this board find?" in after.text
    whole = preview.find(attrs={"data-live": "preview"})
    assert "A knot in the grain" in whole.find("details", class_="more", recursive=False).text


def test_on_paper_the_examiner_has_the_cues(educator, station):
    first, second = educator.page(f"{STATION}/print").find_all(class_="sheet")
    assert "The examiner reads from the second sheet" in text(first)
    assert first.find("svg")
    assert len(first.find_all(class_="box")) > 20
    for secret in ("A knot beside the knob", "what I get when I plane", "Best"):
        assert secret not in first.text
    assert len(second.find_all("table", class_="cues")) == 2
    assert "springs back like an eraser" in second.text


@pytest.fixture
def case(app):
    return put(app, "unfolding_case", "three_visits")


@pytest.fixture
def station(app):
    return put(app, "palpation", "knot")


def put(app, name, example):
    with app.app_context():
        return put_example(folder_of(FORMATS[name]) / "examples" / f"{example}.yaml")


def press(client, url, page, do, status=200, **typed):
    """Press a button of the form on a page, with everything that stands in it and what is typed."""
    assert page.find("button", attrs={"name": "do", "value": do}), do
    form = page.find(id="writing")
    assert set(typed) <= set(fields(form)), set(typed) - set(fields(form))
    reply = client.post(url, data={**every_field(form), **typed, "do": do})
    assert reply.status_code == status
    return parse(reply) if status == 200 else None
