"""Everything that is measured beside the yardstick: `script/bench`.

One line of JSON for each figure, on standard output; how far it has come, on standard error. What each figure
is, and what bounds it, is told in docs/performance.md. Ctrl-C stops it, and every server with it.
"""

from benchmarks import answers
from benchmarks.options import Options, run


def main() -> None:
    """Measure one thing after the other."""
    run(measure, __doc__)


def measure(options: Options) -> None:
    """Write the figures of every part."""
    for part in (answers,):
        part.measure(options)


if __name__ == "__main__":
    main()
