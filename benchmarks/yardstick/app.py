"""The yardstick: the least a quiz server in Flask can do for one answer.

A signed cookie, a check against forgery, one INSERT with its commit, one small template. Our figures are told
as ratios to it, so that the machine and what else runs on it cancel out.

YARDSTICK_DATABASE is ``postgresql://…``, or the path of a SQLite file. Each thread keeps a connection of its
own, which is the least there is: nothing is borrowed and given back.
"""

import hmac
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from flask import Flask, abort, render_template, request, session

DATABASE = os.environ["YARDSTICK_DATABASE"]
SCHEMA = """CREATE TABLE IF NOT EXISTS answer (
    id {key}, trainee INTEGER NOT NULL, question INTEGER NOT NULL,
    choice INTEGER NOT NULL, is_right INTEGER NOT NULL, at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)"""
INSERT = "INSERT INTO answer (trainee, question, choice, is_right) VALUES ({0}, {0}, {0}, {0})"

app = Flask(__name__)
app.config.update(
    SECRET_KEY="for measurements alone",  # noqa: S106 - it guards nothing
    SESSION_COOKIE_SAMESITE="Lax",
    TEMPLATES_AUTO_RELOAD=False,
)
mine = threading.local()


@dataclass(frozen=True)
class Question:
    """What is asked. The first option is right."""

    number: int
    text: str
    options: list[int]


def question(number: int) -> Question:
    """Return the question of this number."""
    boxes, each = 3 + number % 7, 2 + number % 5
    sum_of = 11 + number + boxes * each
    text = f"A shop has {11 + number} items and gets {boxes} boxes with {each} items in each. "
    return Question(number, text + "How many items are there now?", [sum_of + off for off in (0, -1, 10, 2)])


QUESTIONS = [question(number) for number in range(1, 101)]


def connection(connect: Callable[[], Any]) -> Any:
    """Return this thread's connection."""
    if not hasattr(mine, "connection"):
        mine.connection = connect()
    return mine.connection


def sqlite() -> sqlite3.Connection:
    """Connect to the file as Palpate does, in autocommit: one INSERT is one transaction."""
    made = sqlite3.connect(DATABASE, timeout=10, isolation_level=None)
    made.execute("PRAGMA journal_mode=WAL")
    made.execute("PRAGMA synchronous=NORMAL")
    return made


def postgresql() -> psycopg.Connection:
    """Connect to the server, in autocommit likewise."""
    return psycopg.connect(DATABASE, autocommit=True)


if DATABASE.startswith("postgresql://"):
    connect: Callable[[], Any] = postgresql
    insert = INSERT.format("%s")
    with postgresql() as first:
        first.execute("SELECT pg_advisory_lock(1)")  # two workers begin at once
        first.execute(SCHEMA.format(key="BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"))
else:
    connect, insert = sqlite, INSERT.format("?")
    sqlite().execute(SCHEMA.format(key="INTEGER PRIMARY KEY"))


@app.get("/login")
def login() -> str:
    """Say who one is."""
    session["trainee"] = int(request.args["trainee"])
    session["csrf"] = secrets.token_urlsafe(24)
    return "ok"


@app.get("/")
def ask() -> str:
    """Show the first question."""
    if "trainee" not in session:
        abort(403)
    return render_template("question.html", question=QUESTIONS[0], csrf=session["csrf"], right=None)


@app.post("/answer")
def answer() -> str:
    """Store an answer; say whether it was right, above the next question."""
    token = session.get("csrf")
    if not token or not hmac.compare_digest(token, request.form.get("csrf", "")):
        abort(400)
    number, choice = int(request.form["question"]), int(request.form["choice"])
    if not 1 <= number <= len(QUESTIONS) or not 0 <= choice <= 3:
        abort(400)
    right = choice == 0
    connection(connect).execute(insert, (session["trainee"], number, choice, int(right)))
    following = QUESTIONS[number % len(QUESTIONS)]
    return render_template("question.html", question=following, csrf=token, right=right)


@app.get("/plain")
def plain() -> str:
    """Say that it serves."""
    return "ok"
