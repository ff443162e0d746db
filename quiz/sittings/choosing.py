"""Which items a sitting is made of. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
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
    candidates: Iterable[Candidate], met: Mapping[int, datetime], *, count: int, seed: str
) -> list[Candidate]:
    """Draw items for up to ``count`` slots: never met first, then longest ago; topics and objectives spread.

    A case is drawn only where all its stages find a place. The draw is decided by ``seed`` alone, so that the
    same seed gives the same sitting.
    """
    dice = Random(seed)  # noqa: S311 - to mix questions, not to keep secrets
    pool = sorted(candidates, key=lambda candidate: candidate.item_id)
    dice.shuffle(pool)
    topics: Counter[str] = Counter()
    objectives: Counter[str] = Counter()
    chosen: list[Candidate] = []
    while pool := [candidate for candidate in pool if candidate.stages <= count]:
        best = min(pool, key=lambda entry: _weight(entry, met, topics, objectives))
        pool.remove(best)
        chosen.append(best)
        count -= best.stages
        topics[best.topic] += 1
        objectives[best.objective] += 1
    dice.shuffle(chosen)
    return chosen


def _weight(
    candidate: Candidate, met: Mapping[int, datetime], topics: Counter[str], objectives: Counter[str]
) -> tuple[float, ...]:
    """Return what is compared: the smallest is drawn."""
    last = met.get(candidate.item_id)
    same_objective, same_topic = objectives[candidate.objective], topics[candidate.topic]
    if last is None:
        return 0, same_objective, same_topic
    return 1, same_objective, last.timestamp()
