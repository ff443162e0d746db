"""Which items a sitting is made of. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Candidate:
    """A published item that could be asked. stages: how many slots it takes, more than one in a case."""

    item_id: int
    version_id: int
    topic: str
    objective: str
    stages: int = 1


def choose(
    candidates: Iterable[Candidate], met: Mapping[int, float], *, count: int, seed: str
) -> list[Candidate]:
    """Draw items for up to ``count`` slots: never met first, then longest ago; topics and objectives spread.

    met: a number for each item that was met, higher for later. A case is drawn only where all its stages find
    a place. The draw is decided by ``seed`` alone, so that the same seed gives the same sitting.
    """
    dice = Random(seed)  # noqa: S311 - to mix questions, not to keep secrets
    pool = sorted(candidates, key=lambda candidate: candidate.item_id)
    dice.shuffle(pool)
    # Among siblings the order is settled beforehand, so that each draw compares only the first of them.
    siblings: dict[tuple[str, str], list[tuple[float, ...]]] = defaultdict(list)
    for place, candidate in enumerate(pool):
        last = met.get(candidate.item_id)
        order = (0, 0.0, place) if last is None else (1, last, place)
        siblings[candidate.topic, candidate.objective].append(order)
    for waiting in siblings.values():
        waiting.sort(reverse=True)
    topics: Counter[str] = Counter()
    objectives: Counter[str] = Counter()
    chosen: list[Candidate] = []
    while count > 0:
        best: tuple[tuple[float, ...], tuple[str, str]] | None = None
        for key, waiting in siblings.items():
            while waiting and pool[int(waiting[-1][2])].stages > count:
                waiting.pop()
            if waiting:
                weight = _weight(waiting[-1], topics[key[0]], objectives[key[1]])
                best = min(best, (weight, key)) if best else (weight, key)
        if best is None:
            break
        drawn = pool[int(siblings[best[1]].pop()[2])]
        chosen.append(drawn)
        count -= drawn.stages
        topics[drawn.topic] += 1
        objectives[drawn.objective] += 1
    dice.shuffle(chosen)
    return chosen


def _weight(order: tuple[float, ...], same_topic: int, same_objective: int) -> tuple[float, ...]:
    """Return what is compared: the smallest is drawn."""
    was_met, last, place = order
    return (was_met, same_objective, last if was_met else same_topic, place)
