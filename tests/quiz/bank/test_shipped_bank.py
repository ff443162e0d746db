"""What the shipped bank promises, and that nothing of it leaves early."""

from collections import Counter

import pytest

from question_bank import FORMATS, Severity
from question_bank.folder import bank_files, bank_wide, canonical, read_folder
from question_bank.formats.contract import CaseFormat
from question_bank.itemfile import parse
from quiz.config import SHIPPED_BANKS


def test_no_file_has_an_error_or_a_warning(folder):
    flaws = [*folder.all_flaws, *bank_wide(folder)[0]]
    told = [flaw for flaw in flaws if flaw.severity is not Severity.INFO]
    assert [(flaw.file, flaw.line, flaw.code, flaw.message) for flaw in told] == []


def test_there_are_items_enough_for_every_topic(folder):
    topics = Counter(entry.item.topic for entry in folder.items)
    assert len(folder.items) >= 45
    assert all(topics[topic] >= 12 for topic in ("presentation", "palpation", "management"))
    assert all(topics[topic] >= 3 for topic in ("anatomy", "differential", "evidence"))


def test_the_title_of_the_bank_does_not_answer_its_questions(folder):
    turns = Counter(entry.item.turns_on for entry in folder.items)
    assert turns["back_mouse"] <= 0.6 * len(folder.items)
    for word in ("mouse", "mice", "lipoma", "nodule", "herniation"):
        assert word not in folder.bank.info.title.lower()
        assert word not in folder.bank.info.description.lower()


def test_the_key_is_seldom_the_longest_option(folder):
    longest = 0
    asked = [item for entry in folder.items for item in asked_of(entry.item)]
    choices = [item for item in asked if item.format == "single_best_answer"]
    for item in choices:
        lengths = sorted((len(option.text), option.key) for option in item.options)
        longest += lengths[-1][1] and lengths[-1][0] > lengths[-2][0]
    assert longest <= 0.35 * len(choices)


def test_every_item_has_a_vignette_to_be_read(folder):
    for entry in folder.items:
        assert entry.item.vignette, entry.file.name
        assert len(entry.item.vignette.story.split()) >= 50, entry.file.name


def test_the_files_are_in_the_canonical_layout(folder):
    for entry in folder.items:
        assert entry.file.read_text(encoding="utf-8") == canonical(entry.document, entry.item), (
            entry.file.name
        )
    for name, text in bank_files(folder.bank):
        written = (folder.path / name).read_text(encoding="utf-8")
        assert parse(written.encode(), limit=10**7).document == parse(text.encode(), limit=10**7).document
        assert written == text, name


def asked_of(item):
    """Return what an item asks: itself, or the items of a case's stages."""
    fmt = FORMATS[item.format]
    return fmt.items(item) if isinstance(fmt, CaseFormat) else [item]


@pytest.fixture(scope="module")
def folder():
    return read_folder(SHIPPED_BANKS / "back_mice")
