"""An answer at each point, named by what it earns, and a blank."""

from collections.abc import Iterator

from question_bank.formats.contract import Sample
from question_bank.formats.script_concordance.marking import aggregate, is_scored
from question_bank.formats.script_concordance.model import POINTS, ScriptConcordance, Shift


def samples(item: ScriptConcordance) -> Iterator[Sample]:
    """Yield each point and a blank. Where no panel scores, nothing is right or wrong: all are noted."""
    if is_scored(item):
        earned = dict(zip(POINTS, aggregate(item.panel), strict=True))
        best = next(point for point, credit in earned.items() if credit == 1)
        yield Sample("right", Shift(answer=best), 1)
        for point, credit in earned.items():
            if point != best:
                name = "right" if credit == 1 else "partial" if credit else "wrong"
                yield Sample(f"{name}: {point}", Shift(answer=point), credit)
    else:
        for point in POINTS:
            yield Sample(f"noted: {point}", Shift(answer=point), 0)
    yield Sample("blank", Shift(), 0)
