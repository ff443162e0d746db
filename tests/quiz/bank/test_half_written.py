"""A draft is checked and shown as far as it goes; of what is still to be written nothing else is told."""

from quiz.bank.half_written import check_as_far
from tests import banks
from tests.pages import parse
from tests.quiz.bank.test_desk import URL, text
from tests.quiz.bank.test_saving import opened


def test_rules_speak_before_all_is_written(knees_folder):
    bank = knees_folder.bank
    document = banks.item_document(
        lead_in="Which of the following is true?", sources=None, topic=None, facts=[]
    )
    told, shown = check_as_far(document, bank)
    codes = {(flaw.code, flaw.path[0]) for flaw in told.flaws}
    assert ("unfocused-lead-in", "lead_in") in codes
    assert ("missing-field", "sources") in codes
    assert ("nothing-keyed", "facts") not in codes
    assert ("source-not-listed", "explanation") not in codes
    assert told.item is None
    assert shown.item.lead_in == document["lead_in"]


def test_a_story_that_is_half_told_is_not_judged_and_a_sound_item_is_as_it_is(knees_folder):
    bank = knees_folder.bank
    half = banks.item_document(vignette={"setting": "Test clinic"}, explanation=None)
    told, shown = check_as_far(half, bank)
    assert {flaw.code for flaw in told.flaws} == {"missing-field"}
    assert shown.item.vignette is None
    told, shown = check_as_far(banks.item_document(), bank)
    assert told is shown
    told, shown = check_as_far(banks.item_document(lead_in=None), bank)
    assert (told.item, shown.item) == (None, None)


def test_one_of_several_that_were_found_is_taken_by_its_button(educator):
    page = parse(educator.post(URL, data={**opened(educator), "objective": "objective", "do": "check"}))
    found = page.find("ul", class_="found").find_all("button")
    assert len(found) == 8
    assert text(found[1]) == "LO02 Objective 2"
    typed = {**opened(educator), "objective": "objective", "do": found[1]["value"]}
    page = parse(educator.post(URL, data=typed))
    assert page.find(id="edit-objective")["value"] == "LO02"
    assert not page.find("ul", class_="found")
    assert educator.post(URL, data={**typed, "do": "pick.²"}).status_code == 200
