from pathlib import Path

import pytest

from question_bank import Severity, check, digest, dump, load
from question_bank.bank import Bank, BankInfo, Blueprint, Facts, Misconceptions, Sources
from question_bank.folder import read_folder
from question_bank.item import Item, Patient
from question_bank.score import Score
from question_bank.upgrading import STEPS, upgrade
from tests.banks import BLUEPRINT, FACTS, INFO, MISCONCEPTIONS, SOURCES, item_document


def codes(document, bank):
    return {flaw.code for flaw in check(document, bank).flaws}


def test_a_sound_document_becomes_an_item_without_flaws(bank):
    checked = check(item_document(), bank)
    assert isinstance(checked.item, Item)
    assert checked.flaws == []
    assert checked.publishable


def test_dump_and_load_give_the_same_item(bank):
    item = check(item_document(), bank).item
    assert load(dump(item)) == item
    assert digest(dump(item)) == digest(dump(load(dump(item))))


def test_the_canonical_document_puts_options_behind_the_lead_in(bank):
    names = list(dump(check(item_document(), bank).item))
    assert names[names.index("lead_in") + 1] == "options"


def test_load_refuses_a_document_that_is_no_item():
    with pytest.raises(ValueError, match="lead_in"):
        load(item_document(lead_in=None))


def test_every_flaw_is_told_at_once(bank):
    document = item_document(lead_in=None, objective="LO99", topic="nowhere", colour="red")
    document["options"][0]["rationale"] = ""
    document["options"][1].pop("key")
    document["sources"][0]["id"] = "nobody-1900"
    assert codes(document, bank) >= {
        "missing-field",
        "unknown-objective",
        "unknown-topic",
        "unknown-field",
        "empty-text",
        "no-key",
        "unknown-source",
    }


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"format": None}, "missing-field", ""),
        ({"format": "riddle"}, "unknown-format", "format"),
        ({"format": 3}, "unknown-format", "format"),
        ({"format_version": 2}, "not-a-choice", "format_version"),
        ({"title": 3}, "wrong-type", "title"),
        ({"title": None}, "missing-field", "title"),
        ({"title": "  "}, "empty-text", "title"),
        ({"id": "Not A Name"}, "bad-name", "id"),
        ({"id": "x" * 81}, "too-long", "id"),
        ({"difficulty": "cruel"}, "not-a-choice", "difficulty"),
        ({"checked_on": "yesterday"}, "wrong-type", "checked_on"),
        ({"checked_on": 3}, "wrong-type", "checked_on"),
        ({"recheck_by": "2020-01-01"}, "recheck-before-check", "recheck_by"),
        ({"order_matters": "yes"}, "wrong-type", "order_matters"),
        ({"titel": "x"}, "unknown-field", "titel"),
        ({"facts": []}, "empty-list", "facts"),
        ({"facts": ["F9"]}, "unknown-fact", "facts[1]"),
        ({"facts": ["F1", {"id": "F3"}]}, "grade-disobeyed", "facts[2]"),
        ({"facts": ["F1", {"id": "FX", "use": "attributed"}]}, "grade-disobeyed", "facts[2]"),
        ({"facts": [{"id": "F3", "use": "appraised"}]}, "nothing-keyed", "facts"),
        ({"objective": "LO05"}, "topic-mismatch", "objective"),
        ({"turns_on": "weather"}, "unknown-turn", "turns_on"),
        ({"written_by": ["nobody"]}, "unknown-person", "written_by[1]"),
        ({"sources": "none"}, "wrong-type", "sources"),
        ({"explanation": "Too short [@knee-2001] [@guide-2020]."}, "explanation-length", "explanation"),
        ({"contested": "Says [@ghost-1900] [@leg-1999]."}, "source-not-listed", "contested"),
        ({"contested": None}, "source-not-cited", "sources[3]"),
        ({"lead_in": "Which of the following is true?"}, "unfocused-lead-in", "lead_in"),
        ({"lead_in": "Which step would not help him now?"}, "negative-lead-in", "lead_in"),
        ({"lead_in": "The best step is"}, "open-lead-in", "lead_in"),
        ({"lead_in": "What is it? And what would you do?"}, "double-lead-in", "lead_in"),
        ({"take_home": "Option B is right."}, "option-letter", "take_home"),
        ({"options": "none"}, "wrong-type", "options"),
        ({"options": []}, "empty-list", "options"),
    ],
)
def test_each_flaw_has_its_code_and_place(bank, change, code, where):
    found = [flaw for flaw in check(item_document(**change), bank).flaws if flaw.code == code]
    assert found, codes(item_document(**change), bank)
    assert found[0].where == where
    assert found[0].message
    assert found[0].advice


def test_a_source_listed_twice_is_a_flaw(bank):
    sources = item_document()["sources"]
    assert "duplicate-source" in codes(item_document(sources=[*sources, sources[0]]), bank)


def test_an_unknown_misconception_or_reference_without_a_bank_is_not_looked_up():
    assert check(item_document(objective="LO99")).flaws == []


def test_a_misspelt_field_is_answered_with_the_right_one(bank):
    document = item_document()
    document["options"][0]["rationals"] = "x"
    flaw = next(flaw for flaw in check(document, bank).flaws if flaw.code == "unknown-field")
    assert flaw.where == "options[1].rationals"
    assert "rationale" in flaw.advice


def test_a_field_like_none_is_answered_with_the_fields_there_are(bank):
    flaw = next(flaw for flaw in check(item_document(zzz=1), bank).flaws if flaw.code == "unknown-field")
    assert "lead_in" in flaw.advice


@pytest.mark.parametrize("age", [-1, 200, "old", 4.5, None, [], {}])
def test_an_age_that_is_none_is_a_flaw(bank, age):
    document = item_document()
    document["vignette"]["patient"]["age"] = age
    assert "wrong-type" in codes(document, bank)


def test_errors_block_and_warnings_do_not(bank):
    warned = check(item_document(lead_in="The best step is"), bank)
    assert warned.publishable
    assert {flaw.severity for flaw in warned.flaws} == {Severity.WARNING}
    assert not check(item_document(objective="LO99"), bank).publishable


@pytest.mark.parametrize(
    ("age", "sex", "chip"),
    [
        (47, "female", "Woman, 47"),
        (12, "male", "Boy, 12"),
        (30, "unstated", "Patient, 30"),
        (3, "unstated", "Child, 3"),
    ],
)
def test_the_patient_in_two_words(age, sex, chip):
    assert Patient(age=age, sex=sex).chip == chip


def test_documents_of_old_versions_are_upgraded(monkeypatch):
    monkeypatch.setitem(STEPS, 0, lambda document: {**document, "format_version": 1})
    assert upgrade({"format_version": 0}) == {"format_version": 1}
    assert upgrade({"format_version": "x"}) == {"format_version": "x"}


@pytest.mark.parametrize(("points", "out_of"), [(2, 1), (-1, 1), (0, 0)])
def test_a_score_outside_its_range_is_refused(points, out_of):
    with pytest.raises(ValueError, match="not a score"):
        Score(points, out_of)


def test_a_score_has_a_fraction():
    assert Score(1, 4).fraction == 0.25


def test_the_example_of_the_handbook_is_sound_against_the_shipped_bank():
    root = Path(__file__).parents[2]
    text = (root / "docs" / "item-files.md").read_text(encoding="utf-8")
    from question_bank import itemfile

    example = itemfile.parse(text.split("```yaml\n")[1].split("```")[0].encode())
    bank = read_folder(root / "question_bank" / "banks" / "back_mice").bank
    assert [flaw for flaw in check(example.document, bank).flaws if flaw.blocks] == []


@pytest.fixture
def bank():
    def part(model, document):
        return model.model_validate(document, strict=False)

    return Bank(
        info=part(BankInfo, INFO),
        blueprint=part(Blueprint, BLUEPRINT),
        sources=part(Sources, SOURCES),
        facts=part(Facts, FACTS),
        misconceptions=part(Misconceptions, MISCONCEPTIONS),
    )
