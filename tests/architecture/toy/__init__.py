"""A format that exists for a test: guess a number."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from wtforms import Form, IntegerField
from wtforms.validators import InputRequired

from question_bank.formats.contract import Explanation, ItemFormat, Presentation, Sample
from question_bank.item import Item, Markdown, Response
from question_bank.score import Score


class Toy(Item):
    """A number to guess."""

    format: Literal["toy"]
    number: int
    why: Markdown


class Guess(Response):
    """A number."""

    guess: int | None = None


class GuessForm(Form):
    """One number."""

    guess = IntegerField("Your guess", validators=[InputRequired("Guess a number.")])


@dataclass(frozen=True)
class Explained(Explanation):
    """With the reason."""

    why: str


def mark(item: Toy, response: Guess) -> Score:
    """Mark a guess."""
    return Score(int(response.guess == item.number), 1)


def explain(item: Toy, response: Guess, seed: str) -> Explained:
    """Explain a guess."""
    right = response.guess == item.number
    return Explained("right" if right else "wrong", f"you said {response.guess}", "", item.why)


def samples(item: Toy) -> Iterator[Sample]:
    """Yield a right, a wrong and a blank guess."""
    yield Sample("right", Guess(guess=item.number), 1)
    yield Sample("wrong", Guess(guess=item.number + 1), 0)
    yield Sample("blank", Guess(), 0)


def post_of(response: Guess) -> dict[str, list[str]]:
    """Return what a browser would post."""
    return {} if response.guess is None else {"guess": [str(response.guess)]}


def nothing(*_: Any) -> list[Any]:
    """Find no flaw."""
    return []


FORMAT = ItemFormat(
    name="toy",
    title="Toy",
    summary="Guess a number.",
    item_type=Toy,
    response_type=Guess,
    rule="equal",
    rule_version=1,
    present=lambda item, seed: Presentation(item.vignette, item.lead_in),
    answer_form=lambda presentation, posted: GuessForm(posted),
    read_answer=lambda form: Guess(guess=form.guess.data),
    post_of=post_of,
    mark=mark,
    explain=explain,
    lint=nothing,
    lint_document=nothing,
    samples=samples,
    comparable=lambda old, new: True,
    secrets=lambda item: [item.why],
)
