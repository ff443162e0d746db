"""What chance earns: every blind answer is given, and those that earn all points are counted."""

from fractions import Fraction
from itertools import combinations, permutations, product
from pathlib import Path

import pytest

from question_bank import ASKED, itemfile, load
from question_bank.formats import __path__ as formats_path

FOLDER = Path(formats_path[0])


def picked(ids, fewest, most):
    return [tuple(sorted(some)) for n in range(fewest, most + 1) for some in combinations(ids, n)]


def ids(parts):
    return [part.id for part in parts]


BLIND = {
    "single_best_answer": lambda item: [{"option": id} for id in ids(item.options)],
    "select_all": lambda item: [
        {"options": some}
        for some in picked(
            ids(item.options), item.select or 1, item.select or item.at_most or len(item.options)
        )
    ],
    "highlight": lambda item: [
        {"phrases": some} for some in picked(ids(item.phrases), 1, item.at_most or len(item.phrases))
    ],
    "extended_matching": lambda item: [
        {"stems": dict(zip(ids(item.stems), chosen, strict=True))}
        for chosen in product(ids(item.options), repeat=len(item.stems))
    ],
    "ordering": lambda item: [{"order": order} for order in permutations(ids(item.steps))],
    "script_concordance": lambda item: [{"answer": point} for point in range(-2, 3)],
    "key_feature": lambda item: [
        {"answers": dict(zip(ids(item.questions), given, strict=True))}
        for given in product(
            *(picked(ids(question.options), question.picks, question.picks) for question in item.questions)
        )
    ],
}


def example(name, file):
    return load(itemfile.parse((FOLDER / name / "examples" / f"{file}.yaml").read_bytes()).document["item"])


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("single_best_answer", "shuffled"),
        ("select_all", "select_n"),
        ("select_all", "plus_minus"),
        ("select_all", "each_option"),
        ("highlight", "with_a_limit"),
        ("highlight", "may_not_be_missed"),
        ("extended_matching", "list"),
        ("ordering", "pairs"),
        ("script_concordance", "likelihood"),
        ("key_feature", "one_menu"),
    ],
)
def test_chance_is_the_share_of_blind_answers_that_earn_all_points(name, file):
    fmt, item = ASKED[name], example(name, file)
    answers = BLIND[name](item)
    right = sum(fmt.mark(item, fmt.response_type(**answer)).fraction == 1 for answer in answers)
    assert right
    assert fmt.chance(item) == pytest.approx(float(Fraction(right, len(answers))))


def test_where_something_is_written_in_chance_finds_nothing():
    assert ASKED["key_feature"].chance(example("key_feature", "two_steps")) == 0


def test_a_menu_that_asks_for_fewer_picks_than_it_has_keys_is_never_all_right():
    item = example("key_feature", "one_menu")
    question = item.questions[0].model_copy(update={"picks": 1})
    assert ASKED["key_feature"].chance(item.model_copy(update={"questions": (question,)})) == 0


def test_chance_is_not_told_of_places_stations_and_of_what_is_not_scored():
    no_panel = example("script_concordance", "likelihood").model_copy(update={"panel": ()})
    assert ASKED["script_concordance"].chance(no_panel) is None
    assert ASKED["hotspot"].chance(None) is None
    assert ASKED["palpation"].chance(None) is None
