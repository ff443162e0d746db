"""A check of a whole bank folder on as many processors as there are, told in the order of the files.

Items are put away once they are checked: memory grows with what is wrong, and not with what is written.
"""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing.context import BaseContext
from pathlib import Path

from question_bank.bank import Bank
from question_bank.folder import Folder, ItemFile, item_files, read_item, together
from question_bank.own_files import read_bank

FEWEST_FOR_ANOTHER = 300  # items: fewer are checked before another process has begun
GARBAGE = 20_000  # objects, before a process that checks looks for those that hold one another
AT_A_TIME = 20  # items handed to a process together


@dataclass(frozen=True)
class Look:
    """What the files of a folder are checked with; fields as the arguments of ``folder.read_folder``.

    away: what puts an item away once it was checked.
    """

    path: Path
    bank: Bank | None
    apart_from: frozenset[str]
    today: date | None
    away: Callable[[ItemFile], ItemFile]

    def over(self, files: Sequence[Path]) -> list[ItemFile]:
        """Check some files, and keep what is wrong with them and what the rules about the whole bank need."""
        entries = (read_item(self.path, file, self.bank, self.apart_from, today=self.today) for file in files)
        return [self.away(entry) for entry in entries]


def without_item(entry: ItemFile) -> ItemFile:
    """Put an item away for good: what is wrong with it stays, and what rules about the bank need."""
    return replace(entry, document=None, item=None)


def sweep(
    path: Path,
    *,
    apart_from: frozenset[str] = frozenset(),
    today: date | None = None,
    processes: int | None = None,
    each: Callable[[int], object] = lambda count: None,
    away: Callable[[ItemFile], ItemFile] = without_item,
) -> Folder:
    """Check a bank folder as ``folder.read_folder`` does, without keeping its items.

    away: what puts them away; a function of a module, for it is called where they are checked.
    processes: None for as many as there are processors and work for. each: called with the number of items
    that have been checked since the last call. Raises OSError when a file cannot be opened, BrokenProcessPool
    when a process was killed.
    """
    bank, flaws, pictures = read_bank(path, apart_from)
    files = item_files(path)
    count = processes or min(_processors(), 1 + len(files) // FEWEST_FOR_ANOTHER)
    entries: list[ItemFile] = []
    for checked in _checked(Look(path, bank, apart_from, today, away), files, count):
        entries += checked
        each(len(checked))
    return together(path, bank, entries, flaws, pictures)


def _checked(look: Look, files: Sequence[Path], processes: int) -> Iterator[list[ItemFile]]:
    parts = [files[start : start + AT_A_TIME] for start in range(0, len(files), AT_A_TIME)]
    if processes == 1:
        yield from map(look.over, parts)
        return
    gc.freeze()  # what is there now is shared with the others, and looked through by none
    pool = ProcessPoolExecutor(processes, _way_to_begin(), _begin, (look,))
    try:
        yield from pool.map(_over, parts)
    finally:  # on Ctrl-C too: what has been begun is finished, the rest is dropped
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()


def _way_to_begin() -> BaseContext:
    """Return how processes begin: as copies of this one, which is quick, unless a thread may hold a lock."""
    alone = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if alone else "spawn")


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_own: list[Look] = []  # of a process of the pool, for as long as it lives


def _begin(look: Look) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears Ctrl-C, and ends the others
    gc.set_threshold(GARBAGE)
    _own.append(look)


def _over(files: Sequence[Path]) -> list[ItemFile]:
    return _own[0].over(files)
