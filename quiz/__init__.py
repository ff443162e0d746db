"""Palpate, the web application."""

import os

import click
from flask import Flask

from quiz.config import ROOT, SettingError, Settings, flask_config, read_settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from settings, or from the environment. Raises SettingError."""
    # Imported here so that `import quiz.config` stays light: the server's start reads settings before
    # anything else.
    from quiz import db, errors, features, formats, logs, rendering, security
    from quiz.accounts import identity, visitor

    settings = settings or _settings()
    app = Flask(
        "quiz",
        instance_path=str(settings.instance),
        root_path=str(ROOT / "quiz"),
        template_folder=str(ROOT / "templates"),
    )
    app.config.update(flask_config(settings))

    logs.init_app(app)
    db.init_app(app)
    security.init_app(app)
    visitor.init_app(app)
    identity.init_app(app)
    errors.init_app(app)
    formats.init_app(app)
    rendering.init_app(app)

    for blueprint in features.BLUEPRINTS:
        app.register_blueprint(blueprint)
    for group in features.COMMANDS:
        app.cli.add_command(group)
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
