"""CSV that a spreadsheet opens without harm."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

# A text that begins so would be taken for a formula, and carried out.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[cell(value) for value in row] for row in rows])
    return text.getvalue().encode()


def cell(value: Any) -> Any:
    """Return a value for a spreadsheet; an apostrophe keeps it from taking a text for a formula."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, dict, bool)):
        return as_json(value)
    return value


def moment(value: Any) -> str:
    """Return a moment in UTC, or a day, as ISO 8601 writes it."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"no field of a download can hold {type(value)}")


as_json = json.JSONEncoder(ensure_ascii=False, default=moment).encode  # made once, for many rows
