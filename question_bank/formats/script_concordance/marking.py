"""What an answer earns beside a panel, and what a set of items would pay for not thinking.

Each rule gives the credit of the five points, lowest first, for a panel's votes.

Sources: aggregate, distance to mode, distance to mean, aggregate with penalty and single answer at the
mode are tabulated in BMC Surg 2016, doi:10.1186/s12893-016-0173-y, table 2. Fewest members of a panel:
Gagnon, Charlin et al. 2005, doi:10.1111/j.1365-2929.2005.02092.x. Answering without thinking: Lineberry
et al. 2013, Med Educ 47:1175-1183.
"""

from collections.abc import Iterable, Sequence
from statistics import mean

from question_bank.formats.script_concordance.model import POINTS, ScriptConcordance, Shift
from question_bank.score import Score

RULE = "aggregate"
RULE_VERSION = 1
FEWEST_MEMBERS = 10
STEPS = len(POINTS) - 1

Credits = tuple[float, ...]


def aggregate(votes: Sequence[int]) -> Credits:
    """Credit each point by its votes as a share of the most chosen point's; two modes both earn 1."""
    return tuple(count / max(votes) for count in votes)


def distance_to_mode(votes: Sequence[int]) -> Credits:
    """Take a quarter off for each step from the most chosen point, the nearest where there are two."""
    modes = modes_of(votes)
    return tuple(1 - min(abs(point - mode) for mode in modes) / STEPS for point in POINTS)


def distance_to_mean(votes: Sequence[int]) -> Credits:
    """Take a quarter off for each step from the panel's mean."""
    centre = sum(point * count for point, count in zip(POINTS, votes, strict=True)) / sum(votes)
    return tuple(1 - abs(point - centre) / STEPS for point in POINTS)


def aggregate_with_penalty(votes: Sequence[int]) -> Credits:
    """Average the aggregate and the distance to the mode."""
    pairs = zip(aggregate(votes), distance_to_mode(votes), strict=True)
    return tuple((share + near) / 2 for share, near in pairs)


def mode_alone(votes: Sequence[int]) -> Credits:
    """Give 1 at the most chosen point, as for a single best answer, and nothing elsewhere."""
    modes = modes_of(votes)
    return tuple(float(point in modes) for point in POINTS)


def modes_of(votes: Sequence[int]) -> list[int]:
    """Return the most chosen points: one, or more where they draw."""
    return [point for point, count in zip(POINTS, votes, strict=True) if count == max(votes)]


def is_scored(item: ScriptConcordance) -> bool:
    """Whether there is a panel, and it is large enough to be scored against."""
    return sum(item.panel) >= FEWEST_MEMBERS


def mark(item: ScriptConcordance, response: Shift) -> Score:
    """Mark a response: its aggregate credit of 1; without a panel large enough nothing is scored."""
    if not is_scored(item):
        return Score(0, 1, scored=False)
    if response.answer is None:
        return Score(0, 1)
    return Score(aggregate(item.panel)[POINTS.index(response.answer)], 1)


def chance(item: ScriptConcordance) -> float | None:
    """Return how likely a blind answer is the panel's; None where nothing is scored."""
    return len(modes_of(item.panel)) / len(POINTS) if is_scored(item) else None


def comparable(old: ScriptConcordance, new: ScriptConcordance) -> bool:
    """Whether responses to ``old`` can be marked against ``new``: the points still mean the same."""
    return old.scale is new.scale


def mean_credit(panels: Iterable[Sequence[int]], answers: Iterable[int]) -> float:
    """Return the mean aggregate credit of one answer for each panel."""
    pairs = zip(panels, answers, strict=True)
    return mean(aggregate(votes)[POINTS.index(answer)] for votes, answer in pairs)


def always_neither(panels: Sequence[Sequence[int]]) -> float:
    """Return what a set of items pays to someone who chooses 0 each time.

    For educators, to be shown beside a cohort's mean: a set that pays nearly as much for not thinking
    measures little.
    """
    return mean_credit(panels, [0] * len(panels))


def never_extremes(panels: Sequence[Sequence[int]], answers: Sequence[int]) -> float:
    """Return what these answers would earn with each -2 moved to -1 and each 2 to 1.

    For educators: where that is more than the answers earned, the set rewards caution and not judgement.
    """
    return mean_credit(panels, [max(-1, min(1, answer)) for answer in answers])
