"""What a bank says of itself: people, blueprint, sources, facts, misconceptions. Items are in ``item.py``."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from question_bank.figure import Figure
from question_bank.item import Frozen, Markdown, Reference, Slug, Text, Waiver


class Grade(StrEnum):
    """How firmly a fact may be keyed."""

    K1 = "K1"
    K2 = "K2"
    K3 = "K3"
    KX = "KX"


class Kind(StrEnum):
    """The kind of study or text a source is, from the strongest design to the weakest."""

    GUIDELINE = "guideline"
    SYSTEMATIC_REVIEW = "systematic_review"
    RANDOMISED_TRIAL = "randomised_trial"
    CROSS_SECTIONAL = "cross_sectional"
    ANATOMICAL_STUDY = "anatomical_study"
    CASE_SERIES = "case_series"
    CASE_REPORT = "case_report"
    NARRATIVE_REVIEW = "narrative_review"
    TEXTBOOK = "textbook"
    EXPERT_OPINION = "expert_opinion"
    WEB_PAGE = "web_page"


KIND_TITLES = {
    Kind.GUIDELINE: "Guideline",
    Kind.SYSTEMATIC_REVIEW: "Systematic review",
    Kind.RANDOMISED_TRIAL: "Randomised trial",
    Kind.CROSS_SECTIONAL: "Cross-sectional study",
    Kind.ANATOMICAL_STUDY: "Anatomical study",
    Kind.CASE_SERIES: "Case series, no comparison",
    Kind.CASE_REPORT: "Case report",
    Kind.NARRATIVE_REVIEW: "Narrative review",
    Kind.TEXTBOOK: "Reference work",
    Kind.EXPERT_OPINION: "Expert opinion",
    Kind.WEB_PAGE: "Web page",
}

READ_TITLES = {
    "full": "read in full",
    "abstract": "read in abstract or in part",
    "secondhand": "read second-hand",
    "not_read": "not read",
}

# The level of evidence that a design can give at best, for questions of treatment and diagnosis alike; after
# the Oxford Centre for Evidence-Based Medicine's table of 2011, whose levels are steps to lower or raise with
# the study.
LEVELS = {
    Kind.SYSTEMATIC_REVIEW: 1,
    Kind.RANDOMISED_TRIAL: 2,
    Kind.CROSS_SECTIONAL: 3,
    Kind.ANATOMICAL_STUDY: 3,
    Kind.CASE_SERIES: 4,
    Kind.CASE_REPORT: 4,
    Kind.NARRATIVE_REVIEW: 5,
    Kind.TEXTBOOK: 5,
    Kind.EXPERT_OPINION: 5,
    Kind.WEB_PAGE: 5,
}


class Person(Frozen):
    """Somebody who writes or reviews a bank."""

    id: Reference
    name: Text
    role: Literal["author", "reviewer"]
    clinician: bool = False


class Topic(Frozen):
    """One of the areas of a blueprint."""

    id: Slug
    title: Text


class Turn(Frozen):
    """One thing an answer may turn on."""

    id: Reference
    title: Text


class Objective(Frozen):
    """One thing a trainee should be able to do. weight: how much it counts beside the others."""

    id: Reference
    topic: Slug
    level: Literal["recall", "application", "analysis"]
    weight: Annotated[int, Field(ge=1, le=5)] = 1
    title: Text
    facts: tuple[Reference, ...] = ()


class Source(Frozen):
    """A reference: what it is, what kind of study, and how it was read. recheck_by: when to look again."""

    id: Reference
    reference: Text
    year: Annotated[int, Field(ge=1500, le=2100)] | None = None
    kind: Kind
    read: Literal["full", "abstract", "secondhand", "not_read"]
    doi: Text | None = None
    pmid: Text | None = None
    url: Annotated[str, Field(pattern=r"^https://")] | None = None
    note: Text | None = None
    recheck_by: date | None = None

    @property
    def label(self) -> str:
        """Kind of study and how it was read, for people: ``Case report, read second-hand``."""
        return self.kind_title + (f", {self.how_read}" if self.read == "secondhand" else "")

    @property
    def kind_title(self) -> str:
        """Kind of study, for people."""
        return KIND_TITLES[self.kind]

    @property
    def how_read(self) -> str:
        """How it was read, for people: ``read in full``."""
        return READ_TITLES[self.read]

    @property
    def level(self) -> int | None:
        """Level of evidence its design gives at best, 1 (strongest) to 5; None for a guideline."""
        return LEVELS.get(self.kind)

    @property
    def link(self) -> str | None:
        """Where to read it, if that is known."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url


class Fact(Frozen):
    """Something the bank may claim, how firmly, and on whose word."""

    id: Reference
    topic: Slug
    grade: Grade
    statement: Markdown
    note: Markdown | None = None
    sources: Annotated[tuple[Reference, ...], Field(min_length=1)]


class Misconception(Frozen):
    """A wrong idea that trainees bring."""

    id: Reference
    idea: Text
    why_tempting: Text
    why_wrong: Text
    facts: tuple[Reference, ...] = ()


class BankInfo(Frozen):
    """``bank.yaml``: what the bank is called and who stands behind it.

    title: what trainees see; it must not give answers away. working_title: what educators call it.
    waived: warnings that the bank lives with, in every item and as a whole.
    """

    format_version: Literal[1]
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=80)]
    title: Text
    working_title: Text
    description: Markdown
    licence: Text
    language: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
    people: Annotated[tuple[Person, ...], Field(min_length=1)]
    review_note: Markdown | None = None
    waived: tuple[Waiver, ...] = ()

    def has_clinician(self, written_by: Iterable[str], reviewed_by: Iterable[str]) -> bool:
        """Whether a clinician is among those who reviewed an item and did not write it; people by id."""
        clinicians = {person.id for person in self.people if person.clinician}
        return bool(clinicians & set(reviewed_by) - set(written_by))


class Blueprint(Frozen):
    """``blueprint.yaml``: topics, objectives, and what answers may turn on. A bank begins with none."""

    format_version: Literal[1]
    topics: tuple[Topic, ...]
    turns_on: tuple[Turn, ...]
    objectives: tuple[Objective, ...]


class Sources(Frozen):
    """``sources.yaml``."""

    format_version: Literal[1]
    sources: tuple[Source, ...]


class Facts(Frozen):
    """``facts.yaml``."""

    format_version: Literal[1]
    facts: tuple[Fact, ...]


class Misconceptions(Frozen):
    """``misconceptions.yaml``."""

    format_version: Literal[1]
    misconceptions: tuple[Misconception, ...] = ()


class Bank(Frozen):
    """A bank without its items: everything an item may refer to."""

    info: BankInfo
    blueprint: Blueprint
    sources: Sources
    facts: Facts
    misconceptions: Misconceptions
    figures: tuple[Figure, ...] = ()

    @cached_property
    def figures_by_id(self) -> dict[str, Figure]:
        """Figures by id."""
        return {figure.id: figure for figure in self.figures}

    @cached_property
    def people_by_id(self) -> dict[str, Person]:
        """People who write and review, by id."""
        return {person.id: person for person in self.info.people}

    @cached_property
    def topics_by_id(self) -> dict[str, Topic]:
        """Topics by id, in the blueprint's order."""
        return {topic.id: topic for topic in self.blueprint.topics}

    @cached_property
    def objectives_by_id(self) -> dict[str, Objective]:
        """Objectives by id."""
        return {objective.id: objective for objective in self.blueprint.objectives}

    @cached_property
    def sources_by_id(self) -> dict[str, Source]:
        """Sources by id."""
        return {source.id: source for source in self.sources.sources}

    @cached_property
    def facts_by_id(self) -> dict[str, Fact]:
        """Facts by id."""
        return {fact.id: fact for fact in self.facts.facts}

    @cached_property
    def misconceptions_by_id(self) -> dict[str, Misconception]:
        """Misconceptions by id."""
        return {wrong.id: wrong for wrong in self.misconceptions.misconceptions}

    @cached_property
    def turns(self) -> dict[str, Turn]:
        """What answers may turn on, by id."""
        return {turn.id: turn for turn in self.blueprint.turns_on}
