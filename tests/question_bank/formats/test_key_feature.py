from pathlib import Path
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import FORMATS, check, dump, itemfile, load
from question_bank.formats.key_feature import explaining, matching
from question_bank.formats.key_feature.model import KeyFeature, Steps
from question_bank.itemfile import parse
from tests.banks import item_document

FORMAT = FORMATS["key_feature"]
EXAMPLE = Path(matching.__file__).parent / "examples" / "two_steps.yaml"
WORDS = ("walk", "run", "rest", "sit", "lie", "fly")


# --- how a question is marked (scoring-and-statistics 4.1, key-feature problem) ----------------------------


@pytest.mark.parametrize(
    ("picked", "points"),
    [
        (("walk", "run", "rest"), 1),  # all three
        (("walk", "run", "sit"), 2 / 3),  # two of three; a wrong one takes nothing away
        (("walk",), 1 / 3),
        (("sit", "lie"), 0),
        (("walk", "run", "rest", "sit"), 0),  # one more than may be given
        (("walk", "run", "fly"), 0),  # a harmful one
        (("walk", "walk", "run", "rest"), 1),  # twice is once
        (("walk", "gone"), 1 / 3),
        ((), 0),
    ],
)
def test_a_menu_earns_the_share_of_its_key_features(picked, points):
    item = load(item_with(menu(keys=3)))
    score = FORMAT.mark(item, Steps(answers={"step": picked}))
    assert score.points == pytest.approx(points, abs=1e-9)
    assert score.dangerous is ("fly" in picked)


def test_key_features_may_weigh_unequally():
    weighted = menu(keys=3)
    weighted["options"][0]["weight"] = 2.0
    weighted["options"][2]["weight"] = 0.5
    item = load(item_with(weighted))
    for picked, points in ((("walk",), 2 / 3.5), (("run", "rest"), 1.5 / 3.5), (("walk", "run", "rest"), 1)):
        score = FORMAT.mark(item, Steps(answers={"step": picked}))
        assert score.points == pytest.approx(points, abs=1e-9)


def test_a_case_earns_the_mean_of_its_questions_whatever_they_hold():
    item = load(item_with(menu("one", keys=3), menu("two", keys=1), boxes("three")))
    score = FORMAT.mark(item, Steps(answers={"one": ("walk",), "two": ("walk",), "three": ("MRI",)}))
    assert [(part.name, part.out_of) for part in score.parts] == [("one", 1), ("two", 1), ("three", 1)]
    assert [part.points for part in score.parts] == pytest.approx([1 / 3, 1, 1 / 2], abs=1e-9)
    assert score.points == pytest.approx((1 / 3 + 1 + 1 / 2) / 3, abs=1e-9)
    assert score.out_of == 1


def test_a_danger_in_one_question_costs_that_question_alone():
    item = load(item_with(menu("one"), menu("two")))
    score = FORMAT.mark(item, Steps(answers={"one": ("walk", "run"), "two": ("walk", "fly")}))
    assert [part.points for part in score.parts] == [1, 0]
    assert score.dangerous


@pytest.mark.parametrize(
    ("texts", "points", "dangerous"),
    [
        (("locked knee", "MRI"), 1, False),
        (("Locked  Knee.", "m.r.i."), 1, False),
        (("the locked knee", "an MRI"), 1, False),
        (("lockd knee",), 0.5, False),
        (("MRI", "magnetic resonance imaging"), 0.5, False),  # the same twice
        (("locked knee and MRI",), 0, False),
        (("locked knee, MRI", "MRI"), 0.5, False),
        (("MRI/locked knee",), 0, False),
        (("MRI and rest",), 0, False),
        (("locked knee and MRI", "locked knee", "MRI"), 0, False),  # a box too many
        (("mri", "locked knee", "x"), 0, False),
        (("MRI", "forced bending"), 0, True),
        (("MRI", "forced bendin"), 0, True),
        (("MRI or forced bending",), 0, True),
        (("something",), 0, False),
        ((), 0, False),
    ],
)
def test_boxes_earn_the_share_of_their_key_features(texts, points, dangerous):
    item = load(item_with(boxes("step")))
    score = FORMAT.mark(item, Steps(answers={"step": texts}))
    assert score.points == pytest.approx(points, abs=1e-9)
    assert score.dangerous is dangerous


def test_a_draft_without_a_key_earns_nothing_and_does_not_stop():
    item = load(item_with(menu(keys=0)))
    assert FORMAT.mark(item, Steps(answers={"step": ("walk",)})).points == 0


# --- properties --------------------------------------------------------------------------------------------

PICKS = st.lists(st.sampled_from([*WORDS, "gone"]), max_size=7).map(tuple)
TEXTS = st.lists(
    st.one_of(
        st.text(min_size=1, max_size=80),
        st.sampled_from(["MRI", "locked knee", "locked knee and MRI", "forced bending", "nonsense"]),
    ),
    max_size=4,
).map(tuple)


@given(PICKS, PICKS, TEXTS)
def test_any_answer_scores_between_none_and_all_and_is_explained(one, two, texts):
    item = load(item_with(menu("one", keys=3), menu("two"), boxes("three")))
    response = Steps(answers={"one": one, "two": two, "three": texts})
    score = FORMAT.mark(item, response)
    assert 0 <= score.points <= score.out_of == 1
    explained = FORMAT.explain(item, response, "s")
    assert explained.verdict == explaining.verdict_of(score.fraction)
    assert Steps.model_validate_json(response.model_dump_json()) == response


@given(
    st.lists(st.floats(0.001, 100), min_size=1, max_size=6), st.lists(st.booleans(), min_size=6, max_size=6)
)
def test_the_key_scores_one_whatever_it_weighs(weights, chosen):
    question = menu(keys=len(weights), harmful=False) | {"picks": 6}
    for option, weight in zip(question["options"], weights, strict=False):
        option["weight"] = weight
    item = load(item_with(question))
    assert FORMAT.mark(item, Steps(answers={"step": WORDS[: len(weights)]})).points == 1
    some = tuple(word for word, take in zip(WORDS, chosen, strict=True) if take)
    assert 0 <= FORMAT.mark(item, Steps(answers={"step": some})).points <= 1


@given(PICKS, st.sampled_from(["sit", "lie", "fly", "gone"]))
def test_one_more_wrong_pick_never_scores_more(picked, extra):
    item = load(item_with(menu(keys=3)))
    before = FORMAT.mark(item, Steps(answers={"step": picked})).points
    assert FORMAT.mark(item, Steps(answers={"step": (*picked, extra)})).points <= before


@given(TEXTS, st.sampled_from(["nonsense", "forced bending", "locked knee and MRI"]))
def test_one_more_wrong_box_never_scores_more(texts, extra):
    item = load(item_with(boxes("step")))
    before = FORMAT.mark(item, Steps(answers={"step": texts})).points
    assert FORMAT.mark(item, Steps(answers={"step": (*texts, extra)})).points <= before


# --- before and after the answer ---------------------------------------------------------------------------


def test_menus_move_with_the_seed_each_on_its_own_and_questions_do_not():
    item = load(item_with(menu("one"), menu("two"), boxes("three")))
    shown = [FORMAT.present(item, str(seed)).questions for seed in range(40)]
    assert {tuple(question.id for question in questions) for questions in shown} == {("one", "two", "three")}
    assert len({tuple(option.id for option in one.options) for one, _, _ in shown}) > 20
    assert any([o.id for o in one.options] != [o.id for o in two.options] for one, two, _ in shown)
    assert [option.letter for option in shown[0][0].options] == list("ABCDEF")
    assert [question.number for question in shown[0]] == [1, 2, 3]
    assert FORMAT.present(load(item_with(menu())), "s").questions[0].number is None


def test_rationales_and_long_wordings_are_secret_and_short_ones_may_stand_by_chance():
    secrets = list(FORMAT.secrets(load(item_with(boxes()))))
    assert "Because it locks." in secrets
    assert "Force tears." in secrets
    assert "magnetic resonance imaging" in secrets
    assert "MRI" not in secrets


def test_a_menu_is_explained_option_by_option():
    item = load(item_with(menu(keys=2)))
    explained = FORMAT.explain(item, Steps(answers={"step": ("walk", "sit")}), "s")
    letters = {option.id: option.letter for option in FORMAT.present(item, "s").questions[0].options}
    tags = {entry.text: entry.tag for entry in explained.questions[0].entries}
    assert tags["Walk on"] == "Key feature, and yours"
    assert tags["Run on"] == "Key feature, missed"
    assert tags["Sit on"] == "Your answer"
    assert tags["Fly on"] == "Could harm"
    assert tags["Lie on"] == ""
    assert explained.told == "you found 1 of 2 key features"
    best = " and ".join(sorted((letters["walk"], letters["run"])))
    assert explained.best == f"The best answers are {best}."
    assert [entry.letter for entry in explained.questions[0].entries] == list("ABCDEF")


def test_boxes_are_explained_feature_by_feature_and_then_text_by_text():
    item = load(item_with(boxes("step")))
    explained = FORMAT.explain(item, Steps(answers={"step": ("m.r.i.", "forced bending")}), "s")
    (question,) = explained.questions
    assert [(entry.text, entry.tag, entry.wrote) for entry in question.entries] == [
        ("locked knee", "Key feature, missed", ()),
        ("MRI", "Key feature, and yours", ("m.r.i.",)),
        ("forced bending", "Your answer: could harm", ()),
    ]
    assert question.entries[2].rationale == "Force tears."
    assert question.told == "1 of 2 key features found; a harmful answer takes the points of this question"
    assert explained.told == "you found 1 of 2 key features, but lost the points to a harmful answer"
    assert explained.best == "The best answers are locked knee and MRI."
    others = FORMAT.explain(item, Steps(answers={"step": ("MRI and locked knee", "rest")}), "s")
    why = [entry.rationale for entry in others.questions[0].entries[2:]]
    assert why == [explaining.TWO_IN_ONE, explaining.UNKNOWN]


def test_the_verdict_tells_what_was_found_and_what_it_cost():
    item = load(item_with(menu("one"), menu("two", keys=1), boxes("three")))
    keys = {"one": ("walk", "run"), "two": ("walk",), "three": ("locked knee", "MRI")}
    right = FORMAT.explain(item, Steps(answers=keys), "s")
    assert (right.verdict, right.told, right.best) == ("right", "you found 5 of 5 key features", "")
    many = {**keys, "one": ("walk", "run", "rest"), "three": ("MRI", "x", "y")}
    partly = FORMAT.explain(item, Steps(answers=many), "s")
    assert partly.verdict == "partly"
    assert partly.told == "you found 4 of 5 key features, but lost question 1 and 3 to too many answers"
    assert partly.questions[0].told.endswith("more answers than asked for take the points of this question")
    assert partly.best.startswith("Best: question 1, ")
    assert partly.best.endswith("; question 3, locked knee and MRI.")
    blank = FORMAT.explain(item, Steps(), "s")
    assert (blank.verdict, blank.told) == ("wrong", "you left it open")
    one = load(item_with(menu(keys=1)))
    told = FORMAT.explain(one, Steps(answers={"step": ("sit",)}), "s")
    assert told.told == "you found 0 of 1 key feature"
    assert told.best.startswith("The best answer is ")
    assert told.questions[0].told == "0 of 1 key feature found"


def test_words_are_listed_as_in_a_sentence():
    assert [explaining.listed(words) for words in (["A"], ["A", "B"], ["A", "B", "C"])] == [
        "A",
        "A and B",
        "A, B and C",
    ]


# --- items -------------------------------------------------------------------------------------------------


def test_responses_can_be_marked_anew_as_long_as_they_fit():
    def item(*questions):
        return load(item_with(*questions))

    old = item(menu(), boxes())
    assert FORMAT.comparable(old, item(menu(keys=3), boxes(features=[feature("a", "ice")])))
    assert FORMAT.comparable(old, item(menu() | {"picks": 4}, boxes()))
    assert not FORMAT.comparable(old, item(menu() | {"picks": 1}, boxes()))
    assert not FORMAT.comparable(old, item(menu()))
    assert not FORMAT.comparable(old, item(menu(), boxes(), menu("more")))
    assert not FORMAT.comparable(old, item(boxes("step"), boxes()))
    assert not FORMAT.comparable(old, item(menu() | {"options": menu()["options"][1:]}, boxes()))


def test_samples_choose_a_harmless_wrong_answer_if_there_is_one():
    item = load(item_with(menu("one"), boxes("two")))
    samples = {sample.name: sample for sample in FORMAT.samples(item)}
    assert samples["wrong"].response.answers == {"one": ("rest",), "two": ("something else entirely",)}
    assert {"harmful: fly", "harmful: forced bending", "partial: one alone", "partial: one less for two"} <= {
        *samples
    }
    assert samples["partial: one less for two"].fraction == pytest.approx(3 / 4)
    for sample in samples.values():
        assert FORMAT.mark(item, sample.response).fraction == pytest.approx(sample.fraction, abs=1e-9)


def test_there_is_no_part_of_a_single_key():
    samples = FORMAT.samples(load(item_with(menu(keys=1, harmful=False))))
    assert [sample.name for sample in samples] == ["right", "wrong", "blank"]


def test_an_example_is_in_the_words_of_its_file():
    document = parse(EXAMPLE.read_bytes()).document["item"]
    assert itemfile.write(dump(load(document))) == itemfile.write(document)
    assert isinstance(load(document), KeyFeature)


@pytest.mark.parametrize(
    ("questions", "code", "where"),
    [
        ([], "empty-list", "questions"),
        ([{"keys": 0}], "no-key", "questions[1].options"),
        ([{"kind": "write_in", "features": []}], "no-key", "questions[1].features"),
        ([{}, {}], "duplicate-id", "questions[2].id"),
        ([{"id": f"q{n}"} for n in range(5)], "too-many-questions", "questions"),
        ([{"picks": 1}], "picks-too-few", "questions[1].picks"),
        ([{"kind": "write_in", "picks": 1}], "picks-too-few", "questions[1].picks"),
        ([{"picks": 6}], "picks-too-many", "questions[1].picks"),
        ([{"id": "best-step"}], "telling-id", "questions[1].id"),
        ([{"ask": "Which are not needed here?"}], "negative-lead-in", "questions[1].ask"),
        ([{"ask": "Name two steps."}], "open-lead-in", "questions[1].ask"),
        ([{"ask": "Who should walk on from here?"}], "given-away", "questions[1]"),
        (
            [{}, {"id": "x", "kind": "write_in", "ask": "And when they run on, what else?"}],
            "given-away",
            "questions[1]",
        ),
        ([{}, {"id": "x", "kind": "write_in", "words": "lie on"}], "given-away", "questions[2]"),
    ],
)
def test_flaws_of_questions(questions, code, where):
    assert codes(item_with(*(made(**changes) for changes in questions))).get(code) == where


@pytest.mark.parametrize(
    ("place", "change", "code", "where"),
    [
        (1, {"id": "o1"}, None, None),
        (1, {"id": "walk"}, "duplicate-id", "options[2].id"),
        (1, {"id": "the-wrong-one"}, "telling-id", "options[2].id"),
        (0, {"harmful": True}, "harmful-key", "options[1]"),
        (3, {"weight": 2.0}, "idle-weight", "options[4].weight"),
        (3, {"weight": 0.0}, "wrong-type", "options[4].weight"),
        (3, {"text": "walk on"}, "duplicate-options", "options[4].text"),
        (3, {"text": "None of these"}, "none-of-the-above", "options[4].text"),
        (3, {"id": "Walk"}, "bad-name", "options[4].id"),
    ],
)
def test_flaws_of_options(place, change, code, where):
    question = menu()
    question["options"][place].update(change)
    found = codes(item_with(question))
    assert found == {} if code is None else found.get(code) == f"questions[1].{where}"


def test_a_single_key_is_not_much_longer_than_the_others():
    question = menu(keys=1)
    question["options"][0]["text"] = "Walk on and on until the very end of the road"
    assert codes(item_with(question))["key-longest"] == "questions[1].options[1].text"
    question["options"][1]["key"] = True
    assert "key-longest" not in codes(item_with(question))


@pytest.mark.parametrize(
    ("count", "code"), [(5, "menu-too-short"), (6, None), (20, None), (21, "menu-too-long")]
)
def test_a_menu_has_six_to_twenty_options(count, code):
    options = [option(f"o{letter}", key=letter == "a") for letter in ascii_lowercase[:count]]
    found = codes(item_with(menu() | {"options": options}))
    assert found == ({code: "questions[1].options"} if code else {})


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({}, None, None),
        (
            {"features": [{"id": "a", "accepted": ["ice", "Ice."]}, {"id": "b", "accepted": ["cold"]}]},
            None,
            None,
        ),
        (
            {"features": [{"id": "a", "accepted": ["ice"]}, {"id": "b", "accepted": ["cold", "Ice"]}]},
            "accepted-twice",
            "features[2].accepted[2]",
        ),
        ({"harmful": ["twisting", "mri"]}, "accepted-twice", "harmful[2].accepted[1]"),
        (
            {"features": [{"id": "a", "accepted": ["ice"]}, {"id": "a", "accepted": ["cold"]}]},
            "duplicate-id",
            "features[2].id",
        ),
        (
            {"features": [{"id": "a", "accepted": ["ice, cold"]}]},
            "unreachable-answer",
            "features[1].accepted[1]",
        ),
        (
            {"features": [{"id": "a", "accepted": ["x" * 81]}]},
            "unreachable-answer",
            "features[1].accepted[1]",
        ),
        ({"features": [{"id": "a", "accepted": ["?"]}]}, "unreachable-answer", "features[1].accepted[1]"),
        ({"features": [{"id": "a", "accepted": []}]}, "empty-list", "features[1].accepted"),
        ({"options": "menu"}, "question-mixed", "options"),
    ],
)
def test_flaws_of_boxes(changes, code, where):
    question = boxes(**{name: value for name, value in changes.items() if name != "options"})
    if "options" in changes:
        question["options"] = menu()["options"]
    found = codes(item_with(question))
    assert found == {} if code is None else found.get(code) == f"questions[1].{where}"


def test_a_menu_has_no_features():
    question = menu() | {"features": boxes()["features"], "harmful": boxes()["harmful"]}
    assert codes(item_with(question))["question-mixed"] == "questions[1].harmful"


def test_a_rationale_may_cite_and_must_not_name_letters():
    question = menu()
    question["options"][2]["rationale"] = "It beats option B [@nobody-1900]."
    found = codes(item_with(question))
    assert found["option-letter"] == "questions[1].options[3].rationale"
    assert found["source-not-listed"] == "questions[1].options[3].rationale"


@pytest.mark.parametrize(
    "questions", ["x", [3, None], [{"options": 3}], [{"options": ["a", {"id": 3}]}], [{"kind": "menu"}]]
)
def test_questions_of_the_wrong_shape_do_not_stop_the_check(questions):
    assert check(item_with() | {"questions": questions}).item is None


# --- what the tests are made of ----------------------------------------------------------------------------


def option(word, *, key=False, **extra):
    flag = {"key": True} if key else {}
    return {"id": word, "text": f"{word.capitalize()} on", "rationale": "Because.", **flag, **extra}


def menu(id="step", *, keys=2, harmful=True, **changes):
    """A menu: walk, run, rest, sit, lie, fly. The first are the keys; the last would harm."""
    options = [option(word, key=place < keys) for place, word in enumerate(WORDS)]
    if harmful:
        options[-1]["harmful"] = True
    return {
        "id": id,
        "ask": "Which steps come first here?",
        "kind": "menu",
        "picks": max(keys, 2),
        "options": options,
        **changes,
    }


def feature(id, *accepted, **extra):
    return {"id": id, "accepted": list(accepted), "rationale": "So it is.", **extra}


def boxes(id="name", *, features=None, harmful=None, **changes):
    """Two boxes: a locked knee and an MRI; force would harm."""
    if features is None:
        features = [
            feature("lock", "locked knee") | {"rationale": "Because it locks."},
            feature("picture", "MRI", "magnetic resonance imaging"),
        ]
    harms = ["forced bending"] if harmful is None else harmful
    return {
        "id": id,
        "ask": "What would show what you suspect?",
        "kind": "write_in",
        "picks": 2,
        "features": [{"rationale": "So it is.", **each} for each in features],
        "harmful": [{"accepted": [each], "rationale": "Force tears."} for each in harms],
        **changes,
    }


def made(*, kind="menu", words=None, **changes):
    if words:
        changes["features"] = [feature("a", words)]
    return boxes(**changes) if kind == "write_in" else menu(**changes)


def item_with(*questions):
    document = item_document(format="key_feature", options=None)
    return document | {"lead_in": "What do you do for this patient?", "questions": list(questions)}


def question_of(question):
    return load(item_with(question)).questions[0]


def codes(document):
    return {flaw.code: flaw.where for flaw in check(document).flaws}
