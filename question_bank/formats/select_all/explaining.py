"""What was ticked, what applies, and why each option does or does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from question_bank.formats.contract import Explanation
from question_bank.formats.select_all.marking import Counts, counted, mark
from question_bank.formats.select_all.model import Marking, Picks, SelectAll
from question_bank.formats.select_all.presenting import order
from question_bank.score import Score


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
    """The options with their rationales, in the order they were asked in, and how the points came about."""

    earned: str
    options: tuple[ExplainedOption, ...]


def explain(item: SelectAll, response: Picks, seed: str) -> Explained:
    """Explain an answer."""
    by_id = {option.id: option for option in item.options}
    options = tuple(
        ExplainedOption(
            id=id,
            letter=letter,
            text=by_id[id].text,
            rationale=by_id[id].rationale,
            is_key=by_id[id].key,
            is_chosen=id in response.options,
            harmful=by_id[id].harmful,
        )
        for id, letter in zip(order(item, seed), ascii_uppercase, strict=False)
    )
    score = mark(item, response)
    right = score.fraction == 1
    chosen = [option.letter for option in options if option.is_chosen]
    return Explained(
        verdict="right" if right else "partly" if score.points else "wrong",
        told=f"you chose {listed(chosen)}" if chosen else "you left it open",
        best="" if right else _best([option.letter for option in options if option.is_key]),
        earned=_earned(item, counted(item, response), score),
        options=options,
    )


def listed(letters: Sequence[str]) -> str:
    """Write letters as people do: “A”, “A and B”, “A, B and C”."""
    return " and ".join(filter(None, [", ".join(letters[:-1]), letters[-1]]))


def _best(keys: Sequence[str]) -> str:
    if len(keys) == 1:
        return f"The best answer is {keys[0]}."
    return f"The best answers are {listed(keys)}."


def _earned(item: SelectAll, counts: Counts, score: Score) -> str:
    """Say in a sentence how the points came about; nothing for a blank."""
    if counts.blank:
        return ""
    total = f"{score.points:g} of {score.out_of:g} {'point' if score.out_of == 1 else 'points'}"
    if counts.dangerous:
        return f"{total}: one of your ticks could have harmed the patient, so nothing counts here."
    if counts.over:
        return f"{total}: more were ticked than the question allows."
    found = f"{counts.right} of the {counts.keys} that apply"
    if item.select is not None:
        return f"{total}: you found {found}."
    if item.marking is Marking.ALL_OR_NOTHING:
        return f"{total}: you found {found} and ticked {counts.wrong} that {_do(counts.wrong)}."
    if item.marking is Marking.EACH_OPTION:
        return f"{total}: one for each answer rightly ticked or rightly left."
    if counts.wrong:
        floor = ", but never below 0" if counts.wrong > counts.right else ""
        return f"{total}: you found {found}, less {counts.wrong} that {_do(counts.wrong)}{floor}."
    return f"{total}: you found {found}."


def _do(count: int) -> str:
    return "does not" if count == 1 else "do not"


def chosen(item: SelectAll, response: Picks) -> tuple[str, ...]:
    """Return the ids of the options that were ticked."""
    return response.options
