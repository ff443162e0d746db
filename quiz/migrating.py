"""Alembic, kept apart because it takes half a second to import and the web process never needs it."""

import logging

import flask_migrate
from flask import Flask, current_app

from quiz.db import db
from quiz.schema import MIGRATIONS

migrate = flask_migrate.Migrate(directory=str(MIGRATIONS), render_as_batch=True)


def init_app(app: Flask) -> None:
    """Give the application the `flask db` commands."""
    migrate.init_app(app, db)


def is_modelled(name: str | None, kind: str, parents: object) -> bool:
    """Whether a table can be compared with a model: that of the full-text search is made of statements."""
    return kind != "table" or name is None or not name.startswith("item_search")


def upgrade(revision: str = "head") -> None:
    """Bring the current application's database up to ``revision``."""
    _prepare()
    flask_migrate.upgrade(directory=str(MIGRATIONS), revision=revision)


def downgrade(revision: str) -> None:
    """Bring the current application's database down to ``revision``."""
    _prepare()
    flask_migrate.downgrade(directory=str(MIGRATIONS), revision=revision)


def _prepare() -> None:
    if "migrate" not in current_app.extensions:
        migrate.init_app(current_app, db)
    logging.getLogger("alembic").setLevel(logging.WARNING)
