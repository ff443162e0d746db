"""From the command to the first page (`start-cold`, `start-warm`): `python -m benchmarks.starts`.

Cold: a new database and a new folder, so that tables are made and the bank is checked and loaded. Warm: what
is there is used. The yardstick's cold start stands beside both: it is what Python, Flask and the server take.
Beside the time stands what of it was spent on a core (`cpu`), by all processes of the server together.
"""

import tempfile
from pathlib import Path

from benchmarks import servers
from benchmarks.databases import opened
from benchmarks.figures import Figure, remark
from benchmarks.options import Options, run
from benchmarks.processes import cpu_seconds

NAMES = ("start-cold", "start-warm")


def main() -> None:
    """Measure on each database."""
    run(measure, __doc__)


def measure(options: Options) -> None:
    """Write both figures of each database."""
    if not any(map(options.wants, NAMES)):
        return
    for kind in options.kinds:
        took: dict[str, list[tuple[float, float]]] = {name: [] for name in (*NAMES, "yardstick")}
        for number in range(options.runs):
            with tempfile.TemporaryDirectory(prefix="palpate-bench-") as folder:
                for name, times in started(kind, Path(folder)).items():
                    took[name].append(times)
                    remark(f"{kind}, {name}, run {number + 1}: {times[0]:.2f} s, of a core {times[1]:.2f} s")
        for name in filter(options.wants, NAMES):
            for index, measure in enumerate(("time", "cpu")):
                ours, least = ([times[index] for times in took[each]] for each in (name, "yardstick"))
                options.sheet.add(Figure(name, "s", ours, least, {"measure": measure, "database": kind}))


def started(kind: str, folder: Path) -> dict[str, tuple[float, float]]:
    """Start Palpate twice and the yardstick once; return the seconds that each took, and was on a core."""
    took = {}
    with opened(kind, folder, "palpate") as database:
        for name in NAMES:
            with servers.palpate(folder / "ours", database) as server:
                took[name] = server.seconds, cpu_seconds([server.process.pid])
    with opened(kind, folder, "yardstick") as database, servers.yardstick(folder, database) as server:
        took["yardstick"] = server.seconds, cpu_seconds([server.process.pid])
    return took


if __name__ == "__main__":
    main()
