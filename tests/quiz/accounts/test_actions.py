from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, ForeignKey, Index, MetaData, Table, UniqueConstraint, delete, select

from quiz.accounts import actions, queries
from quiz.accounts.guests import make_guest
from quiz.accounts.models import Account, Role
from quiz.db import Base, BigId, db
from quiz.errors import Conflict

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def context(app):
    with app.app_context():
        yield
        db.session.rollback()


def open_account(email="anna@example.org", **details):
    person = details.pop("person", None) or make_guest(now=NOW)
    return actions.open_account(email, person=person, password="hashed", now=NOW, **details)


class TestOpenAccount:
    def test_everybody_is_a_trainee(self):
        account = open_account(roles=["educator"], name="")

        assert {role.name for role in account.roles} == {"trainee", "educator"}
        assert account.name is None
        assert account.confirmed_at is None

    def test_an_address_has_one_account(self):
        open_account()

        with pytest.raises(Conflict, match="There is an account with this address already"):
            open_account()

    def test_a_person_has_one_account(self):
        account = open_account()

        with pytest.raises(Conflict, match="You have signed up in another window"):
            open_account("other@example.org", person=account.person)


class TestRolesNamed:
    def test_they_are_made_when_there_are_none(self):
        db.session.execute(delete(Role))

        assert [role.name for role in actions.roles_named({"admin"})] == ["admin"]
        assert len(db.session.scalars(select(Role)).all()) == 3

    def test_an_unknown_one_is_refused(self):
        with pytest.raises(ValueError, match="no such role: king"):
            actions.roles_named({"king"})


def test_tables_of_a_person_are_all_but_the_account():
    names = {table.name for table in queries.tables_of_a_person()}

    assert {"sitting", "slot", "response", "mark"} <= names
    assert "account" not in names
    assert "item" not in names


def test_whatever_is_unique_for_a_person_is_found():
    table = Table(
        "thing",
        MetaData(),
        Column("person_id", BigId, ForeignKey("person.id"), primary_key=True),
        Column("a", BigId, primary_key=True),
        Column("b", BigId),
        Column("c", BigId),
        UniqueConstraint("person_id", "b"),
        UniqueConstraint("c"),
        Index("plain", "person_id", "c"),
        Index("unique", "c", "person_id", unique=True),
    )

    found = [sorted(names) for names in queries._unique_with_person(table)]

    assert sorted(found) == [["a", "person_id"], ["b", "person_id"], ["c", "person_id"]]


def test_every_row_of_a_person_goes_with_the_person():
    """Erasure and the removal of guests rest on it."""
    for table in Base.metadata.tables.values():
        column = table.c.get("person_id")
        if column is not None and table is not Account.__table__:
            assert {key.ondelete for key in column.foreign_keys} == {"CASCADE"}, table.name
