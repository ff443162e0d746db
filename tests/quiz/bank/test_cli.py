import json

import pytest

from question_bank.copying import digest_of
from quiz import create_app
from quiz.bank import queries
from quiz.bank.actions import add_version
from quiz.bank.cli import item_schema
from quiz.db import db
from tests.banks import FACTS, INFO, item_document, write_bank, write_item
from tests.conftest import NOW, settings_for


def test_check_says_that_a_sound_bank_is_sound(run, folder):
    result = run("check", folder)
    assert result.exit_code == 0
    assert result.output == "2 items, 0 errors, 0 warnings.\n"


def test_check_names_file_line_message_and_advice(run, folder):
    write_item(folder, item_document(1, objective="LO99"))
    result = run("check", folder)
    assert result.exit_code == 1
    assert "items/gait/item-1.yaml:6 error [unknown-objective] objective" in result.output
    assert "Correct the id, or add it to blueprint.yaml." in result.output
    assert "2 items, 1 error, 0 warnings." in result.output


def test_check_as_json_holds_the_same(run, folder):
    write_item(folder, item_document(1, objective="LO99"))
    result = run("check", folder, "--json")
    assert result.exit_code == 1
    report = json.loads(result.output)
    assert report["items"] == 2
    flaw = report["flaws"][0]
    assert (flaw["code"], flaw["line"], flaw["path"], flaw["severity"]) == (
        "unknown-objective",
        6,
        "objective",
        "error",
    )


def test_check_names_runs_of_words_to_keep_apart_from(run, folder, tmp_path):
    listed = tmp_path / "runs.txt"
    listed.write_text(f"# of another text\n{digest_of('a knee sore for a week')}\n")
    result = run("check", folder, "--apart-from", listed)
    assert result.exit_code == 1
    assert "error [copied-run] vignette.story" in result.output
    assert "“a knee sore for a week” stands word for word" in result.output
    assert "2 items, 2 errors, 0 warnings." in result.output
    listed.write_text("a knee sore for a week\n")
    result = run("check", folder, "--apart-from", listed)
    assert result.exit_code == 2
    assert "Line 1 is not a digest of 16 hex digits." in result.output


@pytest.mark.parametrize(
    "content",
    [b"a: [", b"a: 1\na: 1", b"\xff\xfe", b"a: " + b"[" * 9999, b"x" * 5_000_000, b"", b"\x00", b"- 1"],
)
def test_check_never_ends_in_a_traceback(run, folder, content):
    (folder / "items" / "gait" / "item-1.yaml").write_bytes(content)
    result = run("check", folder)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "items/gait/item-1.yaml:1 error" in result.output


def test_check_of_a_folder_that_is_no_bank_names_what_is_missing(run, tmp_path):
    result = run("check", tmp_path)
    assert result.exit_code == 1
    assert "There is no bank.yaml here." in result.output


def test_report_of_a_folder_needs_no_database(tmp_path, folder):
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'never.sqlite'}", tmp_path))
    result = app.test_cli_runner().invoke(args=["bank", "report", str(folder)])
    assert result.exit_code == 0
    assert "2 of 2 items can be published" in result.output
    assert not (tmp_path / "never.sqlite").exists()


def test_report_as_json_goes_to_a_file_when_one_is_named(run, folder, tmp_path):
    printed = run("report", folder, "--json").output
    result = run("report", folder, "--json", "--output", tmp_path / "report.json")
    assert result.output == f"Written to {tmp_path / 'report.json'}.\n"
    assert (tmp_path / "report.json").read_text(encoding="utf-8") == printed
    assert json.loads(printed)["items"] == {"total": 2, "publishable": 2, "with_errors": []}


def test_report_of_a_bank_in_the_database_counts_newest_versions_and_no_retired_items(run, folder, app):
    run("load", folder)
    with app.app_context():
        bank = queries.bank_by_slug("hips")
        found = queries.items_with_newest(bank.id)
        item, version = found["item-1"]
        add_version(item, {**version.document, "difficulty": "hard"}, before=version, now=NOW)
        found["item-2"][0].state = "retired"
        db.session.commit()
    report = json.loads(run("report", "hips", "--json").output)
    assert report["items"]["total"] == 1
    assert {row["id"]: row["count"] for row in report["difficulty"] if row["count"]} == {"hard": 1}


def test_report_of_nothing_names_the_banks_there_are(run):
    result = run("report", "elbows")
    assert result.exit_code == 1
    assert "There is no bank “elbows”. Banks here: knees." in result.output


def test_report_of_a_broken_bank_names_its_flaws(run, folder):
    (folder / "bank.yaml").write_text("id: x\n")
    result = run("report", folder)
    assert result.exit_code == 1
    assert "bank.yaml:1 error [missing-field] title" in result.output
    assert "there is nothing to report on" in result.output


def test_format_mends_the_layout_once(run, folder):
    assert "files changed" in run("format", folder).output
    assert run("format", folder).output == "0 files changed.\n"
    assert run("format", folder, "--check").exit_code == 0
    assert run("check", folder).exit_code == 0


def test_format_check_changes_nothing_and_fails(run, folder):
    file = folder / "items" / "gait" / "item-1.yaml"
    before = file.read_bytes()
    result = run("format", folder, "--check")
    assert result.exit_code == 1
    assert "would change" in result.output
    assert file.read_bytes() == before


def test_format_leaves_alone_what_it_cannot_read_or_would_lose(run, folder):
    file = folder / "items" / "gait" / "item-1.yaml"
    file.write_text("id: a\nid: b\n")
    assert "left alone" in run("format", folder).output
    assert file.read_text() == "id: a\nid: b\n"


def test_format_of_a_draft_keeps_every_field(run, folder):
    write_item(folder, item_document(1, lead_in=None, mistake="kept"))
    run("format", folder)
    assert "mistake: kept" in (folder / "items" / "gait" / "item-1.yaml").read_text()


def test_load_says_what_it_did(run, folder):
    assert run("load", folder, "--publish").output == "2 added, 0 updated, 0 unchanged, 2 published.\n"
    assert run("load", folder, "--publish").output == "0 added, 0 updated, 2 unchanged, 0 published.\n"


def test_load_reports_what_it_left_alone(run, folder):
    run("load", folder)
    (folder / "items" / "gait" / "item-2.yaml").unlink()
    write_item(folder, item_document(1, lead_in=None))
    result = run("load", folder)
    assert result.exit_code == 1
    assert "item-2: its file has gone; the item is kept." in result.output
    assert "item-1: not loaded. “lead_in” is missing." in result.output


def test_load_reports_edits_and_conflicts(run, folder, app):
    run("load", folder)
    with app.app_context():
        bank = queries.bank_by_slug("hips")
        for item, version in queries.items_with_newest(bank.id).values():
            add_version(item, {**version.document, "title": "Edited"}, before=version, now=NOW)
        db.session.commit()
    write_item(folder, item_document(1, title="Changed in the file"))
    result = run("load", folder)
    assert result.exit_code == 1
    assert "item-1: changed in the file and in the browser; left alone." in result.output
    assert "item-2: edited in the browser since; kept." in result.output


def test_load_of_a_bank_with_errors_in_its_own_files_loads_nothing(run, folder):
    write_bank(folder.parent, [], bank={**INFO, "id": "hips"}, facts={**FACTS, "facts": FACTS["facts"][1:]})
    result = run("load", folder)
    assert result.exit_code == 1
    assert "[unknown-fact]" in result.output
    assert "nothing was loaded" in result.output


def test_load_of_a_broken_bank_names_its_flaws(run, folder):
    (folder / "bank.yaml").write_text("id: x\n")
    result = run("load", folder)
    assert result.exit_code == 1
    assert "bank.yaml:1 error [missing-field] title" in result.output


def test_export_gives_back_the_files_byte_for_byte(run, folder, tmp_path):
    run("format", folder)
    run("load", folder)
    result = run("export", "hips", tmp_path / "out")
    assert "7 files written" in result.output
    for file in folder.rglob("*.yaml"):
        assert (tmp_path / "out" / file.relative_to(folder)).read_bytes() == file.read_bytes()


def test_export_of_an_unknown_bank_names_those_there_are(run, tmp_path):
    result = run("export", "elbows", tmp_path)
    assert result.exit_code == 1
    assert "There is no bank “elbows”. Banks here: knees." in result.output


def test_the_schema_knows_every_field_of_an_item(run):
    schema = json.loads(run("schema").output)
    assert schema == item_schema()
    item = schema["$defs"]["SingleBestAnswer"]
    assert {"lead_in", "options", "facts"} <= set(item["properties"])
    assert {"$ref": "#/$defs/SingleBestAnswer"} in schema["oneOf"]
    options = item["properties"]["options"]["items"]["$ref"].rpartition("/")[2]
    assert {"text", "key", "rationale"} <= set(schema["$defs"][options]["properties"])


@pytest.fixture
def folder(tmp_path):
    return write_bank(tmp_path, [item_document(1), item_document(2)], bank={**INFO, "id": "hips"})


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["bank", *map(str, words)])
