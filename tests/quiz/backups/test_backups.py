"""A backup made while people answer, brought back elsewhere; and all that must not go wrong on the way."""

import json
import signal
import stat
import zipfile
from dataclasses import replace
from threading import Event, Thread

import click
import pytest
from sqlalchemy import create_engine, delete, func, select, text
from sqlalchemy.engine import make_url

from quiz import create_app
from quiz.accounts.models import Person
from quiz.backups import archive, digests, postgresql
from quiz.db import db
from quiz.my_data.models import Erasure
from quiz.schema import expected_revision
from quiz.sittings.models import Mark, Response
from tests import databases
from tests.conftest import make_client, settings_for
from tests.quiz.practice.test_sitting import answer, begin


@pytest.fixture
def source(committing_app):
    """The application with a database of its own, which knows PostgreSQL's programs."""
    settings = committing_app.config["SETTINGS"]
    committing_app.config["SETTINGS"] = replace(settings, pg_bin=databases.programs())
    (settings.instance / "secret_key").write_text("k" * 48)
    return committing_app


@pytest.fixture
def elsewhere(source, worker, tmp_path_factory):
    """The same release on another machine: an empty database of the same kind, and no files."""
    folder = tmp_path_factory.mktemp("elsewhere")
    url = f"sqlite:///{folder / 'new.sqlite'}"
    if "postgresql" in source.config["SETTINGS"].database_url:
        url = databases.database_for(f"{worker}-elsewhere")
    app = create_app(settings_for(url, folder, pg_bin=databases.programs()))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_every_answer_acknowledged_before_a_backup_is_in_it(source, elsewhere, tmp_path):
    stopped, some, acknowledged = Event(), Event(), []

    def practise():
        client = make_client(source)
        while not stopped.is_set():
            url = begin(client)
            for _ in range(5):
                reply = answer(client, url)
                assert reply.status_code == 303
                acknowledged.append(url)
                url = client.page(reply.location).find(attrs={"data-next": True})["href"]
                if len(acknowledged) > 8:
                    some.set()

    threads = [Thread(target=practise, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert some.wait(60)
    before = len(acknowledged)
    with source.app_context():
        older = db.session.scalars(select(Response.id)).all()
        db.session.remove()
    assert len(older) >= before
    said = run(source, "backup", tmp_path / "kept")
    stopped.set()
    for thread in threads:
        thread.join()
    assert "compared with a restored copy" in said
    (file,) = (tmp_path / "kept").glob("*.zip")
    assert "Restored, and compared by digest" in run(elsewhere, "restore", file)
    assert content(elsewhere, older) == content(source, older)
    assert content(elsewhere, older).rows == len(older)
    with elsewhere.app_context():
        answers, marks = (db.session.scalar(select(func.count(model.id))) for model in (Response, Mark))
        assert answers == marks, "the copy is of one moment"
    assert (elsewhere.config["SETTINGS"].instance / "secret_key").read_text() == "k" * 48
    assert "Try five questions" in make_client(elsewhere).get("/").get_data(as_text=True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {path.name for path in file.parent.iterdir()} == {file.name, "erasures", ".lock"}


def test_whoever_was_erased_since_stays_erased_and_old_backups_make_room(source, tmp_path):
    client, folder = make_client(source), tmp_path / "kept"
    answer(client, begin(client))
    run(source, "backup", folder, "--no-check")
    (first,) = folder.glob("*.zip")
    client.post_form("/my-data/erase", {"proof": "erase"})
    with source.app_context():
        assert people() == 0
        (erased,) = db.session.scalars(select(Erasure.digest)).all()
        db.session.remove()
        db.engine.dispose()
    assert "holds data already" in run(source, "restore", first, fails=True)
    said = run(source, "restore", first, "--replace")
    assert "1 of 1 who were erased had come back" in said
    assert "No list of erasures" not in said
    with source.app_context():
        assert people() == 0
        db.session.execute(delete(Erasure))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    # From a list alone, as when the database was lost.
    (folder / "erasures").write_text(f"{erased} 2026-11-20T12:00:00+00:00\n")
    assert "1 of 1 who were erased had come back" in run(source, "restore", first, "--replace")
    first.rename(folder / "palpate-20200101-000000.zip")
    (folder / "other.zip").write_text("not ours")
    assert "palpate-20200101-000000.zip made room" in run(
        source, "backup", folder, "--keep", "1", "--no-check"
    )
    assert len(list(folder.glob("palpate-*.zip"))) == 1
    assert (folder / "other.zip").exists()
    assert erased in (folder / "erasures").read_text()


def test_what_cannot_be_restored_is_told_and_changes_nothing(source, elsewhere, tmp_path):
    run(source, "backup", tmp_path, "--no-check")
    (file,) = tmp_path.glob("*.zip")
    assert "is no whole backup" in run(elsewhere, "restore", remade(file, cut=True), fails=True)
    assert "is of a newer release (revision 9999)" in run(
        elsewhere, "restore", remade(file, lambda said: said["contents"].update(revision="9999")), fails=True
    )
    assert "made by a newer release" in run(
        elsewhere, "restore", remade(file, lambda said: said.update(layout=2)), fails=True
    )
    assert "is of MySQL" in run(
        elsewhere, "restore", remade(file, lambda said: said.update(database="MySQL")), fails=True
    )
    assert "is damaged" in run(
        elsewhere, "restore", remade(file, lambda said: said["files"].update(database="0" * 64)), fails=True
    )
    assert "Line 1 is no erasure" in run(
        elsewhere, "restore", file, "--erasures", remade(file, text="x"), fails=True
    )
    with elsewhere.app_context():
        assert "alembic_version" not in db.inspect(db.engine).get_table_names()
        db.engine.dispose()
    spoilt = remade(file, lambda said: said["contents"]["tables"]["bank"].update(rows=7))
    assert "not what was copied: bank" in run(elsewhere, "restore", spoilt, fails=True)
    server = create_engine(source.config["SETTINGS"].database_url)
    with server.connect() as connection:
        connection.execute(text("SELECT count(*) FROM bank"))
        assert "Stop the server first" in run(source, "restore", file, "--replace", fails=True)
    server.dispose()


def test_a_backup_of_an_older_schema_is_brought_up_to_this_one(source, elsewhere, tmp_path):
    from quiz.migrating import downgrade, upgrade

    with elsewhere.app_context():
        upgrade()
        downgrade("0013")
        columns = "id, created_at, seen_at, epoch, extra_time_percent"
        row = f"INSERT INTO person ({columns}) VALUES (7, '2026-11-20', '2026-11-20', 1, 0)"  # noqa: S608
        db.session.execute(text(row))
        db.session.commit()
        db.engine.dispose()
    run(elsewhere, "backup", tmp_path / "kept", "--no-check")
    (file,) = (tmp_path / "kept").glob("*.zip")
    with source.app_context():
        db.session.remove()
        db.engine.dispose()
    assert f"The schema is at {expected_revision()}" in run(source, "restore", file, "--replace")
    with source.app_context():
        assert people() == 1
        assert db.session.scalar(text("SELECT version_num FROM alembic_version")) == expected_revision()


def test_a_backup_that_is_stopped_leaves_those_before_and_nothing_else(source, tmp_path, monkeypatch):
    def stop_at_digests(text, **kwargs):
        if text == "Taking digests":
            signal.raise_signal(signal.SIGTERM)

    with monkeypatch.context() as patched:
        patched.setattr(click, "echo", stop_at_digests)
        run(source, "backup", tmp_path / "kept", fails=True)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [".lock"]
    (tmp_path / "kept" / archive.BEGUN).mkdir()  # as a run leaves it that was killed
    said = run(source, "backup", tmp_path / "kept", "--no-check")
    assert ".zip" in said
    assert not (tmp_path / "kept" / archive.BEGUN).exists()
    with archive.begun_in(tmp_path / "kept"):
        assert "Wait for it to end" in run(source, "backup", tmp_path / "kept", fails=True)
    (tmp_path / "file").write_text("")
    assert "Nothing can be written" in run(source, "backup", tmp_path / "file" / "x", fails=True)


def test_the_programs_of_another_version_are_refused_with_a_sentence(tmp_path, monkeypatch):
    for program in postgresql.PROGRAMS:
        (tmp_path / program).write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.1'\n")
        (tmp_path / program).chmod(0o755)
    with pytest.raises(archive.BackupError, match=r"of version 16 are needed; found: 9 in .*client-16"):
        postgresql.programs(16, tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert postgresql.programs(9, None) == tmp_path


@pytest.mark.parametrize("committing_app", ["postgresql"], indirect=True)
def test_who_may_make_no_scratch_database_is_told_what_to_do(source, tmp_path):
    settings = source.config["SETTINGS"]
    engine = create_engine(settings.database_url, isolation_level="AUTOCOMMIT")
    plain = make_url(settings.database_url).set(username="palpate_plain", password="only for this test")
    try:
        with engine.connect() as connection:
            connection.execute(text("DROP ROLE IF EXISTS palpate_plain"))
            connection.execute(text("CREATE ROLE palpate_plain LOGIN PASSWORD 'only for this test'"))
        url = plain.render_as_string(hide_password=False)
        with pytest.raises(archive.BackupError, match=r"ALTER ROLE “palpate_plain” CREATEDB"):
            postgresql.check(url, tmp_path, digests.Contents("", "", {}), given=settings.pg_bin)
    finally:
        with engine.connect() as connection:
            connection.execute(text("DROP ROLE IF EXISTS palpate_plain"))
        engine.dispose()


def run(app, *args, fails=False):
    result = app.test_cli_runner().invoke(args=[str(arg) for arg in args])
    assert result.exit_code == (1 if fails else 0), result.output
    return result.output


def people():
    return db.session.scalar(select(func.count(Person.id)))


def content(app, ids):
    """Return the digest of the answers with these ids, with their marks."""
    query = select(Response.id, Response.token, Response.answer, Response.answered_at, Mark.points)
    with app.app_context():
        rows = db.session.execute(query.join(Mark).where(Response.id.in_(ids))).all()
        return digests.of_rows(map(tuple, rows))


def remade(file, change=None, *, cut=False, text=None):
    """Return a copy of a backup with something else in it."""
    other = file.with_name("other")
    if text is not None:
        other.write_text(text)
        return other
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        said = json.loads(old.read(archive.MANIFEST))
        if change:
            change(said)
        for name in old.namelist():
            new.writestr(name, json.dumps(said) if name == archive.MANIFEST else old.read(name))
    if cut:
        other.write_bytes(other.read_bytes()[:2000])
    return other
