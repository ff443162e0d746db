"""What the commands of this folder have in common: their options, and stopping cleanly."""

import argparse
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import databases
from benchmarks.figures import Sheet
from benchmarks.trainees import SCRIPT

TRAINEES = (1, 8, 32, 128)


@dataclass(frozen=True)
class Options:
    """What was asked for. seconds: for each point of each run. only: what the name of a figure must hold."""

    seconds: float
    runs: int
    only: str
    kinds: tuple[str, ...]
    trainees: tuple[int, ...]
    accept: str
    sheet: Sheet

    def wants(self, figure: str) -> bool:
        """Whether a figure of this name is asked for."""
        return self.only in figure


def read(about: str | None, arguments: list[str] | None = None) -> Options:
    """Read the options of the command line."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--quick", action="store_true", help="one second for each point, to see that it works"
    )
    parser.add_argument("--seconds", type=float, default=4, help="for each point of each run (default: 4)")
    parser.add_argument("--runs", type=int, default=3, help="of which the median is told (default: 3)")
    parser.add_argument(
        "--only", default="", metavar="NAME", help="only figures whose name has these letters"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="a file to write the figures to, too")
    parser.add_argument("--database", choices=databases.KINDS, help="only on this one")
    parser.add_argument(
        "--trainees", default=",".join(map(str, TRAINEES)), help="how many at once (default: %(default)s)"
    )
    parser.add_argument(
        "--accept", default=SCRIPT.accept, help="what a script asks for, to be told at once\n(%(default)s)"
    )
    given = parser.parse_args(arguments)
    return Options(
        seconds=1 if given.quick else given.seconds,
        runs=given.runs,
        only=given.only,
        kinds=(given.database,) if given.database else databases.KINDS,
        trainees=tuple(int(number) for number in given.trainees.split(",")),
        accept=given.accept,
        sheet=Sheet(given.json),
    )


def run(measure: Callable[[Options], None], about: str | None) -> None:
    """Measure with the options of the command line; stop every server however it ends."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = read(about)
    try:
        measure(options)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    finally:
        databases.stop()
