"""The client: a process of its own that drives one server with so many people, closed-loop.

An order comes by standard input and a result leaves by standard output, both JSON. There is no time to think:
each sends the next answer when the last is explained.

In a *round* everybody begins and looks at all questions, which is not timed; then all answer at once. The
round counts from when each has one answer explained until the first has none left, so that as many people as
were ordered are at it all the time. Rounds follow one another until they amount to the seconds ordered.

With ``whole`` everything counts: looking at each question, and beginning the next quiz.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks import databases
from benchmarks.processes import busy_seconds, cpu_seconds
from benchmarks.trainees import AtPalpate, AtTheYardstick, NotOffered, Trainee, Way
from benchmarks.wire import BadReply

WARM = 1.0  # seconds, at least, before anything is counted
PATIENCE = 60.0  # seconds on top of eight times what was ordered, and of four for each trainee


@dataclass(frozen=True)
class Order:
    """What to do. way: None at the yardstick. seconds: how long to count. most: answers, all told.

    each: how many answers of a quiz are given in a round, at most; at the yardstick always a hundred.
    first: number of the first trainee. roots: processes whose time on a core is told, by name.
    pins: versions that each trainee is asked instead of what was drawn, in the ``database`` of this URL.
    """

    port: int
    trainees: int
    way: dict[str, str] | None = None
    whole: bool = False
    seconds: float = 5.0
    most: int | None = None
    each: int = 20
    first: int = 1
    roots: dict[str, list[int]] = field(default_factory=dict)
    pins: list[list[int]] | None = None
    database: str = ""


@dataclass
class Result:
    """What came of it. stored: answers that were taken, counted or not. seconds: that were counted.

    milliseconds: of each counted answer, sorted. cpu: seconds on a core while counting, by name; ``client``
    is this process, ``all`` the whole machine. offered: False when the server has no such way.
    """

    stored: int = 0
    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    cpu: dict[str, float] = field(default_factory=dict)
    offered: bool = True


class Stopwatch:
    """Counts answers while it runs, and what the machine did meanwhile."""

    def __init__(self, roots: dict[str, list[int]]) -> None:
        self.result, self.runs, self._roots = Result(), False, roots
        self._begun, self._used = 0.0, dict[str, float]()

    def start(self) -> None:
        """Begin to count."""
        self._used, self.runs = self._usage(), True
        self._begun = time.perf_counter()

    def stop(self) -> None:
        """Count no longer."""
        if self.runs:
            self.result.seconds += time.perf_counter() - self._begun
            self.runs = False
            for name, used in self._usage().items():
                spent = max(0.0, used - self._used[name])
                self.result.cpu[name] = self.result.cpu.get(name, 0.0) + spent

    async def answer(self, trainee: Trainee, position: int) -> None:
        """Let a trainee answer, and count it if the clock still runs then."""
        begun = time.perf_counter()
        await trainee.answer(position)
        self.result.stored += 1
        if self.runs:
            self.result.milliseconds.append(1000 * (time.perf_counter() - begun))

    def _usage(self) -> dict[str, float]:
        used = {name: cpu_seconds(processes) for name, processes in self._roots.items()}
        return used | {"client": time.process_time(), "all": busy_seconds()}


async def drive(order: Order) -> Result:
    """Do what was ordered. Raises BadReply, or TimeoutError when the server is far too slow."""
    people = [person(order, number) for number in range(order.trainees)]
    watch = Stopwatch(order.roots)
    try:
        async with asyncio.timeout(
            PATIENCE + 8 * order.seconds + 4 * order.trainees + (order.most or 0) / 20
        ):
            await (_whole if order.whole else _rounds)(order, people, watch)
    except NotOffered:
        return Result(offered=False)
    finally:
        for trainee in people:
            trainee.browser.close()
    watch.result.milliseconds.sort()
    return watch.result


def person(order: Order, number: int) -> Trainee:
    """Return one of the people who were ordered."""
    if order.way is None:
        return AtTheYardstick(order.port, order.first + number)
    return AtPalpate(order.port, order.first + number, Way(**order.way))


async def _rounds(order: Order, people: Sequence[Trainee], watch: Stopwatch) -> None:
    """Play rounds until they amount to what was ordered."""
    while watch.result.seconds < order.seconds:
        await _all(trainee.begin() for trainee in people)
        if order.pins:
            await asyncio.to_thread(databases.pin, order.database, sittings(people), order.pins)
        await _all(look_ahead(trainee, order.each) for trainee in people)
        await _round(people, watch)
        if order.most is not None and watch.result.stored >= order.most:
            return


async def _round(people: Sequence[Trainee], watch: Stopwatch) -> None:
    """Let everybody answer the questions they have looked at."""
    waited_for, over = len(people), False

    async def answer_all(trainee: Trainee) -> None:
        nonlocal waited_for, over
        for position in sorted(trainee.forms):
            if over:
                return
            await watch.answer(trainee, position)
            if position == 1:
                waited_for -= 1
                if not waited_for and not over:
                    watch.start()
        over = True
        watch.stop()

    await _all(answer_all(trainee) for trainee in people)


async def _whole(order: Order, people: Sequence[Trainee], watch: Stopwatch) -> None:
    """Let everybody do all that belongs to answering, one quiz after the other."""
    over = False

    async def go_on(trainee: Trainee) -> None:
        while not over:
            await trainee.begin()
            for position in range(1, trainee.length + 1):
                await trainee.look(position)
                await watch.answer(trainee, position)
                if over:
                    return

    async def count() -> None:
        nonlocal over
        await asyncio.sleep(max(WARM, order.seconds / 4))
        watch.start()
        await asyncio.sleep(order.seconds)
        watch.stop()
        over = True

    await _all([*map(go_on, people), count()])


async def look_ahead(trainee: Trainee, count: int) -> None:
    """Look at so many questions, with an answer chosen for each."""
    for position in range(1, min(count, trainee.length) + 1):
        await trainee.look(position)


def sittings(people: Sequence[Trainee]) -> list[int]:
    """Return the ids of the sittings that people are in."""
    return [int(each.sitting.rpartition(b"/")[2]) for each in people if isinstance(each, AtPalpate)]


async def _all(acts: Any) -> None:
    async with asyncio.TaskGroup() as group:
        for act in acts:
            group.create_task(act)


def main() -> None:
    """Read an order, carry it out, write the result."""
    order = Order(**json.load(sys.stdin))
    try:
        result = asyncio.run(drive(order))
    except BaseExceptionGroup as problems:
        if problems.subgroup(NotOffered):
            result = Result(offered=False)
        else:
            raise SystemExit(_told(problems)) from problems
    except (BadReply, OSError) as problem:
        raise SystemExit(_told(problem)) from problem
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    json.dump(asdict(result), sys.stdout)


def _told(problems: BaseException) -> str:
    while isinstance(problems, BaseExceptionGroup):
        problems = problems.exceptions[0]
    return f"{type(problems).__name__}: {problems}"


if __name__ == "__main__":
    main()
