"""`flask statistics`: count what people answered first."""

import sys
from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from quiz.db import db
from quiz.schema import needs_schema
from quiz.statistics import actions, queries

group = AppGroup("statistics", help="Count what people answered first.")


@group.command("refresh")
@click.option("--rebuild", is_flag=True, help="Forget every count before, and count from the beginning.")
@needs_schema
def refresh_command(*, rebuild: bool) -> None:
    """Count the answers that are not counted yet, first answers and new marks alike.

    People answer meanwhile as always. It may be interrupted, and begun again without --rebuild.
    """
    if rebuild:
        actions.start_over()
        db.session.commit()
    done = 0
    with click.progressbar(
        length=queries.count_waiting(), label="Counting", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        while (counted := actions.count_on(now=datetime.now(UTC), wait=True)) != 0:
            db.session.commit()
            done += counted or 0
            bar.update(counted or 0)
        db.session.commit()
    click.echo(f"{done} mark{'' if done == 1 else 's'} counted.")
    if waiting := queries.count_waiting():
        click.echo(
            f"{waiting} more may have others before them on their way. Come back in a quarter of an hour."
        )
