"""A bank of any size: the shipped items as a load writes them, then copies of their rows with other words.

Every copy keeps what makes its item answerable. Its story has a sentence of its own, some stand elsewhere in
the blueprint or are easier or harder, some were never published, and one in ten is in its second version.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.growing import rows
from question_bank import digest, dump
from question_bank.folder import Folder, ItemFile, read_folder
from question_bank.item import Difficulty
from quiz.bank import kept, models, searching
from quiz.bank.actions import load_folder
from quiz.bank.published.offers import note_offer
from quiz.bank.queries import bank_by_slug
from quiz.db import db

SHIPPED = Path(__file__).parents[2] / "question_bank" / "banks" / "back_mice"
SLUG = "back_mice"
COPY = re.compile(r".+-copy-\d+")
BATCH = 500
NOT_PUBLISHED = {7: "draft", 23: "in_review", 41: "retired"}  # of each fifty copies
NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Template:
    """A shipped item as it was written to the database, by table."""

    item: dict[str, Any]
    version: dict[str, Any]
    flaws: list[dict[str, Any]]


def grow_bank(items: int, told: Callable[[int], None]) -> models.Bank:
    """Let the bank have so many items; those that are there stay. told: how many more there are.

    Commits every batch, so whoever stops it can go on later.
    """
    bank = bank_by_slug(SLUG)
    if bank is None:
        shipped = read_folder(SHIPPED)
        shipped.items[:] = spread(shipped, items)
        load_folder(shipped, now=NOW, publish=True)
        db.session.commit()
        bank = bank_by_slug(SLUG)
    if bank is None:
        raise SystemExit("The shipped bank was not loaded.")
    templates = _templates(bank.id)
    words = sorted({word for each in templates for word in searching.words_of(each.version["document"])})
    there = len(templates) + _count_copies(bank.id)
    told(there)
    while there < items:
        numbers = range(there, min(there + BATCH, items))
        _add(bank, templates, words, numbers)
        db.session.commit()
        db.session.expunge_all()
        there += len(numbers)
        told(len(numbers))
    return bank


def spread(shipped: Folder, most: int) -> list[ItemFile]:
    """Return at most so many of the shipped items, of every format in its turn."""
    sound = [entry for entry in shipped.items if entry.item is not None and entry.document is not None]
    in_turn = []
    for _, group in groupby(sorted(sound, key=_format), key=_format):
        in_turn += [(place, entry) for place, entry in enumerate(group)]
    return [entry for _, entry in sorted(in_turn, key=lambda pair: pair[0])][:most]


def _format(entry: ItemFile) -> str:
    return str(dump(entry.item)["format"]) if entry.item else ""


def _count_copies(bank_id: int) -> int:
    query = db.select(models.Item.slug).where(models.Item.bank_id == bank_id)
    return sum(bool(COPY.fullmatch(slug)) for slug in db.session.scalars(query))


def _templates(bank_id: int) -> list[Template]:
    item, version, flaw = (
        rows.table_of(models.Item),
        rows.table_of(models.ItemVersion),
        rows.table_of(models.ItemFlaw),
    )
    query = db.select(item).where(item.c.bank_id == bank_id, item.c.state == "published").order_by(item.c.id)
    found = []
    for row in db.session.execute(query).mappings():
        if COPY.fullmatch(row["slug"]):
            break
        seen = db.select(version).where(
            version.c.item_id == row["id"], version.c.number == row["published_number"]
        )
        flaws = db.select(flaw).where(flaw.c.item_id == row["id"])
        found.append(
            Template(
                dict(row),
                dict(db.session.execute(seen).mappings().one()),
                [dict(each) for each in db.session.execute(flaws).mappings()],
            )
        )
    return found


def _add(bank: models.Bank, templates: list[Template], words: list[str], numbers: range) -> None:
    item_table, version_table = rows.table_of(models.Item), rows.table_of(models.ItemVersion)
    item_id, version_id = rows.next_id(item_table), rows.next_id(version_table)
    items: list[dict[str, Any]] = []
    versions: list[dict[str, Any]] = []
    namings: list[dict[str, Any]] = []
    flaws: list[dict[str, Any]] = []
    documents: list[tuple[int, dict[str, Any]]] = []
    for number in numbers:
        dice = Random(number)  # noqa: S311 - the same bank each time
        template = templates[number % len(templates)]
        state = NOT_PUBLISHED.get(number % 50, "published")
        slug = f"{template.item['slug']}-copy-{number}"
        newest = 2 if number % 10 == 9 else 1
        for each in _versions(template, slug, templates=templates, words=words, dice=dice, count=newest):
            versions.append({**each, "id": version_id, "item_id": item_id})
            namings += [
                {"version_id": version_id, "kind": kind, "slug": named}
                for kind, named in dict.fromkeys(kept.named_in(each["document"]))
            ]
            version_id += 1
        items.append(
            {
                **template.item,
                "id": item_id,
                "slug": slug,
                "state": state,
                "newest_number": newest,
                "published_number": newest if state == "published" else None,
                "synced_digest": None,
                "topic": versions[-1]["topic"],
                "title_key": versions[-1]["title"].lower(),
                "changed_at": versions[-1]["created_at"],
            }
        )
        flaws += [
            {**{name: value for name, value in flaw.items() if name != "id"}, "item_id": item_id}
            for flaw in template.flaws
        ]
        documents.append((item_id, versions[-1]["document"]))
        item_id += 1
    rows.write(item_table, items)
    rows.write(version_table, versions)
    rows.write(rows.table_of(models.Naming), namings)
    rows.write(rows.table_of(models.ItemFlaw), flaws)
    rows.step_past(item_table, version_table)
    searching.index({id: searching.written(document) for id, document in documents})
    note_offer(db.session(), [bank.id])


def _versions(
    template: Template, slug: str, *, templates: list[Template], words: list[str], dice: Random, count: int
) -> Iterator[dict[str, Any]]:
    document = json.loads(json.dumps(template.version["document"]))
    document.pop("minimal_pair", None)
    document |= {"id": slug, "title": f"{document['title']} {' '.join(dice.sample(words, 2))}"}
    if dice.random() < 0.5:
        elsewhere = dice.choice(templates).version["document"]
        document |= {name: elsewhere[name] for name in ("topic", "objective") if name in elsewhere}
    if dice.random() < 0.5:
        document["difficulty"] = dice.choice([each.value for each in Difficulty])
    at = NOW - timedelta(days=dice.randrange(400))
    for number in range(1, count + 1):
        document = json.loads(json.dumps(document))
        _tell_more(document, " ".join(dice.sample(words, 12)).capitalize() + ".")
        yield {
            **template.version,
            "number": number,
            "measures_as": 1,
            "document": document,
            "digest": digest(document),
            "topic": document["topic"],
            "objective": document["objective"],
            "difficulty": document["difficulty"],
            "title": document["title"],
            "created_at": at + timedelta(days=number),
        }


def _tell_more(value: Any, sentence: str) -> None:
    """Let every story of a document end in one more sentence."""
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _tell_more(part, sentence)
    if isinstance(value, dict) and isinstance(value.get("story"), str):
        value["story"] += f" {sentence}"
