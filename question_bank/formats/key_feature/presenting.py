"""What is shown before the answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_uppercase

from question_bank.formats.contract import Presentation, shuffled
from question_bank.formats.key_feature.model import Feature, Harm, KeyFeature, KeyQuestion, MenuOption

# Shorter wordings (“CT”) may stand on a page by chance, in its token for example.
TELLING_LENGTH = 12


@dataclass(frozen=True)
class ShownOption:
    """An option as a trainee meets it."""

    id: str
    letter: str
    text: str


@dataclass(frozen=True)
class ShownQuestion:
    """A question as a trainee meets it. number: None when it is the only one. field: its name in the form."""

    id: str
    number: int | None
    field: str
    ask: str
    kind: str
    picks: int
    options: tuple[ShownOption, ...]


@dataclass(frozen=True)
class Asked(Presentation):
    """The questions, in the order of the case; their options in this slot's order."""

    questions: tuple[ShownQuestion, ...]

    @property
    def strikable(self) -> tuple[str, ...]:
        """The options of menus, each with the field of its question: ids are its own there alone."""
        return tuple(
            f"{question.field}/{option.id}" for question in self.questions for option in question.options
        )


def field_of(question_id: str) -> str:
    """Return the name under which a question's answers are posted."""
    return f"q-{question_id}"


def lettered(question: KeyQuestion, seed: str) -> list[tuple[str, MenuOption]]:
    """Return a menu's options with their letters, in the order of this seed."""
    by_id = {option.id: option for option in question.options}
    order = shuffled(by_id, f"{seed}/{question.id}")
    return [(letter, by_id[id]) for letter, id in zip(ascii_uppercase, order, strict=False)]


def numbered(item: KeyFeature) -> list[tuple[int | None, KeyQuestion]]:
    """Return the questions with their numbers; a single one has none."""
    alone = len(item.questions) == 1
    return [(None if alone else number, question) for number, question in enumerate(item.questions, 1)]


def present(item: KeyFeature, seed: str) -> Asked:
    """Present an item without its keys. Questions keep their order: it is that of the case."""
    questions = tuple(
        ShownQuestion(
            id=question.id,
            number=number,
            field=field_of(question.id),
            ask=question.ask,
            kind=question.kind,
            picks=question.picks,
            options=tuple(
                ShownOption(option.id, letter, option.text) for letter, option in lettered(question, seed)
            ),
        )
        for number, question in numbered(item)
    )
    return Asked(item.vignette, item.lead_in, questions)


def secrets(item: KeyFeature) -> Iterator[str]:
    """Yield what no page may hold before the answer."""
    for question in item.questions:
        for _, rationale in question.rationales():
            yield rationale
        entries: tuple[Feature | Harm, ...] = (*question.features, *question.harmful)
        for entry in entries:
            yield from (wording for wording in entry.accepted if len(wording) >= TELLING_LENGTH)
