"""Migrations: one head, up and down on both databases, and what they make is what the models say."""

import json
import re
import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from quiz import create_app
from quiz.accounts.models import ROLES
from quiz.bank import searching
from quiz.bank.kept import named_in
from quiz.bank.models import Item
from quiz.db import Base, db
from quiz.migrating import downgrade, is_modelled, upgrade
from quiz.schema import MIGRATIONS, SchemaError, current_revision, expected_revision, known_revisions
from tests import databases
from tests.conftest import BACKENDS, settings_for

REVISIONS = sorted(known_revisions())
NAMING = "0009"  # the revision that keeps what versions name


def test_revisions_are_numbered_without_gaps_and_head_is_committed():
    assert [f"{number:04d}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS
    assert expected_revision() == REVISIONS[-1]


def test_each_revision_follows_the_one_before_and_imports_nothing_of_ours():
    for file in (MIGRATIONS / "versions").glob("*.py"):
        source = file.read_text()
        number = int(file.stem[:4])
        assert f'revision = "{number:04d}"' in source
        assert f"down_revision = {None if number == 1 else f'{number - 1:04d}'!r}".replace("'", '"') in source
        assert not re.search(r"^(from|import) (quiz|question_bank)", source, re.MULTILINE)


def test_empty_to_head_is_what_the_models_say(empty):
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_modelled}
        )
        assert compare_metadata(context, Base.metadata) == []
        assert current_revision(connection) == expected_revision()
        assert set(connection.scalars(text("SELECT name FROM role"))) == set(ROLES)


def test_constraints_have_the_names_that_the_models_give_them(empty):
    upgrade()
    migrated = constraint_names()
    downgrade("base")
    Base.metadata.create_all(db.engine)
    assert constraint_names() == migrated


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_revision_goes_up_down_and_up_again(empty, revision):
    upgrade(revision)
    below = f"{int(revision) - 1:04d}" if revision != "0001" else "base"
    downgrade(below)
    with db.engine.connect() as connection:
        assert current_revision(connection) == (None if below == "base" else below)
    upgrade(revision)
    with db.engine.connect() as connection:
        assert current_revision(connection) == revision


def test_what_lists_and_searches_need_is_taken_from_the_versions_that_are_there(empty):
    upgrade("0002")
    document = {
        "title": "Ünïcode wiggles",
        "recheck_by": "2027-01-01",
        "difficulty": "hard",
        "written_by": ["ada", "bob"],
        "n": [1],
    }
    odd = {
        "title": 7,
        "recheck_by": ["x"],
        "difficulty": 1,
        "written_by": "ada",
        "options": [{"text": "Humming"}],
    }
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO bank (id, slug, title, working_title, info, synced_digest, loaded_at)"
                " VALUES (1, 'b', 'B', 'B', '{}', 'abc', '2026-11-20')"
            )
        )
        connection.execute(
            text("INSERT INTO item (id, bank_id, slug, state, newest_number) VALUES (5, 1, 'i', 'draft', 2)")
        )
        connection.execute(
            text("INSERT INTO item (id, bank_id, slug, state, newest_number) VALUES (6, 1, 'j', 'draft', 1)")
        )
        for number, (item_id, what) in enumerate(((5, document), (5, odd), (6, document)), 1):
            connection.execute(
                text(
                    "INSERT INTO item_version (id, item_id, number, measures_as, document, digest, format,"
                    " topic, objective, created_at)"
                    " VALUES (:id, :item, :number, 1, :document, 'd', 'f', 'gait', '', '2026-11-20')"
                ),
                {"id": number, "item": item_id, "number": number % 3 or 1, "document": json.dumps(what)},
            )
    upgrade()
    with db.engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT title, recheck_by, authors, errors, difficulty FROM item_version ORDER BY id LIMIT 2"
            )
        )
        assert rows.all() == [
            ("Ünïcode wiggles", "2027-01-01", " ada bob ", None, "hard"),
            ("", None, "", None, ""),
        ]
        assert connection.scalar(text("SELECT synced_digest FROM bank")) is None
        listed = connection.execute(text("SELECT topic, title_key, changed_at IS NULL FROM item ORDER BY id"))
        assert listed.all() == [("gait", "", False), ("gait", "ünïcode wiggles", False)]
    assert db.session.scalars(select(Item.slug).where(searching.matches("humm"))).all() == ["i"]
    assert db.session.scalars(select(Item.slug).where(searching.matches("wiggles"))).all() == ["j"]


def test_what_versions_name_is_taken_from_those_that_are_there(empty):
    upgrade(REVISIONS[REVISIONS.index(NAMING) - 1])
    document = {
        "topic": "gait",
        "facts": ["F1", {"id": "F2", "use": "corrected"}, 7],
        "sources": "knee-2001",
        "stages": [{"item": {"options": [{"misconception": "M1"}, {"misconception": "M1"}]}}],
    }
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO bank (id, slug, title, working_title, info, synced_digest, loaded_at)"
                " VALUES (1, 'b', 'B', 'B', '{}', 'abc', '2026-11-20')"
            )
        )
        connection.execute(
            text("INSERT INTO item (id, bank_id, slug, state, newest_number) VALUES (5, 1, 'i', 'draft', 1)")
        )
        connection.execute(
            text(
                "INSERT INTO item_version (id, item_id, number, measures_as, document, digest, format,"
                " topic, objective, created_at)"
                " VALUES (3, 5, 1, 1, :document, 'd', 'f', '', '', '2026-11-20')"
            ),
            {"document": json.dumps(document)},
        )
    upgrade()
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT kind, slug FROM naming ORDER BY kind, slug")).all()
        assert rows == [("facts", "F1"), ("facts", "F2"), ("misconceptions", "M1"), ("topics", "gait")]
        assert connection.scalar(text("SELECT synced_digest FROM bank")) is None
    assert [tuple(row) for row in rows] == sorted(dict.fromkeys(named_in(document)))


def test_a_database_of_a_newer_release_is_refused_with_a_sentence(empty):
    upgrade()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with db.engine.connect() as connection, pytest.raises(SchemaError, match="newer than this release"):
        current_revision(connection)


def test_a_database_of_something_else_is_refused_with_a_sentence(empty):
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE wordpress (id INTEGER)"))
    with db.engine.connect() as connection, pytest.raises(SchemaError, match=r"something else.*wordpress"):
        current_revision(connection)


def test_sqlite_keeps_foreign_keys_and_a_write_ahead_log(empty):
    if db.engine.dialect.name != "sqlite":
        return
    with db.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    assert sqlite3.sqlite_version_info >= (3, 35), "RETURNING needs SQLite 3.35"


def constraint_names():
    inspector = inspect(db.engine)
    names = set()
    for table in inspector.get_table_names():
        if table != "alembic_version":
            names |= {found["name"] for found in inspector.get_unique_constraints(table)}
            names |= {found["name"] for found in inspector.get_foreign_keys(table)}
            names |= {found["name"] for found in inspector.get_check_constraints(table)}
            names |= {found["name"] for found in inspector.get_indexes(table)}
    return names


@pytest.fixture(params=BACKENDS)
def empty(request, worker, tmp_path):
    """An application on an empty database of its own."""
    sqlite = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    url = sqlite if request.param == "sqlite" else databases.database_for(f"{worker}-empty")
    app = create_app(settings_for(url, tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
