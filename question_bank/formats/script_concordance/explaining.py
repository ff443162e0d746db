"""What was answered, what the panel said or where the reasons point, and every reason."""

from dataclasses import dataclass

from question_bank.formats.contract import Explanation
from question_bank.formats.script_concordance.marking import (
    FEWEST_MEMBERS,
    aggregate,
    is_scored,
    mark,
    modes_of,
)
from question_bank.formats.script_concordance.model import POINTS, Direction, ScriptConcordance, Shift
from question_bank.formats.script_concordance.presenting import points, words_for


@dataclass(frozen=True)
class ExplainedPoint:
    """A point of the scale after the answer.

    votes, share (per cent) and credit are the panel's, 0 where there is none. is_best: most chosen by a panel
    that scores. is_supported: the reasons point here, where no panel scores.
    """

    sign: str
    letter: str
    text: str
    is_chosen: bool
    is_best: bool
    is_supported: bool
    votes: int
    share: int
    credit: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Side:
    """The reasons in one direction."""

    text: str
    is_supported: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Explained(Explanation):
    """The five points, and the reasons on every side that has any.

    members: of the panel, 0 where there is none. fewest: how many a panel must have to be scored against.
    """

    hypothesis: str
    new_information: str
    scored: bool
    members: int
    fewest: int
    points: tuple[ExplainedPoint, ...]
    sides: tuple[Side, ...]


def explain(item: ScriptConcordance, response: Shift, seed: str) -> Explained:
    """Explain an answer."""
    explained = _points(item, response)
    scored = is_scored(item)
    return Explained(
        verdict=_verdict(item, response) if scored else "noted",
        told=_told(item, next((point for point in explained if point.is_chosen), None)),
        best=_of_panel(explained) if scored else _of_reasons(item),
        hypothesis=item.hypothesis,
        new_information=item.new_information,
        scored=scored,
        members=sum(item.panel),
        fewest=FEWEST_MEMBERS,
        points=explained,
        sides=_sides(item),
    )


def _points(item: ScriptConcordance, response: Shift) -> tuple[ExplainedPoint, ...]:
    votes = item.panel or (0,) * len(POINTS)
    members = sum(item.panel)
    earned = aggregate(item.panel) if item.panel else (0.0,) * len(POINTS)
    best = modes_of(item.panel) if is_scored(item) else []
    return tuple(
        ExplainedPoint(
            sign=shown.sign,
            letter=shown.letter,
            text=shown.text,
            is_chosen=point == response.answer,
            is_best=point in best,
            is_supported=not is_scored(item) and Direction.of(point) is item.direction,
            votes=count,
            share=round(100 * count / members) if members else 0,
            credit=f"{credit:.3g}",
            reasons=tuple(reason.text for reason in item.panel_reasons if reason.at == point),
        )
        for point, shown, count, credit in zip(POINTS, points(item.scale), votes, earned, strict=True)
    )


def _sides(item: ScriptConcordance) -> tuple[Side, ...]:
    sides = (
        Side(
            text=words_for(direction, item.scale),
            is_supported=direction is item.direction,
            reasons=tuple(reason.text for reason in item.reasons if reason.supports is direction),
        )
        for direction in Direction
    )
    return tuple(side for side in sides if side.reasons)


def _verdict(item: ScriptConcordance, response: Shift) -> str:
    fraction = mark(item, response).fraction
    return "right" if fraction == 1 else "partly" if fraction else "wrong"


def _told(item: ScriptConcordance, chosen: ExplainedPoint | None) -> str:
    if chosen is None:
        return "you left it open"
    told = f"you chose “{chosen.text}”"
    if is_scored(item):
        told += f", as did {chosen.votes or 'none'} of the {sum(item.panel)} members of the panel"
    return told


def _of_panel(explained: tuple[ExplainedPoint, ...]) -> str:
    best = [point for point in explained if point.is_best]
    if any(point.is_chosen for point in best):
        return ""
    named = " and ".join(f"“{point.text}”" for point in best)
    return f"Most of all the panel chose {named}."


def _of_reasons(item: ScriptConcordance) -> str:
    if item.direction is None:
        return ""
    return f"On balance the reasons point to “{words_for(item.direction, item.scale)}”."
