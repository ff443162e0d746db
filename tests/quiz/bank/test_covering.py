"""An item tried covered: the options hidden, then the case, then both beside the key."""

import pytest

from question_bank import FORMATS, dump, itemfile, load
from question_bank.formats.contract import CaseFormat
from tests.conftest import make_client
from tests.pages import fields, parse
from tests.quiz.bank.test_desk import EXAMPLES, LIST, URL, put_example, text
from tests.quiz.bank.test_saving import SCRIPT

COVERED = f"{URL}/covered"


def test_options_then_case_are_hidden_and_then_both_answers_stand_beside_the_key(educator):
    page = educator.page(COVERED)
    assert "sits in clinic 1" in text(page.main)
    assert "Bend the knee" not in text(page.main)
    first = {**fields(page.main.form), "own.0": f"Bend it {SCRIPT}"}
    page = parse(educator.post(COVERED, data=first))
    assert "sits in clinic 1" not in text(page.main)
    assert "Bend the knee, number 1" in text(page.main)
    for secret in ("RATIONALE", "EXPLANATION", "KEYTITLE"):
        assert secret not in text(page.main)
    second = {**fields(page.main.form), "option": "bend-1"}
    page = parse(educator.post(COVERED, data=second))
    assert "Bend it <script>" in page.find(class_="typed").text
    assert not page.find_all("script", src=False)
    assert "Bend the knee, number 1" in page.find(class_="tried").dl.text
    assert "You found the key without the case. One guess in 4 would have, too." in text(page)
    page = parse(educator.post(COVERED, data={**second, "option": "hold-1"}))
    assert "Without the case you did not find it." in text(page)


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"own.0": " "}, 422),
        ({"own.0": "x" * 2001}, 422),
        ({"own.0": "x", "covering": "case", "option": "no-such-option"}, 422),
        ({"own.0": "x", "version": "2"}, 409),
        ({"own.0": "x", "stage": "2"}, 404),
        ({"own.0": "x", "stage": "x"}, 200),
    ],
)
def test_what_cannot_be_taken_gets_a_sentence(educator, typed, status):
    reply = educator.post(COVERED, data={**fields(educator.page(COVERED).main.form), **typed})
    assert reply.status_code == status
    if status == 422:
        assert parse(reply).find(class_="form-error")


@pytest.mark.parametrize(("fmt", "file"), EXAMPLES)
def test_an_example_of_any_format_is_tried_stage_by_stage_or_says_why_not(app, educator, fmt, file):
    with app.app_context():
        slug = put_example(file)
    item = load(dump(load(itemfile.parse(file.read_bytes()).document["item"])))
    items = fmt.items(item) if isinstance(fmt, CaseFormat) else (item,)
    for stage, asked in enumerate(items, 1):
        url = f"{LIST}/{slug}/covered"
        page = educator.page(f"{url}?stage={stage}")
        if not page.main.find("form"):
            assert FORMATS[asked.format].exploration or not asked.choices()
            assert "list of options" in text(page.main)
            assert educator.post(url, data={"csrf_token": token(educator), "stage": stage}).status_code == 400
            continue
        form = fields(page.main.form)
        page = parse(educator.post(url, data={**form, **{n: "Mine" for n in form if n.startswith("own.")}}))
        best = next(iter(FORMATS[asked.format].samples(asked))).response
        answer = FORMATS[asked.format].post_of(best)
        page = parse(educator.post(url, data={**fields(page.main.form), **answer}))
        assert page.h1.text == "Uncovered"
        assert "You found the key without the case." in text(page)


def test_a_draft_with_errors_says_so_and_strangers_see_nothing(app, educator, trainee):
    educator.post_form(URL, {"do": "save", "lead_in": ""}, action="item-1")
    reply = educator.get(COVERED)
    assert reply.status_code == 409
    assert "when what it asks has no errors" in reply.get_data(as_text=True)
    assert trainee.get(COVERED).status_code == 403
    assert make_client(app).get(COVERED).status_code == 303


def token(client):
    return client.page(URL).find("input", attrs={"name": "csrf_token"})["value"]
