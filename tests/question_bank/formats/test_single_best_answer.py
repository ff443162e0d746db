import pytest

from question_bank import FORMATS, check, load
from question_bank.formats.single_best_answer.model import Choice
from tests.banks import item_document

FORMAT = FORMATS["single_best_answer"]


def options(*texts, key=1, **extra):
    return [
        {"id": f"o{n}", "text": text, "rationale": "Because.", **({"key": True} if n == key else {}), **extra}
        for n, text in enumerate(texts, 1)
    ]


def codes(document):
    return {flaw.code: flaw.where for flaw in check(document).flaws}


@pytest.mark.parametrize(
    ("given", "code", "where"),
    [
        (options("Walk", "Run", "Rest", key=0), "no-key", "options"),
        ([*options("Walk"), *options("Run", "Rest", key=2)], "two-keys", "options[3].key"),
        (options("Walk", "Run"), "too-few-options", "options"),
        (options("Walk", "Run", "Rest", "Sit", "Lie", "Fly"), "too-many-options", "options"),
        (options("Walk", "Run", "run."), "duplicate-options", "options[3].text"),
        (options("Walk", "Run", "All of the above"), "all-of-the-above", "options[3].text"),
        (options("Walk", "Run", "None of these"), "none-of-the-above", "options[3].text"),
        (options("Walk", "Run", "A and B"), "combined-option", "options[3].text"),
        (
            options("Walk a very long way round the whole town", "Run", "Rest"),
            "key-longest",
            "options[1].text",
        ),
        (options("Walk", "Run", "Rest", harmful=True), "harmful-key", "options[1]"),
    ],
)
def test_flaws_of_options(given, code, where):
    assert codes(item_document(options=given)).get(code) == where


def test_an_id_used_twice_or_telling_the_key_is_a_flaw():
    twice = options("Walk", "Run", "Rest")
    twice[1]["id"] = "o1"
    assert codes(item_document(options=twice))["duplicate-id"] == "options[2].id"
    telling = options("Walk", "Run", "Rest")
    telling[0]["id"] = "the-correct-one"
    assert codes(item_document(options=telling))["telling-id"] == "options[1].id"


def test_options_that_are_no_mappings_do_not_stop_the_check():
    assert "wrong-type" in codes(item_document(options=["a", {"id": 3}, None]))


def test_options_move_with_the_seed_unless_the_order_matters():
    item = load(item_document())
    orders = {tuple(option.id for option in FORMAT.present(item, str(seed)).options) for seed in range(40)}
    assert len(orders) > 10
    fixed = load(item_document(order_matters=True))
    assert [option.letter for option in FORMAT.present(fixed, "x").options] == ["A", "B", "C", "D"]
    assert [option.id for option in FORMAT.present(fixed, "x").options] == [
        option.id for option in fixed.options
    ]


def test_the_key_stands_in_every_place_equally_often():
    item = load(item_document())
    places = [
        [option.id for option in FORMAT.present(item, f"{seed}/1").options].index(item.key.id)
        for seed in range(2000)
    ]
    assert all(abs(places.count(place) - 500) < 100 for place in range(4))


def test_an_option_that_is_not_there_earns_nothing():
    item = load(item_document())
    assert FORMAT.mark(item, Choice(option="gone")).points == 0


def test_responses_can_be_marked_anew_as_long_as_their_options_are_there():
    item = load(item_document())
    fewer = load(item_document(options=item_document()["options"][:3]))
    assert FORMAT.comparable(fewer, item)
    assert not FORMAT.comparable(item, fewer)


def test_an_explanation_uses_the_letters_that_were_asked():
    item = load(item_document())
    asked = {option.id: option.letter for option in FORMAT.present(item, "s").options}
    explained = FORMAT.explain(item, Choice(option="twist-1"), "s")
    assert explained.told == f"you chose {asked['twist-1']}"
    assert explained.best == f"The best answer is {asked['bend-1']}."
    assert FORMAT.explain(item, Choice(), "s").told == "you left it open"
    assert FORMAT.explain(item, Choice(option="bend-1"), "s").best == ""
