"""The item, the steps taken before the answer, and the answer."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from question_bank.choices import Ask, Choices
from question_bank.figure import Figure, Point, Shape
from question_bank.item import Frozen, Item, Markdown, Reference, Response, Slug, Text, Vignette

Depth = Literal["light", "fascia", "bone"]
Movement = Literal["press", "roll", "pinch", "tense", "cough"]
Question = Literal["feel", "hurt", "nothing"]
Layer = Literal["skin", "fat", "fascia", "muscle", "bone"]
Size = Literal["under-1", "1-to-2", "2-to-4", "over-4", "no-edge"]
Consistency = Literal["soft", "rubbery", "hard", "cord", "thickened", "none"]
Mobility = Literal["glides", "tethered", "fixed", "no-edge"]
Tenderness = Literal["none", "mild", "marked"]
EDGELESS = ("thickened", "none")  # of these, “none” is sore and feels like what is around it
Answer = Literal["relevant", "incidental", "none"]


class Site(Frozen):
    """Something under the skin that is not there in everybody.

    shape: where, in the figure's units. role: ``target`` where it matters to this patient, ``incidental``
    where it does not. size_cm: across. familiar: pressing it gives *the* pain. referral: id of one of the
    item's referrals. says: the patient's words when it is pressed to the fascia and asked about openly.
    tensed, coughed: what is felt then, where it is not what its layer says. red_flag: missing it is a
    dangerous miss.
    """

    id: Slug
    title: Text
    role: Literal["target", "incidental"]
    shape: Shape
    layer: Layer
    size_cm: Annotated[float, Field(gt=0, le=30)]
    consistency: Consistency
    mobility: Mobility
    tenderness: Tenderness
    familiar: bool = False
    referral: Slug
    says: Text | None = None
    tensed: Text | None = None
    coughed: Text | None = None
    red_flag: bool = False
    rationale: Markdown

    @property
    def size(self) -> Size:
        """The band its size falls into; none where it has no edge."""
        if self.consistency in EDGELESS:
            return "no-edge"
        bands: tuple[tuple[float, Size], ...] = ((1, "under-1"), (2, "1-to-2"), (4, "2-to-4"))
        return next((name for limit, name in bands if self.size_cm < limit), "over-4")


class Everywhere(Frozen):
    """A patient who is sore wherever a finger goes, with what is said of it."""

    tenderness: Literal["mild", "marked"]
    says: Text


class Choice(Frozen):
    """Something to choose, by id."""

    id: Slug
    text: Text


class NextStep(Frozen):
    """What could be done next, and what it earns: all, half, or nothing."""

    id: Slug
    text: Text
    credit: Literal["full", "half", "none"]
    harmful: bool = False
    misconception: Reference | None = None
    rationale: Markdown


class Palpation(Item):
    """A body to search.

    landmarks: what is to be found first, by id in the figure, with a side where it has one. origin: the
    landmark from which places are told and chosen, without a side. nothing: why there is nothing that
    matters, where that is so. agreement: how well clinicians agree on such findings, where sources know.
    """

    format: Literal["palpation"]
    vignette: Vignette
    figure: Slug
    landmarks: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=4)]
    origin: Slug
    sites: Annotated[tuple[Site, ...], Field(max_length=12)] = ()
    everywhere: Everywhere | None = None
    referrals: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=8)]
    next_steps: Annotated[tuple[NextStep, ...], Field(min_length=3, max_length=8)]
    nothing: Markdown | None = None
    agreement: Markdown | None = None

    def figure_ids(self) -> tuple[str, ...]:
        """Name the one figure."""
        return (self.figure,)

    @property
    def drawn(self) -> Figure:
        """The figure. Raises KeyError when the bank has none of that id."""
        found: Figure = self.needed_figure(self.figure)
        return found

    @property
    def finding(self) -> Answer:
        """What there is to be found: something that matters, something that does not, or nothing."""
        if any(site.role == "target" for site in self.sites):
            return "relevant"
        return "incidental" if self.sites else "none"

    @property
    def keyed(self) -> tuple[Site, ...]:
        """The sites that may be named: the targets, or, where there is none, the incidental ones."""
        return tuple(site for site in self.sites if site.role == "target") or self.sites

    def citing_texts(self) -> dict[tuple[str | int, ...], str]:
        """Add all that is said afterwards to the texts that may cite sources."""
        texts = super().citing_texts()
        for index, site in enumerate(self.sites):
            texts["sites", index, "rationale"] = site.rationale
        for index, step in enumerate(self.next_steps):
            texts["next_steps", index, "rationale"] = step.rationale
        if self.nothing is not None:
            texts["nothing",] = self.nothing
        if self.agreement is not None:
            texts["agreement",] = self.agreement
        return texts

    def choices(self) -> tuple[Choices, ...]:
        """Name the next steps: the best of them earns all."""
        keys = tuple(index for index, step in enumerate(self.next_steps) if step.credit == "full")
        asks = (Ask(self.lead_in, keys, ("lead_in",)),)
        return (Choices(tuple(step.text for step in self.next_steps), ("next_steps",), asks),)


class Press(Frozen):
    """One touch: where (in the figure's units), how deep, how, and what is asked."""

    at: Point
    depth: Depth
    movement: Movement
    question: Question


class Step(Frozen):
    """One step: the landmarks placed, those left out apart, or a press."""

    placed: dict[Slug, Point] | None = None
    press: Press | None = None

    @model_validator(mode="after")
    def _is_one_of_two(self) -> "Step":
        if (self.placed is None) == (self.press is None):
            raise ValueError("give one of placed, press")
        return self


class Revealed(Frozen):
    """What a step told: how far each landmark was off (cm), or what was felt and said."""

    off_cm: dict[Slug, float] = Field(default_factory=dict)
    cue: str = ""
    says: str | None = None


class Committed(Response):
    """What the trainee commits to, and the search it rests on.

    where: number of the press that was on it, from 1. placed, route: filled from the steps.
    """

    finding: Answer | None = None
    where: Annotated[int, Field(ge=1)] | None = None
    size: Size | None = None
    consistency: Consistency | None = None
    mobility: Mobility | None = None
    tenderness: Tenderness | None = None
    familiar: Literal["yes", "no"] | None = None
    referral: Slug | None = None
    next: Slug | None = None
    placed: dict[Slug, Point] | None = None
    route: tuple[Press, ...] = ()

    @cached_property
    def place(self) -> Point | None:
        """The point that was named, if one was."""
        if self.where is None or self.where > len(self.route):
            return None
        return self.route[self.where - 1].at
