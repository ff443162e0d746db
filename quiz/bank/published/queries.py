"""Reading what trainees meet: banks that are practised, and versions with all they refer to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from question_bank import ASKED, FORMATS, Item, load
from question_bank.bank import BankInfo, Source
from question_bank.figure import Figure
from question_bank.formats.contract import CaseFormat, ItemFormat, Story
from quiz.bank import models
from quiz.bank.queries import bank_by_slug, figures_of
from quiz.db import db
from quiz.errors import NotFound


@dataclass(frozen=True)
class CaseStage:
    """Which stage of a case is read: with its story up to there, and the whole case for whoever may know."""

    case: Item
    format: CaseFormat
    story: Story

    @property
    def is_last(self) -> bool:
        """Whether the case ends here."""
        return self.story.stage == self.story.of


@dataclass(frozen=True)
class Reading:
    """A version of an item as people meet it, with what it refers to. Immutable, so it is cached.

    stage: in a case, which of its stages this is; item and format are then that stage's. unreviewed: it was
    published although no other educator had approved it.
    """

    version_id: int
    number: int
    item: Item
    format: ItemFormat
    topic_title: str
    objective_title: str
    sources: tuple[Source, ...]
    info: BankInfo
    stage: CaseStage | None = None
    unreviewed: bool = False
    digest: str = ""
    bank_loaded_at: datetime | None = None

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """What no other reading has: for keeping what is made of this one, which never changes."""
        return self.version_id, self.digest, self.bank_loaded_at, self.stage.story.stage if self.stage else 0

    @cached_property
    def source_ids(self) -> tuple[str, ...]:
        """Ids of the sources, in the order they are numbered."""
        return tuple(source.id for source in self.sources)

    @cached_property
    def authors(self) -> list[str]:
        """Names of who wrote the item."""
        return self._names(self.item.written_by)

    @cached_property
    def reviewers(self) -> list[str]:
        """Names of who reviewed the item."""
        return self._names(self.item.reviewed_by)

    @cached_property
    def clinician_reviewed(self) -> bool:
        """Whether a clinician other than the authors has reviewed the item."""
        return self.info.has_clinician(self.item.written_by, self.item.reviewed_by)

    def _names(self, ids: Sequence[str]) -> list[str]:
        names = {person.id: person.name for person in self.info.people}
        return [names.get(id, id) for id in ids]


def is_open() -> ColumnElement[bool]:
    """Return the condition that a bank is practised: not archived, and something of it was published."""
    return models.Bank.archived_at.is_(None) & _was_published()


def _was_published() -> ColumnElement[bool]:
    published = models.Item.published_number.is_not(None)
    return exists().where(models.Item.bank_id == models.Bank.id, published)


def open_banks() -> Sequence[models.Bank]:
    """Return the banks that are practised, by title."""
    return db.session.scalars(select(models.Bank).where(is_open()).order_by(models.Bank.title)).all()


def practised_bank(slug: str | None = None) -> models.Bank:
    """Return the bank a trainee asked for, or the first that is practised. Raises NotFound."""
    query = select(models.Bank).where(is_open()).order_by(models.Bank.id).limit(1)
    bank = db.session.scalar(query.where(models.Bank.slug == slug) if slug else query)
    if bank is None and slug:
        raise NotFound("There is no such bank.")
    if bank is None:
        raise NotFound("No questions have been loaded yet. `flask bank load PATH --publish` loads a bank.")
    return bank


@dataclass(frozen=True)
class Standing:
    """Who and what stands behind a bank: what its public page tells. Counts are of published items.

    topics, formats: titles with counts, those without items left out. signed: items that a clinician other
    than their authors has signed. reviewed: items by each reviewer's id. sources: those that items cite.
    """

    bank: models.Bank
    info: BankInfo
    items: int
    topics: tuple[tuple[str, int], ...]
    formats: tuple[tuple[str, int], ...]
    signed: int
    reviewed: Mapping[str, int]
    sources: tuple[Source, ...]


def count_published(bank: models.Bank) -> int:
    """Return how many items of a bank trainees may meet."""
    return _count_published(bank.id, bank.offer)


@lru_cache(maxsize=64)
def _count_published(bank_id: int, offer: str) -> int:
    query = select(func.count(models.Item.id)).where(
        models.Item.bank_id == bank_id, models.Item.state == "published"
    )
    return db.session.scalar(query) or 0


def standing(slug: str) -> Standing:
    """Return what a bank's public page tells. Raises NotFound, also while nothing of it was published."""
    bank = bank_by_slug(slug)
    if bank is None:
        raise NotFound("There is no such bank.")
    info = BankInfo.model_validate(bank.info, strict=False)
    found = _behind(bank.id, bank.offer)
    if not found.formats and not db.session.scalar(select(_was_published()).where(models.Bank.id == bank.id)):
        raise NotFound("There is no such bank.")  # what is only being written is no affair of the public
    titles = {topic.slug: topic.title for topic in topics(bank.id)}
    by_topic, by_format = found.topics, found.formats
    return Standing(
        bank=bank,
        info=info,
        items=by_format.total(),
        topics=tuple((title, by_topic[id]) for id, title in titles.items() if by_topic[id]),
        formats=tuple((fmt.title, by_format[name]) for name, fmt in FORMATS.items() if by_format[name]),
        signed=sum(n for (by, reviewed), n in found.people.items() if info.has_clinician(by, reviewed)),
        reviewed=found.reviewed,
        sources=tuple(each for each in _sources(bank.id, bank.loaded_at) if each.id in found.cited),
    )


@dataclass(frozen=True)
class _Behind:
    """What stands behind the published items of a bank, counted. people: by authors and reviewers."""

    topics: Counter[str]
    formats: Counter[str]
    people: Counter[tuple[tuple[str, ...], tuple[str, ...]]]
    reviewed: Counter[str]
    cited: frozenset[str]


@lru_cache(maxsize=16)
def _behind(bank_id: int, offer: str) -> _Behind:
    """Open every published document of a bank: once, for as long as its offer stays the same."""
    document = models.ItemVersion.document
    query = (
        select(
            models.ItemVersion.topic,
            models.ItemVersion.format,
            document["written_by"],
            document["reviewed_by"],
            document["sources"],
        )
        .join(models.Item, is_published())
        .where(models.Item.bank_id == bank_id, models.Item.state == "published")
    )
    found = _Behind(Counter(), Counter(), Counter(), Counter(), frozenset())
    cited: set[str] = set()
    for topic, format, written_by, reviewed_by, sources in db.session.execute(query):
        found.topics[topic] += 1
        found.formats[format] += 1
        found.people[tuple(written_by or ()), tuple(reviewed_by or ())] += 1
        found.reviewed.update(reviewed_by or ())
        cited.update(source["id"] for source in sources)
    return replace(found, cited=frozenset(cited))


@lru_cache(maxsize=64)
def _sources(bank_id: int, loaded_at: datetime) -> tuple[Source, ...]:
    """Return a bank's sources in the order of its file; only a load changes them."""
    query = (
        select(models.Source.document)
        .where(models.Source.bank_id == bank_id)
        .order_by(models.Source.position)
    )
    return tuple(Source.model_validate(row, strict=False) for row in db.session.scalars(query))


def topics(bank_id: int) -> Sequence[models.Topic]:
    """Return a bank's topics in the blueprint's order."""
    query = select(models.Topic).where(models.Topic.bank_id == bank_id).order_by(models.Topic.position)
    return db.session.scalars(query).all()


def is_published() -> ColumnElement[bool]:
    """Return the condition that joins an item with the version trainees meet."""
    return and_(
        models.ItemVersion.item_id == models.Item.id,
        models.ItemVersion.number == models.Item.published_number,
    )


def published(bank_id: int, topic: str | None = None) -> Select[int, int, str, str, int]:
    """Return a select of what trainees may meet: item id, version id, topic, objective, stages."""
    version = models.ItemVersion
    query = (
        select(models.Item.id, version.id, version.topic, version.objective, version.stages)
        .join(models.ItemVersion, is_published())
        .where(models.Item.bank_id == bank_id, models.Item.state == "published")
    )
    return query.where(models.ItemVersion.topic == topic) if topic else query


def reading(version_id: int, digest: str, bank_loaded_at: datetime, stage: int | None = None) -> Reading:
    """Return a version with everything it refers to; of a case one stage, the first if none is named.

    Versions never change, but what they refer to may when their bank is loaded again, and another version may
    get the id after a backup was restored: hence ``digest`` and ``bank_loaded_at`` in the key of the cache.
    """
    stages = _reading(version_id, digest, bank_loaded_at)
    return stages[(stage or 1) - 1]


@lru_cache(maxsize=2048)
def _reading(version_id: int, digest: str, bank_loaded_at: datetime) -> tuple[Reading, ...]:
    # Outer joins: a past answer is still explained when the blueprint has dropped its topic or objective.
    query = (
        select(
            models.ItemVersion.number,
            models.ItemVersion.document,
            models.ItemVersion.unreviewed,
            models.Bank,
            models.Topic,
            models.Objective,
        )
        .join(models.Item, models.Item.id == models.ItemVersion.item_id)
        .join(models.Bank, models.Bank.id == models.Item.bank_id)
        .outerjoin(
            models.Topic,
            (models.Topic.bank_id == models.Bank.id) & (models.Topic.slug == models.ItemVersion.topic),
        )
        .outerjoin(
            models.Objective,
            (models.Objective.bank_id == models.Bank.id)
            & (models.Objective.slug == models.ItemVersion.objective),
        )
        .where(models.ItemVersion.id == version_id)
    )
    number, document, unreviewed, bank, topic, objective = db.session.execute(query).one()
    item = load(document)
    if item.all_figure_ids():
        item = item.with_figures(_figures(bank.id, item.all_figure_ids()))
    used = [source.id for source in item.sources]
    rows = select(models.Source.document).where(
        models.Source.bank_id == bank.id, models.Source.slug.in_(used)
    )
    found = {row["id"]: Source.model_validate(row, strict=False) for row in db.session.scalars(rows)}
    return tuple(
        Reading(
            version_id=version_id,
            number=number,
            item=asked,
            format=ASKED[asked.format],
            topic_title=topic.title if topic else item.topic,
            objective_title=objective.title if objective else item.objective,
            sources=tuple(found[source.id] for source in asked.sources if source.id in found),
            info=BankInfo.model_validate(bank.info, strict=False),
            stage=stage,
            unreviewed=unreviewed,
            digest=digest,
            bank_loaded_at=bank_loaded_at,
        )
        for asked, stage in _asked(item)
    )


def _asked(item: Item) -> list[tuple[Item, CaseStage | None]]:
    """Return what is asked: the item, or those of a case's stages."""
    fmt = FORMATS[item.format]
    if not isinstance(fmt, CaseFormat):
        return [(item, None)]
    return [
        (asked, CaseStage(item, fmt, fmt.so_far(item, number)))
        for number, asked in enumerate(fmt.items(item), 1)
    ]


def _figures(bank_id: int, ids: Sequence[str]) -> dict[str, Figure]:
    rows = db.session.scalars(
        select(models.Figure).where(models.Figure.bank_id == bank_id, models.Figure.slug.in_(ids))
    )
    return {figure.id: figure for figure in figures_of(rows)}
