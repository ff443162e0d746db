"""One point for the key, none for anything else."""

from question_bank.formats.single_best_answer.model import Choice, SingleBestAnswer
from question_bank.score import Score

RULE = "one_best"
RULE_VERSION = 1


def mark(item: SingleBestAnswer, response: Choice) -> Score:
    """Mark a response: 1 of 1 for the key, 0 of 1 otherwise; a harmful choice is dangerous too."""
    chosen = next((option for option in item.options if option.id == response.option), None)
    if chosen is None:
        return Score(0, 1)
    return Score(1 if chosen.key else 0, 1, dangerous=chosen.harmful)


def chance(item: SingleBestAnswer) -> float:
    """Return how likely a blind choice is right."""
    return 1 / len(item.options)


def comparable(old: SingleBestAnswer, new: SingleBestAnswer) -> bool:
    """Whether responses to ``old`` can be marked against ``new``: its options are all there still."""
    return {option.id for option in old.options} <= {option.id for option in new.options}
