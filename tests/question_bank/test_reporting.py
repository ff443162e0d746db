"""A bank of seven items, small enough to count by hand."""

import json
from pathlib import Path

import pytest

from question_bank import load
from question_bank.folder import read_folder
from question_bank.reporting.options import keys
from question_bank.reporting.report import as_document, report_on
from question_bank.reporting.telling import WIDTH, told
from tests.banks import BLUEPRINT, EXPLANATION, INFO, SOURCES, case_document, item_document, write_bank

TURNS = [*BLUEPRINT["turns_on"], {"id": "red_flag", "title": "A danger sign"}]
WORDS = (
    len(EXPLANATION.replace(" [@knee-2001]", "").replace(" [@guide-2020]", "").split()) + 1
)  # its own name


def test_items_that_cannot_be_published_are_named_and_enter_nothing_else(report):
    assert (report.items.total, report.items.publishable) == (7, 6)
    assert report.items.with_errors == ("item-6",)
    assert [(flaw.code, flaw.severity, flaw.count) for flaw in report.flaws] == [
        ("unknown-objective", "error", 1),
        ("explanation-length", "warning", 1),
        ("key-longest", "warning", 1),
        ("one-sided-reasons", "warning", 1),
        ("option-order", "info", 1),
    ]


def test_formats_topics_steps_difficulty_and_turns_are_counted_with_shares(report):
    assert counts(report.formats) == {"single_best_answer": 4, "script_concordance": 1, "unfolding_case": 1}
    assert counts(report.stage_formats) == {"single_best_answer": 3}
    assert counts(report.topics) == {"gait": 5, "swelling": 1}
    assert counts(report.reasoning_steps) == {"interpret": 5, "act": 1}
    assert counts(report.difficulty) == {"medium": 5, "hard": 1}
    assert counts(report.objective_levels) == {"recall": 6}
    assert counts(report.turns_on) == {"knee": 4, "other": 1, "red_flag": 1}
    assert [turn.share for turn in report.turns_on] == [pytest.approx(n / 6) for n in (4, 1, 1)]


def test_what_did_not_come_up_is_there_with_a_nought(report):
    assert {row.id: row.count for row in report.formats}["hotspot"] == 0


def test_each_fact_says_which_items_use_it_and_how(report):
    by_id = {fact.id: fact for fact in report.facts.each}
    assert [used.item for used in by_id["F1"].uses] == [
        "item-1",
        "item-2",
        "item-3",
        "item-4",
        "sct-7",
        "case-5",
    ]
    assert [(used.item, used.use, used.allowed) for used in by_id["F3"].uses] == [
        ("item-2", "appraised", True)
    ]
    assert (report.facts.total, report.facts.unused, report.facts.disobeyed) == (4, ("F2", "FX"), 0)


def test_objectives_with_fewer_than_two_vignettes_are_thin(report):
    by_id = {objective.id: objective for objective in report.objectives.each}
    assert by_id["LO01"].items == ("item-1", "item-4")
    assert (by_id["LO01"].vignettes, by_id["LO02"].vignettes, by_id["LO04"].vignettes) == (2, 1, 0)
    assert by_id["LO02"].items == ("item-2", "sct-7")  # the same vignette twice
    assert report.objectives.thin == ("LO02", "LO03", "LO04", "LO05", "LO06", "LO07", "LO08")


def test_levels_count_items_and_certainties_count_sources(report):
    # Every item cites a guideline and two sources of level 4.
    assert {row.id: row.count for row in report.evidence.levels if row.count} == {"guideline": 6, "4": 6}
    assert counts(report.evidence.certainties) == {"high": 6, "low": 6, "very_low": 6}
    assert counts(report.evidence.reads) == {"full": 1, "abstract": 1, "secondhand": 1}
    assert report.evidence.unused_sources == ("spare-2000",)


def test_danger_is_what_an_item_turns_on_or_what_an_answer_would_do(report):
    assert report.danger.red_flag == ("item-4",)
    # Twisting harms in every single best answer but that of item 4, and in the stages of the case.
    assert report.danger.can_harm == ("item-1", "item-2", "item-3", "case-5")
    assert report.danger.either == 5
    assert report.danger.red_flag_without_harm == ("item-4",)


def test_pairs_that_name_each_other_are_complete_and_others_broken(tmp_path):
    items = [
        item_document(1, minimal_pair="item-2"),
        item_document(2, minimal_pair="item-1"),
        item_document(3, minimal_pair="item-1"),
    ]
    folder = read_folder(write_bank(tmp_path, items))
    for entry in folder.items:  # a broken pair is an error; here it is the report that is asked
        entry.flaws.clear()
    found = report_on(folder.bank, folder.items)
    assert (found.pairs.complete, found.pairs.broken) == ((("item-1", "item-2"),), ("item-3",))


def test_people_are_counted_by_what_a_clinician_sees(report):
    people = report.patients
    assert (people.total, people.without_vignette) == (6, 0)
    assert counts(people.sexes) == {"female": 5, "male": 1}
    assert counts(people.ages) == {"18-34": 5, "80+": 1}
    assert counts(people.builds) == {"large": 1, "not_given": 5}
    assert counts(people.skins) == {"brown": 1, "not_given": 5}
    assert (people.with_occupation, people.occupations, people.with_background) == (2, 1, 1)


def test_the_longest_key_and_the_places_of_keys_are_told_by_format(report):
    (found,) = report.keys
    # Four items and three stages; “Bend” is never longer than “Press”, but in item 3 it is made so.
    assert (found.format, found.lists, found.in_order, found.longest) == ("single_best_answer", 7, 1, 1)
    assert (found.share, found.chance) == (pytest.approx(1 / 7), pytest.approx((6 / 4 + 1 / 3) / 7))
    assert (found.low, found.high) == (pytest.approx(0.0257, abs=1e-3), pytest.approx(0.5131, abs=1e-3))
    assert [(at.options, at.counts) for at in found.positions] == [(3, (0, 1, 0)), (4, (0, 6, 0, 0))]
    assert found.positions[1].test.chi_square == pytest.approx(18)


def test_lists_with_several_keys_are_left_out():
    options = [{**option, "key": option["id"] != "press-1"} for option in item_document(1)["options"]]
    several = load(item_document(1, format="select_all", options=options))
    assert keys([several]) == ()


def test_words_leave_citations_out_and_those_outside_are_named(report):
    found = report.explanations
    assert (found.fewest, found.median, found.most) == (2, WORDS, WORDS)
    assert [(each.item, each.words) for each in found.outside] == [("item-1", 2)]


def test_who_signed_and_what_needs_a_clinician_first(report):
    signed = report.signatures
    assert counts(signed.authors) == {"author": 6}
    assert counts(signed.reviewers) == {"clinician": 1, "reader": 1}
    assert (signed.by_clinician, signed.without_reviewer) == (1, 4)
    assert signed.review_note == INFO["review_note"]
    assert report.clinician_first.danger == ("item-1", "item-3", "item-4", "case-5")  # item 2 has been signed
    assert report.clinician_first.unscored == ("sct-7",)


def test_json_gives_back_what_the_report_holds(report):
    document = json.loads(json.dumps(as_document(report)))
    assert document["report_version"] == 1
    assert list(document)[:4] == ["report_version", "bank", "title", "items"]
    assert document["facts"]["each"][2] == {
        "id": "F3",
        "grade": "K3",
        "uses": [{"item": "item-2", "use": "appraised", "allowed": True}],
    }


def test_people_are_told_the_same_in_lines_they_can_read(report):
    text = told(report)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "Knees for tests (knees): 6 of 7 items can be published" in text
    assert "With errors, and in no number below (1): item-6" in text
    assert "Single best answer" in text
    assert "Not used (2): F2, FX" in text
    assert "F3 (K3) 1: item-2 appraised" in text
    assert "LO04 (recall) 0: –" in text
    assert "Outside 60 to 220 (1): item-1 (2)" in text
    assert "A clinician has signed 1 of 6" in text
    assert "key is the longest: 1 of 7, 14%" in text


def test_an_empty_bank_has_a_report_too(tmp_path):
    folder = read_folder(write_bank(tmp_path, []))
    found = report_on(folder.bank, folder.items)
    assert found.items.total == 0
    assert found.explanations.most == 0
    assert found.keys == ()
    assert "0 of 0 items can be published" in told(found)


def test_uses_against_the_grade_are_marked(tmp_path):
    folder = read_folder(write_bank(tmp_path, [item_document(1, facts=["F1", "FX"])]))
    folder.items[0].flaws.clear()  # an error, so the item would not be counted
    found = report_on(folder.bank, folder.items)
    assert found.facts.disobeyed == 1
    assert "FX" in found.facts.unused
    assert "FX (KX) 1: item-1 !" in told(found)


def counts(rows):
    return {row.id: row.count for row in rows if row.count}


def patient(age=30, sex="female", **more):
    told = item_document(1)["vignette"]
    story = told["story"].replace("of 21", f"of {age}")
    return {**told, "story": story, "patient": {"age": age, "sex": sex, **more}}


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = read_folder(small_bank(tmp_path_factory.mktemp("counted")))
    return report_on(folder.bank, folder.items, folder.flaws)


def small_bank(path: Path) -> Path:
    second = item_document(2)
    shorter = item_document(3)
    shorter["options"] = shorter["options"][:3]
    shorter["options"][1]["text"] += ", and slowly"
    safe = [
        {name: value for name, value in option.items() if name != "harmful"}
        for option in item_document(4)["options"]
    ]
    scale = item_document(
        7,
        id="sct-7",
        format="script_concordance",
        options=None,
        topic="gait",
        objective="LO02",
        vignette=second["vignette"],
        hypothesis="The knee is sore.",
        new_information="It clicks.",
        panel="none",
        direction="more",
        reasons=[{"for": "more", "text": "Sore knees click."}],
    )
    items = [
        item_document(1, explanation="Look [@knee-2001; @guide-2020] first."),
        item_document(
            2,
            facts=["F1", {"id": "F3", "use": "appraised"}],
            reviewed_by=["clinician"],
            reasoning_step="act",
        ),
        item_document(3, turns_on="other", order_matters=True, options=shorter["options"], difficulty="hard"),
        item_document(
            4,
            topic="gait",
            objective="LO01",
            turns_on="red_flag",
            options=safe,
            reviewed_by=["reader"],
            vignette=patient(
                81, "male", build="large", skin="brown", occupation="Potter", background="Came from afar."
            ),
        ),
        case_document(5, vignette=patient(25, occupation="potter")),
        item_document(6, objective="LO99"),
        scale,
    ]
    return write_bank(
        path,
        items,
        blueprint={**BLUEPRINT, "turns_on": TURNS},
        sources=with_a_spare_source(),
    )


def with_a_spare_source():
    spare = {"id": "spare-2000", "reference": "Spare S. 2000", "kind": "web_page", "read": "full"}
    return {**SOURCES, "sources": [*SOURCES["sources"], spare]}
