"""Grow a database: `python -m benchmarks.generate --items 10000 --responses 100000`.

Writes to what DATABASE_URL and INSTANCE_PATH name, as the product reads them, and makes the tables if there
are none. It only ever adds: stop it with Ctrl-C, run it again, and it goes on to what is asked for. Not for a
database that anybody uses: its people are made up, and their answers count.
"""

import argparse
import sys

import click
from flask import Flask

from benchmarks.growing import rows
from benchmarks.growing.banks import grow_bank
from benchmarks.growing.histories import grow_history
from quiz import create_app
from quiz.config import Settings, read_settings
from quiz.migrating import upgrade


def main() -> None:
    """Grow what is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--items", type=int, default=1000, help="how many there shall be (default: 1000)")
    parser.add_argument("--responses", type=int, default=0, help="how many there shall be (default: 0)")
    asked = parser.parse_args()
    try:
        grow(read_settings(), items=asked.items, responses=asked.responses)
    except KeyboardInterrupt:
        print("Stopped. What was written stays; run it again to go on.", file=sys.stderr)


def grow(settings: Settings, *, items: int, responses: int = 0) -> Flask:
    """Grow the database of some settings; return an application that uses it."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    app = create_app(settings)
    with app.app_context():
        upgrade()
        with _bar(items, "Items") as bar:
            bank = grow_bank(items, bar.update)
        if responses:
            with _bar(responses, "Responses") as bar:
                grow_history(bank, responses, bar.update)
        rows.take_stock()
    return app


def _bar(length: int, label: str) -> "click._termui_impl.ProgressBar[int]":
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())


if __name__ == "__main__":
    main()
