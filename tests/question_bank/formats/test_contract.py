"""Every format × every example keeps the contract. A new format is tested by being there."""

import json
import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from werkzeug.datastructures import MultiDict

from question_bank import ASKED, FORMATS, check, dump, itemfile, load, placing
from question_bank.figure import Figure
from question_bank.formats import __path__ as formats_path
from question_bank.formats import find_formats
from question_bank.formats.contract import CaseFormat, Taken, response_of, shuffled, taken_of
from question_bank.item import Item
from quiz.rendering import drawing, markdown

ROOT = Path(formats_path[0])
SHARED_TEMPLATES = ROOT.parents[1] / "templates"
EXAMPLES = [
    pytest.param(fmt, file, id=f"{fmt.name}-{file.stem}")
    for fmt in FORMATS.values()
    for file in sorted((ROOT / fmt.name / "examples").glob("*.yaml"))
]
ANSWERED = [param for param in EXAMPLES if param.values[0].name in ASKED]
CASES = [param for param in EXAMPLES if isinstance(param.values[0], CaseFormat)]
# Whatever is asked: the items of examples, and those of the stages of cases.
ASKINGS = [pytest.param(*param.values, None, id=param.id) for param in ANSWERED]
OF_OTHERS = {"single_best_answer"}  # long texts that say nothing
SHIPPED = [
    pytest.param(FORMATS[itemfile.parse(file.read_bytes()).document["format"]], file, id=file.stem)
    for file in sorted((ROOT.parent / "banks").glob("*/items/*/*.yaml"))
]
INNER = ["id", "text", "key", "near", "0", "options", "first", "for", "at", "accepted", "item", "shape"]
# Examples are about knots and shoes, so they break rules about patients and words of the trade.
OF_PATIENTS = {"vignette-essentials", "no-vignette", "option-order", "clang-cue", "key-unnamed"}
SEEDS = ("a", "b", "1/7")


def example(file):
    parsed = itemfile.parse(file.read_bytes(), file.name)
    assert parsed.flaws == []
    return parsed.document["item"], parsed.document["responses"]


def item_of(file, stage=None):
    """Build the item of an example, or of a stage of it, with the figures that stand in its file."""
    document = itemfile.parse(file.read_bytes(), file.name).document
    figures = [Figure.model_validate_json(json.dumps(figure)) for figure in document.get("figures", [])]
    item = load(document["item"], {figure.id: figure for figure in figures})
    return item if stage is None else FORMATS[item.format].items(item)[stage]


# Each stage of a case is asked by its own format.
ASKINGS += [
    pytest.param(FORMATS[item.format], file, stage, id=f"{param.id}-{stage + 1}-{item.format}")
    for param in CASES
    for fmt, file in [param.values]
    for stage, item in enumerate(fmt.items(item_of(file)))
]


def explored(fmt, item, response):
    """Take the steps a response rests on, for formats that are explored before they are answered."""
    taken = []
    for step in fmt.exploration.steps_of(response) if fmt.exploration else ():
        taken.append(Taken(step, fmt.exploration.probe(item, taken, step)))
    return taken


def presented(fmt, item, seed, taken=()):
    """Return what is shown after some steps; all formats but a few have none."""
    return fmt.exploration.present(item, seed, taken) if fmt.exploration else fmt.present(item, seed)


def asking_page(fmt, item, seed, taken=()):
    """Render what a trainee gets before answering, as the page does."""
    mounted = PrefixLoader({fmt.name: FileSystemLoader(ROOT / fmt.name / "templates")})
    shared = FileSystemLoader(SHARED_TEMPLATES)
    environment = Environment(
        autoescape=True, loader=ChoiceLoader([shared, PrefixLoader({"formats": mounted})])
    )
    environment.filters.update(markdown=markdown, drawing=drawing)
    environment.globals.update(csrf_token=lambda: "token", url_for=lambda *args, **of: "/there")
    shown = presented(fmt, item, seed, taken)
    page = environment.get_template(f"formats/{fmt.name}/ask.html")
    jotted = SimpleNamespace(struck=frozenset(), sitting_id=1, position=1)
    asked = page.render(shown=shown, form=fmt.answer_form(shown, None), jotted=jotted)
    if fmt.exploration is None:
        return asked
    steps = environment.get_template(f"formats/{fmt.name}/explore.html")
    step_form = fmt.exploration.step_form(shown, None)
    return steps.render(shown=shown, step_form=step_form, steps_url="/steps") + asked


@pytest.mark.parametrize("fmt", FORMATS.values(), ids=FORMATS)
def test_a_format_has_a_readme_examples_and_both_templates(fmt):
    folder = ROOT / fmt.name
    assert folder.name == fmt.name
    assert (folder / "README.md").read_text().startswith(f"# {fmt.title}")
    if fmt.name in ASKED:
        assert {file.name for file in (folder / "templates").iterdir()} >= {"ask.html", "review.html"}
    assert len(list((folder / "examples").glob("*.yaml"))) >= 2
    assert fmt.summary
    assert fmt.rule


@pytest.mark.parametrize(("fmt", "file"), EXAMPLES)
def test_an_example_is_sound_and_survives_dump_and_load(fmt, file):
    document, _ = example(file)
    checked = check(document)
    assert [flaw for flaw in checked.flaws if flaw.code not in OF_PATIENTS] == []
    assert dump(load(dump(checked.item))) == dump(checked.item)
    assert itemfile.parse(itemfile.write(dump(checked.item)).encode()).flaws == []


@pytest.mark.parametrize(("fmt", "file"), ANSWERED)
def test_each_response_of_an_example_earns_what_it_says(fmt, file):
    _, responses = example(file)
    item = item_of(file)
    for entry in responses:
        score = fmt.mark(item, response_of(fmt, entry["answer"]))
        assert score.points == pytest.approx(entry["points"], abs=1e-9)
        assert score.dangerous is entry.get("dangerous", False)


@pytest.mark.parametrize(("fmt", "file", "stage"), ASKINGS)
def test_samples_earn_their_fraction_and_hold_right_wrong_and_blank(fmt, file, stage):
    item = item_of(file, stage)
    samples = list(fmt.samples(item))
    for sample in samples:
        assert fmt.mark(item, sample.response).fraction == pytest.approx(sample.fraction, abs=1e-9)
        chosen = fmt.chosen(item, sample.response)
        assert len(set(chosen)) == len(chosen)
        assert not (sample.name == "blank" and chosen)
    names = {sample.name.split(":")[0] for sample in samples}
    assert names >= {"right", "wrong", "blank"}
    assert next(sample.fraction for sample in samples if sample.name.startswith("right")) == 1


@pytest.mark.parametrize(("fmt", "file", "stage"), ASKINGS)
def test_a_presented_item_can_be_answered_through_its_form(fmt, file, stage):
    item = item_of(file, stage)
    for sample in fmt.samples(item):
        if sample.name == "blank":
            continue
        taken = explored(fmt, item, sample.response)
        shown = presented(fmt, item, "seed", taken)
        form = fmt.answer_form(shown, MultiDict(fmt.post_of(sample.response)))
        assert form.validate(), form.errors
        read = fmt.read_answer(form)
        assert (fmt.exploration.carried(read, taken) if taken else read) == sample.response
        stored = json.loads(json.dumps(sample.response.model_dump(mode="json")))
        assert response_of(fmt, stored) == sample.response


@pytest.mark.parametrize(("fmt", "file", "stage"), ASKINGS)
def test_a_blank_or_malformed_answer_is_refused_by_the_form(fmt, file, stage):
    item = item_of(file, stage)
    shown = fmt.present(item, "seed")
    assert not fmt.answer_form(shown, MultiDict()).validate()
    names = list(fmt.answer_form(shown, None)._fields)
    for junk in ("", "no-such-thing", "' OR 1=1", "\x00", "9" * 5000, "[]"):
        assert not fmt.answer_form(shown, MultiDict(dict.fromkeys(names, junk))).validate()


@pytest.mark.parametrize(
    ("fmt", "file", "stage"), [param for param in ASKINGS if param.values[0].read_part is not None]
)
def test_an_answer_with_parts_still_open_is_read_as_far_as_it_goes(fmt, file, stage):
    item = item_of(file, stage)
    blank = fmt.answer_form(fmt.present(item, "seed"), MultiDict())
    blank.validate()
    assert fmt.read_part(blank) is None
    for sample in fmt.samples(item):
        taken = explored(fmt, item, sample.response)
        shown = presented(fmt, item, "seed", taken)
        post = fmt.post_of(sample.response)
        for left_out in post:
            form = fmt.answer_form(shown, MultiDict({**post, left_out: []}))
            if form.validate() or (part := fmt.read_part(form)) is None:
                continue
            assert fmt.mark(item, part).fraction <= fmt.mark(item, sample.response).fraction + 1e-9
            assert fmt.explain(item, part, "seed").told
            assert response_of(fmt, part.model_dump(mode="json")) == part
            again = fmt.answer_form(shown, MultiDict(fmt.post_of(part)))
            again.validate()
            assert fmt.read_part(again) == part


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("fmt", "file", "stage"), ASKINGS)
def test_the_asking_page_holds_nothing_of_the_key(fmt, file, stage, seed):
    document, _ = example(file)
    item = item_of(file, stage)
    page = unescape(asking_page(fmt, item, seed))
    for secret in [*secrets_of(document), *secrets_of(dump(item)), *fmt.secrets(item)]:
        assert secret not in page
    assert not re.search(r"\b(correct|is-key|rationale|explanation|harmful)\b", page)


@pytest.mark.parametrize(("fmt", "file", "stage"), ASKINGS)
def test_what_can_be_ruled_out_is_offered_in_its_option_and_only_such_can_be_covered(fmt, file, stage):
    item = item_of(file, stage)
    shown = presented(fmt, item, "x")
    page = BeautifulSoup(asking_page(fmt, item, "x"), "html5lib")
    assert [button["value"] for button in page.select(".option > .strike")] == list(shown.strikable)
    assert shown.strikable or not shown.coverable


@pytest.mark.parametrize(("fmt", "file", "stage"), ASKINGS)
def test_the_order_belongs_to_the_seed_and_the_key_does_not_show_in_it(fmt, file, stage):
    item = item_of(file, stage)
    assert fmt.present(item, "x") == fmt.present(item, "x")


@pytest.mark.parametrize(("fmt", "file"), ANSWERED)
def test_steps_go_through_their_form_and_are_stored_as_they_were(fmt, file):
    item = item_of(file)
    for sample in fmt.samples(item):
        taken = explored(fmt, item, sample.response)
        for number, each in enumerate(taken):
            shown = presented(fmt, item, "seed", taken[:number])
            post = fmt.exploration.post_of_step(shown, each.step) or {"shown": ["1"]}
            form = fmt.exploration.step_form(shown, MultiDict(post))
            assert form.validate(), form.errors
            assert fmt.exploration.read_step(form, shown) == each.step
            stored = (each.step.model_dump(mode="json"), each.revealed.model_dump(mode="json"))
            assert taken_of(fmt, json.loads(json.dumps([stored]))) == [each]


def test_a_format_that_is_answered_at_once_has_no_steps():
    with pytest.raises(ValueError, match="single_best_answer has no steps"):
        taken_of(ASKED["single_best_answer"], [])


@pytest.mark.parametrize(("fmt", "file"), ANSWERED)
def test_a_malformed_step_is_refused_by_its_form(fmt, file):
    if fmt.exploration is None:
        return
    item = item_of(file)
    for taken in ([], explored(fmt, item, next(iter(fmt.samples(item))).response)[:1]):
        shown = presented(fmt, item, "seed", taken)
        assert not fmt.exploration.step_form(shown, MultiDict()).validate()
        names = [name for name in fmt.exploration.step_form(shown, None)._fields if name != "shown"]
        for junk in ("no-such-thing", "' OR 1=1", "\x00", "9" * 5000, "nan", "-1e9"):
            form = fmt.exploration.step_form(shown, MultiDict(dict.fromkeys(names, junk)))
            assert not form.validate()


@pytest.mark.parametrize(("fmt", "file"), ANSWERED)
def test_each_answer_is_explained(fmt, file):
    _, responses = example(file)
    item = item_of(file)
    for entry in responses:
        explained = fmt.explain(item, response_of(fmt, entry["answer"]), "seed")
        score = fmt.mark(item, response_of(fmt, entry["answer"]))
        word = "right" if score.fraction == 1 else "wrong" if score.fraction == 0 else "partly"
        assert explained.verdict == (word if score.scored else "noted")
        assert explained.told


@pytest.mark.parametrize(("fmt", "file", "stage"), ASKINGS)
def test_an_item_is_comparable_with_itself(fmt, file, stage):
    item = item_of(file, stage)
    assert fmt.comparable(item, item)


@pytest.mark.parametrize(("fmt", "file"), CASES)
def test_a_case_earns_what_its_examples_say(fmt, file):
    _, entries = example(file)
    items = fmt.items(item_of(file))
    for entry in entries:
        scores = [
            ASKED[item.format].mark(item, response_of(ASKED[item.format], answer))
            for item, answer in zip(items, entry["answers"], strict=False)
        ]
        total = fmt.total(scores)
        assert total.points == pytest.approx(entry["points"], abs=1e-9)
        assert total.dangerous is entry.get("dangerous", False)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("fmt", "file"), CASES)
def test_a_stage_holds_nothing_of_a_later_one_before_or_after_its_answer(fmt, file, seed):
    document, _ = example(file)
    case = item_of(file)
    for index, item in enumerate(fmt.items(case)):
        later = [text for stage in document["stages"][index + 1 :] for text in texts_of(stage)]
        told = fmt.so_far(case, index + 1)
        assert told.stage == index + 1
        before = unescape(asking_page(ASKED[item.format], item, seed)) + str(told) + str(item.vignette)
        explained = [
            str(ASKED[item.format].explain(item, sample.response, seed))
            for sample in ASKED[item.format].samples(item)
        ]
        for page in (before, *explained, item.model_dump_json()):
            for secret in later:
                assert secret not in page


def texts_of(part):
    """Every text of a part of a document that is long enough to be told by."""
    if isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from texts_of(inner)
    elif isinstance(part, str) and len(part) > 15 and part not in OF_OTHERS:
        yield part


@pytest.mark.parametrize("fmt", FORMATS.values(), ids=FORMATS)
def test_a_format_has_an_editor_with_its_templates(fmt):
    assert fmt.editor_form is not None
    assert fmt.read_editor is not None
    assert fmt.fill_editor is not None
    assert {file.name for file in (ROOT / fmt.name / "templates").iterdir()} >= {"edit.html", "print.html"}


@pytest.mark.parametrize(("fmt", "file"), [*EXAMPLES, *SHIPPED])
def test_what_an_editor_shows_it_reads_back(fmt, file):
    document = itemfile.parse(file.read_bytes(), file.name).document
    document = dump(load(document.get("item", document)))
    own = {name: value for name, value in document.items() if name not in Item.model_fields}
    form = fmt.fill_editor(document)
    assert fmt.read_editor(form) == own
    again = fmt.editor_form(MultiDict(posted_by(form)))
    assert again.validate()
    assert fmt.read_editor(again) == own


@settings(deadline=None)  # the first of a run builds forms within forms, and machines differ
@given(data=st.data())
@pytest.mark.parametrize("fmt", FORMATS.values(), ids=FORMATS)
def test_no_document_and_no_post_is_too_broken_for_an_editor(fmt, data):
    names = list(fmt.editor_form(None)._fields)
    garbage = st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(INNER), part, max_size=4),
        max_leaves=12,
    )
    form = fmt.fill_editor(data.draw(st.dictionaries(st.sampled_from(names), garbage)))
    fmt.read_editor(form)
    inner = st.sampled_from(names).flatmap(
        lambda name: st.sampled_from(
            [name, *(f"{name}-{n}-{part}" for part in INNER for n in ("0", "1", "²"))]
        )
    )
    posted = data.draw(st.dictionaries(inner | st.text(), st.lists(st.text(), min_size=1, max_size=2)))
    form = fmt.editor_form(MultiDict(posted))
    form.validate()
    json.dumps(fmt.read_editor(form))


@given(st.lists(st.text(min_size=1), unique=True), st.text(), st.text(min_size=1))
def test_shuffling_keeps_the_order_of_the_rest_when_one_is_added(ids, seed, extra):
    order = shuffled(ids, seed)
    assert sorted(order) == sorted(ids)
    assert [id for id in shuffled({*ids, extra}, seed) if id in ids and id != extra] == [
        id for id in order if id != extra
    ]


def test_two_formats_of_one_name_stop_the_start(tmp_path, monkeypatch):
    for folder in ("one", "two"):
        (tmp_path / "twins" / folder).mkdir(parents=True)
        (tmp_path / "twins" / folder / "__init__.py").write_text(
            "from question_bank.formats.single_best_answer import FORMAT\n"
        )
    (tmp_path / "twins" / "contract.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match="Two formats are called “single_best_answer”"):
        find_formats([str(tmp_path / "twins")], "twins")


def posted_by(form):
    """Return what a browser would post of an editor's form, with other line ends."""
    values = {}
    for cell in placing.walk(form):
        if cell.kind == "flag":
            values[cell.name] = ["y"] if cell.data else []
        elif cell.kind == "picks":
            values[cell.name] = cell.data
        elif cell.kind not in ("rows", "group"):
            values[cell.name] = [cell.data.replace("\n", "\r\n")]
    return values


def secrets_of(document):
    """Every text of a document that must not leave early."""
    yield document["title"]
    yield document["explanation"]
    if document["take_home"]:
        yield document["take_home"]
    if "contested" in document:
        yield document["contested"]
