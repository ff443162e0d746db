"""`flask learning`: work cards and progress out again, and try the schedule out on simulated people."""

import sys
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup

from quiz.db import begin_writing, db
from quiz.learning.progress import actions as progress
from quiz.learning.progress import queries as progress_queries
from quiz.learning.review import actions, queries, simulating
from quiz.learning.review.scheduling import HIGHEST_TARGET, LOWEST_TARGET, TARGET
from quiz.schema import needs_schema

group = AppGroup("learning", help="Work out what is due again; try the schedule out.")
PEOPLE = 200  # whose ids are read at once


@group.command("rebuild")
@click.option("--stale", is_flag=True, help="Only what lacks answers that people have given.")
@needs_schema
def rebuild_command(*, stale: bool) -> None:
    """Work out from the answers what everybody remembers, when it is due, and how far they have come.

    People answer meanwhile as always. It may be interrupted, and begun again with --stale.
    """
    last = done = 0
    with click.progressbar(
        length=queries.count_people_with_marks(),
        label="Working out",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:
        while ids := queries.people_with_marks(after=last, limit=PEOPLE):
            last = ids[-1]
            for person_id in ids:
                done += _rebuild(person_id, stale=stale)
                bar.update(1)
    click.echo(f"Cards and progress of {done} {'person' if done == 1 else 'people'} worked out.")


def _rebuild(person_id: int, *, stale: bool) -> bool:
    """Work out what a person has who may have gone meanwhile; whether there was anything to do."""
    if not stale:
        begin_writing()
        actions.forget_cards([person_id])
        progress.forget([person_id])
        db.session.commit()
    cards = _rebuild_cards(person_id)
    return _rebuild_progress(person_id) or cards


def _rebuild_cards(person_id: int) -> bool:
    standing = queries.standing_of(person_id)
    if standing is None or not standing.is_stale:
        return False
    zone = _zone(standing.time_zone)
    while standing.is_stale:
        standing = actions.catch_up(standing, zone=zone)
        db.session.commit()
    return True


def _rebuild_progress(person_id: int) -> bool:
    standing = progress_queries.standing_of(person_id)
    if standing is None or not standing.is_stale:
        return False
    zone = _zone(standing.time_zone)
    while standing.is_stale:
        standing = progress.catch_up(standing, zone=zone)
        db.session.commit()
    return True


def _zone(name: str | None) -> ZoneInfo:
    return ZoneInfo(name or current_app.config["SETTINGS"].time_zone)


@group.command("simulate")
@click.option("--people", type=click.IntRange(min=1), default=200, show_default=True)
@click.option("--objectives", type=click.IntRange(min=1), default=30, show_default=True)
@click.option(
    "--target",
    type=click.FloatRange(LOWEST_TARGET, HIGHEST_TARGET),
    default=TARGET,
    show_default=True,
    help="The share that is to be recalled.",
)
@click.option(
    "--spread",
    type=click.FloatRange(0, 1),
    default=0.2,
    show_default=True,
    help="How far the weights of their memories lie from those of the schedule at most.",
)
@click.option(
    "--luck",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="How often an answer is right although nothing was recalled.",
)
@click.option("--seed", type=int, default=1, show_default=True)
def simulate_command(
    *, people: int, objectives: int, target: float, spread: float, luck: float, seed: int
) -> None:
    """Let people forget for a year as FSRS says, and tell what share they recalled at review."""
    found = simulating.years(
        people, objectives=objectives, seed=seed, target=target, spread=spread, luck=luck
    )
    with click.progressbar(
        found, length=people, label="Simulating", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        years = list(bar)
    reviews = sum(year.reviews for year in years)
    shares = sorted(year.recalled / year.reviews for year in years if year.reviews)
    if not shares:
        raise click.ClickException("Nobody reviewed anything. Take more objectives.")
    click.echo(
        f"{reviews} reviews: {100 * sum(year.recalled for year in years) / reviews:.1f} % recalled, "
        f"{100 * target:.0f} % aimed at; by person {100 * shares[0]:.0f} to {100 * shares[-1]:.0f} %.\n"
        f"{reviews / len(years) / simulating.YEAR:.1f} reviews a person and day. "
        f"{sum(year.repeated for year in years)} times an item came twice in a row."
    )
