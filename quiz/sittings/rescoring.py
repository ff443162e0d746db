"""How an answer is marked once its item was corrected or voided. Pure: no database, no clock."""

from dataclasses import dataclass, replace

from question_bank import Score
from question_bank.formats.contract import ItemFormat
from question_bank.score import Part

FULL, LEFT_OUT = "full", "left_out"
RULE = "void_{}"  # of what was voided, in the place of a format's own
RULE_VERSION = 1


@dataclass(frozen=True)
class Earned:
    """What a mark says of an answer: the score, by which rule, against which version."""

    version_id: int
    rule: str
    rule_version: int
    score: Score


def voided(score: Score, credit: str) -> Score:
    """Return what an answer earns once its item was voided: everything, or nothing that is counted.

    It is no dangerous miss and no signal either: what the item held to be harmful or there is in doubt.
    """
    if credit == FULL:
        full = tuple(Part(part.name, part.out_of, part.out_of) for part in score.parts)
        return Score(score.out_of, score.out_of, full, scored=score.scored)
    if credit == LEFT_OUT:
        return replace(score, points=0, parts=(), dangerous=False, scored=False, signal=None)
    raise ValueError(f"no such credit: {credit}")


def earned(score: Score, fmt: ItemFormat, *, version_id: int, credit: str | None = None) -> Earned:
    """Return what an answer earns that a version marks so. credit: what it was voided to, if it was."""
    if credit is None:
        return Earned(version_id, fmt.rule, fmt.rule_version, score)
    return Earned(version_id, RULE.format(credit), RULE_VERSION, voided(score, credit))
