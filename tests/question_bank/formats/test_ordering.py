import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from question_bank import FORMATS, check, load
from question_bank.formats.ordering.marking import absolute, adjacent, in_pairs, longest_run
from question_bank.formats.ordering.model import Marking, Sequence
from tests.banks import item_document

FORMAT = FORMATS["ordering"]
KEY = "ABCDE"
WORDS = ["wash", "look", "feel", "move", "tell", "test", "mark", "write", "rest"]
RULES = {
    "absolute": absolute,
    "adjacent": adjacent,
    "longest_run": longest_run,
    "pairwise": in_pairs,
}


def steps(*words):
    return [{"id": word, "text": f"{word.capitalize()} both", "rationale": f"Why {word}."} for word in words]


def document(*words, **changes):
    made = item_document(format="ordering", options=None, steps=steps(*(words or WORDS[:5])))
    return {**made, **changes}


def item(count=5, **changes):
    return load(document(*WORDS[:count], **changes))


def share(rule, answer, key=KEY):
    right, of = RULES[rule]([key.index(letter) for letter in answer], len(key))
    return right / of


def codes(made):
    return {flaw.code: flaw.where for flaw in check(made).flaws}


def asked(made, seed="seed"):
    return FORMAT.present(made, seed)


def posted(made, places, seed="seed"):
    data = {f"place-{id}": place for id, place in zip(made.key, places, strict=True) if place is not None}
    form = FORMAT.answer_form(asked(made, seed), MultiDict(data))
    return form, form.validate()


def letters(made, seed="seed"):
    return {step.id: step.letter for step in asked(made, seed).steps}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("ABCDE", {"absolute": 1, "adjacent": 1, "longest_run": 1, "pairwise": 1}),
        ("ACBDE", {"absolute": 0.6, "adjacent": 0.25, "longest_run": 0.8, "pairwise": 0.9}),
        ("EDCBA", {"absolute": 0.2, "adjacent": 0, "longest_run": 0.2, "pairwise": 0}),
        ("BCDEA", {"absolute": 0, "adjacent": 0.75, "longest_run": 0.8, "pairwise": 0.6}),
        ("", {"absolute": 0, "adjacent": 0, "longest_run": 0, "pairwise": 0}),
    ],
)
def test_the_four_countings_on_known_answers(answer, expected):
    for rule, value in expected.items():
        assert share(rule, answer) == pytest.approx(value, abs=1e-9), rule
        made = item(marking=rule)
        order = tuple(made.key[KEY.index(letter)] for letter in answer)
        assert FORMAT.mark(made, Sequence(order=order)).fraction == pytest.approx(value, abs=1e-9), rule


def test_pairs_are_counted_unless_the_item_says_otherwise():
    assert item().marking is Marking.PAIRWISE


@given(st.sampled_from(Marking), st.integers(2, 8), st.data())
def test_any_order_earns_between_nothing_and_all_and_only_the_right_one_earns_all(marking, count, data):
    made = item(count, marking=marking.value)
    order = tuple(data.draw(st.permutations(made.key)))
    fraction = FORMAT.mark(made, Sequence(order=order)).fraction
    assert 0 <= fraction <= 1
    assert (fraction == 1) is (order == made.key)


@given(st.sampled_from(Marking), st.integers(2, 8), st.data())
def test_exchanging_two_neighbours_that_both_stand_in_their_place_earns_less(marking, count, data):
    made = item(count, marking=marking.value)
    order = list(data.draw(st.permutations(made.key)))
    at = data.draw(st.integers(0, count - 2))
    for index in (at, at + 1):  # put both in their place
        other = order.index(made.key[index])
        order[index], order[other] = order[other], order[index]
    exchanged = [*order[:at], order[at + 1], order[at], *order[at + 2 :]]
    one, other = (FORMAT.mark(made, Sequence(order=tuple(each))).fraction for each in (order, exchanged))
    assert other <= one
    assert other < one or marking is Marking.LONGEST_RUN


@given(st.sampled_from(["adjacent", "longest_run", "pairwise"]), st.permutations(range(7)), st.integers(0, 5))
def test_exchanging_two_steps_that_rightly_follow_one_another_never_earns_more(rule, places, at):
    first, then = places[at], places[at + 1]
    if then != first + 1:
        return
    exchanged = [*places[:at], then, first, *places[at + 2 :]]
    assert RULES[rule](exchanged, 7).right <= RULES[rule](places, 7).right


@given(st.lists(st.sampled_from([*WORDS, "gone"]), max_size=12), st.sampled_from(Marking))
def test_marking_is_total(order, marking):
    made = item(marking=marking.value, never_before=[["tell", "wash"]])
    assert 0 <= FORMAT.mark(made, Sequence(order=tuple(order))).fraction <= 1


def test_a_dangerous_order_earns_nothing_and_is_counted_apart():
    made = item(marking="longest_run", never_before=[["feel", "look"]])
    dangerous = FORMAT.mark(made, Sequence(order=("wash", "feel", "look", "move", "tell")))
    assert (dangerous.points, dangerous.dangerous) == (0, True)
    safe = FORMAT.mark(made, Sequence(order=("look", "wash", "feel", "move", "tell")))
    assert (safe.points, safe.dangerous) == (0.8, False)


def test_answers_can_be_marked_anew_as_long_as_the_steps_are_the_same():
    made = item()
    turned = load(document(*reversed(WORDS[:5])))
    assert FORMAT.comparable(made, turned)
    assert not FORMAT.comparable(made, item(4))


@given(st.text(min_size=1, max_size=8), st.integers(2, 8))
def test_the_right_order_is_never_the_one_shown(seed, count):
    made = item(count)
    shown = tuple(step.id for step in asked(made, seed).steps)
    assert shown != made.key
    assert sorted(shown) == sorted(made.key)


def test_the_order_shown_moves_with_the_seed_and_its_letters_run_from_a():
    made = item()
    assert len({tuple(step.id for step in asked(made, str(seed)).steps) for seed in range(60)}) > 30
    assert [step.letter for step in asked(made).steps] == list("ABCDE")
    assert asked(made).options[-1].letter == "E"


def test_a_whole_order_is_read_back_whatever_order_was_shown():
    made = item()
    form, valid = posted(made, ["3", "1", "2", "5", "4"])
    assert valid
    assert FORMAT.read_answer(form) == Sequence(order=("look", "feel", "wash", "tell", "move"))
    assert form.problems == ()


def test_steps_without_a_place_are_named():
    made = item()
    form, valid = posted(made, ["1", None, "3", "9", ""])
    assert not valid
    without = sorted(letters(made)[id] for id in ("look", "move", "tell"))
    assert form.problems == (f"No place yet: {without[0]}, {without[1]} and {without[2]}.",)
    assert form["place-look"].errors == ["Give this step a place."]
    assert form["place-move"].errors == ["Choose a place from 1 to 5."]
    assert not form["place-wash"].errors


def test_a_place_given_twice_is_named_with_the_steps_that_share_it():
    made = item()
    form, valid = posted(made, ["1", "1", "3", "4", None])
    assert not valid
    one, two = sorted(letters(made)[id] for id in ("wash", "look"))
    assert form.problems == (
        f"No place yet: {letters(made)['tell']}.",
        f"Place 1 is given to {one} and {two}.",
    )
    assert form["place-wash"].errors == form["place-look"].errors == ["Place 1 is given twice."]
    assert "place-wash" in form.errors


@pytest.mark.parametrize("place", ["0", "6", "-1", "1.0", " 1", "٣", "first"])
def test_what_is_no_place_is_refused(place):
    assert not posted(item(), [place, "2", "3", "4", "5"])[1]


def test_fields_of_other_steps_are_not_looked_at():
    made = item(3)
    data = MultiDict({"place-wash": "2", "place-look": "1", "place-feel": "3", "place-gone": "1"})
    form = FORMAT.answer_form(asked(made), data)
    assert form.validate()
    assert FORMAT.read_answer(form).order == ("look", "wash", "feel")


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ("wash look feel move tell", "you put all 5 steps in their place"),
        ("wash feel look move tell", "you put 3 of your 5 steps in their place"),
        ("tell move feel look wash", "you put 1 of your 5 steps in its place"),
        ("look feel move tell wash", "you put none of your 5 steps in its place"),
        ("", "you left it open"),
    ],
)
def test_how_many_steps_stand_in_their_place_is_told(order, told):
    explained = FORMAT.explain(item(), Sequence(order=tuple(order.split())), "s")
    assert explained.told == told
    assert explained.best == ("" if "all" in told else "The best order is shown here.")


def test_each_step_is_explained_in_the_right_order_with_the_place_it_was_given():
    made = item(3, never_before=[["feel", "wash"]])
    explained = FORMAT.explain(made, Sequence(order=("look", "feel", "wash")), "s")
    assert [(step.place, step.given, step.in_place) for step in explained.steps] == [
        (1, 3, False),
        (2, 1, False),
        (3, 2, False),
    ]
    assert [(danger.first, danger.then) for danger in explained.dangers] == [("Feel both", "Wash both")]
    assert FORMAT.explain(made, Sequence(), "s").steps[0].given is None


@pytest.mark.parametrize(
    ("marking", "counted"),
    [
        ("absolute", "Marked by place: 3 of 5 steps where they belong."),
        ("adjacent", "Marked by what follows what: 1 of 4 right."),
        ("longest_run", "Marked by the longest run: 4 of 5 steps follow one another rightly."),
        ("pairwise", "Marked by pairs: 9 of 10 pairs of steps in the right order."),
    ],
)
def test_how_an_answer_was_counted_is_told(marking, counted):
    made = item(marking=marking)
    order = ("wash", "feel", "look", "move", "tell")
    assert FORMAT.explain(made, Sequence(order=order), "s").counted == counted
    assert FORMAT.explain(made, Sequence(), "s").counted == ""


@pytest.mark.parametrize(
    ("made", "code", "where"),
    [
        (document("wash", "look"), "too-few-steps", "steps"),
        (document(*WORDS), "too-many-steps", "steps"),
        (document("wash", "look", "wash"), "duplicate-id", "steps[3].id"),
        (document("wash", "look", "step-3"), "telling-step-id", "steps[3].id"),
        (document("wash", "look", "c"), "telling-step-id", "steps[3].id"),
        (document("wash", "look-last", "rest"), "telling-step-id", "steps[2].id"),
        (document(never_before=[["gone", "wash"]]), "unknown-step", "never_before[1]"),
        (document(never_before=[["look", "wash"], ["wash", "look"]]), "dangerous-order", "never_before[2]"),
        (document(never_before=[["wash", "wash"]]), "dangerous-order", "never_before[1]"),
        (document(never_before=[["wash"]]), "missing-field", "never_before[1][2]"),
        (document(marking="none"), "not-a-choice", "marking"),
    ],
)
def test_flaws_of_steps(made, code, where):
    assert codes(made).get(code) == where


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("wash BOTH.", "duplicate-steps"),
        ("Then rest", "telling-step"),
        ("1. Rest", "telling-step"),
        ("Finally, rest", "telling-step"),
    ],
)
def test_flaws_of_a_text(text, code):
    made = document("wash", "look", "rest")
    made["steps"][2]["text"] = text
    assert codes(made).get(code) == "steps[3].text"


def test_sound_steps_have_no_flaw_and_may_begin_with_a_word_like_another():
    made = document("wash", "look", "nextdoor", never_before=[["look", "wash"]])
    made["steps"][2]["text"] = "Thenar muscles are tested"
    assert codes(made) == {}


def test_steps_that_are_no_mappings_do_not_stop_the_check():
    assert "wrong-type" in codes(document(steps=["a", {"id": 3}, None]))
    assert "wrong-type" in codes(document(steps="wash, look"))


def test_rationales_may_cite_only_listed_sources():
    made = document()
    made["steps"][1]["rationale"] = "So says nobody [@nobody-1900]."
    assert codes(made)["source-not-listed"] == "steps[2].rationale"
