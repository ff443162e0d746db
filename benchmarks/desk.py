"""How long the educator's desk takes with a large bank: `python -m benchmarks.desk --items 5000`.

Makes a bank of copies of the shipped items, their stories shuffled so that no two are twins, stored as a save
stores them; then opens pages as an owner, without a network between. One line of JSON for each figure: SQL
statements, median and longest time, and the median of this process's own time, which with SQLite is all of it
and does not wait for other programs. Milliseconds. Times are of this machine; statements are of the code.
"""

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import click
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import event, text

from question_bank.folder import ItemFile, read_folder
from quiz import create_app
from quiz.accounts.actions import open_account
from quiz.accounts.guests import make_guest
from quiz.bank import models
from quiz.bank.actions import add_version, load_folder
from quiz.bank.members.actions import found_bank
from quiz.bank.queries import bank_by_slug
from quiz.config import Settings
from quiz.db import db
from quiz.migrating import upgrade

SHIPPED = Path(__file__).parents[1] / "question_bank" / "banks" / "back_mice"
NOW = datetime.now(UTC)
BATCH = 200
EMAIL, PASSWORD = "desk@example.org", "correct horse battery"
LIST = "/bank/back_mice/items"
PAGES = {
    "list": LIST,
    "list, last page": f"{LIST}?page=9999",
    "list, by title": f"{LIST}?sort=title&page=40",
    "list, most to mend": f"{LIST}?sort=flaws",
    "filter, topic and state": f"{LIST}?topic=palpation&state=published",
    "filter, warnings and expired": f"{LIST}?flaws=warnings&expired=y",
    "filter, author": f"{LIST}?author=author&sort=recheck",
    "search, a rare word": f"{LIST}?q=sacroiliac",
    "search, a common word": f"{LIST}?q=patient",
    "search, a letter": f"{LIST}?q=p&sort=flaws",
    "search, several words and filters": f"{LIST}?q=patient+back&topic=management&sort=title&page=3",
    "check": "/bank/back_mice/check",
    "check, one code": "/bank/back_mice/check?code=idle-waiver",
    "coverage": "/bank/back_mice/coverage",
    "coverage, by step": "/bank/back_mice/coverage?by=step",
    "facts": "/bank/back_mice/facts",
    "facts, searched": "/bank/back_mice/facts?q=nodule",
    "one fact": "/bank/back_mice/facts/{fact}",
    "sources": "/bank/back_mice/sources",
    "one source": "/bank/back_mice/sources/{source}",
    "reviews due": "/bank/reviews",
    "one item": f"{LIST}/{{item}}",
    "history": "/bank/back_mice/history",
}


def main() -> None:
    """Make the bank, open the pages, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--items", type=int, default=5000, help="how many (default: 5000)")
    parser.add_argument("--times", type=int, default=7, help="how often each page is opened (default: 7)")
    parser.add_argument("--database", help="an empty one, as postgresql://…; else a SQLite file")
    parser.add_argument("--only", default="", help="only figures whose name has these letters")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="palpate-desk-") as folder:
        app = create_app(settings(Path(folder), asked.database))
        with app.app_context():
            names = fill(asked.items)
        client = signed_in(app)
        say("check anew", asked.items, measured(app, lambda: check_anew(client), 1))
        for name, url in PAGES.items():
            if asked.only in name:
                figures = measured(app, opener(client, url.format(**names)), asked.times)
                say(name, asked.items, figures)


def settings(folder: Path, database: str | None) -> Settings:
    """Return settings for a server that nobody visits."""
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", database or "")
    return Settings(
        database_url=url or f"sqlite:///{folder / 'desk.sqlite'}",
        secret_key="for measurements alone, and long enough",  # noqa: S106 - likewise
        instance=folder,
    )


def fill(count: int) -> dict[str, str]:
    """Make tables, an educator, and the shipped bank grown to ``count`` items; return ids to look at."""
    upgrade()
    shipped = read_folder(SHIPPED)
    load_folder(shipped, now=NOW, publish=True)
    bank = bank_by_slug("back_mice")
    if bank is None or shipped.bank is None:
        raise SystemExit("The shipped bank was not loaded.")
    account = open_account(
        EMAIL,
        person=make_guest(now=NOW),
        password=hash_password(PASSWORD),
        roles=["educator"],
        confirmed=True,
        now=NOW,
    )
    found_bank(bank, owner=account.id, now=NOW)
    missing = max(0, count - len(shipped.items))
    with click.progressbar(
        length=missing, label="Making items", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        for number, (entry, document) in enumerate(copies(shipped.items, missing)):
            state = models.STATES[number % len(models.STATES)]
            item = models.Item(bank_id=bank.id, slug=document["id"], state=state, newest_number=0)
            db.session.add(item)
            db.session.flush()
            add_version(item, document, before=None, now=NOW, flaws=entry.every_flaw)
            if state == "published":
                item.published_number = item.newest_number
            if number % BATCH == BATCH - 1:
                db.session.commit()
            bar.update(1)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
        db.session.commit()
    return {
        "item": shipped.items[0].file.stem,
        "fact": shipped.bank.facts.facts[0].id,
        "source": shipped.bank.sources.sources[0].id,
    }


def copies(entries: list[ItemFile], count: int) -> Iterator[tuple[ItemFile, dict[str, Any]]]:
    """Yield so many items made of those that are there, each with a story of its own."""
    sound = [entry for entry in entries if entry.document is not None]
    for number in range(count):
        entry = sound[number % len(sound)]
        copy = json.loads(json.dumps(entry.document))
        shuffle(copy, Random(number))  # noqa: S311 - the same bank each time
        copy["id"] = f"{copy['id']}-{number}"
        copy["title"] = f"{copy['title']} {number}"
        copy.pop("minimal_pair", None)
        yield entry, copy


def shuffle(value: Any, dice: Random) -> None:
    """Put the words of every story, lead-in and new information in a document into another order."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in list(parts):
        if name in ("story", "lead_in", "new_information") and isinstance(part, str):
            words = part.split()
            dice.shuffle(words)
            value[name] = " ".join(words)
        else:
            shuffle(part, dice)


def signed_in(app: Flask) -> FlaskClient:
    """Return a browser of the educator."""
    client = app.test_client()
    reply = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD, **token(client, "/sign-in")})
    if reply.status_code != 303:
        raise SystemExit(f"Signing in answered {reply.status}.")
    return client


def token(client: FlaskClient, url: str) -> dict[str, str]:
    """Return what a form of a page carries against forgery."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(url).get_data(as_text=True))
    return {"csrf_token": found[1]} if found else {}


def check_anew(client: FlaskClient) -> None:
    """Check the whole bank."""
    url = "/bank/back_mice/check"
    if (status := client.post(url, data=token(client, url)).status_code) != 303:
        raise SystemExit(f"{url} answered {status}.")


def opener(client: FlaskClient, url: str) -> Callable[[], None]:
    """Return what opens a page."""

    def opened() -> None:
        if (status := client.get(url).status_code) != 200:
            raise SystemExit(f"{url} answered {status}.")

    return opened


def measured(app: Flask, act: Callable[[], None], times: int) -> dict[str, float]:
    """Do something several times; return statements and times."""
    statements: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(*args: Any) -> None:
        statements.append(args[2])

    event.listen(engine, "before_cursor_execute", note)
    spent, own = [], []
    for _ in range(times):
        statements.clear()
        begun, own_begun = time.perf_counter(), time.process_time()
        act()
        spent.append((time.perf_counter() - begun) * 1000)
        own.append((time.process_time() - own_begun) * 1000)
    event.remove(engine, "before_cursor_execute", note)
    return {
        "statements": len(statements),
        "median_ms": round(statistics.median(spent), 1),
        "max_ms": round(max(spent), 1),
        "own_ms": round(statistics.median(own), 1),
    }


def say(name: str, items: int, figures: dict[str, float]) -> None:
    """Print one figure."""
    print(json.dumps({"figure": name, "items": items, **figures}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
