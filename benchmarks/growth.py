"""What grows: `python -m benchmarks.growth --items 100,100000 --responses 1000,1000000`.

Makes databases of few and of many items, and with few and many responses, as `benchmarks.generate` does, and
opens each path in both in turn, without a network between, so that whatever else the machine does hits both.
One line of JSON for each figure: milliseconds and statements with few and with many, and their ratio. own: of
this process's own time, which with SQLite is all of it and does not wait for other programs.

PostgreSQL is a server that is thrown away; with --server, databases are made there and kept. --folder keeps
those of SQLite. What is kept is used again.
"""

import argparse
import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from itsdangerous import URLSafeSerializer
from sqlalchemy import delete, event

from benchmarks.desk import EMAIL, PASSWORD, signed_in, token
from benchmarks.generate import grow
from benchmarks.growing.banks import SLUG
from benchmarks.growing.histories import person_ids
from quiz.accounts.actions import open_account
from quiz.accounts.guests import make_guest
from quiz.accounts.models import Account, Person
from quiz.accounts.visitor import COOKIE, Visitor
from quiz.bank.members.actions import found_bank
from quiz.bank.published.queries import reading
from quiz.bank.queries import bank_by_slug
from quiz.config import Settings
from quiz.db import db
from quiz.sittings.models import Sitting
from quiz.sittings.queries import place
from quiz.sittings.tokens import new_token
from tests import databases

KINDS = ("sqlite", "postgresql")
SECRET = "for measurements alone, and long enough"  # noqa: S105 - it opens nothing
FIXED_ITEMS, FIXED_RESPONSES = 1000, 10_000  # of what the other axis is measured with
NOBODY, ORDINARY, BUSIEST, EDUCATOR = "nobody", "ordinary", "busiest", "educator"
PAGES = {
    "front page": ((NOBODY, ORDINARY, BUSIEST), "/"),
    "bank's page": ((NOBODY,), f"/banks/{SLUG}"),
    "builder": ((NOBODY, ORDINARY, BUSIEST), "/practise"),
    "builder, what was missed": ((ORDINARY, BUSIEST), "/practise?among=missed"),
    "builder's count": ((ORDINARY, BUSIEST), "/practise/count?difficulty=hard&among=unseen"),
    "progress": ((ORDINARY, BUSIEST), "/progress"),
    "history": ((ORDINARY, BUSIEST), "/history"),
    "review": ((ORDINARY, BUSIEST), "/review"),
    "item list": ((EDUCATOR,), f"/bank/{SLUG}/items"),
    "item list, page 2": ((EDUCATOR,), f"/bank/{SLUG}/items?page=2"),
    "item list, last changed": ((EDUCATOR,), f"/bank/{SLUG}/items?sort=changed"),
    "item list, published of a topic": ((EDUCATOR,), f"/bank/{SLUG}/items?topic=palpation&state=published"),
    "item list, a rare word": ((EDUCATOR,), f"/bank/{SLUG}/items?q=sacroiliac"),
    "item list, a common word": ((EDUCATOR,), f"/bank/{SLUG}/items?q=patient"),
}


@dataclass
class Side:
    """A database with few or with many, an application on it, and browsers of people by who they are."""

    size: int
    app: Flask
    browsers: dict[str, FlaskClient]
    people: dict[str, Visitor]
    statements: list[str] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    begun: dict[str, Iterator[str]] = field(default_factory=dict)


def main() -> None:
    """Make databases, open paths, print figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--items", default="100,10000", help="few,many (default: 100,10000)")
    parser.add_argument("--responses", default="1000,100000", help="few,many (default: 1000,100000)")
    parser.add_argument("--database", choices=KINDS, help="only this")
    parser.add_argument("--axis", choices=("items", "responses"), help="only this")
    parser.add_argument("--times", type=int, default=15, help="how often each is opened (default: 15)")
    parser.add_argument("--only", default="", help="only figures whose name has these letters")
    parser.add_argument("--folder", type=Path, help="where SQLite's databases are kept")
    parser.add_argument("--server", help="a PostgreSQL server on which databases are made and kept")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="palpate-growth-") as folder:
        for kind in [asked.database] if asked.database else KINDS:
            with _server(kind, asked.server) as server:
                for axis in [asked.axis] if asked.axis else ("items", "responses"):
                    sizes = [int(size) for size in getattr(asked, axis).split(",")]
                    sides = [_side(axis, size, server, asked.folder or Path(folder)) for size in sizes]
                    for figure in _figures(sides, asked.only, asked.times):
                        print(json.dumps({"database": kind, "axis": axis, **figure}), flush=True)


@contextmanager
def _server(kind: str, given: str | None) -> Iterator[str | None]:
    """Give the address of a PostgreSQL server for as long as it is needed; None for SQLite."""
    if kind == "sqlite":
        yield None
    elif given:
        yield given
    else:
        try:
            yield databases.start()
        finally:
            databases.stop()


def _side(axis: str, size: int, server: str | None, folder: Path) -> Side:
    items, responses = (size, FIXED_RESPONSES) if axis == "items" else (FIXED_ITEMS, size)
    name = f"growth_{items}_{responses}"
    url = _database(server, name) if server else f"sqlite:///{(folder / name).resolve()}.sqlite"
    folder.mkdir(parents=True, exist_ok=True)
    app = grow(
        Settings(database_url=url, secret_key=SECRET, instance=folder), items=items, responses=responses
    )
    with app.app_context():
        people = dict(zip((ORDINARY, BUSIEST), (_visitor(id) for id in person_ids()), strict=True))
        _educate()
    browsers = {who: app.test_client() for who in (NOBODY, ORDINARY, BUSIEST)}
    for who, person in people.items():
        value = URLSafeSerializer(SECRET, salt="person").dumps([person.id, person.epoch, False, None])
        browsers[who].set_cookie(COOKIE, value)
    side = Side(size, app, {**browsers, EDUCATOR: signed_in(app)}, people)
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *args: side.statements.append(args[2]))
    return side


def _database(server: str, name: str) -> str:
    """Return the URL of a database of a server, made if there is none."""
    address = sqlalchemy.make_url(re.sub(r"^postgres(ql)?(\+psycopg)?://", "postgresql+psycopg://", server))
    engine = sqlalchemy.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        there = connection.execute(
            sqlalchemy.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}
        )
        if there.first() is None:
            connection.exec_driver_sql(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    engine.dispose()
    return address.set(database=name).render_as_string(hide_password=False)


def _visitor(person_id: int) -> Visitor:
    person = db.session.get_one(Person, person_id)
    return Visitor(person.id, person.epoch)


def _educate() -> None:
    """Make an educator who owns the bank, if there is none."""
    if db.session.scalar(db.select(Account.id)) is not None:
        return
    now = datetime.now(UTC)
    bank = bank_by_slug(SLUG)
    if bank is None:
        raise SystemExit("There is no bank.")
    account = open_account(
        EMAIL,
        person=make_guest(now=now),
        password=hash_password(PASSWORD),
        roles=["educator"],
        confirmed=True,
        now=now,
    )
    found_bank(bank, owner=account.id, now=now)
    db.session.commit()


def _figures(sides: list[Side], only: str, times: int) -> Iterator[dict[str, Any]]:
    for name, (whose, address) in PAGES.items():
        for who in whose:
            if only in name:
                yield _figure(sides, name, who, times, partial(_get, who=who, address=address))
    for who in (ORDINARY, BUSIEST):
        for name, act in ACTS.items():
            if only in name:
                yield _figure(sides, name, who, times, partial(act, who=who))


def _figure(
    sides: list[Side], name: str, who: str, times: int, act: Callable[[Side], Callable[[], int]]
) -> dict[str, Any]:
    """Do something in both databases in turn, a few times before it counts."""
    for side in sides:
        _forget(side)
    for turn in range(times + 3):
        if turn == 3:
            for side in sides:
                side.spent.clear()
                side.own.clear()
                side.counts.clear()
        for side in sides:
            ready = act(side)
            side.statements.clear()
            begun, own_begun = time.perf_counter(), time.process_time()
            status = ready()
            side.spent.append((time.perf_counter() - begun) * 1000)
            side.own.append((time.process_time() - own_begun) * 1000)
            side.counts.append(len(side.statements))
            if status not in (200, 303):
                raise SystemExit(f"{name} of {who} answered {status}.")
    few, many = sides
    return {
        "figure": name,
        "who": who,
        "few": few.size,
        "many": many.size,
        "few_ms": round(statistics.median(few.spent), 2),
        "many_ms": round(statistics.median(many.spent), 2),
        "ratio": round(statistics.median(many.spent) / statistics.median(few.spent), 2),
        "few_own_ms": round(statistics.median(few.own), 2),
        "many_own_ms": round(statistics.median(many.own), 2),
        "own_ratio": round(statistics.median(many.own) / statistics.median(few.own), 2),
        "few_statements": statistics.median(few.counts),
        "many_statements": statistics.median(many.counts),
        "n": times,
    }


def _forget(side: Side) -> None:
    """Leave people with the history they were made with."""
    side.begun.clear()
    with side.app.app_context():
        ids = [person.id for person in side.people.values()]
        made_here = Sitting.person_id.in_(ids), ~Sitting.token.startswith("made-")
        db.session.execute(delete(Sitting).where(*made_here))
        db.session.commit()


def _get(side: Side, who: str, address: str) -> Callable[[], int]:
    return lambda: side.browsers[who].get(address).status_code


def _start(side: Side, who: str, **more: Any) -> tuple[FlaskClient, dict[str, Any]]:
    browser = side.browsers[who]
    form = {"bank": SLUG, "among": "all", "length": "10", "mode": "tutor", "token": new_token(), **more}
    return browser, {**_forgery(side, who), **form}


_tokens: dict[tuple[int, str], dict[str, str]] = {}


def _forgery(side: Side, who: str) -> dict[str, str]:
    """Return what forms of a browser carry against forgery, asked for once."""
    key = id(side), who
    if key not in _tokens:
        _tokens[key] = token(side.browsers[who], "/practise")
    return _tokens[key]


def begin(side: Side, who: str) -> Callable[[], int]:
    """Begin a quiz of ten of all items."""
    browser, form = _start(side, who)
    return lambda: browser.post("/sittings", data=form).status_code


def begin_exam(side: Side, who: str) -> Callable[[], int]:
    """Begin an exam of twenty."""
    browser, form = _start(side, who, mode="exam", length="20")
    return lambda: browser.post("/sittings", data=form).status_code


def _slots(side: Side, who: str) -> Iterator[str]:
    """Yield addresses of questions that are open, sitting by sitting."""
    while True:
        browser, form = _start(side, who, format="single_best_answer", length="40")
        first = browser.post("/sittings", data=form).location
        length = int(_read(browser, first, r"of (\d+)") or 40)
        for position in range(1, length + 1):
            yield re.sub(r"\d+$", str(position), first)


def _read(browser: FlaskClient, address: str, what: str) -> str | None:
    found = re.search(what, browser.get(address).get_data(as_text=True))
    return found[1] if found else None


def _next(side: Side, who: str) -> str:
    if who not in side.begun:
        side.begun[who] = _slots(side, who)
    return next(side.begun[who])


def ask(side: Side, who: str) -> Callable[[], int]:
    """Show a question that nobody looked at before."""
    return _get(side, who, _next(side, who))


def answer(side: Side, who: str) -> Callable[[], int]:
    """Post an answer to a question that was shown."""
    address = _next(side, who)
    browser = side.browsers[who]
    given = _filled(side, who, address)
    return lambda: browser.post(address, data=given).status_code


def explain(side: Side, who: str) -> Callable[[], int]:
    """Show why, after an answer."""
    address = _next(side, who)
    if side.browsers[who].post(address, data=_filled(side, who, address)).status_code != 303:
        raise SystemExit(f"{address} did not take an answer.")
    return _get(side, who, f"{address}/explanation")


def _filled(side: Side, who: str, address: str) -> dict[str, Any]:
    """Open a question; return what a browser would post to answer it rightly."""
    stamp = _read(side.browsers[who], address, r'name="token"[^>]*value="([^"]+)"')
    sitting_id, position = (int(number) for number in re.findall(r"\d+", address))
    with side.app.app_context():
        slot = place(side.people[who], sitting_id, position)
        asked = reading(slot.version_id, slot.digest, slot.bank_loaded_at, slot.stage)
        right = next(each for each in asked.format.samples(asked.item) if each.name == "right")
        posted = asked.format.post_of(right.response)
    return {**_forgery(side, who), **posted, "token": stamp, "sureness": "2"}


ACTS = {
    "choosing ten": begin,
    "choosing an exam of twenty": begin_exam,
    "question": ask,
    "answer": answer,
    "explanation": explain,
}

if __name__ == "__main__":
    main()
