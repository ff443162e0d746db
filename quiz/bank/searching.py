"""Full text of items, by the database's own search: FTS5 on SQLite, a tsvector on PostgreSQL.

One row an item, with the words of its newest version. Both databases are given words that were made here, so
that both find the same: lower case, without accents. A search finds items that have every word of it, or a
longer one that begins so.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from sqlalchemy import DDL, ColumnElement, bindparam, event, text

from quiz.bank import models
from quiz.db import db

MOST_WORDS = 20  # of a search
LONGEST = 60  # letters of a word that count
_WORD = re.compile(r"[^\W_]+")

# The same stands in migrations/versions/0003: a table of this kind is none to SQLAlchemy.
TABLES = {
    "sqlite": (
        "CREATE VIRTUAL TABLE item_search USING fts5(words, tokenize='unicode61 remove_diacritics 0')",
        (
            "CREATE TRIGGER item_search_gone AFTER DELETE ON item"
            " BEGIN DELETE FROM item_search WHERE rowid = old.id; END"
        ),
    ),
    "postgresql": (
        (
            "CREATE TABLE item_search (rowid BIGINT PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,"
            " words TSVECTOR NOT NULL)"
        ),
        "CREATE INDEX ix_item_search_words ON item_search USING gin (words)",
    ),
}
for _dialect, _statements in TABLES.items():
    for _statement in _statements:
        _make = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(models.Item.__table__, "after_create", _make)

_MATCH = {
    "sqlite": "item.id IN (SELECT rowid FROM item_search WHERE words MATCH :words)",
    "postgresql": "item.id IN (SELECT rowid FROM item_search WHERE words @@ CAST(:words AS tsquery))",
}
_ADD = {
    "sqlite": "INSERT INTO item_search (rowid, words) VALUES (:id, :words)",
    "postgresql": "INSERT INTO item_search (rowid, words)"
    " VALUES (:id, array_to_tsvector(string_to_array(:words, ' ')))",
}


def words_of(value: Any) -> list[str]:
    """Return the words of a text, or of every text in a document, each once, in their order."""
    texts: list[str] = []
    _gather(value, texts)
    found = dict.fromkeys(_WORD.findall(_without_accents("\n".join(texts))))
    return list(dict.fromkeys(word[:LONGEST] for word in found))


def index(found_by: Mapping[int, str]) -> None:
    """Let items, by their ids, be found by these words, as ``written`` gives them, and by no others."""
    rows = [{"id": id, "words": words} for id, words in found_by.items()]
    db.session.execute(text("DELETE FROM item_search WHERE rowid = :id"), rows)
    db.session.execute(text(_ADD[db.engine.dialect.name]), rows)


def written(document: Any) -> str:
    """Return the words by which a document is found, as the tables hold them."""
    return " ".join(words_of(document))


def matches(search: str) -> ColumnElement[bool] | None:
    """Return the condition that an item has every word of a search; None when it has no words."""
    words = words_of(search)[:MOST_WORDS]
    if not words:
        return None
    is_sqlite = db.engine.dialect.name == "sqlite"
    asked = (
        " ".join(f'"{word}"*' for word in words) if is_sqlite else " & ".join(f"'{word}':*" for word in words)
    )
    return text(_MATCH[db.engine.dialect.name]).bindparams(bindparam("words", asked))  # type: ignore[return-value]


def _gather(value: Any, texts: list[str]) -> None:
    """Add every text of a document to ``texts``, in their order."""
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, dict):
        for part in value.values():
            _gather(part, texts)
    elif isinstance(value, list):
        for part in value:
            _gather(part, texts)


def _without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    for sign in set(plain):
        if unicodedata.combining(sign):
            plain = plain.replace(sign, "")
    return plain
