"""Histories of any length: what trainees were asked, answered and earned, and what follows from it.

The first person has an ordinary history, which is the same in every database; the second is the busiest there
is, and the others fill it up. Answers are those that formats give as samples; marks are made as for anybody.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, select

from benchmarks.growing import rows
from quiz.accounts.models import Person
from quiz.bank.models import Bank, Item, ItemVersion
from quiz.bank.published.queries import is_published, reading
from quiz.db import db
from quiz.sittings import policy
from quiz.sittings.actions import mark_row
from quiz.sittings.models import Mark, Response, Sitting, Slot, Visit
from quiz.sittings.rescoring import earned
from quiz.statistics import queries as statistics
from quiz.statistics import tallying
from quiz.statistics.models import Counting, FirstAnswer

ORDINARY, AMONG = 300, 90  # answers of the first person, and the items they are to
OTHERS = 200  # and of everybody but the busiest
BUSIEST = 20_000  # at most, and at most a fifth of all
AT_ONCE = 10  # slots of a sitting
BATCH = 20_000  # answers in one transaction
LIKELY = {"right": 60, "wrong": 30, "partial": 8, "blank": 2}
NOW = datetime.now(UTC)
TABLES = (Sitting, Slot, Visit, Response, Mark)


@dataclass(frozen=True)
class Asked:
    """One stage of a published version, as a slot asks it."""

    version_id: int
    item_id: int
    measures_as: int
    stage: int | None
    of: str


@dataclass(frozen=True)
class Said:
    """A sample of an answer: what is stored, what it earns, what was chosen."""

    answer: dict[str, Any]
    score: Any
    format: Any
    chosen: tuple[str, ...]


@dataclass
class Block:
    """Rows that are written together, by table."""

    ids: dict[Any, int]
    rows: dict[Any, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    first: list[tuple[dict[str, Any], Said]] = field(default_factory=list)
    answers: int = 0

    def add(self, model: Any, **row: Any) -> int:
        """Add a row under the next id of its table; return that."""
        id = self.ids[model]
        self.ids[model] = id + 1
        self.rows[model].append({"id": id, **row})
        return id


def grow_history(bank: Bank, responses: int, told: Callable[[int], None]) -> None:
    """Let there be so many responses; those that are there stay. told: how many more there are.

    Commits every batch of whole sittings, so whoever stops it can go on later.
    """
    there = db.session.scalar(select(func.count()).select_from(Response)) or 0
    told(there)
    items = _items(bank.id)
    samples = _Samples(bank)
    block = Block({model: rows.next_id(rows.table_of(model)) for model in TABLES})
    for number, quota in enumerate(_quotas(responses), 1):
        if there >= responses:
            break
        dice = Random(number)  # noqa: S311 - the same history each time
        person_id, done = _person(number, dice)
        seen = _seen(person_id) if done else set()
        drawn = _drawn(dice.sample(items, AMONG) if number == 1 else items, dice, skip=done)
        while done < quota and there < responses:
            before = block.answers
            _sitting(
                block,
                bank=bank,
                person_id=person_id,
                seen=seen,
                some=_some(drawn),
                samples=samples,
                dice=dice,
            )
            there, done = there + block.answers - before, done + block.answers - before
            if block.answers >= BATCH:
                _write(block, told)
                block = Block(block.ids)
    _write(block, told)


def person_ids() -> tuple[int, int]:
    """Return the ids of the person with the ordinary history, and of the busiest."""
    first, second = db.session.scalars(select(Person.id).order_by(Person.id).limit(2))
    return first, second


def _quotas(responses: int) -> Iterator[int]:
    yield min(ORDINARY, responses)
    yield max(OTHERS, min(BUSIEST, responses // 5))
    while True:
        yield OTHERS


def _items(bank_id: int) -> list[list[Asked]]:
    """Return what is published, by item: one to be asked, or the stages of a case."""
    version = ItemVersion
    query = (
        select(version.id, Item.id, version.measures_as, version.stages, Item.slug)
        .join(version, is_published())
        .where(Item.bank_id == bank_id, Item.state == "published")
        .order_by(Item.id)
    )
    return [
        [
            Asked(version_id, item_id, measures_as, stage if stages > 1 else None, slug.split("-copy-")[0])
            for stage in range(1, stages + 1)
        ]
        for version_id, item_id, measures_as, stages, slug in db.session.execute(query)
    ]


class _Samples:
    """Samples of answers, made once for all copies of an item, which are answered alike."""

    def __init__(self, bank: Bank) -> None:
        self._loaded_at = bank.loaded_at
        self._known: dict[tuple[str, int | None], tuple[list[Said], list[int]]] = {}

    def one(self, asked: Asked, dice: Random) -> Said:
        """Return what somebody might answer."""
        key = asked.of, asked.stage
        if key not in self._known:
            self._known[key] = self._read(asked)
        found, weights = self._known[key]
        return dice.choices(found, weights)[0]

    def _read(self, asked: Asked) -> tuple[list[Said], list[int]]:
        digest = db.session.scalar(select(ItemVersion.digest).where(ItemVersion.id == asked.version_id)) or ""
        read = reading(asked.version_id, digest, self._loaded_at, asked.stage)
        samples = list(read.format.samples(read.item))
        said = [
            Said(
                sample.response.model_dump(mode="json"),
                read.format.mark(read.item, sample.response),
                read.format,
                read.format.chosen(read.item, sample.response),
            )
            for sample in samples
        ]
        return said, [LIKELY.get(sample.name, 1) for sample in samples]


def _person(number: int, dice: Random) -> tuple[int, int]:
    """Return the id of the person with this number, and how many answers they have; make who is not there."""
    query = select(Person.id).order_by(Person.id).offset(number - 1).limit(1)
    if (id := db.session.scalar(query)) is not None:
        count = select(func.count()).select_from(Response).where(Response.person_id == id)
        return id, db.session.scalar(count) or 0
    person = Person(
        created_at=NOW - timedelta(days=400),
        seen_at=NOW,
        epoch=dice.randrange(2**31),
        time_zone="Europe/Paris",
    )
    db.session.add(person)
    db.session.flush()
    return person.id, 0


def _seen(person_id: int) -> set[tuple[int, int, int]]:
    row = FirstAnswer
    query = select(row.item_id, row.measures_as, row.stage).where(row.person_id == person_id)
    return {(item_id, measures_as, stage) for item_id, measures_as, stage in db.session.execute(query)}


def _drawn(items: list[list[Asked]], dice: Random, *, skip: int) -> Iterator[list[Asked]]:
    """Yield items in an order of this person's own, again and again."""
    while True:
        for place in dice.sample(range(len(items)), min(len(items), BUSIEST)):
            skip -= len(items[place])
            if skip < 0:
                yield items[place]


def _some(drawn: Iterator[list[Asked]]) -> list[Asked]:
    found: list[Asked] = []
    while len(found) < AT_ONCE:
        found += next(drawn)
    return found


def _sitting(
    block: Block,
    *,
    bank: Bank,
    person_id: int,
    seen: set[tuple[int, int, int]],
    some: list[Asked],
    samples: _Samples,
    dice: Random,
) -> None:
    number = block.ids[Sitting]
    is_exam, is_left = dice.random() < 0.1, dice.random() < 0.05
    begun = NOW - timedelta(days=dice.uniform(0.1, 390))
    at = begun
    seed = f"{dice.getrandbits(64):016x}"
    answered = some[:-2] if is_left and not is_exam else some
    minutes = policy.minutes_for(len(some)) if is_exam else None
    sitting_id = block.add(
        Sitting,
        person_id=person_id,
        bank_id=bank.id,
        mode=policy.EXAM if is_exam else policy.TUTOR,
        title=f"Mixed, {len(some)} questions",
        token=f"made-{number}",
        seed=seed,
        length=len(some),
        started_at=begun,
        closed_at=None if is_left and not is_exam else begun + timedelta(minutes=10),
        minutes=minutes,
        extra_time_percent=0,
        grace_seconds=10 if is_exam else 0,
        deadline=begun + timedelta(minutes=minutes) if minutes else None,
    )
    for position, asked in enumerate(some, 1):
        slot_id = block.add(
            Slot,
            person_id=person_id,
            sitting_id=sitting_id,
            position=position,
            version_id=asked.version_id,
            seed=f"{seed}/{position}",
            stage=asked.stage,
            flagged=is_exam and dice.random() < 0.1,
        )
        if position > len(answered):
            continue
        seconds = round(dice.lognormvariate(3.4, 0.5), 3)
        at += timedelta(seconds=seconds)
        said = samples.one(asked, dice)
        if is_exam:
            block.add(
                Visit,
                person_id=person_id,
                slot_id=slot_id,
                token=f"made-{slot_id}",
                seconds=seconds,
                left_at=at,
            )
        response_id = block.add(
            Response,
            person_id=person_id,
            slot_id=slot_id,
            token=f"made-{slot_id}",
            final=True,
            answer=said.answer,
            sureness=dice.choice((None, 1, 2, 2, 3)),
            seconds=seconds,
            answered_at=at,
            partial=False,
            late=False,
        )
        earns = earned(said.score, said.format, version_id=asked.version_id)
        block.add(Mark, **mark_row(earns, person_id=person_id, response_id=response_id, sequence=1, now=at))
        question = asked.item_id, asked.measures_as, asked.stage or 0
        if question not in seen:
            seen.add(question)
            share = said.score.points / said.score.out_of if said.score.scored else None
            names = dict(zip(("item_id", "measures_as", "stage"), question, strict=True))
            row = {"person_id": person_id, **names, "response_id": response_id, "share": share}
            block.first.append((row, said))
        block.answers += 1


def _write(block: Block, told: Callable[[int], None]) -> None:
    """Write a block in one transaction, with the counts that the product keeps of it."""
    for model in TABLES:
        rows.write(rows.table_of(model), block.rows[model])
    rows.write(rows.table_of(FirstAnswer), [row for row, _ in block.first])
    _count(block)
    rows.step_past(*(rows.table_of(model) for model in TABLES))
    db.session.commit()
    db.session.expunge_all()
    told(block.answers)


def _count(block: Block) -> None:
    counting = db.session.get(Counting, 1)
    if counting is None:
        counting = Counting(id=1)
        db.session.add(counting)
    counting.last_mark, counting.counted_at = block.ids[Mark] - 1, NOW
    ids = sorted({row["item_id"] for row, _ in block.first})
    tallies: dict[Any, Any] = {}
    for start in range(0, len(ids), 500):
        tallies |= statistics.tallies(ids[start : start + 500])
    for row, said in block.first:
        question = row["item_id"], row["measures_as"], row["stage"]
        if question not in tallies:
            tallies[question] = tallying.empty(*question)
            db.session.add(tallies[question])
        tallying.add(tallies[question], row["share"], said.chosen)
    db.session.flush()
