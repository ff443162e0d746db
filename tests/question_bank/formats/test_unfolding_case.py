import copy
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import ASKED, FORMATS, check, digest, dump, itemfile, load
from question_bank.figure import Figure
from question_bank.folder import read_folder
from question_bank.formats import __path__ as formats_path
from question_bank.score import Score
from tests.banks import case_document, item_document, write_bank

FORMAT = FORMATS["unfolding_case"]
EXAMPLE = itemfile.parse(
    (Path(formats_path[0]) / "unfolding_case" / "examples" / "three_visits.yaml").read_bytes()
).document
FIGURES = {figure["id"]: Figure.model_validate_json(json.dumps(figure)) for figure in EXAMPLE["figures"]}


def document(*path_and_value):
    """Return the document of a case, with one part replaced, or removed by None."""
    made = case_document(1)
    if path_and_value:
        *path, last, value = path_and_value
        part = made
        for step in path:
            part = part[step]
        if value is None:
            del part[last]
        else:
            part[last] = value
    return made


def found(*path_and_value):
    """Return the flaws of a case with one part replaced, as code and place."""
    return [(flaw.code, flaw.where) for flaw in check(document(*path_and_value)).flaws]


def test_a_case_becomes_an_item_with_an_item_for_each_stage():
    checked = check(document())
    assert checked.flaws == []
    items = FORMAT.items(checked.item)
    assert [item.id for item in items] == [f"case-1-stage-{number}" for number in (1, 2, 3)]
    assert {item.format for item in items} == {"single_best_answer"}
    assert items[1].objective == checked.item.objective
    assert items[1].lead_in == "What is the next step at stage 2 of case 1?"


def test_the_vignette_of_a_stage_is_the_whole_story_so_far_and_the_newest_findings():
    items = FORMAT.items(check(document()).item)
    assert items[0].vignette.story == "CASESTORY-1: somebody has limped for a week."
    begun, then, *_ = items[1].vignette.story.split("\n\n")
    assert (begun, then) == (items[0].vignette.story, "**Then:** NEWS-2 of case 1.")
    assert items[2].vignette.story == f"{items[1].vignette.story}\n\n**Then:** NEWS-3 of case 1."
    rows = [(row.name, row.result) for row in items[2].vignette.findings]
    assert rows == [("Bending", "Half"), ("Pulse", "STATE-3")]
    assert [(row.name, row.result) for row in items[0].vignette.findings] == [("Bending", "Full")]


def test_a_vignette_without_findings_stays_without():
    made = document("vignette", "findings", None)
    for stage in made["stages"]:
        stage.pop("findings", None)
    assert FORMAT.items(check(made).item)[2].vignette.findings == ()


def test_the_story_so_far_marks_what_is_new_and_holds_nothing_later():
    case = check(document()).item
    assert FORMAT.so_far(case, 1).chapters == ()
    chapters = FORMAT.so_far(case, 2).chapters
    assert [(chapter.text, chapter.is_new) for chapter in chapters] == [("NEWS-2 of case 1.", True)]
    last = FORMAT.so_far(case, 3)
    assert [chapter.is_new for chapter in last.chapters] == [False, True]
    assert (last.stage, last.of) == (3, 3)


def test_findings_may_come_without_words_at_the_first_stage():
    made = document("stages", 0, "findings", [{"name": "Weight", "result": "80 kg"}])
    chapter = FORMAT.so_far(check(made).item, 1).chapters[0]
    assert (chapter.text, chapter.findings[0].name) == ("", "Weight")


def test_a_stage_names_the_sources_it_cites_and_the_last_one_names_them_all():
    stages = FORMAT.items(check(document()).item)
    sources = [[source.id for source in item.sources] for item in stages]
    assert sources == [["knee-2001"], [], ["knee-2001", "guide-2020", "leg-1999"]]


def test_a_stage_has_a_line_to_take_home_if_it_is_given_one():
    made = document("stages", 1, "item", "take_home", "Look again.")
    items = FORMAT.items(check(made).item)
    assert [item.take_home for item in items] == ["", "Look again.", ""]


def test_dump_is_canonical_and_load_gives_the_same_case():
    made = document("stages", 0, "item", "order_matters", False)
    made["stages"][0]["item"]["lead_in"] += "  "
    case = check(made).item
    dumped = dump(case)
    assert dumped == dump(check(document()).item)
    assert load(dumped) == case
    assert digest(dump(load(dumped))) == digest(dumped)
    names = list(dumped["stages"][0]["item"])
    assert names == ["format", "lead_in", "options", "explanation"]
    assert "lead_in" not in dumped
    assert itemfile.parse(itemfile.write(dumped).encode()).flaws == []


def test_load_refuses_a_case_whose_stage_is_no_item():
    with pytest.raises(ValueError, match="case-1-stage-2: options"):
        load(document("stages", 1, "item", "options", []))


def test_a_figure_reaches_the_stage_that_needs_it():
    case = load(EXAMPLE["item"], FIGURES)
    assert case.figure_ids() == ("hand",)
    spot = FORMAT.items(case)[1]
    assert spot.drawn is FIGURES["hand"]
    assert FORMAT.items(load(EXAMPLE["item"]).with_figures(FIGURES))[1].drawn is FIGURES["hand"]


def test_every_citing_text_of_a_stage_is_one_of_the_case():
    texts = check(document("stages", 1, "item", "take_home", "Look again.")).item.citing_texts()
    assert {
        ("explanation",),
        ("stages", 0, "item", "explanation"),
        ("stages", 0, "item", "options", 2, "rationale"),
        ("stages", 1, "item", "take_home"),
    } <= set(texts)


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        (("stages", []), ("too-few-stages", "stages")),
        (("stages", 2, None), None),
        (("stages", {}), ("wrong-type", "stages")),
        (("stages", None), ("missing-field", "stages")),
        (("stages", 1, "rubbish"), ("wrong-type", "stages[2]")),
        (("stages", 1, "new_information", None), ("no-news", "stages[2]")),
        (("stages", 1, "new_information", " "), ("empty-text", "stages[2].new_information")),
        (("stages", 1, "findings", [{"name": "x"}]), ("missing-field", "stages[2].findings[1].result")),
        (("stages", 1, "findings", 3), ("wrong-type", "stages[2].findings")),
        (("stages", 1, "colour", "red"), ("unknown-field", "stages[2].colour")),
        (("stages", 1, "item", None), ("missing-field", "stages[2].item")),
        (("stages", 1, "item", 3), ("wrong-type", "stages[2].item")),
        (("stages", 1, "item", "format", None), ("missing-field", "stages[2].item.format")),
        (("stages", 1, "item", "format", "riddle"), ("unknown-format", "stages[2].item.format")),
        (("stages", 1, "item", "format", ["x"]), ("unknown-format", "stages[2].item.format")),
        (("stages", 1, "item", "format", "unfolding_case"), ("case-in-case", "stages[2].item.format")),
        (("stages", 1, "item", "topic", "gait"), ("field-of-case", "stages[2].item.topic")),
        (("stages", 1, "item", "vignette", {}), ("field-of-case", "stages[2].item.vignette")),
        (("stages", 1, "item", "lead_in", None), ("missing-field", "stages[2].item.lead_in")),
        (("stages", 1, "item", "lead_in", "Tell me."), ("open-lead-in", "stages[2].item.lead_in")),
        (("stages", 1, "item", "optoins", []), ("unknown-field", "stages[2].item.optoins")),
        (
            ("stages", 1, "item", "options", 0, "rationale", ""),
            ("empty-text", "stages[2].item.options[1].rationale"),
        ),
        (("stages", 1, "item", "options", 1, "key", None), ("no-key", "stages[2].item.options")),
        (
            ("stages", 1, "item", "options", 0, "text", "All of the above"),
            ("all-of-the-above", "stages[2].item.options[1].text"),
        ),
        (
            ("stages", 1, "item", "explanation", "Too short."),
            ("stage-explanation-length", "stages[2].item.explanation"),
        ),
        (
            ("stages", 1, "item", "take_home", "Because answer B is wrong."),
            ("option-letter", "stages[2].item.take_home"),
        ),
        (
            ("stages", 1, "item", "contested", "Somebody [@nobody-1900] doubts it."),
            ("source-not-listed", "stages[2].item.contested"),
        ),
        (("lead_in", "What now?"), ("not-a-choice", "lead_in")),
        (("vignette", None), ("missing-field", "vignette")),
        (("vignette", "story", None), ("missing-field", "vignette.story")),
        (("vignette", "x"), ("wrong-type", "vignette")),
        (("id", "x" * 75), ("too-long", "id")),
        (("explanation", "Too short."), ("explanation-length", "explanation")),
    ],
)
def test_what_is_wrong_is_told_where_it_is(change, flaw):
    assert found(*change).count(flaw) == (1 if flaw else 0)


def test_what_a_stage_takes_from_its_case_is_told_once_of_the_case():
    for name, value in (("title", 3), ("facts", []), ("written_by", None), ("vignette", None)):
        flaws = found(name, value)
        assert [where for _, where in flaws] == [name]


def test_five_stages_are_too_many_and_one_is_too_few():
    made = case_document(1, stages=5)
    assert [(flaw.code, flaw.where) for flaw in check(made).flaws] == [("too-many-stages", "stages[5]")]
    made["stages"] = made["stages"][:1]
    assert ("too-few-stages", "stages") in [(flaw.code, flaw.where) for flaw in check(made).flaws]


def test_a_reference_inside_a_stage_is_looked_up_once_and_has_its_line(tmp_path):
    made = document("stages", 1, "item", "options", 0, "misconception", "M99")
    other = copy.deepcopy(EXAMPLE["item"])
    folder = read_folder(write_bank(tmp_path, [made, other, item_document(2)]))
    flaws = [(flaw.code, flaw.where, Path(flaw.file).stem) for flaw in folder.all_flaws]
    assert flaws == [
        ("unknown-misconception", "stages[2].item.options[1].misconception", "case-1"),
        ("unknown-figure", "stages[2].item.figure", "three-visits"),
    ]
    lines = (folder.path / "items" / "gait" / "case-1.yaml").read_text().splitlines()
    assert "M99" in lines[folder.all_flaws[0].line - 1]


VECTORS = [
    ([1, 1, 1], 1),
    ([1, 0.5, 0], 0.5),
    ([0, 0], 0),
    ([1, 1, "harm"], 0),
    (["harm", 1], 0),
    ([1, "unscored"], 1),
    ([0.5, "unscored", 1], 0.75),
    ([1], 1),
    (["unscored", "harm"], 0),
]


def scores_of(marks):
    made = {"harm": Score(0, 1, dangerous=True), "unscored": Score(1, 2, scored=False)}
    return [made.get(mark) or Score(3 * mark, 3) for mark in marks]


@pytest.mark.parametrize(("marks", "points"), VECTORS)
def test_a_case_earns_the_mean_of_its_stages_and_nothing_after_harm(marks, points):
    total = FORMAT.total(scores_of(marks))
    assert (total.points, total.out_of) == (pytest.approx(points, abs=1e-9), 1)
    assert total.dangerous is ("harm" in marks)
    assert total.scored
    assert [part.name for part in total.parts] == [f"stage {n}" for n in range(1, len(marks) + 1)]


@pytest.mark.parametrize("marks", [[], ["unscored"], ["unscored", "unscored"]])
def test_a_case_of_which_nothing_is_scored_is_not_scored(marks):
    total = FORMAT.total(scores_of(marks))
    assert not total.scored
    assert total.points == 0


MARKS = st.lists(st.one_of(st.floats(0, 1), st.sampled_from(["harm", "unscored"])), min_size=1, max_size=4)


@given(MARKS)
def test_a_total_is_always_a_score(marks):
    assert 0 <= FORMAT.total(scores_of(marks)).fraction <= 1


@given(MARKS, st.data())
def test_a_worse_stage_never_makes_a_better_case(marks, data):
    index = data.draw(st.integers(0, len(marks) - 1))
    worse = [*marks[:index], "harm", *marks[index + 1 :]]
    assert FORMAT.total(scores_of(worse)).fraction == 0
    if isinstance(marks[index], float):
        lower = [*marks[:index], marks[index] / 2, *marks[index + 1 :]]
        assert FORMAT.total(scores_of(lower)).fraction <= FORMAT.total(scores_of(marks)).fraction


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    stages=JSON | st.lists(st.fixed_dictionaries({"item": JSON, "findings": JSON, "new_information": JSON})),
    vignette=JSON | st.fixed_dictionaries({"story": JSON, "findings": JSON}),
)
def test_no_document_makes_the_gate_fall_over(stages, vignette):
    checked = check({**case_document(1), "stages": stages, "vignette": vignette})
    assert checked.item is None or checked.flaws
    assert checked.item is not None or checked.flaws


def test_every_format_that_asks_may_stand_in_a_stage():
    assert FORMAT.name not in ASKED
    assert {"hotspot", "key_feature", "single_best_answer"} <= set(ASKED)
