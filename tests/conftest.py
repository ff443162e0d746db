"""What tests stand on: both databases, one rolled-back transaction a test, a client that reviews pages."""

import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from question_bank.folder import Folder
from quiz import create_app
from quiz.accounts.models import ROLES, Role
from quiz.bank.actions import load_folder
from quiz.config import Settings
from quiz.db import Base, db
from quiz.schema import expected_revision
from tests import databases
from tests.banks import knees
from tests.joined import stand_for_engine
from tests.pages import CheckedClient

os.environ.setdefault("FLASK_RUN_FROM_CLI", "false")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BACKENDS = ("sqlite", "postgresql")


def pytest_configure(config: pytest.Config) -> None:
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        databases.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    databases.stop()


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "master")


@pytest.fixture(scope="session")
def knees_folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A checked bank of sixteen items."""
    return knees(tmp_path_factory.mktemp("bank"))


@pytest.fixture(scope="session", params=BACKENDS)
def built_app(request, worker, tmp_path_factory, knees_folder) -> Iterator[Flask]:
    """The application on one of the databases, its schema made and a small bank loaded, for the whole run."""
    folder = tmp_path_factory.mktemp("instance")
    sqlite = f"sqlite:///{folder / 'test.sqlite'}"
    url = sqlite if request.param == "sqlite" else databases.database_for(worker)
    app = create_app(settings_for(url, folder))
    with app.app_context():
        _fill(knees_folder)

    @app.teardown_appcontext
    def refuse_unsaved(problem: BaseException | None) -> None:
        if db.session.registry.has() and db.session().info.pop("unsaved", False) and problem is None:
            raise AssertionError("flushed, not committed")

    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(built_app: Flask) -> Iterator[Flask]:
    """The application in a transaction that is rolled back; commits within behave as always."""
    with built_app.app_context():
        engine = db.engine
        db.session.remove()
        db.session.configure(join_transaction_mode="create_savepoint")
    with engine.connect() as connection, connection.begin() as outer:
        db._app_engines[built_app][None] = stand_for_engine(connection)
        try:
            yield built_app
        finally:
            db._app_engines[built_app][None] = engine
            outer.rollback()


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    """A browser without JavaScript that fails on a faulty page."""
    return make_client(app)


@pytest.fixture
def settings(app: Flask) -> Settings:
    return app.config["SETTINGS"]


@pytest.fixture(params=BACKENDS)
def committing_app(request, worker, tmp_path, knees_folder) -> Iterator[Flask]:
    """The application on a database of its own, with real commits: for several connections at once."""
    sqlite = f"sqlite:///{tmp_path / 'real.sqlite'}"
    url = sqlite if request.param == "sqlite" else databases.database_for(f"{worker}-real")
    app = create_app(settings_for(url, tmp_path))
    with app.app_context():
        _fill(knees_folder)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def quiet_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def _fill(folder: Folder) -> None:
    Base.metadata.create_all(db.engine)
    db.session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    db.session.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": expected_revision()})
    db.session.add_all(Role(name=name, description=text) for name, text in ROLES.items())
    load_folder(folder, now=NOW, publish=True)
    db.session.commit()


def settings_for(url: str, instance: Path, **changes: object) -> Settings:
    """Return settings for tests."""
    return Settings(
        database_url=url, secret_key="for tests alone, and long enough", instance=instance, **changes
    )


def make_client(app: Flask) -> CheckedClient:
    """Return one more browser."""
    app.test_client_class = CheckedClient
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    return client


@event.listens_for(Session, "after_flush")
def _note_unsaved(session: Session, context: object) -> None:
    session.info["unsaved"] = True


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _forget_unsaved(session: Session) -> None:
    session.info.pop("unsaved", None)
