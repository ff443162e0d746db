import pytest

from question_bank.copying import copied_runs, digest_of, read_runs
from question_bank.folder import read_folder
from tests.banks import FACTS, item_document, write_bank

RUN = "walks into the clinic of test"
RUNS = frozenset({digest_of(RUN)})


def copied(folder, runs=RUNS):
    return [
        (flaw.file, flaw.where)
        for flaw in read_folder(folder, apart_from=runs).all_flaws
        if flaw.code == "copied-run"
    ]


def test_a_list_holds_digests_and_remarks():
    assert read_runs(f"# remark\n\n{digest_of(RUN)}\n{digest_of(RUN)}  \n") == RUNS
    assert digest_of(RUN) == "b3dbedb9b6e2fea3"


@pytest.mark.parametrize("line", [RUN, "B3DBEDB9B6E2FEA3", "b3dbedb9b6e2fea", "b3dbedb9b6e2fea31"])
def test_a_line_that_is_no_digest_is_named(line):
    with pytest.raises(ValueError, match="Line 2"):
        read_runs(f"# remark\n{line}\n")


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        (RUN, [()]),
        ({"a": [1, None, f"He WALKS, into the *clinic*\nof “test” no. 5, and {RUN} once more"]}, [("a", 2)]),
        ({"a": "walks into the clinic", "b": "of test"}, []),
        ("walks into the clinic of a test", []),
        ("", []),
    ],
)
def test_a_run_is_found_whatever_stands_between_its_words_and_once_a_text(value, paths):
    assert [flaw.path for flaw in copied_runs(value, RUNS)] == paths


def test_every_text_of_a_bank_is_compared_and_only_when_asked(tmp_path):
    facts = [*FACTS["facts"][:1], {**FACTS["facts"][1], "statement": f"She {RUN}."}, *FACTS["facts"][2:]]
    item = item_document(1)
    item["vignette"]["story"] = f"For a week somebody {RUN} once a day."
    folder = write_bank(tmp_path, [item], facts={**FACTS, "facts": facts})
    (folder / "figures").mkdir()
    (folder / "figures" / "box.yaml").write_text(
        f"format_version: 1\nid: box\ntitle: A box\nalt: Box. {RUN}\ncanvas: [10, 10]\n"
    )
    labels = '<text x="1" y="1">walks into the</text><text x="1" y="2">clinic of test</text>'
    (folder / "figures" / "box.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{labels}</svg>'
    )
    assert copied(folder) == [
        ("facts.yaml", "facts[2].statement"),
        ("figures/box.yaml", "alt"),
        ("figures/box.yaml", ""),
        ("items/gait/item-1.yaml", "vignette.story"),
    ]
    assert copied(folder, frozenset()) == []
