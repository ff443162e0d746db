"""How Alembic reaches the database: through the application's engine."""

from alembic import context
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection

from quiz.migrating import is_modelled

config = context.config


def _numbered(migration_context: object, revision: object, directives: list) -> None:
    """Number new revisions: 0001, 0002, … instead of random letters."""
    for script in directives:
        head = ScriptDirectory.from_config(config).get_current_head()
        script.rev_id = f"{int(head or 0) + 1:04d}"


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=current_app.extensions["migrate"].db.metadata,
        render_as_batch=True,
        compare_type=True,
        include_name=is_modelled,
        process_revision_directives=_numbered,
    )
    with context.begin_transaction():
        context.run_migrations()


given = config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with current_app.extensions["migrate"].db.engine.connect() as connection:
        _run(connection)
        connection.commit()
