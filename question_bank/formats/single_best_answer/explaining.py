"""What was answered, what was best, and why each option is what it is."""

from dataclasses import dataclass
from string import ascii_uppercase

from question_bank.formats.contract import Explanation
from question_bank.formats.single_best_answer.model import Choice, SingleBestAnswer
from question_bank.formats.single_best_answer.presenting import order


@dataclass(frozen=True)
class ExplainedOption:
    """An option after the answer."""

    id: str
    letter: str
    text: str
    rationale: str
    is_key: bool
    is_chosen: bool
    harmful: bool


@dataclass(frozen=True)
class Explained(Explanation):
    """The options with their rationales, in the order they were asked in."""

    options: tuple[ExplainedOption, ...]


def explain(item: SingleBestAnswer, response: Choice, seed: str) -> Explained:
    """Explain an answer."""
    by_id = {option.id: option for option in item.options}
    options = tuple(
        ExplainedOption(
            id=id,
            letter=letter,
            text=by_id[id].text,
            rationale=by_id[id].rationale,
            is_key=by_id[id].key,
            is_chosen=id == response.option,
            harmful=by_id[id].harmful,
        )
        for id, letter in zip(order(item, seed), ascii_uppercase, strict=False)
    )
    chosen = next((option for option in options if option.is_chosen), None)
    best = next(option for option in options if option.is_key)
    return Explained(
        verdict="right" if chosen is best else "wrong",
        told=f"you chose {chosen.letter}" if chosen else "you left it open",
        best=f"The best answer is {best.letter}." if chosen is not best else "",
        options=options,
    )


def chosen(item: SingleBestAnswer, response: Choice) -> tuple[str, ...]:
    """Return the id of the option that was chosen."""
    return (response.option,) if response.option else ()
