"""Reading the lists of a bank that grow long: found, paged, and where each entry is used."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from question_bank.upgrading import Document
from quiz.bank import models, searching
from quiz.bank.contents.queries import naming, uses
from quiz.db import db

PAGE = 50
MODELS: dict[str, type[Any]] = {
    "facts": models.Fact,
    "misconceptions": models.Misconception,
    "objectives": models.Objective,
    "sources": models.Source,
}


@dataclass(frozen=True)
class Page:
    """Some entries of a list that fit a search. total: of all pages. used: how many items name each."""

    documents: list[Document]
    total: int
    number: int
    used: Counter[str]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Users:
    """Items that name an entry: slugs and titles of some, and how many there are."""

    some: list[tuple[str, str]]
    total: int


def entries(bank_id: int, kind: str) -> list[Document]:
    """Return a list of a bank in its order."""
    model = MODELS[kind]
    query = select(model.document).where(model.bank_id == bank_id).order_by(model.position)
    return list(db.session.scalars(query))


def page(bank_id: int, kind: str, documents: Sequence[Document], *, search: str, number: int) -> Page:
    """Return one page of the entries that have every word of a search, or a longer one that begins so."""
    words = searching.words_of(search)[: searching.MOST_WORDS]
    found = [document for document in documents if _fits(document, words)] if words else list(documents)
    number = max(1, min(number, -(-len(found) // PAGE)))
    some = found[(number - 1) * PAGE : number * PAGE]
    return Page(some, len(found), number, uses(bank_id, kind, [document["id"] for document in some]))


def users(bank_id: int, kind: str, slug: str) -> Users:
    """Return the items that name an entry, newest or published."""
    which = naming(bank_id, kind, [slug]).subquery()
    query = (
        select(models.Item.slug, models.ItemVersion.title)
        .join(
            models.ItemVersion,
            (models.ItemVersion.item_id == models.Item.id)
            & (models.ItemVersion.number == models.Item.newest_number),
        )
        .where(models.Item.id.in_(select(which.c.id)))
        .order_by(func.lower(models.ItemVersion.title), models.Item.slug)
    )
    total = uses(bank_id, kind, [slug])[slug]
    return Users([(slug, title) for slug, title in db.session.execute(query.limit(PAGE))], total)


def _fits(document: Document, words: Sequence[str]) -> bool:
    own = searching.words_of(document)
    return all(any(mine.startswith(word) for mine in own) for word in words)
