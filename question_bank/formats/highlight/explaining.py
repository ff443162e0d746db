"""What was marked, what should have been, and why."""

from dataclasses import dataclass

from question_bank.formats.contract import Explanation
from question_bank.formats.highlight import passage
from question_bank.formats.highlight.marking import mark, marked_of, missed_musts
from question_bank.formats.highlight.model import Highlight, Marks


@dataclass(frozen=True)
class ExplainedPhrase:
    """A phrase after the answer.

    state: ``right`` (marked, and belongs), ``wrong`` (marked, and does not), ``missed`` (belongs, and is not
    marked), ``left`` (neither).
    """

    id: str
    text: str
    rationale: str
    state: str
    must: bool


@dataclass(frozen=True)
class ExplainedPiece:
    """Some words of the text, and the phrase they are, if they are one."""

    text: str
    phrase: ExplainedPhrase | None


@dataclass(frozen=True)
class Explained(Explanation):
    """The text with its marks, its phrases one by one, and what they came to."""

    paragraphs: tuple[tuple[ExplainedPiece, ...], ...]
    phrases: tuple[ExplainedPhrase, ...]
    right: int
    wrong: int
    points: int
    out_of: int


def explain(item: Highlight, response: Marks, seed: str) -> Explained:
    """Explain an answer. A text has one order, so the seed changes nothing."""
    marked = marked_of(item, response)
    entries = {phrase.id: phrase for phrase in item.phrases}
    explained = {
        id: ExplainedPhrase(
            id=id,
            text=text,
            rationale=entries[id].rationale,
            state=state_of(is_key=id in item.keys, is_marked=id in marked),
            must=entries[id].must,
        )
        for id, text in item.wording.items()
    }
    score = mark(item, response)
    right, wrong = len(marked & item.keys), len(marked - item.keys)
    missed = missed_musts(item, marked)
    return Explained(
        verdict=verdict(score.fraction),
        told=told(right, wrong, len(item.keys)),
        best=best([text for id, text in item.wording.items() if id in missed], is_right=score.fraction == 1),
        paragraphs=tuple(
            tuple(ExplainedPiece(piece.text, explained.get(piece.id or "")) for piece in paragraph)
            for paragraph in passage.paragraphs(item.passage)
        ),
        phrases=tuple(explained.values()),
        right=right,
        wrong=wrong,
        points=int(score.points),
        out_of=int(score.out_of),
    )


def state_of(*, is_key: bool, is_marked: bool) -> str:
    """Name what came of a phrase."""
    if is_marked:
        return "right" if is_key else "wrong"
    return "missed" if is_key else "left"


def verdict(fraction: float) -> str:
    """Put a share of the points into a word."""
    if fraction == 1:
        return "right"
    return "partly" if fraction else "wrong"


def told(right: int, wrong: int, keys: int) -> str:
    """Say what was marked: “you marked 3 of 4, and 1 that does not belong”."""
    if not right and not wrong:
        return "you marked nothing"
    said = f"you marked {right or 'none'} of {keys}"
    return f"{said}, and {wrong} that {'does' if wrong == 1 else 'do'} not belong" if wrong else said


def best(missed: list[str], *, is_right: bool) -> str:
    """Say what a better answer would have held."""
    if missed:
        words = " and ".join(f"“{text}”" for text in missed)
        return f"Without {words} an answer earns nothing."
    return "" if is_right else "The text below shows what belongs."
