"""What processes use, as Linux tells it. Elsewhere nothing is known, and None or 0 says so."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

PROC = Path("/proc")
PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def family(process: int) -> Iterator[int]:
    """Yield a process and all that descend from it."""
    yield process
    try:
        for task in (PROC / str(process) / "task").iterdir():
            for child in (task / "children").read_text().split():
                yield from family(int(child))
    except OSError:  # it has just ended
        return


def cpu_seconds(roots: Iterable[int]) -> float:
    """Return the time that processes and their descendants have been on a core, since they began."""
    nanoseconds = ticks = 0
    for process in (member for root in roots for member in family(root)):
        folder = PROC / str(process)
        try:
            for task in (folder / "task").iterdir():
                nanoseconds += int((task / "schedstat").read_text().split()[0])
            # Of children that have ended only this is left, in coarser units.
            ticks += sum(map(int, (folder / "stat").read_text().rpartition(")")[2].split()[13:15]))
        except OSError:
            continue
    return nanoseconds / 1e9 + ticks / os.sysconf("SC_CLK_TCK")


def busy_seconds() -> float:
    """Return the time that all cores together have been busy since the machine started."""
    try:
        columns = [int(number) for number in (PROC / "stat").read_text().split(maxsplit=9)[1:9]]
    except OSError:
        return 0.0
    user, nice, system, _idle, _waiting, *others = columns
    return (user + nice + system + sum(others)) / os.sysconf("SC_CLK_TCK")


def memory(root: int) -> int | None:
    """Return what a process and its descendants hold, in bytes, pages they share counted once."""
    held = 0
    for process in family(root):
        try:
            text = (PROC / str(process) / "smaps_rollup").read_text()
        except OSError:
            continue
        held += int(found[1]) * 1024 if (found := PSS.search(text)) else 0
    return held or None
