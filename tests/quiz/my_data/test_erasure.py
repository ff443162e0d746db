"""Erasure: no row and no file names the person; what an educator wrote stays; backups are erased again."""

import json
from datetime import date, timedelta

import pytest
from flask_security import hash_password
from sqlalchemy import Boolean, Date, DateTime, Float, LargeBinary, insert, select
from sqlalchemy.types import JSON

from quiz.accounts.actions import open_account
from quiz.accounts.guests import make_guest, person_of
from quiz.accounts.models import Account, Person
from quiz.accounts.visitor import NOBODY, Visitor
from quiz.bank.models import BankAct, Item, ItemVersion
from quiz.db import Base, db
from quiz.my_data.models import Erasure
from quiz.sittings.models import Response
from tests.conftest import NOW, make_client
from tests.pages import parse
from tests.quiz.accounts.conftest import name_person, person_in
from tests.quiz.bank.conftest import signed_in
from tests.quiz.practice.test_sitting import answer, begin, flat

EMAIL, NAME, PASSWORD = "zoe.quill@example.org", "Zoë Quill", "seven small mice"
EARLIER = "zoe.was@example.org"
TYPED = "TYPED-BY-ZOE"
PERSON_ID, ACCOUNT_ID = 915_273_641, 826_153_947
ERASE = "/my-data/erase"
# What a table takes beside any value of the right type.
VALUES = {
    "account": {"email": EMAIL, "name": NAME, "active": True},
    "act": {"detail": f"{EARLIER}, editor", "what": "member-added"},
    "admin_act": {"what": "role-given"},
    "bank_member": {"role": "owner"},
    "correction": {"kind": "key"},
    "decision": {"verdict": "approve"},
    "mark": {"points": 1, "out_of": 2, "sequence": 7},
    "report": {"state": "open"},
    "review_plan": {"target": 0.9},
}


@pytest.fixture
def zoe(committing_app):
    """Somebody of whom every table that names people has a row. Return their browser."""
    app = committing_app
    with app.app_context():
        person = Person(id=PERSON_ID, created_at=NOW, seen_at=NOW, epoch=3, time_zone="Europe/Vienna")
        account = Account(
            id=ACCOUNT_ID,
            person=person,
            email=EMAIL,
            name=NAME,
            password=hash_password(PASSWORD),
            fs_uniquifier="ZOES-UNIQUIFIER",
            created_at=NOW,
        )
        db.session.add(account)
        db.session.flush()
        rows = {"person": person.id, "account": account.id}
        for table in Base.metadata.sorted_tables:
            fill(table, rows)
        db.session.commit()
    client = make_client(app)
    assert client.post_form("/sign-in", {"email": EMAIL, "password": PASSWORD}).status_code == 303
    return client


def test_no_row_and_no_file_names_who_was_erased(committing_app, zoe, tmp_path, caplog):
    app = committing_app
    with app.app_context():
        for name in (EMAIL, EARLIER, NAME, TYPED, str(PERSON_ID), str(ACCOUNT_ID), "ZOES-UNIQUIFIER"):
            assert found_in_rows(name), f"{name}: the test looks for nothing"
        versions = len(db.session.scalars(select(ItemVersion.id)).all())
    caplog.clear()
    refused = zoe.post_form(ERASE, {"proof": "seven large mice"})
    assert refused.status_code == 422
    assert "This is not your password. Nothing was erased." in refused.get_data(as_text=True)
    reply = zoe.post_form(ERASE, {"proof": PASSWORD})
    assert reply.location == "/my-data/erased"
    assert zoe.page(reply.location).h1.text == "You are erased"
    assert person_in(zoe, app) is None
    assert zoe.get("/account").location.startswith("/sign-in")
    with app.app_context():
        for name in (EMAIL, EARLIER, NAME, TYPED, str(PERSON_ID), str(ACCOUNT_ID), "ZOES-UNIQUIFIER"):
            assert found_in_rows(name) == []
        assert len(db.session.scalars(select(ItemVersion.id)).all()) == versions
        assert db.session.scalars(select(BankAct.detail)).all() == ["a former member, editor"]
        assert db.session.scalars(select(ItemVersion.former).where(ItemVersion.former)).all() == [True]
        assert len(db.session.scalars(select(Erasure)).all()) == 1
    for name in (EMAIL, EARLIER, NAME, TYPED):
        assert name not in caplog.text
        for file in tmp_path.rglob("*"):
            if file.is_file() and file.parent == tmp_path:
                assert name.encode() not in file.read_bytes(), f"{name} is in {file.name}"


def test_what_an_educator_wrote_stays_by_a_former_member(app):
    educator = signed_in(app, "educator@example.org", "educator", member="owner")
    colleague = signed_in(app, "colleague@example.org", "educator", member="editor")
    item = "/bank/knees/items/item-1"
    educator.post_form(item, {"do": "save", "take_home": "Look first."}, action="item-1")
    educator.post_form(f"{item}/comments", {"text": "Which knee?"}, action="/comments")
    reply = educator.post_form("/bank/knees/contents/details", {"do": "archive"}, action="/archive")
    assert reply.status_code == 303
    page = educator.page(ERASE)
    assert "You are the only owner of “Knees for tests”." in flat(page)
    assert "as that of “a former member”: Versions of items you wrote: 1" in flat(page)
    assert educator.post_form(ERASE, {"proof": "correct horse battery"}).status_code == 303
    assert "A former member" in flat(colleague.page(f"{item}/versions"))
    assert "A former member" in flat(colleague.page(f"{item}/comments"))
    assert "Which knee?" in flat(colleague.page(f"{item}/comments"))
    assert "A former member" in flat(colleague.page("/bank/knees/history"))
    assert "educator@example.org" not in flat(colleague.page("/bank/knees/history"))


def test_a_guest_types_a_word_and_others_keep_theirs(app, client):
    stranger = make_client(app)
    for browser in (client, stranger):
        answer(browser, begin(browser))
    erased, other = person_in(client, app), person_in(stranger, app)
    refused = client.post_form(ERASE, {"proof": "delete"})
    assert refused.status_code == 422
    assert parse(refused).find(id="proof-error").text.startswith("Type erase, in these letters.")
    assert client.post_form(ERASE, {"proof": " Erase "}).status_code == 303
    with app.app_context():
        assert db.session.get(Person, erased.id) is None
        assert set(db.session.scalars(select(Response.person_id))) == {other.id}
    # An old cookie, on another device, opens nothing: nor the rows of whoever gets the number next.
    name_person(client, app, erased)
    assert client.get("/my-data").status_code == 404
    with app.app_context():
        db.session.add(Person(id=erased.id, created_at=NOW, seen_at=NOW, epoch=make_guest(now=NOW).epoch))
        db.session.commit()
        assert person_of(Visitor(erased.id, erased.epoch)) is None
        assert person_of(NOBODY) is None


def test_a_restored_backup_is_erased_again_and_nobody_else(app, client, tmp_path):
    begin(client)
    erased = person_in(client, app)
    with app.app_context():
        backed_up = dict(db.session.execute(select(Person.__table__).filter_by(id=erased.id)).one()._mapping)
    client.post_form(ERASE, {"proof": "erase"})
    kept = tmp_path / "erasures"
    assert "1 added" in run(app, "export-erasures", kept)
    line = run(app, "export-erasures")
    assert kept.read_text() == line

    with app.app_context():  # the backup knows them, and of no erasure; a newcomer has their number elsewhere
        db.session.execute(Erasure.__table__.delete())
        db.session.execute(insert(Person), backed_up)
        later = make_guest(now=NOW)
        db.session.commit()
    assert "0 added" in run(app, "export-erasures", kept), "a restored list takes nothing out of the file"
    assert "0 of 0 had come back" in run(app, "replay-erasures", kept, "--since", "2999-01-01")
    assert "1 of 1 had come back" in run(app, "replay-erasures", kept)
    assert "0 of 1 had come back" in run(app, "replay-erasures", kept)
    with app.app_context():
        assert db.session.get(Person, erased.id) is None
        assert db.session.get(Person, later.id)
        assert run(app, "export-erasures") == line
        another = {**backed_up, "created_at": NOW - timedelta(days=1)}
        db.session.execute(insert(Person), another)
        db.session.commit()
    assert "0 of 1 had come back" in run(app, "replay-erasures"), "the number alone is not the person"


@pytest.mark.parametrize("text", ["x", f"{'a' * 64} yesterday", f"{'a' * 64} 2026-01-01"])
def test_a_list_that_cannot_be_read_erases_nobody(app, tmp_path, text):
    (tmp_path / "list").write_text(f"# a remark\n\n{text}\n")
    assert "Line 3 is no erasure" in run(app, "replay-erasures", tmp_path / "list", fails=True)
    (tmp_path / "list").write_bytes(b"\xff\xfe")
    assert "cannot be read as text" in run(app, "replay-erasures", tmp_path / "list", fails=True)
    assert "cannot be written" in run(app, "export-erasures", tmp_path / "no" / "folder", fails=True)


def test_an_account_without_a_password_sets_one_first(app):
    client = signed_in(app, "linked@example.org")
    with app.app_context():
        db.session.execute(Account.__table__.update().values(password=None))
        db.session.commit()
    page = client.page(ERASE)
    assert "Your account has no password yet" in flat(page)
    assert not page.main.find("form")
    token = client.page("/account").find("input", attrs={"name": "csrf_token"})["value"]
    assert client.post(ERASE, data={"csrf_token": token, "proof": ""}).status_code == 422


def test_an_account_is_erased_by_a_command_and_noted(app):
    with app.app_context():
        open_account(EMAIL, person=make_guest(now=NOW), password=None, now=NOW)
        db.session.commit()
    run = app.test_cli_runner().invoke
    assert run(args=["accounts", "erase", EMAIL], input="n\n").exit_code == 1
    assert run(args=["accounts", "erase", "no address", "--yes"]).exit_code == 1
    assert "There is no account" in run(args=["accounts", "erase", "x@example.org", "--yes"]).output
    assert "is erased" in run(args=["accounts", "erase", EMAIL.upper(), "--yes"]).output
    with app.app_context():
        assert len(db.session.scalars(select(Erasure)).all()) == 1


def run(app, *args, fails=False):
    result = app.test_cli_runner().invoke(args=["my-data", *map(str, args)])
    assert (result.exit_code != 0) == fails, result.output
    return result.output


def fill(table, rows):
    """Put a row into a table that names somebody, or that such a row needs; note the id of one of each."""
    if table.name in ("person", "account", "erasure"):
        return
    keys = {column.name: key.column for column in table.columns for key in column.foreign_keys}
    somebody = {target.table.name for target in keys.values()} & {"person", "account"}
    if not somebody:
        rows[table.name] = db.session.scalar(select(table.c.id).limit(1)) if "id" in table.c else None
        return
    stays = all(column.nullable for column in table.columns if names_somebody(column))
    row = {}
    for column in table.columns:
        if column.name in keys:
            row[column.name] = rows.get(keys[column.name].table.name)
        elif not (column.primary_key and column.name == "id"):
            row[column.name] = some(column, "kept" if stays else TYPED)
    row |= VALUES.get(table.name, {})
    if table.name == "item_version":
        row |= {"document": db.session.scalar(select(ItemVersion.document).limit(1)), "number": 99}
    made = db.session.execute(insert(table).values(row)).inserted_primary_key
    rows[table.name] = made[0]


def names_somebody(column):
    return any(key.column.table.name in ("person", "account") for key in column.foreign_keys)


def some(column, text):
    """Return a value for a column."""
    kind = column.type
    kind = getattr(kind, "impl", kind)
    if isinstance(kind, DateTime):
        return NOW
    if isinstance(kind, Date):
        return date(2026, 11, 20)
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, LargeBinary):
        return text.encode()
    if isinstance(kind, JSON):
        return {"typed": text}
    return 1 if isinstance(kind, Float) or kind.python_type is int else text


def found_in_rows(text):
    """Return where a text stands in the database: in every column of every table."""
    found = []
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            for name, value in row._mapping.items():
                said = json.dumps(value, ensure_ascii=False, default=str)
                if text in said and not (name == "id" and table is Item.__table__):
                    found.append(f"{table.name}.{name}")
    return found
