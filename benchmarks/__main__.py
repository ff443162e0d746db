"""Everything that is measured beside the yardstick: `script/bench`.

One line of JSON for each figure, on standard output; how far it has come, on standard error. What each figure
is, and what bounds it, is told in docs/performance.md. Ctrl-C stops it, and every server with it.
"""

from benchmarks import answers, items, memory, starts, weight
from benchmarks.options import Options, run

# Those that share two running servers. The last makes items, so that the others know the shipped ones alone.
AT_SERVERS = {
    weight: weight.NAMES,
    answers: answers.NAMES,
    memory: (memory.NAME,),
    items: (items.NAME,),
}


def main() -> None:
    """Measure one thing after the other."""
    run(measure, __doc__)


def measure(options: Options) -> None:
    """Write the figures of every part that is asked for."""
    parts = [part for part, names in AT_SERVERS.items() if any(map(options.wants, names))]
    for kind in options.kinds if parts else ():
        with answers.pair(kind) as (ours, least):
            for part in parts:
                part.measure_at(options, ours, least)
    starts.measure(options)


if __name__ == "__main__":
    main()
