"""Rules about a bank as a whole, the tails they rest on, and waivers."""

from array import array

import pytest

from question_bank import check, load
from question_bank.bank import Bank, BankInfo, Blueprint, Facts, Misconceptions, Sources
from question_bank.figure import Figure
from question_bank.folder import bank_wide, read_folder
from question_bank.item import Item, Waiver
from question_bank.lint import balance, bank_flaws, chance, evidence, marks, pairs, pictures, twins, waivers
from tests.banks import (
    BLUEPRINT,
    EXPLANATION,
    FACTS,
    INFO,
    MISCONCEPTIONS,
    SOURCES,
    item_document,
    write_bank,
)


def codes(flaws):
    return [flaw.code for flaw in flaws]


def item(number=1, key=0, texts=("d", "a", "c", "b"), **changes):
    options = [
        {"id": f"o{at}", "text": text, "rationale": "x", **({"key": True} if at == key else {})}
        for at, text in enumerate(texts)
    ]
    return load(item_document(number, **{"options": options, "order_matters": True, **changes}))


def weighed(items):
    return codes(balance.flaws(map(balance.traits, items)))


def patient(number, sex="unstated", age=None, **more):
    document = item_document(number, id=f"item-{number}")
    document["vignette"]["patient"] = {"age": age or 5 + number * 3, "sex": sex, **more}
    return load(document)


@pytest.mark.parametrize(
    ("keys", "flawed"),
    [
        ([0, 1, 2, 3] * 6, False),
        ([1] * 20 + [0, 2, 3, 1], True),
        ([1] * 5, False),
        ([0, 1, 2, 3, 1, 0, 3, 2, 0, 3, 2, 1] + [3] * 6 + [0, 1, 2, 0, 1, 2], False),
        ([0, 1, 2, 3] * 8 + [0] * 8 + [1, 2, 3] * 2, True),
    ],
)
def test_places_of_keys(keys, flawed):
    found = weighed([item(at + 1, key=key) for at, key in enumerate(keys)])
    assert ("key-position" in found) is flawed


def test_sorted_numbers_and_shuffled_options_have_no_place():
    numbers = [item(at + 1, texts=("1", "2", "3", "4")) for at in range(24)]
    shuffled = [item(at + 1, order_matters=False) for at in range(24)]
    assert "key-position" not in weighed([*numbers, *shuffled])
    alone = [item(at + 1, texts=("x",)) for at in range(24)]
    assert not {"key-position", "keys-longest"} & set(weighed(alone))


@pytest.mark.parametrize(("longest", "flawed"), [(8, False), (24, True)])
def test_keys_that_are_longest(longest, flawed):
    items = [item(at + 1, texts=("long", "a", "b", "c"), key=0 if at < longest else 1) for at in range(32)]
    found = weighed([each.model_copy(update={"order_matters": False}) for each in items])
    assert ("keys-longest" in found) is flawed


def test_large_banks_are_weighed_by_the_normal_curve():
    assert balance.is_rare(800, [0.25] * 2400)
    assert not balance.is_rare(620, [0.25] * 2400)


def test_who_the_patients_are():
    women = [patient(at, "female") for at in range(1, 25)]
    assert weighed(women) == ["one-sex"]
    mixed = [patient(at, "female" if at % 2 else "male") for at in range(1, 25)]
    assert weighed(mixed) == []
    young = [patient(at, age=20, skin="pale") for at in range(1, 25)]
    assert weighed(young) == ["one-age-group", "one-skin-tone"]
    toned = [patient(at, skin=("pale", "brown")[at % 2]) for at in range(1, 25)]
    assert weighed(toned) == []
    assert weighed([load(item_document(vignette=None))]) == []
    assert "one-sex" in weighed([*women, *mixed] * 30)
    assert "one-sex" in weighed(women * 60)


def told(number, story, **changes):
    document = item_document(1, id=f"item-{number}", **changes)
    document["vignette"]["story"] = story
    return load(document)


def test_items_that_are_the_same_or_nearly_so():
    long = (
        "A man has had pain in the left knee since a fall on the stairs of his house a week ago; it swells."
    )
    same = [told(1, long), told(2, long)]
    (flaw,) = bank_flaws(map(marks, same))
    assert (flaw.code, flaw.path) == ("duplicate-items", ("items", "item-2", "item-1"))
    near = told(3, long.replace("stairs", "ladder"))
    assert alike(same[0], near) == ["similar-items"]
    pair = near.model_copy(update={"minimal_pair": "item-1"})
    assert alike(same[0], pair) == []
    other = told(
        4, "Nobody was there at all, and the knee of the clown was painted green for a month of Sundays."
    )
    assert alike(same[0], other) == []
    retold = told(
        5, "Since he fell on the stairs a week ago, a man's left knee has been painful. It is swollen."
    )
    assert alike(same[0], retold) == ["similar-items"]
    assert alike(same[0], told(6, "His left ear rings.")) == []
    none = array("q")
    unasked = [twins.Likeness(id, None, array("q", [7]), none, 0) for id in "ab"]
    assert codes(twins.flaws(unasked)) == ["duplicate-items"]
    bare = told(7, "It.").model_copy(update={"lead_in": "?", "vignette": None, "options": ()})
    assert len(twins.likeness(bare).runs) == 1
    assert alike(same[0], same[1], near) == ["duplicate-items", "similar-items"]
    many = [told(number, long) for number in range(1, 40)]
    assert alike(*many) == ["duplicate-items"] * 38


def alike(*items):
    return codes(twins.flaws(map(twins.likeness, items)))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, ["pair-alike"]),
        ({"explanation": f"Other. {EXPLANATION}"}, ["pair-alike"]),
        ({"vignette": {"findings": [{"name": "Bending", "result": "Half"}]}}, []),
        ({"lead_in": "What is the first step?", "exhibit": "knee"}, ["pair-differs-widely"]),
        ({"vignette": None}, ["pair-differs-widely"]),
    ],
)
def test_the_halves_of_a_pair_differ_in_one_thing(changes, found):
    one = item_document(1, minimal_pair="item-2")
    other = {**item_document(1), "id": "item-2", "minimal_pair": "item-1", **changes}
    if other["vignette"]:
        other["vignette"] = {**one["vignette"], **other["vignette"]}
    else:
        del other["vignette"]
    items = [check(document).item for document in (one, other)]
    flaws = [flaw for flaw in bank_flaws(map(marks, items)) if flaw.code.startswith("pair-")]
    assert codes(flaws) == found
    assert all(flaw.path == ("items", "item-2", "item-1") for flaw in flaws)
    assert codes(pairs.flaws(*items)) == found


def test_tails_of_chance():
    assert chance.at_least(2, [0.5, 0.5]) == pytest.approx(0.25)
    assert chance.at_least(1, [0.25, 0.5]) == pytest.approx(0.625)
    assert chance.as_uneven(9, 10) == pytest.approx(22 / 1024)
    assert chance.as_uneven(5, 10) == 1
    # Critical values at p = 0.05, as tables print them.
    for value, freedom in ((3.841, 1), (5.991, 2), (7.815, 3), (9.488, 4), (11.070, 5)):
        assert chance.chi_square_tail(value, freedom) == pytest.approx(0.05, abs=1e-4)
    assert chance.wilson(8, 10) == pytest.approx((0.490, 0.943), abs=1e-3)
    assert chance.wilson(0, 5) == pytest.approx((0, 0.434), abs=1e-3)
    assert chance.wilson(0, 0) == (0, 1)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"doi": "10.1186/s12909-016-0559-7", "pmid": "27515292"}, []),
        ({"doi": "https://doi.org/10.1/x"}, ["bad-doi"]),
        ({"pmid": "PMC12"}, ["bad-pmid"]),
        ({}, []),
    ],
)
def test_sources_that_cannot_be_found(changes, found, tmp_path):
    source = {"id": "a", "reference": "A", "kind": "textbook", "read": "full", **changes}
    sources = Sources.model_validate({"format_version": 1, "sources": [source]}, strict=False)
    assert codes(evidence.source_flaws(sources)) == found


@pytest.mark.parametrize(
    ("alt", "found"),
    [
        ("The low back, seen from behind", []),
        ("Image", ["empty-alt"]),
        ("a photo of scan.png", ["empty-alt"]),
        ("The picture that belongs to this question", ["empty-alt"]),
        ("Winged right shoulder blade", []),
    ],
)
def test_the_text_of_a_figure(alt, found):
    assert codes(pictures.flaws(Figure.model_construct(alt=alt))) == found


def test_a_picture_says_whose_it_is():
    alt = "The low back, seen from behind"
    bare = Figure.model_construct(alt=alt, picture="webp", credit="A. Author", licence="CC0")
    assert codes(pictures.flaws(bare)) == ["uncredited-picture"]
    assert codes(pictures.flaws(bare.model_copy(update={"consent": "nobody"}))) == []


def test_a_warning_is_waived_by_the_item_or_the_bank():
    document = item_document(
        lead_in="The best step is", waived=[{"code": "open-lead-in", "reason": "So it is said."}]
    )
    checked = check(document, bank())
    assert checked.flaws == []
    assert [(flaw.code, flaw.waived) for flaw in checked.waived] == [("open-lead-in", "So it is said.")]
    of_bank = bank(waived=[{"code": "open-lead-in", "reason": "House style."}])
    checked = check(item_document(lead_in="The best step is"), of_bank)
    assert [flaw.waived for flaw in checked.waived] == ["House style."]
    assert codes(checked.flaws) == []


def test_errors_stand_and_idle_waivers_are_told():
    waived = [{"code": code, "reason": "Because."} for code in ("option-letter", "clang-cue", "recheck-due")]
    checked = check(item_document(take_home="Option B is right.", waived=waived), bank())
    assert set(codes(checked.flaws)) == {"option-letter", "waived-error", "idle-waiver"}
    assert not checked.publishable
    assert [flaw.where for flaw in checked.flaws if flaw.code == "idle-waiver"] == ["waived[2].code"]


def test_a_date_passes_only_where_there_is_a_clock():
    late = item_document(waived=[{"code": "recheck-due", "reason": "On its way."}])
    day = Item.model_fields["recheck_by"].annotation
    assert check(late, bank()).flaws == []
    assert codes(check(late, bank(), today=day(2027, 11, 21)).waived) == ["recheck-due"]
    assert codes(check(late, bank(), today=day(2027, 11, 20)).flaws) == ["idle-waiver"]
    assert codes(check(item_document(), bank(), today=day(2028, 1, 1)).flaws) == ["recheck-due"]


def test_the_first_list_that_waives_gives_the_reason():
    flaw = check(item_document(lead_in="The best step is")).flaws[0]
    lists = [[Waiver(code=flaw.code, reason=reason)] for reason in ("mine", "theirs")]
    stand, waived = waivers.sort([flaw], *lists)
    assert (stand, [each.waived for each in waived]) == ([], ["mine"])


def test_a_folder_as_a_whole(tmp_path):
    items = [item_document(1), item_document(1, id="item-one")]
    path = write_bank(tmp_path, items)
    flaws, waived = bank_wide(read_folder(path))
    assert [(flaw.code, flaw.file) for flaw in flaws] == [("duplicate-items", "items/gait/item-one.yaml")]
    assert waived == []
    known = [{"code": code, "reason": "A test."} for code in ("duplicate-items", "one-sex")]
    flaws, waived = bank_wide(read_folder(write_bank(tmp_path, items, bank={**INFO, "waived": known})))
    assert codes(flaws) == ["idle-waiver"]
    assert codes(waived) == ["duplicate-items"]
    women = [item_document(number) for number in range(1, 25)]
    assert "one-sex" in codes(bank_wide(read_folder(write_bank(tmp_path / "w", women)))[0])
    (path / "facts.yaml").unlink()
    assert bank_wide(read_folder(path)) == ([], [])


def bank(**info):
    parts = (BankInfo, Blueprint, Sources, Facts, Misconceptions)
    documents = ({**INFO, **info}, BLUEPRINT, SOURCES, FACTS, MISCONCEPTIONS)
    names = ("info", "blueprint", "sources", "facts", "misconceptions")
    made = (
        part.model_validate(document, strict=False) for part, document in zip(parts, documents, strict=True)
    )
    return Bank(**dict(zip(names, made, strict=True)))
