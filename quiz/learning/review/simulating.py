"""A year of people who forget as FSRS says, each with weights of their own.

Everybody meets each objective for the first time within two months, and answers on the day it is due. What
they recall, they answer right; what they do not, they answer wrong, or right by luck. Our schedule knows only
the answers; their memory follows weights drawn around the library's. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

import fsrs
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from quiz.learning.review.scheduling import (
    DAY,
    OURS,
    TARGET,
    Answer,
    Memory,
    Plan,
    due,
    recall,
    remembered,
    review,
)
from quiz.learning.review.siblings import pick
from quiz.sittings.choosing import Candidate

BEGIN = datetime(2026, 1, 1, 18, tzinfo=UTC)
YEAR, FIRST_MET_WITHIN, SIBLINGS = 365, 60, 3
KNOWN_BEFORE = 0.6
SURE_WHEN_RECALLED = (0.05, 0.50, 0.45)  # guessing, fairly sure, certain
SURE_WHEN_NOT = (0.50, 0.35, 0.15)
DANGEROUS_WHEN_NOT = 0.05


@dataclass(frozen=True)
class Year:
    """What came of one person's year.

    reviews: answers a day or more after the one before. repeated: how often an item came twice in a row.
    """

    reviews: int
    recalled: int
    repeated: int


def years(
    people: int, *, objectives: int, seed: int, target: float = TARGET, spread: float = 0.2, luck: float = 0.0
) -> Iterator[Year]:
    """Yield the years of people. spread: how far weights lie from the library's at most, as a share.

    luck: the chance that what is not recalled is right all the same. The same seed gives the same years.
    """
    dice = Random(seed)  # noqa: S311 - to simulate, not to keep secrets
    for _ in range(people):
        yield _year(dice, objectives=objectives, plan=Plan(target), spread=spread, luck=luck)


def _year(dice: Random, *, objectives: int, plan: Plan, spread: float, luck: float) -> Year:
    bounds = zip(OURS.parameters, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    weights = [
        min(max(weight * dice.uniform(1 - spread, 1 + spread), lowest), highest)
        for weight, lowest, highest in bounds
    ]
    truth = fsrs.Scheduler(parameters=weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    found = [_objective(dice, number, truth, plan, luck) for number in range(objectives)]
    return Year(*(sum(getattr(one, name) for one in found) for name in ("reviews", "recalled", "repeated")))


def _objective(dice: Random, number: int, truth: fsrs.Scheduler, plan: Plan, luck: float) -> Year:
    siblings = [
        Candidate(number * SIBLINGS + sibling, 0, "", str(number)) for sibling in range(1, SIBLINGS + 1)
    ]
    memory, met = Memory(), dict[int, int]()
    stability = difficulty = answered_at = last_item = None
    reviews = recalled = repeated = turn = 0
    at = BEGIN + dice.randrange(FIRST_MET_WITHIN) * DAY
    while at < BEGIN + YEAR * DAY:
        days = (at - answered_at).days if answered_at else 0
        if stability is None:
            knows = dice.random() < KNOWN_BEFORE
        else:
            knows = dice.random() < recall(stability, days, decay=truth.parameters[20])
        if days:
            reviews, recalled = reviews + 1, recalled + knows
        chosen = pick(siblings, met, room=1) or siblings[0]
        turn += 1
        repeated += chosen.item_id == last_item
        last_item = chosen.item_id
        met[last_item] = turn
        memory, rated = review(memory, _answer(dice, last_item, at, knows=knows, luck=luck))
        if rated is not None:
            stability, difficulty = remembered(stability, difficulty, days=days, rated=rated, scheduler=truth)
            answered_at = at
        again = due(memory, plan) or at + DAY
        # Whoever comes back does so in the evening of the day, or stays for what is to be unlearned.
        at = again if again - at < DAY / 4 else max(at, again.replace(hour=BEGIN.hour, minute=0))
    return Year(reviews, recalled, repeated)


def _answer(dice: Random, item_id: int, at: datetime, *, knows: bool, luck: float) -> Answer:
    sureness = dice.choices((1, 2, 3), SURE_WHEN_RECALLED if knows else SURE_WHEN_NOT)[0]
    right = knows or dice.random() < luck
    return Answer(
        item_id,
        at,
        share=float(right),
        sureness=sureness,
        dangerous=not right and dice.random() < DANGEROUS_WHEN_NOT,
        quick=dice.random() < 0.5,
        seconds=60.0,
        options=4,
    )
