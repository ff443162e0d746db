"""A learning record as data: one document, and one table."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quiz.learning.record.period import Period
from quiz.learning.record.queries import Learner
from quiz.learning.record.tallies import LIMITS, Exam, Sums, Tally

HOUR = 3600
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    *("part", "bank", "topic", "title", "first_day"),
    *("questions", "answered", "scored", "points", "share", "lower", "upper", "hours"),
)


@dataclass(frozen=True)
class Record:
    """A learning record. objectives: by bank and topic, as ``Sums.by_place`` gives them."""

    learner: Learner
    period: Period
    made_at: datetime
    sums: Sums
    objectives: dict[tuple[str, str], list[tuple[str, Tally]]]
    exams: list[Exam]


def as_document(record: Record) -> dict[str, Any]:
    """Return a record as JSON has it. Moments are in UTC, shares 0 to 1, hours decimal."""
    period, sums = record.period, record.sums
    return {
        "what": "learning record",
        "made_at": record.made_at.isoformat(timespec="seconds"),
        "name": record.learner.name,
        "period": {
            "first_day": period.first.isoformat(),
            "last_day": period.last.isoformat(),
            "time_zone": period.zone.key,
        },
        "totals": {"days": len(sums.days), "quizzes": len(sums.sittings), **_worth(sums.total)},
        "unit": period.unit,
        "spans": [{"first_day": day.isoformat(), **_worth(tally)} for day, tally in sums.spans.items()],
        "objectives": [
            {"bank": bank, "topic": topic, "objective": title, **_worth(tally)}
            for (bank, topic), objectives in record.objectives.items()
            for title, tally in objectives
        ],
        "exams": [_exam(exam) for exam in record.exams],
        "what_it_does_not_show": list(LIMITS),
    }


def as_csv(record: Record) -> str:
    """Return a record as one table: the total, each span, each objective, each exam."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS, restval="")
    table.writeheader()
    table.writerows({name: _cell(value) for name, value in row.items()} for row in _rows(record))
    return text.getvalue()


def _rows(record: Record) -> Iterable[dict[str, Any]]:
    period = record.period
    yield {
        "part": "total",
        "title": f"{period.first.isoformat()} to {period.last.isoformat()}",
        "first_day": period.first.isoformat(),
        **_worth(record.sums.total),
    }
    for day, tally in record.sums.spans.items():
        yield {"part": period.unit, "first_day": day.isoformat(), **_worth(tally)}
    for (bank, topic), objectives in record.objectives.items():
        for title, tally in objectives:
            yield {"part": "objective", "bank": bank, "topic": topic, "title": title, **_worth(tally)}
    for exam in record.exams:
        found = {"part": "exam", **_exam(exam), "first_day": period.day_of(exam.closed_at).isoformat()}
        yield {name: value for name, value in found.items() if name in COLUMNS}


def _worth(tally: Tally) -> dict[str, Any]:
    lower, upper = tally.band or (None, None)
    return {
        "questions": tally.questions,
        "scored": tally.scored,
        "points": round(tally.points, 2),
        "share": _rounded(tally.share),
        "lower": _rounded(lower),
        "upper": _rounded(upper),
        "hours": round(tally.seconds / HOUR, 2),
    }


def _exam(exam: Exam) -> dict[str, Any]:
    return {
        "title": exam.title,
        "started_at": exam.started_at.isoformat(timespec="seconds"),
        "closed_at": exam.closed_at.isoformat(timespec="seconds"),
        "minutes_given": exam.minutes,
        "extra_time_percent": exam.extra_time_percent,
        **_worth(exam.tally),
        "questions": exam.length,
        "answered": exam.answered,
        "hours": round((exam.closed_at - exam.started_at).total_seconds() / HOUR, 2),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)


def _cell(value: Any) -> Any:
    """Return a value for a spreadsheet, which must not take a text for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
