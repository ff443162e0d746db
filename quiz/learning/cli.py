"""`flask learning`: try the schedule out on simulated people."""

import sys

import click
from flask.cli import AppGroup

from quiz.learning import simulating
from quiz.learning.scheduling import HIGHEST_TARGET, LOWEST_TARGET, TARGET

group = AppGroup("learning", help="Try the schedule of reviews out.")


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
