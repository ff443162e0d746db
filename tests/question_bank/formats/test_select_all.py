from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from question_bank import FORMATS, check, load
from question_bank.formats import __path__ as formats_path
from question_bank.formats.select_all.marking import all_or_nothing, each_option, plus_minus, select_n
from question_bank.formats.select_all.model import Picks
from quiz.rendering import markdown
from tests.banks import EXPLANATION, item_document

FORMAT = FORMATS["select_all"]
TEXTS = ("Walk", "Hops", "Rest", "Sits", "Lies", "Flew")


def options(texts=TEXTS, keys="ace", harmful=""):
    return [
        {
            "id": id,
            "text": text,
            "rationale": f"Because of {text}.",
            **({"key": True} if id in keys else {}),
            **({"harmful": True} if id in harmful else {}),
        }
        for id, text in zip("abcdefghij", texts, strict=False)
    ]


def document(**changes):
    return item_document(**{"format": "select_all", "options": options(), **changes})


def points(picks, **changes):
    score = FORMAT.mark(load(document(**changes)), Picks(options=tuple(picks)))
    return score.points, score.out_of


def codes(**changes):
    return {flaw.code: flaw.where for flaw in check(document(**changes)).flaws}


def page(template, **given):
    formats = Path(formats_path[0])
    folders = [formats / "select_all" / "templates", formats.parents[1] / "templates"]
    environment = Environment(autoescape=True, loader=FileSystemLoader(folders))
    environment.filters |= {"markdown": markdown, "percent": str, "when": str}
    return BeautifulSoup(environment.get_template(template).render(**given), "html5lib")


def post(item, *values):
    form = FORMAT.answer_form(FORMAT.present(item, "s"), MultiDict([("options", value) for value in values]))
    return form, form.validate()


@pytest.mark.parametrize(
    ("picks", "expected"),
    [
        ("acb", (1, 3)),  # the vector of the NGN rule +/-
        ("abcdef", (0, 3)),  # whoever ticks all six of six earns nothing
        ("ace", (3, 3)),
        ("a", (1, 3)),
        ("ac", (2, 3)),
        ("aceb", (2, 3)),
        ("ab", (0, 3)),
        ("bdf", (0, 3)),
        ("abdf", (0, 3)),
        ("", (0, 3)),
    ],
)
def test_a_wrong_tick_takes_back_a_right_one(picks, expected):
    assert points(picks) == expected
    assert points(picks, marking="plus_minus") == expected


@pytest.mark.parametrize(
    ("picks", "expected"),
    [("ace", (3, 3)), ("acb", (2, 3)), ("ab", (1, 3)), ("bdf", (0, 3)), ("ac", (2, 3)), ("", (0, 3))],
)
def test_of_so_many_each_right_one_counts_without_penalty(picks, expected):
    assert points(picks, select=3) == expected


@pytest.mark.parametrize("picks", ["aceb", "abcdef"])
def test_more_than_were_allowed_earn_nothing(picks):
    assert points(picks, select=3) == (0, 3)
    assert points(picks, at_most=3) == (0, 3)
    assert points(picks, at_most=3, marking="each_option") == (0, 6)


@pytest.mark.parametrize(
    ("picks", "expected"),
    [("ace", (1, 1)), ("ac", (0, 1)), ("aceb", (0, 1)), ("bdf", (0, 1)), ("", (0, 1))],
)
def test_only_the_whole_set_counts(picks, expected):
    assert points(picks, marking="all_or_nothing") == expected


@pytest.mark.parametrize(
    ("picks", "expected"),
    [
        ("ace", (6, 6)),
        ("acb", (4, 6)),  # a, c ticked and d, f left
        ("a", (4, 6)),  # a ticked and b, d, f left
        ("b", (2, 6)),  # d, f left
        ("bdf", (0, 6)),
        ("abcdef", (3, 6)),
        ("", (0, 6)),  # a blank is no answer, though three are rightly left
    ],
)
def test_each_option_counts_ticked_or_left(picks, expected):
    assert points(picks, marking="each_option") == expected


def test_the_rules_by_themselves():
    assert [plus_minus(2, 1), plus_minus(3, 3), plus_minus(1, 2)] == [1, 0, 0]
    assert [select_n(0), select_n(2)] == [0, 2]
    assert [all_or_nothing(3, 0, 3), all_or_nothing(3, 1, 3), all_or_nothing(2, 0, 3)] == [1, 0, 0]
    assert [each_option(2, 1, 3, 6), each_option(0, 3, 3, 6), each_option(3, 0, 3, 6)] == [4, 0, 6]


@pytest.mark.parametrize("marking", ["plus_minus", "all_or_nothing", "each_option"])
def test_a_harmful_pick_voids_the_item_and_is_dangerous(marking):
    item = load(document(options=options(harmful="b"), marking=marking))
    score = FORMAT.mark(item, Picks(options=("a", "b", "c", "e")))
    assert (score.points, score.dangerous) == (0, True)
    assert not FORMAT.mark(item, Picks(options=("a", "c", "e"))).dangerous


def test_an_option_that_is_not_there_counts_for_nothing():
    assert points(["a", "c", "e", "gone"]) == (3, 3)
    assert points(["gone"], marking="each_option") == (0, 6)


def test_a_draft_without_a_key_can_be_marked():
    assert points("ab", options=options(keys="")) == (0, 1)


@pytest.mark.parametrize("allowed", [{"select": 3}, {"at_most": 4}, {}])
@pytest.mark.parametrize("marking", ["plus_minus", "all_or_nothing", "each_option"])
def test_any_answer_scores_from_nothing_to_all_and_the_keys_alone_score_all(marking, allowed):
    item = load(document(marking=marking, **allowed))

    @given(st.lists(st.sampled_from("abcdefgh")))
    def any_answer(picks):
        fraction = FORMAT.mark(item, Picks(options=tuple(picks))).fraction
        assert 0 <= fraction <= 1
        assert (fraction == 1) == ({*picks} & {*"abcdef"} == {*"ace"})

    any_answer()


@pytest.mark.parametrize("allowed", [{"select": 3}, {"at_most": 4}, {}])
@pytest.mark.parametrize("marking", ["plus_minus", "all_or_nothing", "each_option"])
@pytest.mark.parametrize("harmful", ["", "bd"])
def test_one_more_wrong_pick_never_scores_more_nor_one_more_right_pick_less(marking, allowed, harmful):
    item = load(document(marking=marking, options=options(harmful=harmful), **allowed))
    limit = item.limit or 6

    def fraction(picks):
        return FORMAT.mark(item, Picks(options=tuple(picks))).fraction

    for size in range(1, 6):
        for picks in combinations("abcdef", size):
            for more in {*"abcdef"} - {*picks}:
                if more in "bdf":
                    assert fraction([*picks, more]) <= fraction(picks)
                elif size < limit:
                    assert fraction([*picks, more]) >= fraction(picks)


@given(st.permutations("ace"), st.lists(st.sampled_from("ace")))
def test_an_answer_is_a_set(order, again):
    assert Picks(options=(*order, *again)) == Picks(options=("a", "c", "e"))
    assert Picks.model_validate({"options": [*order]}).model_dump(mode="json") == {"options": ["a", "c", "e"]}


@pytest.mark.parametrize("value", ["ace", 3, None, {"a": 1}, [1], ["No Slug"]])
def test_an_answer_of_another_shape_is_none(value):
    with pytest.raises(ValidationError):
        Picks.model_validate({"options": value})


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"options": options(keys="")}, "no-key", "options"),
        ({"options": options(TEXTS[:3])}, "few-options", "options"),
        ({"options": options([*TEXTS, "Ran", "Sang", "Swam"])}, "past-letter-h", "options"),
        ({"options": options(keys="abcdef")}, "every-option-key", "options"),
        ({"options": options([*TEXTS[:5], "walk."])}, "duplicate-options", "options[6].text"),
        ({"options": options([*TEXTS[:5], "All of the above"])}, "all-of-the-above", "options[6].text"),
        ({"options": options([*TEXTS[:5], "None of these"])}, "none-of-the-above", "options[6].text"),
        ({"options": options(harmful="a")}, "harmful-key", "options[1]"),
        ({"select": 2}, "select-mismatch", "select"),
        ({"select": 1, "options": options(keys="ab")}, "select-mismatch", "select"),
        ({"select": 2, "options": options(keys="a")}, "select-mismatch", "select"),
        ({"select": 3, "at_most": 3}, "two-limits", "at_most"),
        ({"select": 3, "marking": "each_option"}, "two-markings", "marking"),
        ({"at_most": 2}, "limit-below-keys", "at_most"),
        ({"select": 0}, "wrong-type", "select"),
        ({"marking": "by_mood"}, "not-a-choice", "marking"),
        ({"options": options(["A long walk", *TEXTS[1:]], keys="a")}, "key-longest", "options[1].text"),
        (
            {"options": options(["A long walk", "Hops", "A long rest", "Sits", "A long lie", "Flew"])},
            "keys-longer",
            "options",
        ),
    ],
)
def test_flaws(changes, code, where):
    assert codes(**changes).get(code) == where


@pytest.mark.parametrize("changes", [{}, {"select": 3}, {"at_most": 3}, {"marking": "all_or_nothing"}])
def test_a_sound_item_has_none(changes):
    assert codes(explanation=f"What applies is a walk, by all accounts. {EXPLANATION}", **changes) == {}


def test_an_id_used_twice_or_telling_a_key_is_a_flaw():
    twice = options()
    twice[1]["id"] = "a"
    assert codes(options=twice)["duplicate-id"] == "options[2].id"
    telling = options()
    telling[3]["id"] = "a-wrong-one"
    assert codes(options=telling)["telling-id"] == "options[4].id"


@pytest.mark.parametrize("given", [["a", {"id": 3}, None], "none", None])
def test_options_that_are_no_mappings_do_not_stop_the_check(given):
    assert codes(options=given).keys() & {"wrong-type", "missing-field"}


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({}, "Tick all that apply. A wrong tick takes back a right one."),
        ({"marking": "all_or_nothing"}, "Tick all that apply. It counts only as a whole."),
        ({"at_most": 4}, "Tick those that apply, four at most. A wrong tick takes back a right one."),
        ({"select": 3}, "Tick three."),
        ({"select": 12}, "Tick 12."),
        (
            {"at_most": 3, "marking": "each_option"},
            "Tick those that apply, three at most. Each answer counts, ticked or left.",
        ),
    ],
)
def test_the_page_says_how_many_may_be_ticked_and_how_they_count(changes, hint):
    assert FORMAT.present(load(document(**changes)), "s").hint == hint


def test_options_move_with_the_seed_unless_the_order_matters():
    item = load(document())
    orders = {tuple(option.id for option in FORMAT.present(item, str(seed)).options) for seed in range(40)}
    assert len(orders) > 20
    fixed = FORMAT.present(load(document(order_matters=True)), "x").options
    assert [(option.letter, option.id) for option in fixed] == list(zip("ABCDEF", "abcdef", strict=True))


def test_nothing_ticked_is_refused():
    form, valid = post(load(document()))
    assert not valid
    assert form.errors == {"options": ["Tick at least one answer."]}


@pytest.mark.parametrize("junk", ["", "gone", "A", "a,c", "\x00", "' OR 1=1", "9" * 5000])
def test_an_answer_that_is_not_on_the_page_is_refused(junk):
    form, valid = post(load(document()), "a", junk)
    assert not valid
    assert "not on this page" in form.errors["options"][0]


@pytest.mark.parametrize("changes", [{"select": 3}, {"at_most": 3}])
def test_more_than_the_limit_is_refused_with_a_sentence_and_keeps_the_ticks(changes):
    item = load(document(**changes))
    form, valid = post(item, *"abcde")
    assert not valid
    assert form.errors == {"options": ["Tick three at most: you have ticked five. Untick two."]}
    assert form.options.data == [*"abcde"]
    form, valid = post(item, *"ca")
    assert valid
    assert FORMAT.read_answer(form) == Picks(options=("a", "c"))


def test_a_box_sent_twice_is_ticked_once():
    form, valid = post(load(document(at_most=3)), "c", "a", "c", "a", "e")
    assert valid
    assert FORMAT.read_answer(form) == Picks(options=("a", "c", "e"))


def test_a_blank_is_posted_as_nothing():
    assert FORMAT.post_of(Picks()) == {}


def test_responses_can_be_marked_anew_while_options_and_limit_are_the_same():
    item = load(document())
    assert FORMAT.comparable(item, load(document(options=options(keys="ab"), marking="each_option")))
    assert not FORMAT.comparable(item, load(document(options=options(TEXTS[:5]))))
    assert not FORMAT.comparable(load(document(options=options(TEXTS[:5]))), item)
    assert not FORMAT.comparable(item, load(document(select=3)))


@pytest.mark.parametrize(
    ("picks", "changes", "verdict", "told", "best"),
    [
        ("acd", {}, "partly", "you chose A, C and D", "The best answers are A, C and E."),
        ("ace", {}, "right", "you chose A, C and E", ""),
        ("bd", {}, "wrong", "you chose B and D", "The best answers are A, C and E."),
        ("", {}, "wrong", "you left it open", "The best answers are A, C and E."),
        ("b", {"options": options(keys="a")}, "wrong", "you chose B", "The best answer is A."),
        (
            "aceb",
            {"options": options(harmful="b")},
            "wrong",
            "you chose A, B, C and E",
            "The best answers are A, C and E.",
        ),
    ],
)
def test_an_explanation_says_what_was_ticked_and_what_applies(picks, changes, verdict, told, best):
    item = load(document(order_matters=True, **changes))
    explained = FORMAT.explain(item, Picks(options=tuple(picks)), "s")
    assert (explained.verdict, explained.told, explained.best) == (verdict, told, best)


def test_an_explanation_uses_the_letters_that_were_asked():
    item = load(document())
    asked = {option.id: option.letter for option in FORMAT.present(item, "s").options}
    explained = FORMAT.explain(item, Picks(options=("a", "b")), "s")
    assert {option.id: option.letter for option in explained.options} == asked
    assert explained.told == "you chose {} and {}".format(*sorted([asked["a"], asked["b"]]))


@pytest.mark.parametrize(
    ("picks", "changes", "earned"),
    [
        ("", {}, ""),
        ("ac", {}, "2 of 3 points: you found 2 of the 3 that apply."),
        ("acb", {}, "1 of 3 points: you found 2 of the 3 that apply, less 1 that does not."),
        (
            "abd",
            {},
            "0 of 3 points: you found 1 of the 3 that apply, less 2 that do not, but never below 0.",
        ),
        ("acb", {"select": 3}, "2 of 3 points: you found 2 of the 3 that apply."),
        (
            "aceb",
            {"marking": "all_or_nothing"},
            "0 of 1 point: you found 3 of the 3 that apply and ticked 1 that does not.",
        ),
        (
            "acb",
            {"marking": "each_option"},
            "4 of 6 points: one for each answer rightly ticked or rightly left.",
        ),
        (
            "acb",
            {"options": options(harmful="b")},
            "0 of 3 points: one of your ticks could have harmed the patient, so nothing counts here.",
        ),
        ("aceb", {"at_most": 3}, "0 of 3 points: more were ticked than the question allows."),
    ],
)
def test_an_explanation_says_how_the_points_came_about(picks, changes, earned):
    assert FORMAT.explain(load(document(**changes)), Picks(options=tuple(picks)), "s").earned == earned


def test_a_refused_page_says_why_and_keeps_the_ticks():
    item = load(document(select=3, order_matters=True))
    form, _ = post(item, *"abde")
    asked = page("ask.html", shown=FORMAT.present(item, "s"), form=form)
    assert asked.find(role="alert").text == "Tick three at most: you have ticked four. Untick one."
    ids = asked.find("fieldset")["aria-describedby"].split()
    assert [asked.find(id=id).text for id in ids] == [asked.find(role="alert").text, "Tick three."]
    assert [box["value"] for box in asked.find_all("input", checked=True)] == [*"abde"]


def test_the_review_says_of_each_option_what_it_is_and_what_was_done():
    item = load(document(order_matters=True, options=options(harmful="bf")))
    explained = FORMAT.explain(item, Picks(options=("a", "b", "d")), "s")
    review = page("review.html", explained=explained, reading=SimpleNamespace(source_ids=()))
    assert [" ".join(tag.text.split()) for tag in review.find_all(class_="tag")] == [
        "✓ Applies, ticked",
        "✕ Dangerous, ticked",
        "○ Applies, missed",
        "✕ Does not apply, ticked",
        "○ Applies, missed",
        "Dangerous, rightly left",
    ]
    assert [why.text for why in review.find_all(class_="why")] == [f"Because of {text}.\n" for text in TEXTS]
    assert "0 of 3 points" in review.find(class_="picks-earned").text
    blank = FORMAT.explain(item, Picks(), "s")
    assert not page("review.html", explained=blank, reading=SimpleNamespace(source_ids=())).find(
        class_="picks-earned"
    )


@pytest.mark.parametrize("allowed", [{"select": 3}, {"at_most": 4}, {}])
@pytest.mark.parametrize("marking", ["plus_minus", "all_or_nothing", "each_option"])
def test_samples_earn_what_they_say(marking, allowed):
    item = load(document(marking=marking, options=options(harmful="b"), **allowed))
    for sample in FORMAT.samples(item):
        assert FORMAT.mark(item, sample.response).fraction == pytest.approx(sample.fraction, abs=1e-9)
