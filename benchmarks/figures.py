"""A figure: what was measured how often, told as one line of JSON."""

import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Figure:
    """What was measured, once a run. other: the same of something else, run by run, named by ``beside``.

    facts: what else tells it from others, such as the database.
    """

    name: str
    unit: str
    values: Sequence[float]
    other: Sequence[float] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    beside: str = "yardstick"

    def line(self) -> dict[str, Any]:
        """Return median, spread (least and most) and number; with another the ratio to it, run by run."""
        told: dict[str, Any] = {"figure": self.name, **self.facts, "unit": self.unit, **spread(self.values)}
        if self.other:
            ratios = [ours / other for ours, other in zip(self.values, self.other, strict=True)]
            told |= {self.beside: rounded(statistics.median(self.other))}
            told |= {"ratio": rounded(statistics.median(ratios))}
            told |= {"ratio_spread": [rounded(min(ratios)), rounded(max(ratios))]}
        return told


class Sheet:
    """Where figures are written: standard output, and a file if there is one."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        if file:
            file.write_text("")

    def add(self, figure: Figure) -> None:
        """Write a figure."""
        line = json.dumps(figure.line(), ensure_ascii=False)
        print(line, flush=True)
        if self.file:
            with self.file.open("a") as stream:
                stream.write(line + "\n")


def spread(values: Sequence[float]) -> dict[str, Any]:
    """Return median, least and most, and number."""
    return {
        "median": rounded(statistics.median(values)),
        "spread": [rounded(min(values)), rounded(max(values))],
        "n": len(values),
    }


def rounded(value: float) -> float:
    """Return a number to three digits that count."""
    return float(f"{value:.3g}") if abs(value) < 1000 else round(value)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return what so large a share of numbers in order lies below."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def remark(text: str) -> None:
    """Say how far it has come, on standard error."""
    print(text, file=sys.stderr, flush=True)
