"""How long the pages of progress take with very many answers: `python -m benchmarks.progress --own 50000`.

Loads the shipped bank, writes answers of one person among those of others straight into the tables, and opens
each page as that person, without a network between. One line of JSON for each figure: SQL statements (BEGIN
among them), median and longest time in milliseconds, the median of this process's own time, which with SQLite
is all of it and does not wait for other programs, and its own time once the page was sent. `first` is the
first look of all; `stale` the first look after ten more answers. Times are of this machine; statements are of
the code.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import event, func, insert, select, text

from question_bank.folder import read_folder
from quiz import create_app
from quiz.accounts.guests import make_guest
from quiz.accounts.models import Person
from quiz.accounts.visitor import Visitor, remember
from quiz.bank.actions import load_folder
from quiz.bank.models import Bank, Item, ItemVersion
from quiz.config import Settings
from quiz.db import db
from quiz.migrating import upgrade
from quiz.sittings.models import Mark, Response, Sitting, Slot

SHIPPED = Path(__file__).parents[1] / "question_bank" / "banks" / "back_mice"
NOW = datetime.now(UTC)
LENGTH, BATCH, YEARS = 10, 5000, 3
SECRET = "for measuring alone, and long"  # noqa: S105 - nobody is served
TABLES = (Sitting, Slot, Response, Mark)
PAGES = (
    "/progress",
    "/progress/topics/back_mice/palpation",
    "/progress/reasoning",
    "/progress/sureness",
    "/progress/mistakes",
    "/progress/time",
    "/progress/data",
    "/progress/data/csv/questions",
    "/history",
)


class Answers:
    """Writes answers of people straight into the tables, each sitting a few hours after the one before."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)  # noqa: S311 - to draw answers, not to keep secrets
        self.bank_id = db.session.scalar(select(Bank.id).limit(1))
        query = select(ItemVersion.id, ItemVersion.stages).join(
            Item, (Item.id == ItemVersion.item_id) & (Item.published_number == ItemVersion.number)
        )
        self.versions = db.session.execute(query).all()
        self.last = [db.session.scalar(select(func.max(table.id))) or 0 for table in TABLES]

    def add(self, person_id: int, count: int, *, span: timedelta = timedelta(days=365 * YEARS)) -> None:
        """Add ``count`` answers of a person, spread over a time that ends now."""
        sittings = max(1, count // LENGTH)
        rows: list[list[dict[str, Any]]] = [[], [], [], []]
        left = count
        for number in range(sittings):
            at = NOW - span * ((sittings - number) / sittings)
            left -= self._sitting(rows, person_id, at, left if number == sittings - 1 else LENGTH)
        for table, found in zip(TABLES, rows, strict=True):
            for begin in range(0, len(found), BATCH):
                db.session.execute(insert(table), found[begin : begin + BATCH])
        db.session.commit()

    def _sitting(self, rows: list[list[dict[str, Any]]], person_id: int, at: datetime, length: int) -> int:
        whose = {"person_id": person_id}
        self.last[0] += 1
        rows[0].append(
            {"id": self.last[0], **whose, "bank_id": self.bank_id, "mode": "tutor", "title": "Mixed"}
            | {"token": str(self.last[0]), "seed": "s", "length": length, "started_at": at, "closed_at": at}
        )
        position = 0
        while position < length:
            version_id, stages = self.dice.choice(self.versions)
            for stage in range(1, min(stages, length - position) + 1):
                position += 1
                self._answer(rows, person_id, version_id, stage if stages > 1 else None, position, at)
        return position

    def _answer(self, rows: list[list[dict[str, Any]]], person_id: int, *slot: Any) -> None:
        version_id, stage, position, at = slot
        self.last[1:] = [id + 1 for id in self.last[1:]]
        slot_id, response_id, mark_id = self.last[1:]
        dice, whose, at = self.dice, {"person_id": person_id}, at + timedelta(minutes=position)
        sureness = dice.choice((1, 2, 2, 3, 3, None))
        points = float(dice.random() < 0.4 + 0.15 * (sureness or 2))
        rows[1].append(
            {"id": slot_id, **whose, "sitting_id": self.last[0], "position": position}
            | {"version_id": version_id, "seed": "s", "stage": stage}
        )
        rows[2].append(
            {"id": response_id, **whose, "slot_id": slot_id, "token": str(slot_id), "final": True}
            | {
                "answer": {},
                "sureness": sureness,
                "seconds": dice.lognormvariate(3.6, 0.6),
                "answered_at": at,
            }
        )
        rows[3].append(
            {"id": mark_id, **whose, "response_id": response_id, "sequence": 1, "version_id": version_id}
            | {"rule": "drawn", "rule_version": 1, "points": points, "out_of": 1.0, "parts": []}
            | {"dangerous": not points and dice.random() < 0.1, "scored": True, "marked_at": at}
        )


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that are sent meanwhile."""
    found: list[str] = []

    def note(*args: Any) -> None:
        found.append(args[2])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def measured(app: Flask, cookie: tuple[str, str], path: str, rounds: int) -> dict[str, Any]:
    """Open a page several times."""
    client = app.test_client()
    client.set_cookie(*cookie)
    times, own = list[float](), list[float]()
    for _ in range(rounds):
        with counted(app) as statements:
            begin, own_begin = time.perf_counter(), time.process_time()
            response = client.get(path)
            response.get_data()
            times.append(1000 * (time.perf_counter() - begin))
            own.append(1000 * (time.process_time() - own_begin))
        own_begin = time.process_time()
        response.close()
        afterwards = 1000 * (time.process_time() - own_begin)
        if response.status_code != 200:
            raise SystemExit(f"{path}: {response.status}")
    return {
        "statements": len(statements),
        "median_ms": round(statistics.median(times), 1),
        "max_ms": round(max(times), 1),
        "own_ms": round(statistics.median(own), 1),
        "afterwards_ms": round(afterwards, 1),
    }


def cookie_of(app: Flask, person: Person) -> tuple[str, str]:
    """Return the name and value of the cookie that names a person."""
    with app.test_request_context():
        remember(Visitor(person.id, person.epoch))
        header = app.process_response(app.make_response("")).headers["Set-Cookie"]
    name, _, value = header.partition(";")[0].partition("=")
    return name, value


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--own", type=int, default=50_000)
    parser.add_argument("--others", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--database", help="an empty PostgreSQL; without it SQLite in a folder of its own")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{folder}/progress.sqlite"
        app = create_app(Settings(database_url=url, secret_key=SECRET, instance=Path(folder)))
        with app.app_context():
            upgrade()
            load_folder(read_folder(SHIPPED), now=NOW, publish=True)
            db.session.commit()
            people = [make_guest(now=NOW) for _ in range(1 + given.others // BATCH)]
            db.session.commit()
            answers = Answers(seed=1)
            answers.add(people[0].id, given.own)
            for other in people[1:]:
                answers.add(other.id, BATCH)
            db.session.execute(text("ANALYZE"))
            db.session.commit()
        cookie = cookie_of(app, people[0])
        print(json.dumps({"own": given.own, "others": given.others}))
        print(json.dumps({"first": "/progress", **measured(app, cookie, "/progress", 1)}))
        for path in PAGES:
            print(json.dumps({"page": path, **measured(app, cookie, path, given.rounds)}))
        for number in range(3):
            with app.app_context():
                answers.add(people[0].id, LENGTH, span=timedelta(hours=1))
            print(json.dumps({"stale": number + 1, **measured(app, cookie, "/progress", 1)}))


if __name__ == "__main__":
    main()
