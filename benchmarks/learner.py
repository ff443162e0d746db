"""How long a trainee's pages take after very many answers: `python -m benchmarks.learner`.

Loads the shipped bank, or one grown to `--items`; lets one trainee and many others answer it over two years,
each answer stored with its mark as the pages store them, in quizzes and exams, cases included; then opens the
trainee's pages, without a network between. One line of JSON for each figure: SQL statements (BEGIN left out),
median and 95th percentile of milliseconds, the median of this process's own time, which with SQLite is all of
it and does not wait for other programs, and how often it was done. Times are of this machine; statements are
of the code.
"""

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import click
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import event, insert, text

from benchmarks.desk import fill, opener, settings, token
from question_bank import Response as Answer
from quiz import create_app
from quiz.accounts.actions import open_account
from quiz.accounts.guests import make_guest
from quiz.accounts.models import Person
from quiz.bank.models import Bank, ItemVersion
from quiz.bank.published.queries import published, reading
from quiz.bank.queries import bank_by_slug
from quiz.db import db
from quiz.practice.building.matching import AMONG
from quiz.sittings import policy
from quiz.sittings.actions import mark_row
from quiz.sittings.models import Mark, Response, Sitting, Slot
from quiz.sittings.rescoring import earned
from quiz.statistics import actions as counts

NOW = datetime.now(UTC).replace(microsecond=0)
LENGTH, EVERY_EXAM = 20, 8  # slots of a sitting; one sitting in so many is an exam
YEARS = timedelta(days=730)
AT_ONCE = 40  # sittings in memory, and in one transaction
OTHERS_EACH = 500  # answers of each of the others
RIGHT = 0.65
EMAIL, PASSWORD = "trainee@example.org", "correct horse battery"


class Told(NamedTuple):
    """A way to answer one slot: what is stored of it, and what it earned."""

    answer: Answer
    mark: dict[str, Any]
    fraction: float


class Asked(NamedTuple):
    """What one slot asks, with ways to answer it."""

    version_id: int
    stage: int | None
    right: list[Told]
    other: list[Told]


def main() -> None:
    """Make the answers, open the pages, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--answers", type=int, default=50_000, help="of the trainee (default: 50000)")
    parser.add_argument("--others", type=int, default=100_000, help="of other people (default: 100000)")
    parser.add_argument("--items", type=int, default=0, help="grow the bank to so many (default: as shipped)")
    parser.add_argument("--times", type=int, default=20, help="how often each page is opened (default: 20)")
    parser.add_argument("--database", help="an empty one, as postgresql://…; else a SQLite file")
    parser.add_argument("--only", default="", help="only figures whose name has these letters")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="palpate-learner-") as folder:
        app = create_app(settings(Path(folder), asked.database))
        with app.app_context():
            fill(asked.items)
            prepare(asked.answers, asked.others)
        client = signed_in(app)
        first_visits(app, client)
        for name, act in pages(client).items():
            if asked.only in name:
                say(name, measured(app, act, asked.times))
        if asked.only in "start, next question, answer, explanation":
            for name, figures in quizzes(app, client, asked.times).items():
                say(name, figures)


def prepare(answers: int, others: int) -> None:
    """Make the trainee, the others and their answers; count what was answered first."""
    bank = bank_by_slug("back_mice")
    if bank is None:
        raise SystemExit("The shipped bank was not loaded.")
    trainee = make_guest(now=NOW)
    open_account(
        EMAIL, person=trainee, password=hash_password(PASSWORD), confirmed=True, name="A. Trainee", now=NOW
    )
    people = [make_guest(now=NOW) for _ in range(-(-others // OTHERS_EACH))]
    db.session.commit()
    dice = Random(6)  # noqa: S311 - the same answers each time
    quizzes = [trainee] * -(-answers // LENGTH) + [
        person for person in people for _ in range(OTHERS_EACH // LENGTH)
    ]
    dice.shuffle(quizzes)
    left = {person.id: OTHERS_EACH for person in people} | {trainee.id: answers}
    with progress(answers + others, "Answering") as bar:
        for begin in range(0, len(quizzes), AT_ONCE):
            some = list(enumerate(quizzes[begin : begin + AT_ONCE], begin))
            bar.update(answer_quizzes(bank, some, left, len(quizzes), dice))
            db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
        db.session.commit()
    # All of it was written by this program alone, so nothing is still on its way.
    later = datetime.now(UTC) + counts.SETTLES
    with progress(answers + others, "Counting") as bar:
        while done := counts.count_on(now=later, wait=True):
            db.session.commit()
            bar.update(done)
        db.session.commit()


def answer_quizzes(
    bank: Bank, some: list[tuple[int, Person]], left: dict[int, int], count: int, dice: Random
) -> int:
    """Store some quizzes with all their answers; return how many answers there were."""
    sittings, slots, responses, marks = [], [], [], []
    plans = list[tuple[datetime, list[Asked]]]()
    for number, person in some:
        at = NOW - YEARS + YEARS * (number / count)
        plan = draw(bank, min(LENGTH, left[person.id]), dice)
        if not plan:
            continue
        left[person.id] -= len(plan)
        plans.append((at, plan))
        sittings.append(sitting_row(bank, person, number, at, len(plan)))
    if not sittings:
        return 0
    ids = added(Sitting, sittings)
    for id, sitting, (_, plan) in zip(ids, sittings, plans, strict=True):
        slots += [
            {
                "person_id": sitting["person_id"],
                "sitting_id": id,
                "position": position,
                "version_id": asked.version_id,
                "seed": f"{sitting['seed']}/{position}",
                "stage": asked.stage,
                "flagged": sitting["mode"] == policy.EXAM and dice.random() < 0.1,
            }
            for position, asked in enumerate(plan, 1)
        ]
    told = [
        (at + timedelta(minutes=position), dice.choice(one.right if dice.random() < RIGHT else one.other))
        for at, plan in plans
        for position, one in enumerate(plan, 1)
    ]
    for slot_id, slot, (at, given) in zip(added(Slot, slots), slots, told, strict=True):
        responses.append(
            {
                "person_id": slot["person_id"],
                "slot_id": slot_id,
                "token": slot["seed"],
                "final": True,
                "answer": given.answer.model_dump(mode="json"),
                "sureness": dice.choices((1, 2, 3, None), (2, 4, 3, 1))[0],
                "seconds": round(dice.lognormvariate(3.4, 0.6), 1),
                "answered_at": at,
            }
        )
    for response_id, response, (at, given) in zip(added(Response, responses), responses, told, strict=True):
        marks.append(
            {**given.mark, "person_id": response["person_id"], "response_id": response_id, "marked_at": at}
        )
    db.session.execute(insert(Mark), marks)
    return len(marks)


def sitting_row(bank: Bank, person: Person, number: int, at: datetime, length: int) -> dict[str, Any]:
    """Return a sitting that is over."""
    is_exam = number % EVERY_EXAM == 0
    over = at + timedelta(minutes=length + 1)
    return {
        "person_id": person.id,
        "bank_id": bank.id,
        "mode": policy.EXAM if is_exam else policy.TUTOR,
        "title": f"Mixed, {length} questions",
        "token": f"quiz-{number}",
        "seed": f"seed-{number}",
        "length": length,
        "started_at": at,
        "closed_at": over,
        "minutes": policy.minutes_for(length) if is_exam else None,
        "extra_time_percent": 0,
        "grace_seconds": 0,
        "deadline": over if is_exam else None,
    }


def added(model: type[Any], rows: list[dict[str, Any]]) -> list[int]:
    """Insert rows, and return their ids in the same order."""
    query = insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(db.session.scalars(query, rows))


def draw(bank: Bank, length: int, dice: Random) -> list[Asked]:
    """Choose items for so many slots; at the end a case that finds no room is left out."""
    plan = list[Asked]()
    there = candidates(bank.id)
    while len(plan) < length:
        stages = asked_by(dice.choice(there), bank.loaded_at)
        if len(stages) <= length - len(plan):
            plan += stages
    return plan


@cache
def candidates(bank_id: int) -> list[tuple[int, str, int]]:
    """Return version id, digest and stages of what is published."""
    rows = db.session.execute(published(bank_id).add_columns(ItemVersion.digest))
    return [(version_id, digest, stages) for _, version_id, _, _, stages, digest in rows]


@cache
def asked_by(candidate: tuple[int, str, int], loaded_at: datetime) -> list[Asked]:
    """Return what the slots of an item ask, with the ways its format knows to answer it."""
    version_id, digest, stages = candidate
    found = []
    for stage in range(1, stages + 1):
        number = stage if stages > 1 else None
        read = reading(version_id, digest, loaded_at, number)
        told = []
        for sample in read.format.samples(read.item):
            score = read.format.mark(read.item, sample.response)
            worth = earned(score, read.format, version_id=version_id, credit=None)
            mark = mark_row(worth, person_id=0, response_id=0, sequence=1, now=NOW)
            told.append(Told(sample.response, mark, sample.fraction))
        right = [one for one in told if one.fraction == 1] or told
        found.append(Asked(version_id, number, right, [one for one in told if one not in right] or told))
    return found


def signed_in(app: Flask) -> FlaskClient:
    """Return a browser of the trainee."""
    client = app.test_client()
    data = {"email": EMAIL, "password": PASSWORD, **token(client, "/sign-in")}
    if (reply := client.post("/sign-in", data=data)).status_code != 303:
        raise SystemExit(f"Signing in answered {reply.status}.")
    return client


def first_visits(app: Flask, client: FlaskClient) -> None:
    """Open the page of reviews until nothing is left to be worked out; tell the first, and all of them."""
    first = measured(app, opener(client, "/review"), 1)
    say("review, first visit", first)
    begun, own_begun, visits, is_behind = time.perf_counter(), time.process_time(), 1, True
    while is_behind:
        with client.get("/review") as reply:  # when it is closed, some more is worked out
            is_behind = "worked out yet" in reply.get_data(as_text=True)
        visits += 1
    spent, own = time.perf_counter() - begun, time.process_time() - own_begun
    say(
        "review, until all is worked out",
        {"visits": visits, "total_ms": round(1000 * spent), "own_ms": round(1000 * own)},
    )


def pages(client: FlaskClient) -> dict[str, Callable[[], None]]:
    """Return what is opened, by name."""
    urls = {
        "builder": "/practise",
        "builder count": "/practise/count?length=10",
        **{f"builder count, {among}": f"/practise/count?length=10&among={among}" for among in AMONG},
        "progress": "/progress",
        "review": "/review",
        "history": "/history",
        "history, far back": "/history?page=100",
        "record, twelve months": "/progress/record",
    }
    return {name: opener(client, url) for name, url in urls.items()}


def quizzes(app: Flask, client: FlaskClient, times: int) -> dict[str, dict[str, float]]:
    """Begin quizzes, answer a question of each, and read why; return the figures of each step."""
    steps: dict[str, list[dict[str, float]]] = {}

    def step(name: str, url: str, data: dict[str, Any] | None = None) -> Any:
        replies = []
        act = partial(client.get, url) if data is None else partial(client.post, url, data=data)
        steps.setdefault(name, []).append(measured(app, lambda: replies.append(act()), 1))
        if replies[0].status_code != (200 if data is None else 303):
            raise SystemExit(f"{name} answered {replies[0].status}.")
        return replies[0]

    for number in range(times):
        wanted = {"preset": "quick", "length": "10", "among": "all", "mode": policy.TUTOR}
        wanted |= {**token(client, "/practise"), "token": f"benchmark-of-quizzes-{number}"}
        url = step("start of a quiz", "/sittings", wanted).location
        page = step("next question", url).get_data(as_text=True)
        with app.app_context():
            answered = form_of(url, page)
        explained = step("answer", url, answered).location
        step("explanation, with others", explained)
    return {name: together(figures) for name, figures in steps.items()}


def form_of(url: str, page: str) -> dict[str, Any]:
    """Return a right answer to the question of a page, as its form sends it."""
    hidden = re.findall(r'<input(?=[^>]* type="hidden")[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page)
    sitting_id, position = (int(part) for part in re.findall(r"\d+", url))
    query = text(
        "SELECT version_id, digest, stage, stages, loaded_at FROM slot"
        " JOIN item_version ON item_version.id = version_id JOIN item ON item.id = item_id"
        " JOIN bank ON bank.id = item.bank_id WHERE sitting_id = :sitting AND slot.position = :position"
    ).columns(loaded_at=Bank.loaded_at.type)
    row = db.session.execute(query, {"sitting": sitting_id, "position": position}).one()
    read = reading(row.version_id, row.digest, row.loaded_at, row.stage)
    one = asked_by((row.version_id, row.digest, row.stages), row.loaded_at)[(row.stage or 1) - 1]
    return {**dict(hidden), **read.format.post_of(one.right[0].answer), "sureness": "2"}


def measured(app: Flask, act: Callable[[], None], times: int) -> dict[str, float]:
    """Do something several times; return statements and times."""
    statements: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(*args: Any) -> None:
        if not args[2].startswith("BEGIN"):
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
    return {"statements": len(statements), **times_of(spent, own)}


def times_of(spent: list[float], own: list[float]) -> dict[str, float]:
    """Return median and 95th percentile of milliseconds, the median of our own, and how many there are."""
    high = sorted(spent)[max(0, -(-95 * len(spent) // 100) - 1)]
    return {
        "median_ms": round(statistics.median(spent), 1),
        "p95_ms": round(high, 1),
        "own_ms": round(statistics.median(own), 1),
        "n": len(spent),
    }


def together(figures: list[dict[str, float]]) -> dict[str, float]:
    """Return figures of single times as one; the most statements that were seen."""
    most = max(figure["statements"] for figure in figures)
    spent, own = ([figure[name] for figure in figures] for name in ("median_ms", "own_ms"))
    return {"statements": most, **times_of(spent, own)}


def progress(length: int, label: str) -> Any:
    """Return a bar of progress, which is hidden where nobody looks."""
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())


def say(name: str, figures: dict[str, float]) -> None:
    """Print one figure."""
    print(json.dumps({"name": name, **figures}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
