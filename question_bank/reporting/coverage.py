"""Which facts, objectives and sources items use, and which pairs they make."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from question_bank.bank import Bank
from question_bank.checking import ALLOWED_USES
from question_bank.item import Certainty, Item
from question_bank.reporting.tally import Tally, named, tallies

FEWEST_ITEMS = 2  # an objective needs a sibling, so that a review is not the same item again
GUIDELINE = "guideline"


@dataclass(frozen=True)
class FactUsed:
    """What one item does with a fact. allowed: whether the fact's grade allows that."""

    item: str
    use: str
    allowed: bool


@dataclass(frozen=True)
class FactCoverage:
    """A fact and the items that use it."""

    id: str
    grade: str
    uses: tuple[FactUsed, ...]


@dataclass(frozen=True)
class Facts:
    """Facts × items. unused: those that no item uses as their grade allows. disobeyed: uses it forbids."""

    total: int
    unused: tuple[str, ...]
    disobeyed: int
    each: tuple[FactCoverage, ...]


@dataclass(frozen=True)
class ObjectiveCoverage:
    """An objective and the items for it. vignettes: how many different ones these have."""

    id: str
    topic: str
    level: str
    title: str
    items: tuple[str, ...]
    vignettes: int


@dataclass(frozen=True)
class Objectives:
    """Objectives × items. thin: those with fewer than two items, or fewer than two different vignettes."""

    total: int
    thin: tuple[str, ...]
    each: tuple[ObjectiveCoverage, ...]


@dataclass(frozen=True)
class Evidence:
    """What items rest on.

    levels: items that cite at least one source of the level; shares of all items, so they may sum to more
    than 1. certainties: of every source an item lists. reads: how the sources used were read.
    """

    levels: tuple[Tally, ...]
    certainties: tuple[Tally, ...]
    reads: tuple[Tally, ...]
    unused_sources: tuple[str, ...]


@dataclass(frozen=True)
class Pairs:
    """Minimal pairs. complete: two items that name each other. broken: items whose pair does not."""

    complete: tuple[tuple[str, str], ...]
    broken: tuple[str, ...]


def facts(items: Iterable[Item], bank: Bank) -> Facts:
    """Return which items use each fact of the bank, and how. items: sound ones, whose facts the bank has."""
    uses: dict[str, list[FactUsed]] = defaultdict(list)
    for item in items:
        for used in item.facts:
            allowed = used.use in ALLOWED_USES[bank.facts_by_id[used.id].grade]
            uses[used.id].append(FactUsed(item.id, str(used.use), allowed))
    each = tuple(FactCoverage(fact.id, str(fact.grade), tuple(uses[fact.id])) for fact in bank.facts.facts)
    return Facts(
        total=len(each),
        unused=tuple(fact.id for fact in each if not any(used.allowed for used in fact.uses)),
        disobeyed=sum(not used.allowed for fact in each for used in fact.uses),
        each=each,
    )


def objectives(items: Sequence[Item], bank: Bank) -> Objectives:
    """Return which items each objective of the bank has."""
    by_objective: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_objective[item.objective].append(item)
    each = tuple(
        ObjectiveCoverage(
            id=objective.id,
            topic=objective.topic,
            level=objective.level,
            title=objective.title,
            items=tuple(item.id for item in by_objective[objective.id]),
            vignettes=len({_vignette(item) for item in by_objective[objective.id]}),
        )
        for objective in bank.blueprint.objectives
    )
    return Objectives(
        total=len(each),
        thin=tuple(found.id for found in each if found.vignettes < FEWEST_ITEMS),
        each=each,
    )


def _vignette(item: Item) -> str:
    """Return what tells one vignette from another, findings included; no vignette is like no other."""
    return item.vignette.model_dump_json() if item.vignette else item.id


def evidence(items: Sequence[Item], bank: Bank) -> Evidence:
    """Return the levels, certainties and readings of what items cite."""
    cited: Counter[str] = Counter()
    certainties: list[str] = []
    used: set[str] = set()
    for item in items:
        sources = [bank.sources_by_id[used_source.id] for used_source in item.sources]
        cited.update({GUIDELINE if source.level is None else str(source.level) for source in sources})
        used |= {source.id for source in sources}
        certainties += [str(one.certainty) for one in item.sources]
    titles = {GUIDELINE: "guideline (grades itself)", **{str(n): f"level {n}" for n in range(1, 6)}}
    return Evidence(
        levels=tuple(
            Tally(id, title, cited[id], cited[id] / (len(items) or 1)) for id, title in titles.items()
        ),
        certainties=tallies(certainties, named(Certainty)),
        reads=tallies(
            [source.read for source in bank.sources.sources if source.id in used],
            named(("full", "abstract", "secondhand", "not_read")),
        ),
        unused_sources=tuple(source.id for source in bank.sources.sources if source.id not in used),
    )


def pairs(items: Iterable[Item]) -> Pairs:
    """Return the minimal pairs, whole and broken."""
    named_by = {item.id: item.minimal_pair for item in items if item.minimal_pair is not None}
    complete = sorted(
        (one, other) for one, other in named_by.items() if one < other and named_by.get(other) == one
    )
    whole = {id for pair in complete for id in pair}
    return Pairs(tuple(complete), tuple(sorted(set(named_by) - whole)))
