"""What every item has, whatever its format. Formats add their own fields to ``Item``."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
    model_validator,
)

from question_bank.choices import Choices

FORMAT_VERSION = 1
SEXES = ("female", "male")
BUILDS = ("slim", "average", "large")

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Markdown = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=80)]


class Frozen(BaseModel):
    """A value: immutable, strict, closed to unknown fields; its errors repeat nothing of the input."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)


class FactUse(StrEnum):
    """What an item does with a fact; the fact's grade says which uses are honest."""

    KEYED = "keyed"
    ATTRIBUTED = "attributed"
    APPRAISED = "appraised"
    CORRECTED = "corrected"
    DISTRACTOR = "distractor"


class Certainty(StrEnum):
    """How sure a source makes us of what is claimed here (the four steps of GRADE)."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very_low"


class ReasoningStep(StrEnum):
    """Where in clinical reasoning an item bites."""

    GATHER = "gather"
    INTERPRET = "interpret"
    DECIDE = "decide"
    ACT = "act"


class Difficulty(StrEnum):
    """How hard the author expects the item to be."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class UsedFact(Frozen):
    """A fact of the bank and what the item does with it. A bare id in a file means ``keyed``."""

    id: Reference
    use: FactUse = FactUse.KEYED

    @model_validator(mode="before")
    @classmethod
    def _accept_a_bare_id(cls, value: object) -> object:
        return {"id": value} if isinstance(value, str) else value

    @model_serializer(mode="wrap")
    def _write_a_bare_id(self, write: SerializerFunctionWrapHandler) -> str | dict[str, Any]:
        written: dict[str, Any] = write(self)
        return self.id if self.use is FactUse.KEYED else written


class UsedSource(Frozen):
    """A source of the bank and how sure it makes us of what this item claims from it."""

    id: Reference
    certainty: Certainty


class Waiver(Frozen):
    """A flaw that somebody decided to live with, by its code, and why. Errors cannot be waived."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
    reason: Text


class Patient(Frozen):
    """Who the story is about: what a clinician sees before a word is said."""

    age: Annotated[int, Field(ge=0, le=110)]
    sex: Literal["female", "male", "unstated"]
    build: Literal["slim", "average", "large"] | None = None
    skin: Literal["pale", "light", "olive", "brown", "dark"] | None = None
    occupation: Text | None = None
    background: Text | None = None

    @property
    def chip(self) -> str:
        """The patient in two words: ``Woman, 47``."""
        nouns = {"female": ("Girl", "Woman"), "male": ("Boy", "Man"), "unstated": ("Child", "Patient")}
        child, adult = nouns[self.sex]
        return f"{child if self.age < 18 else adult}, {self.age}"


class Finding(Frozen):
    """One examination or test result, as a row of a short table."""

    name: Text
    result: Text


class Vignette(Frozen):
    """The patient's story and findings that an item hangs on."""

    patient: Patient
    setting: Text
    story: Markdown
    findings: tuple[Finding, ...] = ()


class Item(Frozen):
    """One thing to answer. Each format is a subclass with a literal ``format`` and its own fields.

    The order of the fields is the canonical order of an item file.
    """

    format_version: Literal[1]
    id: Slug
    format: str
    title: Text
    topic: Slug
    objective: Reference
    reasoning_step: ReasoningStep
    difficulty: Difficulty
    turns_on: Reference
    facts: Annotated[tuple[UsedFact, ...], Field(min_length=1)]
    minimal_pair: Slug | None = None
    vignette: Vignette | None = None
    exhibit: Slug | None = None  # a figure of the bank, shown with what is asked
    lead_in: Text
    explanation: Markdown
    take_home: Text
    contested: Markdown | None = None
    illustration: Slug | None = None  # a figure of the bank, shown with the explanation
    sources: Annotated[tuple[UsedSource, ...], Field(min_length=1)]
    written_by: Annotated[tuple[Reference, ...], Field(min_length=1)]
    reviewed_by: tuple[Reference, ...] = ()
    checked_on: date
    recheck_by: date
    waived: tuple[Waiver, ...] = ()

    # What the item refers to by id and formats need to work with: not part of its document, set when it is
    # built.
    _figures: Mapping[str, Any] = PrivateAttr(default_factory=dict)

    @property
    def patient(self) -> Patient | None:
        """The patient of the vignette, where there is one."""
        return self.vignette.patient if self.vignette else None

    def figure_ids(self) -> tuple[str, ...]:
        """Ids of the figures the item needs. Formats that use figures name theirs."""
        return ()

    def all_figure_ids(self) -> tuple[str, ...]:
        """Ids of the figures the item needs, with its exhibit and its illustration."""
        shown = (id for id in (self.exhibit, self.illustration) if id is not None)
        return tuple(dict.fromkeys([*self.figure_ids(), *shown]))

    @property
    def exhibited(self) -> Any:
        """The figure (``figure.Figure``) shown with what is asked; None without one in the bank."""
        return self._figures.get(self.exhibit) if self.exhibit else None

    @property
    def illustrated(self) -> Any:
        """The figure (``figure.Figure``) shown with the explanation; None without one in the bank."""
        return self._figures.get(self.illustration) if self.illustration else None

    def needed_figure(self, id: str) -> Any:
        """Return a figure (``figure.Figure``) by id. Raises KeyError when its bank has none such."""
        return self._figures[id]

    def with_figures(self, figures: Mapping[str, Any]) -> Self:
        """Return the item with the figures it needs, out of ``figures`` by id."""
        copy = self.model_copy()
        copy._figures = {id: figures[id] for id in self.all_figure_ids() if id in figures}  # noqa: SLF001 - our own
        return copy

    def citing_texts(self) -> dict[tuple[str | int, ...], str]:
        """Every text that may cite sources, by its path. Formats with more such texts add theirs."""
        texts: dict[tuple[str | int, ...], str] = {("explanation",): self.explanation}
        if self.contested is not None:
            texts["contested",] = self.contested
        return texts

    def asking_texts(self) -> dict[tuple[str | int, ...], str]:
        """Every text that is read before the answer, by its path, options apart. Formats add theirs."""
        texts: dict[tuple[str | int, ...], str] = {}
        if self.vignette is not None:
            texts["vignette", "setting"] = self.vignette.setting
            texts["vignette", "story"] = self.vignette.story
            for index, finding in enumerate(self.vignette.findings):
                texts["vignette", "findings", index, "name"] = finding.name
                texts["vignette", "findings", index, "result"] = finding.result
        texts["lead_in",] = self.lead_in
        return texts

    def choices(self) -> tuple[Choices, ...]:
        """Every list of options to choose from. Formats that have such lists name theirs."""
        return ()


class Response(Frozen):
    """What was answered. Each format has its own; parts are named by id, never by position or text."""
