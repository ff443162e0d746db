"""What a bank covers, in numbers: the whole report of ``flask bank report``. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from question_bank.bank import Bank
from question_bank.citations import without_citations
from question_bank.flaw import Flaw, Severity
from question_bank.folder import ItemFile
from question_bank.formats import ASKED, FORMATS
from question_bank.formats.contract import CaseFormat
from question_bank.item import Difficulty, Item, ReasoningStep
from question_bank.lint.wording import FEWEST_WORDS, MOST_WORDS
from question_bank.reporting import coverage, options, people
from question_bank.reporting.tally import Tally, named, tallies

REPORT_VERSION = 1
RED_FLAG = "red_flag"  # what a blueprint calls answers that turn on a danger sign
LEVELS = ("recall", "application", "analysis")


@dataclass(frozen=True)
class Items:
    """How many items there are. publishable: those without errors, on which all else in the report rests."""

    total: int
    publishable: int
    with_errors: tuple[str, ...]


@dataclass(frozen=True)
class Danger:
    """Items about danger, by id.

    red_flag: they turn on a danger sign. can_harm: some answer to them would harm the patient. either: how
    many are one or both. red_flag_without_harm: no answer is marked as one that would harm.
    """

    red_flag: tuple[str, ...]
    can_harm: tuple[str, ...]
    either: int
    red_flag_without_harm: tuple[str, ...]


@dataclass(frozen=True)
class Length:
    """An explanation and its length in words."""

    item: str
    words: int


@dataclass(frozen=True)
class Explanations:
    """Words per explanation, citations left out; of a case, that of the whole."""

    fewest: int
    median: float
    most: int
    outside: tuple[Length, ...]


@dataclass(frozen=True)
class FlawCount:
    """How often a flaw was found."""

    code: str
    severity: str
    count: int


@dataclass(frozen=True)
class ClinicianFirst:
    """Items that no clinician has signed and that need one before others, by id.

    danger: they turn on a danger sign, or some answer would harm. unscored: no panel has set their key.
    """

    danger: tuple[str, ...]
    unscored: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """A bank in numbers. Shares are 0..1."""

    report_version: int
    bank: str
    title: str
    items: Items
    formats: tuple[Tally, ...]
    stage_formats: tuple[Tally, ...]
    topics: tuple[Tally, ...]
    reasoning_steps: tuple[Tally, ...]
    difficulty: tuple[Tally, ...]
    objective_levels: tuple[Tally, ...]
    turns_on: tuple[Tally, ...]
    evidence: coverage.Evidence
    danger: Danger
    pairs: coverage.Pairs
    patients: people.Patients
    keys: tuple[options.Keys, ...]
    explanations: Explanations
    flaws: tuple[FlawCount, ...]
    signatures: people.Signatures
    clinician_first: ClinicianFirst
    objectives: coverage.Objectives
    facts: coverage.Facts


def report_on(bank: Bank, entries: Sequence[ItemFile], flaws: Iterable[Flaw] = ()) -> Report:
    """Return what a bank covers. entries: its checked items. flaws: those of the bank's own files."""
    sound = [entry.item for entry in entries if entry.publishable and entry.item is not None]
    info, danger = bank.info, _danger(sound)
    levels = {objective.id: objective.level for objective in bank.blueprint.objectives}
    formats = {name: fmt.title for name, fmt in FORMATS.items()}
    return Report(
        report_version=REPORT_VERSION,
        bank=info.id,
        title=info.working_title,
        items=Items(
            total=len(entries),
            publishable=len(sound),
            with_errors=tuple(entry.file.stem for entry in entries if not entry.publishable),
        ),
        formats=tallies([item.format for item in sound], formats),
        stage_formats=tallies(
            [stage.format for item in sound if _is_case(item) for stage in asked_of(item)],
            {name: fmt.title for name, fmt in ASKED.items()},
        ),
        topics=tallies([item.topic for item in sound], _titles(bank.blueprint.topics)),
        reasoning_steps=tallies([item.reasoning_step for item in sound], named(ReasoningStep)),
        difficulty=tallies([item.difficulty for item in sound], named(Difficulty)),
        objective_levels=tallies([levels[item.objective] for item in sound], named(LEVELS)),
        turns_on=tallies([item.turns_on for item in sound], _titles(bank.blueprint.turns_on)),
        evidence=coverage.evidence(sound, bank),
        danger=danger,
        pairs=coverage.pairs(sound),
        patients=people.patients(sound),
        keys=options.keys(asked for item in sound for asked in asked_of(item)),
        explanations=_explanations(sound),
        flaws=_flaws([*flaws, *(flaw for entry in entries for flaw in entry.flaws)]),
        signatures=people.signatures(sound, bank),
        clinician_first=_clinician_first(sound, bank, danger),
        objectives=coverage.objectives(sound, bank),
        facts=coverage.facts(sound, bank),
    )


def as_document(report: Report) -> dict[str, Any]:
    """Return a report as plain values, for JSON. ``report_version`` goes up when a name changes or goes."""
    return asdict(report)


def asked_of(item: Item) -> tuple[Item, ...]:
    """Return what an item asks: itself, or the items of a case's stages."""
    fmt = FORMATS[item.format]
    return fmt.items(item) if isinstance(fmt, CaseFormat) else (item,)


def _is_case(item: Item) -> bool:
    return isinstance(FORMATS[item.format], CaseFormat)


def _titles(entries: Iterable[Any]) -> dict[str, str]:
    return {entry.id: entry.title for entry in entries}


def _can_harm(item: Item) -> bool:
    """Whether some answer would put the patient in danger, as its format marks the answers it tries out."""
    return any(
        ASKED[asked.format].mark(asked, sample.response).dangerous
        for asked in asked_of(item)
        for sample in ASKED[asked.format].samples(asked)
    )


def _is_unscored(item: Item) -> bool:
    """Whether some part of an item has a key that earns nothing, because no panel has set it."""
    for asked in asked_of(item):
        fmt = ASKED[asked.format]
        if not fmt.mark(asked, next(iter(fmt.samples(asked))).response).scored:
            return True
    return False


def _danger(items: Iterable[Item]) -> Danger:
    items = list(items)
    red = [item.id for item in items if item.turns_on == RED_FLAG]
    harm = [item.id for item in items if _can_harm(item)]
    return Danger(
        red_flag=tuple(red),
        can_harm=tuple(harm),
        either=len({*red, *harm}),
        red_flag_without_harm=tuple(id for id in red if id not in set(harm)),
    )


def _clinician_first(items: Iterable[Item], bank: Bank, danger: Danger) -> ClinicianFirst:
    unsigned = [item for item in items if not bank.info.has_clinician(item.written_by, item.reviewed_by)]
    grave = {*danger.red_flag, *danger.can_harm}
    return ClinicianFirst(
        danger=tuple(item.id for item in unsigned if item.id in grave),
        unscored=tuple(item.id for item in unsigned if _is_unscored(item)),
    )


def _explanations(items: Iterable[Item]) -> Explanations:
    lengths = [Length(item.id, len(without_citations(item.explanation).split())) for item in items]
    words = [length.words for length in lengths] or [0]
    return Explanations(
        fewest=min(words),
        median=float(median(words)),
        most=max(words),
        outside=tuple(each for each in lengths if not FEWEST_WORDS <= each.words <= MOST_WORDS),
    )


def _flaws(flaws: Iterable[Flaw]) -> tuple[FlawCount, ...]:
    found = Counter((flaw.code, str(flaw.severity)) for flaw in flaws)
    order = [str(severity) for severity in Severity]
    rows = sorted(found.items(), key=lambda row: (order.index(row[0][1]), -row[1], row[0][0]))
    return tuple(FlawCount(code, severity, count) for (code, severity), count in rows)
