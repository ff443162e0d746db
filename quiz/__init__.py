"""Palpate, the web application."""

import os
from collections.abc import Callable, MutableMapping
from typing import Any

import click
from flask import Flask
from flask.templating import Environment as FlaskEnvironment

from quiz.config import ROOT, SettingError, Settings, flask_config, read_settings


class Environment(FlaskEnvironment):
    """Jinja's, with one set of globals for all templates: comparing layers of them took a tenth of a page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template."""
        return super().make_globals(d) if d else self.globals


class Quiz(Flask):
    """Flask, without what it does at each request for applications of another kind."""

    jinja_environment = Environment

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a view as it is: none of ours is a coroutine."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from settings, or from the environment. Raises SettingError."""
    # Imported here so that `import quiz.config` stays light: the server's start reads settings before
    # anything else.
    from quiz import db, errors, features, formats, logs, metrics, rendering, security
    from quiz.accounts import identity, visitor

    settings = settings or _settings()
    app = Quiz(
        "quiz",
        instance_path=str(settings.instance),
        root_path=str(ROOT / "quiz"),
        template_folder=str(ROOT / "templates"),
    )
    app.config.update(flask_config(settings))

    logs.init_app(app)
    if not _is_command():  # which serves nobody
        metrics.init_app(app)
    db.init_app(app)
    security.init_app(app)
    visitor.init_app(app)
    identity.init_app(app)
    errors.init_app(app)
    formats.init_app(app)
    rendering.init_app(app)

    for blueprint in features.BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in features.COMMANDS:
        app.cli.add_command(command)
    if _is_command():  # for `flask db …`; the web process never needs Alembic
        from quiz import migrating

        migrating.init_app(app)
    return app


def _is_command() -> bool:
    """Whether `flask …` builds the application, as it says in the environment."""
    return os.environ.get("FLASK_RUN_FROM_CLI") == "true"


def _settings() -> Settings:
    try:
        return read_settings()
    except SettingError as problem:
        if _is_command():
            raise click.ClickException(str(problem)) from problem
        raise
