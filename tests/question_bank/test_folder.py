import pytest

from question_bank import itemfile
from question_bank.folder import bank_files, canonical, item_path, read_folder
from question_bank.own_files import own_flaws
from tests.banks import FACTS, SOURCES, item_document, write_bank, write_item


def flaws_of(folder):
    return {(flaw.file, flaw.code) for flaw in read_folder(folder).all_flaws}


def test_what_a_bank_says_of_itself_is_checked_without_its_files(tmp_path):
    wrong = {**SOURCES["sources"][0], "doi": "no doi"}
    folder = read_folder(write_bank(tmp_path, sources={**SOURCES, "sources": [wrong]}))
    assert {flaw.code for flaw in own_flaws(folder.bank)} == {"bad-doi", "unknown-source"}


def test_a_sound_folder_has_no_flaws(tmp_path):
    folder = read_folder(write_bank(tmp_path, [item_document(1), item_document(2)]))
    assert folder.all_flaws == []
    assert [entry.publishable for entry in folder.items] == [True, True]


def test_each_file_read_is_announced(tmp_path):
    seen = []
    read_folder(write_bank(tmp_path), each=seen.append)
    assert [file.name for file in seen] == ["item-1.yaml"]


@pytest.mark.parametrize(
    ("spoil", "code", "line"),
    [
        (lambda text: text + "\nbad: [", "bad-yaml", None),
        (lambda text: text.replace("title:", "id: again\ntitle:"), "duplicate-key", 4),
        (lambda text: text.replace("title:", "titel: x\ntitle:"), "unknown-field", 4),
        (lambda text: text.replace("key: true", "key: false"), "no-key", None),
        (lambda text: text.replace("harmful: true", "key: true"), "two-keys", None),
        (
            lambda text: text.replace("rationale: RATIONALE-bend for 1.", "harmful: false"),
            "missing-field",
            None,
        ),
        (lambda text: text.replace("knee-2001\n", "knee-1900\n"), "unknown-source", None),
        (lambda text: text.replace("objective: LO01", "objective: LO77"), "unknown-objective", 6),
        (lambda text: text.replace("title: KEYTITLE item 1", "title: [1]"), "wrong-type", 4),
        (lambda text: text.replace("title: KEYTITLE item 1", "title: ''"), "empty-text", 4),
        (lambda text: text.replace("misconception: M1", "misconception: M7"), "unknown-misconception", None),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path, spoil, code, line):
    file = write_item(write_bank(tmp_path), item_document())
    original = file.read_text()
    file.write_text(spoil(original))
    assert file.read_text() != original
    found = [flaw for flaw in read_folder(tmp_path / "knees").all_flaws if flaw.code == code]
    assert found
    assert found[0].file == "items/gait/item-1.yaml"
    assert found[0].line > 1
    if line:
        assert found[0].line == line


def test_a_file_that_is_not_utf_8_or_far_too_large_is_named(tmp_path):
    file = write_item(write_bank(tmp_path), item_document())
    file.write_bytes(file.read_bytes() + b"\n# \xff")
    (file.parent / "large.yaml").write_bytes(b"a: " + b"x" * 5_000_000)
    assert flaws_of(tmp_path / "knees") >= {
        ("items/gait/item-1.yaml", "not-utf-8"),
        ("items/gait/large.yaml", "file-too-large"),
    }


def test_a_file_is_called_and_placed_as_its_item_says(tmp_path):
    folder = write_bank(tmp_path)
    file = folder / "items" / "gait" / "item-1.yaml"
    other = folder / "items" / "swelling" / "other.yaml"
    other.parent.mkdir()
    file.rename(other)
    assert {code for _, code in flaws_of(folder)} == {"file-name", "file-folder"}


def test_an_id_used_in_two_files_is_named(tmp_path):
    folder = write_bank(tmp_path)
    copy = folder / "items" / "gait" / "copy.yaml"
    copy.write_text((folder / "items" / "gait" / "item-1.yaml").read_text())
    assert "duplicate-id" in {code for _, code in flaws_of(folder)}


def test_a_pair_names_each_other(tmp_path):
    one, two = item_document(1, minimal_pair="item-2"), item_document(2, minimal_pair="item-1")
    assert flaws_of(write_bank(tmp_path / "sound", [one, two])) == set()
    lonely = item_document(2)
    assert {code for _, code in flaws_of(write_bank(tmp_path / "lonely", [one, lonely]))} == {
        "one-sided-pair"
    }


@pytest.mark.parametrize(
    ("name", "document", "code"),
    [
        ("facts", {**FACTS, "facts": [{**FACTS["facts"][0], "sources": ["ghost-1900"]}]}, "unknown-source"),
        ("facts", {**FACTS, "facts": [{**FACTS["facts"][0], "topic": "nowhere"}]}, "unknown-topic"),
        ("facts", {**FACTS, "facts": FACTS["facts"][1:]}, "unknown-fact"),
        (
            "facts",
            {**FACTS, "facts": [*FACTS["facts"], dict(FACTS["facts"][0], sources=["knee-2001"])]},
            "duplicate-id",
        ),
        ("sources", {**SOURCES, "sources": [{"id": "x"}]}, "missing-field"),
    ],
)
def test_the_banks_own_files_are_checked_too(tmp_path, name, document, code):
    assert code in {found for _, found in flaws_of(write_bank(tmp_path, **{name: document}))}


def test_a_missing_file_of_the_bank_is_named_and_misconceptions_may_be_left_out(tmp_path):
    folder = write_bank(tmp_path)
    (folder / "misconceptions.yaml").unlink()
    assert ("facts.yaml", "missing-file") not in flaws_of(folder)
    (folder / "facts.yaml").unlink()
    assert ("facts.yaml", "missing-file") in flaws_of(folder)


def test_a_bank_file_that_cannot_be_read_is_named(tmp_path):
    folder = write_bank(tmp_path)
    (folder / "bank.yaml").write_text("a: [")
    read = read_folder(folder)
    assert read.bank is None
    assert ("bank.yaml", "bad-yaml") in {(flaw.file, flaw.code) for flaw in read.flaws}


def test_canonical_text_reads_back_the_same(tmp_path):
    folder = read_folder(write_bank(tmp_path))
    entry = folder.items[0]
    text = canonical(entry.document, entry.item)
    again = itemfile.parse(text.encode()).document
    assert canonical(again, entry.item) == text
    assert canonical(entry.document, None).startswith("format_version: 1")
    assert str(item_path(entry.document)) == "items/gait/item-1.yaml"


def test_a_banks_own_files_can_be_written(tmp_path):
    bank = read_folder(write_bank(tmp_path)).bank
    written = dict(bank_files(bank))
    for name, text in written.items():
        (tmp_path / "knees" / name).write_text(text)
    assert read_folder(tmp_path / "knees").bank == bank
