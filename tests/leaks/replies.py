"""Replies that can be compared: without the tokens and clocks that differ from one to the next."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from quiz.db import db

# Tokens are drawn anew for every page, and clocks go on.
TOKENS = re.compile(r'(name="(?:csrf_token|token)"(?: type="hidden")? value)="[^"]+"')
NUMBER = re.compile(r'(quote this number: <span class="num">)\w+')
VARY = {"Set-Cookie", "Date", "X-Request-ID"}
CLOCK = re.compile(r'(data-left)="[^"]+"|(<span data-ticking>)[^<]+|("left":)[\d.]+')


class Reply(NamedTuple):
    """What came back. body: a text, or those of a download by path. statements: how many it took."""

    method: str
    url: str
    status: int
    headers: dict[str, str]
    body: object
    statements: int


def said(
    app: Flask, client: FlaskClient, method: str, url: str, data: dict[str, Any] | None = None, **headers: str
) -> Reply:
    """Send a request; return the reply without what differs from one request to the next."""
    with counted(app) as statements:
        reply = client.open(url, method=method, data=data, headers=headers, buffered=True)
    kept = {name: value for name, value in reply.headers if name not in VARY}
    if reply.mimetype == "application/zip":
        body: object = unpacked(reply.data)
        del kept["Content-Disposition"]
    else:
        body, clocks = CLOCK.subn(r"\1\2\3", NUMBER.sub(r"\1", TOKENS.sub(r"\1", reply.text)))
        if clocks or method == "HEAD":
            del kept["Content-Length"]  # the time that is left has more digits or fewer
    return Reply(method, url, reply.status_code, kept, body, len(statements))


def unpacked(data: bytes) -> dict[str, str]:
    """Return the texts of a download by their paths, without the page that says when it was made."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if "README" not in name}


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that are sent to the database."""
    found = []
    with app.app_context():
        engine = db.engine

    def note(connection: object, cursor: object, statement: str, *args: object) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)
