"""What the shipped bank is to reach, in numbers, and how far it has come.

``wanted`` is the number to reach in the end, ``floor`` what is held today. Raise the floor when the bank has
grown; the two are equal when it is done. ``flask bank report question_bank/banks/back_mice`` shows the rest.
"""

from dataclasses import dataclass

import pytest

from question_bank.folder import read_folder
from question_bank.reporting.report import report_on
from quiz.config import SHIPPED_BANKS

OBJECTIVES = 100
SEED_FACTS = [f"S{number:02d}" for number in range(1, 81)]


@dataclass(frozen=True)
class Goal:
    """A number of the report. at_most: whether the number is a ceiling."""

    wanted: float
    floor: float
    at_most: bool = False


GOALS = {
    "items": Goal(wanted=220, floor=220),
    "objectives with two items": Goal(wanted=OBJECTIVES, floor=OBJECTIVES),
    "seed facts used": Goal(wanted=len(SEED_FACTS), floor=80),
    "uses against a grade": Goal(wanted=0, floor=0, at_most=True),
    "palpation": Goal(wanted=15, floor=15),
    "palpation without a relevant finding": Goal(wanted=5, floor=5),
    "unfolding_case": Goal(wanted=12, floor=12),
    "script_concordance": Goal(wanted=10, floor=10),
    "extended_matching": Goal(wanted=12, floor=12),
    "ordering": Goal(wanted=10, floor=10),
    "highlight": Goal(wanted=10, floor=10),
    "hotspot": Goal(wanted=10, floor=10),
    "select_all and key_feature": Goal(wanted=15, floor=15),
    "items on safety": Goal(wanted=30, floor=30),
    "minimal pairs": Goal(wanted=12, floor=12),
    "broken pairs": Goal(wanted=0, floor=0, at_most=True),
    "share not on a back mouse": Goal(wanted=0.40, floor=0.40),
    "topics with items": Goal(wanted=6, floor=6),
    # How many of the three topics that should be the largest have more items than each of the others.
    "large topics that are largest": Goal(wanted=3, floor=3),
    "explanations of another length": Goal(wanted=0, floor=0, at_most=True),
    "key longest, beyond chance": Goal(wanted=0.10, floor=0.10, at_most=True),
    "errors and warnings": Goal(wanted=0, floor=0, at_most=True),
}


@pytest.mark.parametrize("name", GOALS)
def test_the_shipped_bank_holds_what_it_has_reached(numbers, name):
    goal = GOALS[name]
    assert numbers[name] <= goal.floor if goal.at_most else numbers[name] >= goal.floor


@pytest.mark.parametrize("goal", GOALS.values(), ids=GOALS)
def test_a_floor_is_never_beyond_what_is_wanted(goal):
    assert goal.floor >= goal.wanted if goal.at_most else goal.floor <= goal.wanted


def test_every_number_has_a_goal_and_every_goal_a_number(numbers):
    assert set(numbers) == set(GOALS)


@pytest.fixture(scope="module")
def numbers():
    folder = read_folder(SHIPPED_BANKS / "back_mice")
    report = report_on(folder.bank, folder.items, folder.flaws)
    stations = [entry.item for entry in folder.items if entry.item and entry.item.format == "palpation"]
    best_answers = next(keys for keys in report.keys if keys.format == "single_best_answer")
    formats = {row.id: row.count for row in report.formats}
    topics = {row.id: row.count for row in report.topics}
    turns = {row.id: row.share for row in report.turns_on}
    large = ("presentation", "palpation", "management")
    others = max(count for topic, count in topics.items() if topic not in large)
    assert report.objectives.total == OBJECTIVES
    assert set(SEED_FACTS) <= {fact.id for fact in report.facts.each}
    return {
        "items": report.items.publishable,
        "objectives with two items": report.objectives.total - len(report.objectives.thin),
        "seed facts used": len(set(SEED_FACTS) - set(report.facts.unused)),
        "uses against a grade": report.facts.disobeyed,
        **{
            name: formats[name]
            for name in (
                "palpation",
                "unfolding_case",
                "script_concordance",
                "extended_matching",
                "ordering",
                "highlight",
                "hotspot",
            )
        },
        "palpation without a relevant finding": sum(item.finding != "relevant" for item in stations),
        "select_all and key_feature": formats["select_all"] + formats["key_feature"],
        "items on safety": report.danger.either,
        "minimal pairs": len(report.pairs.complete),
        "broken pairs": len(report.pairs.broken),
        "share not on a back mouse": 1 - turns["back_mouse"],
        "topics with items": sum(count > 0 for count in topics.values()),
        "large topics that are largest": sum(topics[topic] > others for topic in large),
        "explanations of another length": len(report.explanations.outside),
        "key longest, beyond chance": best_answers.share - best_answers.chance,
        "errors and warnings": sum(flaw.count for flaw in report.flaws if flaw.severity != "info"),
    }
