"""The item and its response.

A question is one type whatever its kind, so that a flaw in it has the path that an author sees in the file;
which fields go with which kind is for lint.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer, StringConstraints

from question_bank.choices import Ask, Choices
from question_bank.item import Frozen, Item, Markdown, Reference, Response, Slug, Text

MOST_CHARACTERS = 80

Weight = Annotated[
    float,
    Field(gt=0, le=100),
    PlainSerializer(lambda weight: int(weight) if weight == int(weight) else weight),  # 3, as in the file
]
Given = Annotated[str, StringConstraints(min_length=1, max_length=MOST_CHARACTERS)]


class MenuOption(Frozen):
    """One option of a menu. ``key`` is true on each key feature."""

    id: Slug
    text: Text
    key: bool = False
    weight: Weight = 1
    rationale: Markdown
    harmful: bool = False
    misconception: Reference | None = None


class Feature(Frozen):
    """One key feature to be written in, and every wording that counts; the first is shown afterwards.

    exact: one slip of spelling is not forgiven, because it would make another word (adduction, abduction).
    """

    id: Slug
    accepted: Annotated[tuple[Text, ...], Field(min_length=1)]
    exact: bool = False
    weight: Weight = 1
    rationale: Markdown


class Harm(Frozen):
    """Something written in that would put the patient in danger, in every wording that is recognised."""

    accepted: Annotated[tuple[Text, ...], Field(min_length=1)]
    rationale: Markdown
    misconception: Reference | None = None


class KeyQuestion(Frozen):
    """One step of the case: a menu to choose from, or boxes to write in. ``picks``: how many may be given."""

    id: Slug
    ask: Text
    kind: Literal["menu", "write_in"]
    picks: Annotated[int, Field(ge=1, le=20)]
    options: tuple[MenuOption, ...] = ()
    features: tuple[Feature, ...] = ()
    harmful: tuple[Harm, ...] = ()

    @property
    def weights(self) -> dict[str, float]:
        """What each key feature weighs, by its id."""
        if self.kind == "menu":
            return {option.id: option.weight for option in self.options if option.key}
        return {feature.id: feature.weight for feature in self.features}

    def rationales(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every rationale of the question, by its path within it."""
        groups: dict[str, tuple[MenuOption | Feature | Harm, ...]] = {
            "options": self.options,
            "features": self.features,
            "harmful": self.harmful,
        }
        for name, entries in groups.items():
            for index, entry in enumerate(entries):
                yield (name, index, "rationale"), entry.rationale


class KeyFeature(Item):
    """One case and the questions on its critical steps."""

    format: Literal["key_feature"]
    questions: Annotated[tuple[KeyQuestion, ...], Field(min_length=1)]

    def citing_texts(self) -> dict[tuple[str | int, ...], str]:
        """Add the rationales to the texts that may cite sources."""
        rationales = {
            ("questions", index, *path): text
            for index, question in enumerate(self.questions)
            for path, text in question.rationales()
        }
        return {**super().citing_texts(), **rationales}

    def asking_texts(self) -> dict[tuple[str | int, ...], str]:
        """Add what each question asks to the texts that are read before the answer."""
        asked: dict[tuple[str | int, ...], str] = {
            ("questions", index, "ask"): question.ask for index, question in enumerate(self.questions)
        }
        return {**super().asking_texts(), **asked}

    def choices(self) -> tuple[Choices, ...]:
        """Name the menus."""
        found = []
        for index, question in enumerate(self.questions):
            if question.kind == "menu":
                keys = tuple(at for at, option in enumerate(question.options) if option.key)
                asks = (Ask(question.ask, keys, ("questions", index, "ask")),)
                texts = tuple(option.text for option in question.options)
                found.append(Choices(texts, ("questions", index, "options"), asks))
        return tuple(found)


class Steps(Response):
    """What was given to each question, by its id: ids of options, or texts as they were written.

    A question that was left blank is absent or has nothing.
    """

    answers: dict[Slug, Annotated[tuple[Given, ...], Field(strict=False)]] = Field(default_factory=dict)

    def to(self, question: KeyQuestion) -> tuple[str, ...]:
        """Return what was given to one question."""
        return self.answers.get(question.id, ())
