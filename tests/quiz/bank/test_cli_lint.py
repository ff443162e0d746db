"""`flask bank check` with waivers and the bank as a whole, and `flask bank lint-score`."""

import json

import pytest

from tests.banks import INFO, item_document, write_bank

WAIVED = [{"code": "open-lead-in", "reason": "So the guideline puts it."}]


def test_what_is_waived_is_counted_and_shown_when_asked(run, tmp_path):
    folder = write_bank(tmp_path, [item_document(1, lead_in="The best step is", waived=WAIVED)])
    plain = run("check", folder)
    assert plain.output == "1 item, 0 errors, 0 warnings, 1 waived.\n"
    told = run("check", folder, "--waived")
    assert "warning [open-lead-in] lead_in" in told.output
    assert "Waived: So the guideline puts it." in told.output
    rows = json.loads(run("check", folder, "--json").output)
    assert [row["waived"] for row in rows["waived"]] == ["So the guideline puts it."]


def test_the_bank_as_a_whole_is_checked(run, tmp_path):
    folder = write_bank(tmp_path, [item_document(1), item_document(1, id="item-one")])
    result = run("check", folder)
    assert result.exit_code == 0
    assert "item-one.yaml:1 warning [duplicate-items]" in result.output
    waived = [{"code": "duplicate-items", "reason": "A test."}]
    folder = write_bank(
        tmp_path, [item_document(1), item_document(1, id="item-one")], bank={**INFO, "waived": waived}
    )
    assert "0 warnings, 1 waived." in run("check", folder).output


def test_a_check_tells_the_same_on_one_processor_and_on_two(run, tmp_path):
    documents = [item_document(number, lead_in=f"The best step for {number} is") for number in range(1, 24)]
    folder = write_bank(tmp_path, [*documents, item_document(1, id="item-one", minimal_pair="item-3")])
    one, two = (run("check", folder, "--processes", count) for count in (1, 2))
    assert one.exit_code == two.exit_code == 1
    assert one.output == two.output
    assert one.output.count("[open-lead-in]") == 23
    assert "[one-sided-pair]" in one.output


def test_a_score_for_people_and_as_data(run, tmp_path):
    pieces = "rule: L08\npieces:\n  - {flawed: true, by: a, options: [Rest, Walk], key: 1}\n"
    (tmp_path / "L08.yaml").write_text(pieces)
    told = run("lint-score", "--corpus", tmp_path)
    assert "L08    1 flawed   0 sound  precision none (0.00–1.00)  recall 0.00 (0.00–0.79)" in told.output
    assert "L08.yaml, piece 1: missed" in told.output
    (row,) = json.loads(run("lint-score", "--corpus", tmp_path, "--json").output)
    assert (row["rule"], row["codes"], row["precision"], row["recall"]) == ("L08", ["absolute-term"], None, 0)
    assert run("lint-score").exit_code == 0


def test_a_piece_that_cannot_be_read_ends_in_a_sentence(run, tmp_path):
    (tmp_path / "L08.yaml").write_text("rule: L08\npieces: [3]")
    result = run("lint-score", "--corpus", tmp_path)
    assert result.exit_code == 1
    assert "L08.yaml, piece 1: it needs" in result.output


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["bank", *map(str, words)])
