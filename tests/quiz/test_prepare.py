"""What `script/server` does before it serves, without becoming the server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from quiz import create_app, serve
from quiz.accounts import actions
from quiz.accounts.guests import make_guest
from quiz.bank import queries
from quiz.bank.models import Item, ItemVersion
from quiz.config import ROOT, SettingError
from quiz.db import db
from quiz.schema import SchemaError, current_revision, expected_revision
from tests import databases
from tests.conftest import BACKENDS, NOW, settings_for


def test_an_empty_database_gets_its_schema_and_the_shipped_bank(fresh):
    serve.prepare(fresh)
    with db.engine.connect() as connection:
        assert current_revision(connection) == expected_revision()
    bank = queries.bank_by_slug("back_mice")
    published = select(func.count(Item.id)).where(Item.bank_id == bank.id, Item.state == "published")
    assert db.session.scalar(published) >= 45
    assert not serve._has_admin()


def test_preparing_again_changes_nothing_and_reads_no_file_twice(fresh, monkeypatch):
    serve.prepare(fresh)
    before = db.session.scalar(select(func.count(ItemVersion.id)))
    monkeypatch.setattr(serve, "read_folder", lambda path: pytest.fail("nothing has changed"))
    serve.prepare(fresh)
    assert db.session.scalar(select(func.count(ItemVersion.id))) == before


def test_an_edit_of_the_shipped_bank_survives_the_next_start(fresh, capsys):
    serve.prepare(fresh)
    bank = queries.bank_by_slug("back_mice")
    item, version = next(iter(queries.items_with_newest(bank.id).values()))
    from quiz.bank.actions import add_version

    add_version(item, {**version.document, "title": "Edited"}, before=version, now=NOW)
    item.synced_digest = "of another time"
    bank.synced_digest = None
    db.session.commit()
    slug = item.slug
    serve.prepare(fresh)
    assert queries.items_with_newest(bank.id)[slug][1].document["title"] == "Edited"
    assert f"back_mice/{slug} changed in its file and in the browser; left alone." in capsys.readouterr().err


def test_an_admin_is_noticed(fresh):
    serve.prepare(fresh)
    actions.open_account(
        "admin@example.org",
        person=make_guest(now=NOW),
        password=None,
        roles=["admin"],
        confirmed=True,
        now=NOW,
    )
    db.session.commit()
    assert serve._has_admin()


def test_a_database_of_something_else_is_left_as_it_was(fresh):
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE wordpress (id INTEGER)"))
    with pytest.raises(SchemaError, match="something else"):
        serve.prepare(fresh)


def test_becoming_the_server_names_every_setting(tmp_path, monkeypatch):
    ran = []
    monkeypatch.setattr(serve.os, "execv", lambda program, command: ran.append(command))
    monkeypatch.setattr(serve.os, "chdir", lambda path: None)
    settings = settings_for("sqlite:///x", tmp_path, host="::1", port=8123, workers=3)
    serve._become_granian(settings)
    assert {"--host=::1", "--port=8123", "--workers=3", "wsgi:app"} <= set(ran[0])


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "[::1]")],  # noqa: S104
)
def test_the_address_to_click_is_one_that_works(host, shown):
    assert serve._shown(host) == shown


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError, match="No database can be kept in"):
        serve._make_folders(settings_for(f"sqlite:///{tmp_path}/file/below/x.sqlite", tmp_path))
    serve._make_folders(settings_for("postgresql+psycopg://h/d", tmp_path))


def test_a_database_that_is_starting_is_waited_for(fresh, monkeypatch):
    from sqlalchemy.exc import OperationalError

    answers = [OperationalError("", {}, Exception("the database system is starting up")), None]
    connect = type(db.engine).connect

    def slow(engine, *args):
        answer = answers.pop(0) if answers else None
        if answer:
            raise answer
        return connect(engine, *args)

    monkeypatch.setattr(type(db.engine), "connect", slow)
    monkeypatch.setattr(serve.time, "sleep", lambda seconds: None)
    serve._reachable().close()
    assert answers == []


def test_a_command_on_a_database_without_tables_ends_with_a_sentence(fresh):
    result = fresh.test_cli_runner().invoke(args=["accounts", "list"])
    assert result.exit_code == 1
    assert "The database has no tables yet. Start `script/server` once" in result.output
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE wordpress (id INTEGER)"))
    assert "something else" in fresh.test_cli_runner().invoke(args=["accounts", "list"]).output


def test_a_command_without_its_database_ends_with_a_sentence(tmp_path):
    app = create_app(settings_for("postgresql+psycopg://127.0.0.1:1/none", tmp_path))
    result = app.test_cli_runner().invoke(args=["accounts", "list"])
    assert result.exit_code == 1
    assert "The database cannot be used" in result.output


def test_a_command_with_a_bad_setting_ends_with_a_sentence(tmp_path):
    env = {**os.environ, "INSTANCE_PATH": str(tmp_path), "PORT": "many"}
    flask = Path(sys.executable).parent / "flask"
    ran = subprocess.run(
        [flask, "bank", "schema"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert ran.stderr.strip() == "Error: PORT=many is not a number from 1 to 65535."


@pytest.fixture(params=BACKENDS)
def fresh(request, worker, tmp_path):
    """An application on an empty database."""
    sqlite = f"sqlite:///{tmp_path / 'fresh.sqlite'}"
    url = sqlite if request.param == "sqlite" else databases.database_for(f"{worker}-fresh")
    app = create_app(settings_for(url, tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
