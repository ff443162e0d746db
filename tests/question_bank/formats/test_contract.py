"""Every format × every example keeps the contract. A new format is tested by being there."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader
from werkzeug.datastructures import MultiDict

from question_bank import FORMATS, check, dump, itemfile, load
from question_bank.figure import Figure
from question_bank.formats import __path__ as formats_path
from question_bank.formats import find_formats
from question_bank.formats.contract import response_of, shuffled
from quiz.rendering import drawing, markdown

ROOT = Path(formats_path[0])
SHARED_TEMPLATES = ROOT.parents[1] / "templates"
EXAMPLES = [
    pytest.param(fmt, file, id=f"{fmt.name}-{file.stem}")
    for fmt in FORMATS.values()
    for file in sorted((ROOT / fmt.name / "examples").glob("*.yaml"))
]
SEEDS = ("a", "b", "1/7")


def example(file):
    parsed = itemfile.parse(file.read_bytes(), file.name)
    assert parsed.flaws == []
    return parsed.document["item"], parsed.document["responses"]


def item_of(file):
    """Build the item of an example, with the figures that stand in its file."""
    document = itemfile.parse(file.read_bytes(), file.name).document
    figures = [Figure.model_validate_json(json.dumps(figure)) for figure in document.get("figures", [])]
    return load(document["item"], {figure.id: figure for figure in figures})


def asking_page(fmt, item, seed):
    """Render what a trainee gets before answering, as the page does."""
    environment = Environment(
        autoescape=True, loader=FileSystemLoader([SHARED_TEMPLATES, ROOT / fmt.name / "templates"])
    )
    environment.filters.update(markdown=markdown, drawing=drawing)
    shown = fmt.present(item, seed)
    return environment.get_template("ask.html").render(shown=shown, form=fmt.answer_form(shown, None))


@pytest.mark.parametrize("fmt", FORMATS.values(), ids=FORMATS)
def test_a_format_has_a_readme_examples_and_both_templates(fmt):
    folder = ROOT / fmt.name
    assert folder.name == fmt.name
    assert (folder / "README.md").read_text().startswith(f"# {fmt.title}")
    assert {file.name for file in (folder / "templates").iterdir()} >= {"ask.html", "review.html"}
    assert len(list((folder / "examples").glob("*.yaml"))) >= 2
    assert fmt.summary
    assert fmt.rule


@pytest.mark.parametrize(("fmt", "file"), EXAMPLES)
def test_an_example_is_sound_and_survives_dump_and_load(fmt, file):
    document, _ = example(file)
    checked = check(document)
    assert checked.flaws == []
    assert dump(load(dump(checked.item))) == dump(checked.item)
    assert itemfile.parse(itemfile.write(dump(checked.item)).encode()).flaws == []


@pytest.mark.parametrize(("fmt", "file"), EXAMPLES)
def test_each_response_of_an_example_earns_what_it_says(fmt, file):
    _, responses = example(file)
    item = item_of(file)
    for entry in responses:
        score = fmt.mark(item, response_of(fmt, entry["answer"]))
        assert score.points == pytest.approx(entry["points"], abs=1e-9)
        assert score.dangerous is entry.get("dangerous", False)


@pytest.mark.parametrize(("fmt", "file"), EXAMPLES)
def test_samples_earn_their_fraction_and_hold_right_wrong_and_blank(fmt, file):
    item = item_of(file)
    samples = list(fmt.samples(item))
    for sample in samples:
        assert fmt.mark(item, sample.response).fraction == pytest.approx(sample.fraction, abs=1e-9)
    names = {sample.name.split(":")[0] for sample in samples}
    assert names >= {"right", "wrong", "blank"}
    assert next(sample.fraction for sample in samples if sample.name.startswith("right")) == 1


@pytest.mark.parametrize(("fmt", "file"), EXAMPLES)
def test_a_presented_item_can_be_answered_through_its_form(fmt, file):
    item = item_of(file)
    for sample in fmt.samples(item):
        if sample.name == "blank":
            continue
        shown = fmt.present(item, "seed")
        form = fmt.answer_form(shown, MultiDict(fmt.post_of(sample.response)))
        assert form.validate(), form.errors
        assert fmt.read_answer(form) == sample.response
        stored = json.loads(json.dumps(sample.response.model_dump(mode="json")))
        assert response_of(fmt, stored) == sample.response


@pytest.mark.parametrize(("fmt", "file"), EXAMPLES)
def test_a_blank_or_malformed_answer_is_refused_by_the_form(fmt, file):
    item = item_of(file)
    shown = fmt.present(item, "seed")
    assert not fmt.answer_form(shown, MultiDict()).validate()
    names = list(fmt.answer_form(shown, None)._fields)
    for junk in ("", "no-such-thing", "' OR 1=1", "\x00", "9" * 5000, "[]"):
        assert not fmt.answer_form(shown, MultiDict(dict.fromkeys(names, junk))).validate()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("fmt", "file"), EXAMPLES)
def test_the_asking_page_holds_nothing_of_the_key(fmt, file, seed):
    document, _ = example(file)
    page = unescape(asking_page(fmt, item_of(file), seed))
    for secret in [*secrets_of(document), *fmt.secrets(item_of(file))]:
        assert secret not in page
    assert not re.search(r"\b(correct|is-key|rationale|explanation|harmful)\b", page)


@pytest.mark.parametrize(("fmt", "file"), EXAMPLES)
def test_the_order_belongs_to_the_seed_and_the_key_does_not_show_in_it(fmt, file):
    item = item_of(file)
    assert fmt.present(item, "x") == fmt.present(item, "x")


@pytest.mark.parametrize(("fmt", "file"), EXAMPLES)
def test_each_answer_is_explained(fmt, file):
    _, responses = example(file)
    item = item_of(file)
    for entry in responses:
        explained = fmt.explain(item, response_of(fmt, entry["answer"]), "seed")
        score = fmt.mark(item, response_of(fmt, entry["answer"]))
        word = "right" if score.fraction == 1 else "wrong" if score.fraction == 0 else "partly"
        assert explained.verdict == (word if score.scored else "noted")
        assert explained.told


@pytest.mark.parametrize(("fmt", "file"), EXAMPLES)
def test_an_item_is_comparable_with_itself(fmt, file):
    item = item_of(file)
    assert fmt.comparable(item, item)


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


def secrets_of(document):
    """Every text of a document that must not leave early."""
    yield document["title"]
    yield document["explanation"]
    yield document["take_home"]
    if "contested" in document:
        yield document["contested"]
