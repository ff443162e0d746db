"""Documents in forms and back: every kind of field, whatever the document holds."""

import pytest
from werkzeug.datastructures import MultiDict

from question_bank import editing, placing
from question_bank.editing import (
    Day,
    Find,
    Flag,
    Group,
    Line,
    Lines,
    Number,
    Part,
    Pick,
    Picks,
    RowId,
    Rows,
    Text,
)
from question_bank.flaw import error, warning

SIZES = [("s", "Small"), ("l", "Large")]


class Toe(Part):
    bare = "text"
    text = Line("Toe")
    nail = Flag("Has a nail")
    id = RowId("Id", aside=True)


class Shoe(Part):
    size = Pick("Size", SIZES, default="s")
    worn = Number("Times worn")


class Foot(Part):
    title = Line("Title")
    story = Text("Story")
    bought = Day("Bought")
    score = Pick("Score", [("-1", "-1"), ("2", "2")], numeric=True)
    names = Lines("Names")
    big = Pick("Big toe", of="toes")
    sore = Picks("Sore toes", of="toes")
    owner = Pick("Owner", of="people")
    shoe = Group("Shoe", Shoe)
    toes = Rows("Toes", Toe, noun="Toe", start=2)


FULL = {
    "title": "Left",
    "story": "One\n\nTwo",
    "bought": "2026-11-20",
    "score": 2,
    "names": ["Foot", "Pied"],
    "big": "t1",
    "sore": ["t1", "t2"],
    "owner": "anna",
    "shoe": {"size": "l", "worn": 3},
    "toes": [{"text": "Big", "nail": True, "id": "t1"}, {"text": "Small", "id": "t2"}],
}


def test_a_document_comes_back_as_it_was():
    assert Foot.of(FULL).document() == FULL
    assert list(Foot.of(FULL).document()) == list(FULL)


def test_blank_parts_and_defaults_are_left_out():
    assert Foot.of({}).document() == {}
    assert Foot().document() == {}
    assert Foot.of({"shoe": {"size": "s"}}).document() == {}


def test_a_new_list_begins_with_blank_rows_that_are_left_out_at_its_end():
    assert len(Foot.of({}).toes.rows) == 2
    posted = {"toes-0-text": "", "toes-1-text": "b", "toes-2-text": "", "toes-2-id": "t9"}
    assert Foot(MultiDict(posted)).document() == {"toes": [{}, {"text": "b"}]}


@pytest.mark.parametrize(
    ("wrong", "shown"),
    [
        ({"title": 5}, {"title": "5"}),
        ({"title": True}, {"title": "true"}),
        ({"title": ["a"]}, {"title": '["a"]'}),
        ({"title": "one\ntwo"}, {"title": "one two"}),
        ({"score": "many"}, {"score": "many"}),
        ({"shoe": {"worn": "twice"}}, {"shoe": {"worn": "twice"}}),
        ({"shoe": {"worn": 2.5}}, {"shoe": {"worn": 2.5}}),
        ({"shoe": "boot"}, {"shoe": {"size": "boot"}}),
        ({"names": "Foot"}, {"names": ["Foot"]}),
        ({"sore": "t1"}, {"sore": ["t1"]}),
        ({"sore": ["", "t1"]}, {"sore": ["t1"]}),
        ({"toes": "Big"}, {"toes": [{"text": "Big"}]}),
        ({"toes": [7, None, {"text": {}}]}, {"toes": [{"text": "7"}, {}, {"text": "{}"}]}),
        ({"toes": [{"nail": "yes"}]}, {"toes": [{"nail": True}]}),
        ({"toes": [{"nail": False, "text": "x"}]}, {"toes": [{"text": "x"}]}),
    ],
)
def test_what_has_the_wrong_type_is_shown_as_text(wrong, shown):
    assert Foot.of(wrong).document() == shown


def test_text_is_kept_as_files_keep_it():
    form = Foot(MultiDict({"story": "  e\u0301\x00\x07  \r\n\r\nTwo \u202e \r\n"}))
    assert form.document() == {"story": "é\n\nTwo \u202e"}


def test_choices_come_from_the_form_itself_or_from_the_bank_and_lose_nothing():
    form = Foot.of({**FULL, "big": "gone", "sore": ["t2", "lost"]})
    placing.offer(form, {"people": [("anna", "Anna")], "toes": [("x", "of the bank")]})
    toes = [("t1", "A. Big"), ("t2", "B. Small")]
    assert form.big.offered == [*toes, ("gone", "gone (unknown)")]
    assert form.sore.offered == [*toes, ("lost", "lost (unknown)")]
    assert form.owner.offered == [("anna", "Anna")]


def test_rows_past_the_alphabet_are_numbered_and_rows_without_an_id_are_no_choice():
    form = Foot.of({"toes": [{"id": f"t{number}"} for number in range(28)] + [{"text": "none"}]})
    choices = editing.rows_as_choices(form.toes)
    assert [words for _, words in choices[25:]] == ["Z. ", "27. ", "28. "]


def test_a_row_gets_an_id_once_and_another_seed_another_id():
    one, two = Foot.of({}), Foot.of({})
    placing.name_rows(one, "a")
    placing.name_rows(two, "b")
    ids = [row.id.data for row in [*one.toes.rows, *two.toes.rows]]
    assert len(set(ids)) == 4
    placing.name_rows(one, "c")
    assert [row.id.data for row in one.toes.rows] == ids[:2]


def test_flaws_find_their_field_or_what_encloses_it_errors_first():
    form = Foot.of(FULL)
    flaws = [
        warning("a", "m", "x", ("toes", 1, "text")),
        error("b", "m", "x", ("toes", 1, "text", 4, "deep")),
        error("c", "m", "x", ("toes", 1, "shape")),
        error("d", "m", "x", ("toes", 9)),
        error("e", "m", "x", ("elsewhere",)),
        error("f", "m", "x", ("shoe", "worn")),
    ]
    placed = placing.placed(flaws, form)
    assert {name: [flaw.code for flaw in found] for name, found in placed.items()} == {
        "toes-1-text": ["b", "a"],
        "toes-1": ["c"],
        "toes": ["d"],
        "": ["e"],
        "shoe-worn": ["f"],
    }


def test_places_have_words():
    words = placing.places(Foot.of(FULL))
    assert words["toes-1-text"] == "Toe 2"
    assert words["shoe-worn"] == "Times worn"


def test_too_many_rows_are_refused_with_a_sentence_at_any_depth():
    class Leg(Part):
        feet = Rows("Feet", Foot, noun="Foot")

    many = MultiDict({f"feet-0-toes-{number}-text": "x" for number in range(201)})
    form = Leg(many)
    assert not form.validate()
    assert form.errors["feet"] == ["“Toes” takes at most 200 rows. What is beyond them is not kept."]
    assert len(form.feet.rows[0].toes.rows) == 200
    assert Leg.of({"feet": [FULL]}).validate()
    assert placing.places(Leg.of({"feet": [FULL]}))["feet-0-toes-1"] == "Foot 1, toe 2"


class Pocket(Part):
    coin = Find("Coin", of="coins")


COINS = [("c1", "A penny of 1901"), ("c2", "A shilling of 1901"), ("c3", "A crown")]


@pytest.mark.parametrize(
    ("typed", "taken", "found"),
    [
        ("c2", "c2", []),
        ("Crown", "c3", []),
        ("1901", "1901", COINS[:2]),
        ("guinea", "guinea", []),
        ("", "", []),
    ],
)
def test_one_of_many_is_found_by_its_id_or_by_words_that_no_other_has(typed, taken, found):
    form = Pocket(MultiDict({"coin": typed}))
    placing.offer(form, {"coins": COINS})
    form.coin.settle()
    assert form.coin.data == taken
    assert list(form.coin.found) == found
