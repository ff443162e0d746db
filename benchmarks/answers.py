"""Answers per second and how long each takes, beside the yardstick: `python -m benchmarks.answers`.

Palpate and the yardstick run under the same server on the same kind of database, and are driven in turn by
the same client: ours, yardstick, ours, yardstick. One answer of ours is POST, 303 and GET (`answers-plain`),
or what a page's script does instead (`answers-script`); the yardstick's is one request. In `whole-…` all that
a person does counts, the next question's page and the next quiz as well. Every answer is looked for in the
database.

Each figure has the measures rate (answers per second), p50, p95, p99 (milliseconds of one answer), cpu
(milliseconds of all cores that server and database spend on one, which others on the machine disturb least),
and on PostgreSQL the database's part of that.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import servers
from benchmarks.databases import opened
from benchmarks.drive import Order, Result
from benchmarks.figures import Figure, quantile, remark
from benchmarks.options import Options, run
from benchmarks.servers import ROOT, Server
from benchmarks.trainees import PLAIN, SCRIPT, Way

QUANTILES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
NAMES = tuple(f"{what}-{way.name}" for what in ("answers", "whole") for way in (PLAIN, SCRIPT))
WARMING = 16  # people who answer before anything is measured
MEASURES = {"rate": "1/s", **dict.fromkeys((*QUANTILES, "cpu", "cpu of the database"), "ms")}
IN_A_ROUND = 160  # answers for each second that is ordered, at most, so that rounds do not last


@dataclass(frozen=True)
class Subject:
    """One thing to measure: a figure's name, and how the client answers. way: None at the yardstick."""

    name: str
    way: Way | None
    whole: bool = False


YARDSTICK = Subject("yardstick", None)


def main() -> None:
    """Measure on each database."""
    run(measure, __doc__)


def measure(options: Options) -> None:
    """Write the figures of each database."""
    for kind in options.kinds:
        with pair(kind) as (ours, least):
            measure_at(options, ours, least)


def measure_at(options: Options, ours: Server, least: Server) -> None:
    """Write the figures of each number of trainees."""
    wanted = list(subjects(ours, options))
    if wanted:
        driven(ours, Order(ours.port, WARMING, seconds=2, way=asdict(PLAIN)))  # every item meets every worker
        for trainees in options.trainees:
            point(options, ours, least, wanted, trainees)


@contextmanager
def pair(kind: str) -> Iterator[tuple[Server, Server]]:
    """Run Palpate and the yardstick, each on a new database of this kind."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="palpate-bench-")))
        remark(f"{kind}: starting servers")
        our_database = stack.enter_context(opened(kind, folder, "palpate"))
        its_database = stack.enter_context(opened(kind, folder, "yardstick"))
        ours = stack.enter_context(servers.palpate(folder / "ours", our_database))
        least = stack.enter_context(servers.yardstick(folder / "yardstick", its_database))
        yield ours, least


def subjects(ours: Server, options: Options) -> Iterator[Subject]:
    """Yield what was asked for and is offered."""
    script = Way(SCRIPT.name, options.accept)
    for prefix, whole in (("answers", False), ("whole", True)):
        for way in (PLAIN, script):
            name = f"{prefix}-{way.name}"
            if not options.wants(name):
                continue
            if way is script and not driven(ours, Order(ours.port, 1, asdict(way), seconds=0.01)).offered:
                remark(f"{name}: the server does not offer {options.accept}")
                continue
            yield Subject(name, way, whole)


def point(options: Options, ours: Server, least: Server, wanted: list[Subject], trainees: int) -> None:
    """Measure with so many trainees, in turn, and write the figures."""
    results: dict[str, list[Result]] = {}
    for number in range(1, options.runs + 1):
        for subject in (YARDSTICK, *wanted):
            server = least if subject.way is None else ours
            result = driven(server, ordered(options, server, trainees, subject))
            results.setdefault(subject.name, []).append(result)
            tell(server, subject.name, trainees, number, result)
    for subject in wanted:
        write(options, subject.name, results[subject.name], results[YARDSTICK.name], ours, trainees=trainees)


def ordered(options: Options, server: Server, trainees: int, subject: Subject, **more: Any) -> Order:
    """Return the order for a subject; more: what else it is to say."""
    return Order(
        server.port,
        trainees,
        way=asdict(subject.way) if subject.way else None,
        whole=subject.whole,
        each=max(3, min(20, round(IN_A_ROUND * options.seconds / trainees))),
        seconds=options.seconds,
        roots={"server": [server.process.pid], "database": list(server.database.roots)},
        **more,
    )


def tell(server: Server, name: str, trainees: int, number: int, result: Result) -> None:
    """Say how far it has come."""
    remark(
        f"{server.database.kind}, trainees: {trainees}, {name}, run {number}: "
        f"{measures(result)['rate']:.0f} answers/s; others took {others(result):.2f} cores"
    )


def write(
    options: Options,
    name: str,
    ours: list[Result],
    least: list[Result],
    server: Server,
    *,
    beside: str = "yardstick",
    **facts: Any,
) -> None:
    """Write each measure of a figure, beside that of the yardstick or of something else."""
    mine, its = [measures(result) for result in ours], [measures(result) for result in least]
    busy = round(max(map(others, ours + least)), 2)
    for measure, unit in MEASURES.items():
        of = {"measure": measure, "database": server.database.kind, **facts, "others": busy}
        values, other = [each[measure] for each in mine], [each[measure] for each in its]
        if all(other):  # SQLite has no server that could spend anything
            options.sheet.add(Figure(name, unit, values, other, of, beside))


def measures(result: Result) -> dict[str, float]:
    """Return what a result amounts to, by measure."""
    taken = len(result.milliseconds)
    if not taken:
        raise SystemExit("Not one answer was explained in that time: give more --seconds.")
    server, database = (1000 * result.cpu.get(name, 0.0) / taken for name in ("server", "database"))
    return {
        "rate": taken / result.seconds,
        **{name: quantile(result.milliseconds, share) for name, share in QUANTILES.items()},
        "cpu": server + database,
        "cpu of the database": database,
    }


def others(result: Result) -> float:
    """Return how many cores other programs took meanwhile: near 0 on a machine at rest."""
    own = sum(used for name, used in result.cpu.items() if name != "all")
    return max(0.0, (result.cpu["all"] - own) / result.seconds) if result.seconds else 0.0


def driven(server: Server, order: Order) -> Result:
    """Let a client carry out an order. Ends the measurement when answers were refused or are not stored."""
    table = "answer" if order.way is None else "response"
    before = server.database.count(table)
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.drive"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as client:
        try:
            said, _ = client.communicate(json.dumps(asdict(order)).encode())
        finally:
            client.kill()
    if client.returncode:
        raise SystemExit(f"The client gave up. The {server.name} said:\n{server.log.read_text()[-4000:]}")
    result = Result(**json.loads(said))
    stored = server.database.count(table) - before
    if result.offered and stored != result.stored:
        raise SystemExit(f"{result.stored} answers were taken by the {server.name}, and {stored} are stored.")
    return result


if __name__ == "__main__":
    main()
