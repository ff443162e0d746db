"""Palpate, the web application."""

import os

import click
from flask import Flask

from quiz.config import ROOT, SettingError, Settings, flask_config, read_settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from settings, or from the environment. Raises SettingError."""
    # Imported here so that `import quiz.config` stays light: the server's start reads settings before
    # anything else.
    from quiz import db, errors, formats, logs, rendering, security
    from quiz.accounts import cli as accounts_cli
    from quiz.accounts import identity, visitor
    from quiz.accounts import views as accounts
    from quiz.bank import cli as bank_cli
    from quiz.bank import views as bank
    from quiz.bank.checking import views as checking  # noqa: F401 - adds its page to those of the bank
    from quiz.bank.comments import views as comments  # noqa: F401 - adds its pages to those of the bank
    from quiz.bank.contents import views as contents  # noqa: F401 - adds its pages to those of the bank
    from quiz.bank.covering import views as covering  # noqa: F401 - likewise
    from quiz.bank.details import views as details  # noqa: F401 - likewise
    from quiz.bank.entries import views as entries  # noqa: F401 - likewise
    from quiz.bank.figures import views as figures  # noqa: F401 - likewise
    from quiz.bank.finding import views as finding  # noqa: F401 - likewise
    from quiz.bank.members import views as members  # noqa: F401 - likewise
    from quiz.bank.reports import views as reports  # noqa: F401 - likewise
    from quiz.bank.reviewing import views as reviewing  # noqa: F401 - likewise
    from quiz.bank.unsaved import views as unsaved  # noqa: F401 - likewise
    from quiz.bank.versions import views as versions  # noqa: F401 - likewise
    from quiz.bank.waiving import views as waiving  # noqa: F401 - likewise
    from quiz.learning import views as learning
    from quiz.learning.review import cli as learning_cli
    from quiz.learning.review import views as reviews  # noqa: F401 - adds its pages to those of learning
    from quiz.notices import views as notices
    from quiz.pages import views as pages
    from quiz.practice import cli as practice_cli
    from quiz.practice import views as practice
    from quiz.practice.exams import views as exams
    from quiz.practice.reporting import views as reporting  # noqa: F401 - adds its page to those of practice

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

    for feature in (pages, practice, exams, learning, bank, notices, accounts):
        app.register_blueprint(feature.blueprint)
    for commands in (bank_cli, accounts_cli, learning_cli, practice_cli):
        app.cli.add_command(commands.group)
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
