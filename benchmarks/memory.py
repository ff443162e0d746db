"""What the whole server holds after 10,000 answers, pages that its processes share counted once (`memory`).

It is the sum of PSS. Of pages shared with other programs only a part is counted, so measure where nothing
else runs from the same folder.
"""

from dataclasses import asdict

from benchmarks import processes
from benchmarks.answers import driven
from benchmarks.drive import Order
from benchmarks.figures import Figure, remark
from benchmarks.options import Options
from benchmarks.servers import Server
from benchmarks.trainees import PLAIN

NAME = "memory"
ANSWERS, TRAINEES, MIB = 10_000, 32, 2**20
LONGEST = 30  # times what a point may take: it is told how many answers there were by then


def measure_at(options: Options, ours: Server, least: Server) -> None:
    """Write the figure, beside the yardstick's."""
    if not options.wants(NAME):
        return
    held = {}
    for server, way in ((ours, asdict(PLAIN)), (least, None)):
        table = "response" if way else "answer"
        missing = ANSWERS - server.database.count(table)
        remark(
            f"{server.database.kind}: {max(0, missing)} more answers before the memory of the {server.name}"
        )
        if missing > 0:
            seconds = LONGEST * options.seconds
            driven(server, Order(server.port, TRAINEES, way=way, seconds=seconds, most=missing))
        held[server.name] = processes.memory(server.process.pid)
        if held[server.name] is None:
            remark("Memory is told by Linux alone.")
            return
    facts = {"database": ours.database.kind, "after": ours.database.count("response")}
    mine, its = ([(held[server.name] or 0) / MIB] for server in (ours, least))
    options.sheet.add(Figure(NAME, "MiB", mine, its, facts))
