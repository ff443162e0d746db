"""An item as a trainee would meet it: whatever an author does to a draft, its page opens."""

import copy
import json

import pytest

from question_bank import FORMATS, check, dump, itemfile, load
from question_bank.bank import Bank, BankInfo, Blueprint, Facts, Misconceptions, Sources
from question_bank.figure import Figure
from question_bank.item import Item
from quiz.bank.preview import preview
from quiz.formats import folder_of
from tests import banks

EXAMPLES = [
    pytest.param(file, id=f"{fmt.name}-{file.stem}")
    for fmt in FORMATS.values()
    for file in sorted((folder_of(fmt) / "examples").glob("*.yaml"))
]
WRONG = ("", "no-such-thing", "Some other words.", 0, 3, 99, -1, True, None, "none", [], {})


@pytest.mark.parametrize("file", EXAMPLES)
def test_no_draft_breaks_its_preview(file):
    parsed = itemfile.parse(file.read_bytes()).document
    document = dump(load(parsed["item"]))
    bank = bank_with(parsed.get("figures", []))
    assert preview(check(document, bank), bank, number=1) is not None
    for broken in mutants(document):
        preview(check(broken, bank), bank, number=1)


def test_an_explanation_that_is_too_short_hides_nothing_and_a_missing_key_does(knees_folder):
    bank = knees_folder.bank
    short = banks.item_document(explanation="Short [@nobody-1900].", topic="elsewhere", objective="none")
    found = preview(check(short, bank), bank, number=3)
    assert (found.reading.topic_title, found.reading.number) == ("elsewhere", 3)
    keyless = [{**option, "key": False} for option in short["options"]]
    assert preview(check({**short, "options": keyless}, bank), bank, number=1) is None


def test_an_illustration_that_is_not_there_hides_nothing(knees_folder):
    found = preview(
        check(banks.item_document(illustration="gone"), knees_folder.bank), knees_folder.bank, number=1
    )
    assert found.reading.item.illustrated is None


def mutants(document):
    """Yield the document with each part of its format's own changed, in every way that is likely."""
    own = {name: value for name, value in document.items() if name not in Item.model_fields}
    for path, value in parts(own):
        for wrong in WRONG:
            yield put(document, path, wrong)
        if isinstance(value, list) and value:
            yield put(document, path, value[:1])
            yield put(document, path, value[::-1])
            yield put(document, path, value * 2)
            yield put(document, path, [renamed(value[n % len(value)], n) for n in range(40)])


def parts(value, path=()):
    if path:
        yield path, value
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for step, part in entries:
        yield from parts(part, (*path, step))


def put(document, path, value):
    changed = copy.deepcopy(document)
    *way, last = path
    place = changed
    for step in way:
        place = place[step]
    place[last] = value
    return changed


def renamed(row, number):
    if isinstance(row, dict):
        return {**row, **({"id": f"row-{number}"} if "id" in row and number > 8 else {})}
    return row


def bank_with(figures):
    return Bank(
        info=BankInfo.model_validate(banks.INFO, strict=False),
        blueprint=Blueprint.model_validate(banks.BLUEPRINT, strict=False),
        sources=Sources.model_validate(banks.SOURCES, strict=False),
        facts=Facts.model_validate(banks.FACTS, strict=False),
        misconceptions=Misconceptions.model_validate(banks.MISCONCEPTIONS, strict=False),
        figures=tuple(Figure.model_validate_json(json.dumps(figure)) for figure in figures),
    )
