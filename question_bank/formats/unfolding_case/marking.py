"""A case earns the mean of its stages; a harmful choice in any of them makes it nothing.

Source: our own rule. The mean, so that every case weighs the same however many stages it has, as in
key-feature cases (Page, Bordage & Allen, Acad Med 1995;70:194-201). Nothing for harm, because whoever has
endangered a patient has not managed the case, whatever was known before and after.
"""

from collections.abc import Sequence

from question_bank.score import Part, Score

RULE = "mean_of_stages"
RULE_VERSION = 1


def total(scores: Sequence[Score]) -> Score:
    """Return what the stages answered so far make together, out of 1; ``scores`` in their order.

    Stages that are not scored do not count. Without one that is, the case is not scored either.
    """
    scored = [score for score in scores if score.scored]
    parts = tuple(Part(f"stage {number}", score.fraction, 1) for number, score in enumerate(scores, 1))
    dangerous = is_harmed(scores)
    points = 0 if dangerous else mean_share(scored)
    return Score(points, 1, parts, dangerous=dangerous, scored=bool(scored))


def is_harmed(scores: Sequence[Score]) -> bool:
    """Whether any stage would have put the patient in danger."""
    return any(score.dangerous for score in scores)


def mean_share(scores: Sequence[Score]) -> float:
    """Return the mean of the shares, each stage weighing the same; 0 without any."""
    return min(1.0, sum(score.fraction for score in scores) / len(scores)) if scores else 0.0
