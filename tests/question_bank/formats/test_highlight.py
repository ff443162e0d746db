from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from question_bank import FORMATS, check, load
from question_bank.formats.highlight import passage
from question_bank.formats.highlight.marking import plus_minus
from question_bank.formats.highlight.model import Marks
from question_bank.formats.highlight.passage import Piece
from tests.banks import item_document

FORMAT = FORMATS["highlight"]
SIX = ("one", "two", "three", "four", "five", "six")
KEYS = ("one", "three", "five")


def document(keys=KEYS, ids=SIX, musts=(), text=None, **changes):
    """A highlight of one line, its phrases called as they read."""
    base = item_document()
    del base["options"]
    phrases = [
        {
            "id": id,
            **({"key": True} if id in keys else {}),
            **({"must": True} if id in musts else {}),
            "rationale": "Because.",
        }
        for id in ids
    ]
    text = " and ".join(f"[word {id}]{{{id}}}" for id in ids) if text is None else text
    return {**base, "format": "highlight", "passage": text, "phrases": phrases, **changes}


def flaws_of(given):
    return {(flaw.code, flaw.where) for flaw in check(given).flaws}


def points(item, *ids):
    score = FORMAT.mark(item, Marks(phrases=ids))
    return score.points, score.out_of


# marking


def test_the_published_vectors_of_plus_and_minus():
    item = load(document(keys=("a", "c", "e"), ids=("a", "b", "c", "d", "e", "f")))
    assert points(item, "a", "c", "b") == (1, 3)
    assert FORMAT.mark(item, Marks(phrases=("a", "c", "b"))).fraction == pytest.approx(1 / 3, abs=1e-9)
    assert points(item, *"abcdef") == (0, 3)
    assert points(item, *"ace") == (3, 3)
    assert points(item, "b") == (0, 3)
    assert points(item) == (0, 3)


@pytest.mark.parametrize(
    ("right", "wrong", "earned"), [(3, 0, 3), (2, 0, 2), (1, 1, 0), (1, 2, 0), (4, 1, 3)]
)
def test_right_marks_less_wrong_ones_and_never_below_nothing(right, wrong, earned):
    keys = {f"k{n}" for n in range(4)}
    assert plus_minus(keys, {f"k{n}" for n in range(right)} | {f"o{n}" for n in range(wrong)}) == earned


def test_a_must_that_is_missed_leaves_nothing_and_is_dangerous():
    item = load(document(musts=("three",)))
    missed = FORMAT.mark(item, Marks(phrases=("one", "five")))
    assert (missed.points, missed.dangerous) == (0, True)
    seen = FORMAT.mark(item, Marks(phrases=("three",)))
    assert (seen.points, seen.dangerous) == (1, False)
    assert not FORMAT.mark(item, Marks()).dangerous


def test_samples_fit_an_item_of_one_key_and_a_limit():
    item = load(document(keys=("two",), at_most=1))
    samples = {sample.name: sample for sample in FORMAT.samples(item)}
    assert not any(name.startswith("partial") for name in samples)
    assert all(FORMAT.mark(item, each.response).fraction == each.fraction for each in samples.values())


def test_marks_are_a_set_and_those_on_phrases_that_are_gone_count_for_nothing():
    item = load(document())
    assert Marks(phrases=("two", "one", "two")) == Marks(phrases=("one", "two"))
    assert points(item, "one", "gone", "three", "five") == (3, 3)


def test_responses_can_be_marked_anew_as_long_as_their_phrases_are_there():
    fewer, more = load(document(ids=SIX[:5])), load(document())
    assert FORMAT.comparable(fewer, more)
    assert not FORMAT.comparable(more, fewer)


SOME = st.sets(st.sampled_from(SIX))


@given(st.sets(st.sampled_from(SIX), min_size=1), SOME, SOME)
def test_any_answer_earns_between_nothing_and_all(keys, musts, marked):
    item = load(document(keys=keys, musts=musts & keys))
    score = FORMAT.mark(item, Marks(phrases=tuple(marked)))
    assert 0 <= score.fraction <= 1
    assert FORMAT.mark(item, Marks(phrases=tuple(keys))).fraction == 1
    assert FORMAT.explain(item, Marks(phrases=tuple(marked)), "s").points == score.points


@given(st.sets(st.sampled_from(SIX), min_size=1), SOME, SOME, st.sampled_from(SIX))
def test_one_more_wrong_mark_never_earns_more_and_one_more_right_never_less(keys, musts, marked, extra):
    item = load(document(keys=keys, musts=musts & keys))
    before, after = points(item, *marked), points(item, *marked, extra)
    assert after >= before if extra in keys else after <= before


# the passage


def test_a_passage_is_cut_into_paragraphs_and_pieces():
    text = "A [first\n  one]{a}, then\n[ second ]{b}.\n \n\n[Third]{c}\n"
    assert passage.paragraphs(text) == (
        (Piece("A "), Piece("first one", "a"), Piece(", then "), Piece("second", "b"), Piece(".")),
        (Piece("Third", "c"),),
    )
    assert [piece.id for piece in passage.phrases(text)] == ["a", "b", "c"]
    assert passage.strays(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "[one [two]{b} three]{a}",
        "[one two {b} three]{a}",
        "[open",
        "shut]{a}",
        "[no id]",
        "[]{a}",
        "[ ]{a}",
        "cites [@njoo-1994]",
        "[runs over\n\nthe end]{a}",
        "{a}",
    ],
)
def test_a_bracket_that_belongs_to_no_phrase_is_found(text):
    assert passage.strays(text)


@given(st.text(alphabet="[]{}ab \n@-", max_size=40))
def test_any_text_can_be_cut_and_loses_no_word(text):
    pieces = [piece for paragraph in passage.paragraphs(text) for piece in paragraph]
    assert all(piece.text for piece in pieces)
    kept = "".join(piece.text if piece.id is None else f"[{piece.text}]{{{piece.id}}}" for piece in pieces)
    assert "".join(kept.split()) == "".join(text.split())


# flaws


def test_a_sound_item_has_no_flaws():
    assert flaws_of(document()) == set()
    assert flaws_of(document(at_most=3, musts=("one",))) == set()


LINE = " ".join(f"[word {id}]{{{id}}}" for id in SIX)


@pytest.mark.parametrize(
    ("given", "code", "where"),
    [
        (document(keys=()), "no-key", "phrases"),
        (document(keys=SIX), "all-keys", "phrases"),
        (document(ids=SIX[:3], keys=("one",)), "too-few-phrases", "phrases"),
        (document(ids=SIX[:5], keys=("one", "two")), "unusual-phrases", "phrases"),
        (document(keys=("one", "two", "three", "four")), "marking-all-pays", "phrases"),
        (document(keys=("one",)), "unusual-keys", "phrases"),
        (document(at_most=2), "limit-too-low", "at_most"),
        (document(musts=("two",)), "must-without-key", "phrases[2].must"),
        (document(text=f"{LINE} [word seven]{{seven}}"), "span-without-phrase", "passage"),
        (document(text=f"{LINE} [word six]{{six}}"), "span-twice", "passage"),
        (document(text=LINE.replace("[word two]{two}", "word two")), "phrase-without-span", "phrases[2].id"),
        (document(text=f"[{LINE}]{{seven}}"), "broken-span", "passage"),
        (document(text=f"{LINE} [@knee-2001]"), "broken-span", "passage"),
        (document(ids=("one", "two", "three", "four", "five", "red-flag")), "telling-id", "phrases[6].id"),
        (document(ids=("one", "two", "three", "four", "five", "two")), "duplicate-id", "phrases[6].id"),
        (
            document(text=LINE.replace("word one", "a word that goes on and on and on")),
            "key-phrases-longer",
            "phrases",
        ),
    ],
)
def test_flaws_of_a_highlight(given, code, where):
    assert (code, where) in flaws_of(given)


def test_what_is_of_the_wrong_shape_does_not_stop_the_check():
    assert ("missing-field", "phrases") in flaws_of(
        {name: value for name, value in document().items() if name != "phrases"}
    )
    assert ("wrong-type", "passage") in flaws_of(document(passage=3))
    assert ("wrong-type", "phrases[1]") in flaws_of(document(phrases=["one", {"id": 3}, None]))
    assert ("empty-list", "phrases") in flaws_of(document(phrases=[]))


def test_a_rationale_may_cite_and_is_checked():
    cites = document()
    cites["phrases"][1]["rationale"] = "Because [@nobody-1900]."
    assert ("source-not-listed", "phrases[2].rationale") in flaws_of(cites)


# the form


@pytest.mark.parametrize("posted", [[], [""], ["seven"], ["one", "seven"], ["one,two"]])
def test_an_answer_that_is_none_is_refused(posted):
    form = FORMAT.answer_form(FORMAT.present(load(document()), "s"), MultiDict({"phrases": posted}))
    assert not form.validate()
    assert form.problem == "Mark at least one phrase."


def test_more_marks_than_the_item_takes_are_refused_and_kept():
    shown = FORMAT.present(load(document(at_most=3)), "s")
    form = FORMAT.answer_form(shown, MultiDict({"phrases": ["one", "two", "three", "four"]}))
    assert not form.validate()
    assert form.problem == "Mark at most 3. Take some marks away."
    assert form.phrases.data == ["one", "two", "three", "four"]
    fine = FORMAT.answer_form(shown, MultiDict({"phrases": ["one", "two", "three", "three"]}))
    assert fine.validate()
    assert fine.problem == ""
    assert FORMAT.read_answer(fine) == Marks(phrases=("one", "three", "two"))


# the explanation


@pytest.mark.parametrize(
    ("marked", "verdict", "told", "best"),
    [
        (KEYS, "right", "you marked 3 of 3", ""),
        (("one", "three"), "partly", "you marked 2 of 3", "The text below shows what belongs."),
        (
            ("one", "three", "two"),
            "partly",
            "you marked 2 of 3, and 1 that does not belong",
            "The text below shows what belongs.",
        ),
        (
            ("two", "four"),
            "wrong",
            "you marked none of 3, and 2 that do not belong",
            "The text below shows what belongs.",
        ),
        ((), "wrong", "you marked nothing", "The text below shows what belongs."),
    ],
)
def test_an_explanation_says_what_was_marked(marked, verdict, told, best):
    explained = FORMAT.explain(load(document()), Marks(phrases=marked), "s")
    assert (explained.verdict, explained.told, explained.best) == (verdict, told, best)


def test_an_explanation_names_the_must_that_was_missed_and_the_state_of_each_phrase():
    explained = FORMAT.explain(load(document(musts=("three",))), Marks(phrases=("one", "two")), "s")
    assert explained.verdict == "wrong"
    assert explained.best == "Without “word three” an answer earns nothing."
    assert [phrase.state for phrase in explained.phrases] == [
        "right",
        "wrong",
        "missed",
        "left",
        "missed",
        "left",
    ]
    pieces = explained.paragraphs[0]
    assert [piece.phrase.id for piece in pieces if piece.phrase] == list(SIX)
    assert pieces[1].phrase is None


def test_the_examples_are_what_the_readme_shows():
    folder = Path(FORMAT.mark.__code__.co_filename).parent
    readme = (folder / "README.md").read_text()
    for name in ("passage", "phrases", "at_most", "key", "must", "rationale", "misconception"):
        assert f"`{name}`" in readme
