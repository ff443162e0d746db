"""What was answered, what was best, and why each step stands where it stands."""

from dataclasses import dataclass

from question_bank.formats.contract import Explanation
from question_bank.formats.ordering.marking import dangers, mark, tally
from question_bank.formats.ordering.model import Marking, Ordering, Sequence

# How the answer was counted, with the numbers.
COUNTED = {
    Marking.ABSOLUTE: "Marked by place: {right} of {of} steps where they belong.",
    Marking.ADJACENT: "Marked by what follows what: {right} of {of} right.",
    Marking.LONGEST_RUN: "Marked by the longest run: {right} of {of} steps follow one another rightly.",
    Marking.PAIRWISE: "Marked by pairs: {right} of {of} pairs of steps in the right order.",
}


@dataclass(frozen=True)
class ExplainedStep:
    """A step after the answer. given: the place it was given, None when it was given none."""

    place: int
    given: int | None
    text: str
    rationale: str

    @property
    def in_place(self) -> bool:
        """Whether it was given its own place."""
        return self.given == self.place


@dataclass(frozen=True)
class Danger:
    """Two steps whose order would have endangered the patient."""

    first: str
    then: str


@dataclass(frozen=True)
class Explained(Explanation):
    """The steps in the right order, each with the place it was given."""

    steps: tuple[ExplainedStep, ...]
    counted: str
    dangers: tuple[Danger, ...]


def explain(item: Ordering, response: Sequence, seed: str) -> Explained:
    """Explain an answer."""
    given = {id: place for place, id in enumerate(response.order, 1)}
    steps = tuple(
        ExplainedStep(place, given.get(step.id), step.text, step.rationale)
        for place, step in enumerate(item.steps, 1)
    )
    score = mark(item, response)
    verdict = "right" if score.fraction == 1 else "partly" if score.fraction else "wrong"
    return Explained(
        verdict=verdict,
        told=_told(steps) if response.order else "you left it open",
        best="" if verdict == "right" else "The best order is shown here.",
        steps=steps,
        counted=COUNTED[item.marking].format(**tally(item, response)._asdict()) if response.order else "",
        dangers=_dangers(item, response),
    )


def _told(steps: tuple[ExplainedStep, ...]) -> str:
    right, count = sum(step.in_place for step in steps), len(steps)
    if right == count:
        return f"you put all {count} steps in their place"
    return f"you put {right or 'none'} of your {count} steps in {'their' if right > 1 else 'its'} place"


def _dangers(item: Ordering, response: Sequence) -> tuple[Danger, ...]:
    texts = {step.id: step.text for step in item.steps}
    return tuple(Danger(texts[first], texts[then]) for first, then in dangers(item, response))
