"""What was answered, what was best, and why each part is what it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from question_bank.formats.contract import Explanation
from question_bank.formats.key_feature.marking import Outcome, mark, outcome, points_of
from question_bank.formats.key_feature.model import KeyFeature, KeyQuestion, Steps
from question_bank.formats.key_feature.presenting import lettered, numbered

TWO_IN_ONE = "Two answers in one box count as none. Give each a box of its own."
UNKNOWN = (
    "Not one of the key features of this step, or worded in a way that is not recognised. "
    "Compare it with the key features above."
)


@dataclass(frozen=True)
class Entry:
    """An option, a key feature or a text that was written, after the answer.

    letter: of an option. wrote: what was written for this key feature. rationale: why it is what it is.
    """

    text: str
    rationale: str
    is_key: bool
    is_mine: bool
    harmful: bool = False
    letter: str = ""
    wrote: tuple[str, ...] = ()

    @property
    def tag(self) -> str:
        """What it is, in a few words."""
        if self.is_key:
            return "Key feature, and yours" if self.is_mine else "Key feature, missed"
        if self.harmful:
            return "Your answer: could harm" if self.is_mine else "Could harm"
        return "Your answer" if self.is_mine else ""


@dataclass(frozen=True)
class ExplainedQuestion:
    """A question after the answer. verdict: right, partly or wrong. told: how much was found."""

    number: int | None
    ask: str
    kind: str
    verdict: str
    told: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Explained(Explanation):
    """The questions with their entries, in the order they were asked in."""

    questions: tuple[ExplainedQuestion, ...]


def explain(item: KeyFeature, response: Steps, seed: str) -> Explained:
    """Explain an answer."""
    questions = numbered(item)
    came = [outcome(question, response.to(question)) for _, question in questions]
    verdict = verdict_of(mark(item, response).fraction)
    return Explained(
        verdict=verdict,
        told=_told(questions, came) if any(response.answers.values()) else "you left it open",
        best="" if verdict == "right" else _best(questions, seed),
        questions=tuple(
            ExplainedQuestion(
                number=number,
                ask=question.ask,
                kind=question.kind,
                verdict=verdict_of(points_of(question, each)),
                told=_of_question(question, each),
                entries=tuple(_entries(question, each, response.to(question), seed)),
            )
            for (number, question), each in zip(questions, came, strict=True)
        ),
    )


def verdict_of(fraction: float) -> str:
    """Return the word for a share of the points."""
    return "right" if fraction == 1 else "wrong" if fraction == 0 else "partly"


def listed(words: Iterable[str]) -> str:
    """Write words as a list in a sentence: “A, B and C”."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _told(questions: list[tuple[int | None, KeyQuestion]], came: list[Outcome]) -> str:
    found = sum(len(each.found) for each in came)
    total = sum(len(question.weights) for _, question in questions)
    told = f"you found {found} of {total} key feature{'s' if total > 1 else ''}"
    lost = [
        (number, each)
        for (number, _), each in zip(questions, came, strict=True)
        if each.found and (each.harmful or each.too_many)
    ]
    if not lost:
        return told
    why = "a harmful answer" if any(each.harmful for _, each in lost) else "too many answers"
    what = "question " + listed(str(number) for number, _ in lost) if lost[0][0] else "the points"
    return f"{told}, but lost {what} to {why}"


def _best(questions: list[tuple[int | None, KeyQuestion]], seed: str) -> str:
    answers = [(number, _keys(question, seed)) for number, question in questions]
    if len(answers) == 1:
        keys = answers[0][1]
        return f"The best answer{'s are' if len(keys) > 1 else ' is'} {listed(keys)}."
    return "Best: " + "; ".join(f"question {number}, {listed(keys)}" for number, keys in answers) + "."


def _keys(question: KeyQuestion, seed: str) -> list[str]:
    if question.kind == "menu":
        return [letter for letter, option in lettered(question, seed) if option.key]
    return [feature.accepted[0] for feature in question.features]


def _of_question(question: KeyQuestion, came: Outcome) -> str:
    total = len(question.weights)
    told = f"{len(came.found)} of {total} key feature{'s' if total > 1 else ''} found"
    if came.harmful:
        return f"{told}; a harmful answer takes the points of this question"
    if came.too_many:
        return f"{told}; more answers than asked for take the points of this question"
    return told


def _entries(question: KeyQuestion, came: Outcome, given: tuple[str, ...], seed: str) -> Iterable[Entry]:
    if question.kind == "menu":
        for letter, option in lettered(question, seed):
            yield Entry(
                text=option.text,
                rationale=option.rationale,
                is_key=option.key,
                is_mine=option.id in given,
                harmful=option.harmful,
                letter=letter,
            )
        return
    for feature in question.features:
        wrote = tuple(box.text for box in came.written if box.counts == feature.id)
        yield Entry(feature.accepted[0], feature.rationale, is_key=True, is_mine=bool(wrote), wrote=wrote)
    for box in came.written:
        if box.harms:
            why = "\n\n".join(question.harmful[index].rationale for index in box.harms)
            yield Entry(box.text, why, is_key=False, is_mine=True, harmful=True)
        elif not box.counts:
            yield Entry(box.text, TWO_IN_ONE if box.two else UNKNOWN, is_key=False, is_mine=True)
