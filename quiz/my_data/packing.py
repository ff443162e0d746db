"""The download: a zip with each part as JSON and as CSV, and a page that says what every field is.

It is written to a file that has no name, so that a short transaction reads it all, memory holds a thousand
rows at most, and nobody ever gets half of it. The file is gone when it is closed.
"""

import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import IO, Any

from quiz.mine import Part, Whose
from quiz.my_data import queries
from quiz.my_data.parts import PARTS
from quiz.my_data.queries import AT_ONCE
from quiz.spreadsheets import as_json, table

IN_MEMORY = 1 << 20  # bytes, before the file is one


def packed(whose: Whose, *, now: datetime) -> IO[bytes]:
    """Return a zip of everything that is kept of somebody, open and at its beginning."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    counted: dict[str, int] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in PARTS:
            counted[part.name] = _put(archive, part, whose, now)
        archive.writestr(_entry("README.txt", now), _readme(counted, now))
    file.seek(0)
    return file


def _put(archive: zipfile.ZipFile, part: Part, whose: Whose, now: datetime) -> int:
    """Write a part, as JSON at once, its CSV beside it. Return how many rows it has."""
    count = 0
    found = queries.rows(part, whose)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as aside:
        aside.write(table([list(part.fields)]))
        with archive.open(_entry(f"{part.name}.json", now), "w", force_zip64=True) as data:
            while some := list(islice(found, AT_ONCE)):
                lines = [_line(part, values) for values in some]
                data.write((("," if count else "[") + "\n" + ",\n".join(lines)).encode())
                aside.write(table(some))
                count += len(some)
            data.write(b"\n]\n" if count else b"[]\n")
        aside.seek(0)
        with archive.open(_entry(f"{part.name}.csv", now), "w", force_zip64=True) as data:
            shutil.copyfileobj(aside, data)
    return count


def _line(part: Part, values: Sequence[Any]) -> str:
    row = dict(zip(part.fields, values, strict=True))
    return as_json(row)


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(f"palpate/{name}", now.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _readme(counted: dict[str, int], now: datetime) -> str:
    """Say what is in which file, field by field."""
    lines = [
        "Everything that Palpate keeps about you",
        f"made {now.isoformat(timespec='seconds')}",
        "",
        "Each part is there twice: as JSON, exactly, and as CSV for a spreadsheet. Moments are in UTC. In",
        "CSV a text that a spreadsheet would take for a formula has an apostrophe before it; lists are JSON.",
        "Not in it: the scrambled form of your password, what signs you in, numbers that join our tables.",
        "While a quiz is open its questions are not named, since a title can tell the answer.",
        "What you wrote for the question bank is listed here; the items themselves belong to their bank.",
        "",
    ]
    for part in PARTS:
        lines += [f"{part.name}.json, {part.name}.csv: {part.title}, {counted[part.name]}"]
        wide = max(map(len, part.fields))
        lines += [f"  {name.ljust(wide)}  {field.words}" for name, field in part.fields.items()]
        lines += [""]
    return "\n".join(lines)
