"""The log: one line an event, to standard error, where systemd and containers look for it.

It holds no answer, no e-mail address, no token and no query string: a request is named by its route and
its id, an exception by its type and its place in the code, and all else goes through ``redacted``.
"""

import json
import logging
import re
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, has_request_context, request
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from quiz.config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

log = logging.getLogger("quiz.requests")
HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
PROBES = {"pages.healthz", "pages.readyz", "operations.metrics"}  # asked every few seconds, by machines

_ID, _SINCE = "palpate.request_id", "palpate.since"
_REDACTED = (
    (re.compile(r"[^\s<>\"'“”(){},;:=]+@[^\s<>\"'“”(){},;:=]+"), "…@…"),
    (re.compile(r"(/(?:reset|confirm|change-email)/)[^\s\"'“”<>]+"), r"\1…"),
    (re.compile(r"(/[^\s?\"'“”<>]*)\?[^\s\"'“”<>]+"), r"\1?…"),
)
_CONTROLS = {number: f"\\x{number:02x}" for number in (*range(32), 127)} | {10: "\\n", 13: "\\r", 9: "\\t"}


class Plain(logging.Formatter):
    """A line for people: when, how bad, where, the request's id if there is one, and what."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; below it, the places an exception went through."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        number = getattr(record, "request_id", "")
        which = f" [{number}]" if number else ""
        line = f"{at} {record.levelname} {record.name}{which}: {_message(record)}"
        told = _exception(record)
        return f"{line}\n{told}" if told else line


class Json(logging.Formatter):
    """One JSON object a line: at, level, logger, message, and where they are known more."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object as text."""
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        if number := getattr(record, "request_id", ""):
            said["request_id"] = number
        said |= getattr(record, "fields", {})
        if told := _exception(record):
            said["exception"] = told
        return json.dumps(said, ensure_ascii=False)


FORMATS: dict[str, type[logging.Formatter]] = {"text": Plain, "json": Json}


def redacted(text: str) -> str:
    """Return a text without e-mail addresses, links that open an account, and query strings."""
    for pattern, instead in _REDACTED:
        text = pattern.sub(instead, text)
    return text


def request_id() -> str:
    """Return the id of the request that is answered: a trusted proxy's if it is sane, else one of ours."""
    environ = request.environ
    if _ID not in environ:
        environ[_ID] = _given(environ) or secrets.token_hex(8)
    number: str = environ[_ID]
    return number


def handler(settings: Settings, stream: Any = None) -> logging.Handler:
    """Return what writes the log in the format that is set, to standard error unless a stream is given."""
    made = logging.StreamHandler(stream or sys.stderr)
    made.setFormatter(FORMATS[settings.log_format]())
    made.addFilter(_let_through)
    return made


def init_app(app: Flask) -> None:
    """Let our loggers speak from INFO up and others from WARNING, unless whoever embeds us saw to that."""
    settings: Settings = app.config["SETTINGS"]
    logger = logging.getLogger("quiz")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.INFO)
    root = logging.getLogger()
    if not root.handlers and not logger.handlers:
        root.addHandler(handler(settings))
    app.log_exception = _log_exception  # type: ignore[method-assign, assignment]

    @app.before_request
    def begin() -> None:
        request.environ[_SINCE] = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[HEADER] = request_id()
        if current_app.config["SETTINGS"].log_requests and request.endpoint not in PROBES:
            _log_request(response)
        return response


def _log_request(response: Response) -> None:
    since = request.environ.get(_SINCE)
    took = round((time.perf_counter() - since) * 1000, 1) if since is not None else 0.0
    fields = {"method": request.method, "route": _route(), "status": response.status_code, "ms": took}
    log.info("%s %s %s in %s ms", *fields.values(), extra={"fields": fields})


def _log_exception(info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]) -> None:
    """Write down a bug, as Flask would, but by its route: its path may hold what opens an account."""
    current_app.logger.error("%s %s failed", request.method, _route(), exc_info=info)


def _route() -> str:
    return request.url_rule.rule if request.url_rule is not None else "no route"


def _given(environ: "WSGIEnvironment") -> str | None:
    settings: Settings = current_app.config["SETTINGS"]
    said = environ.get("HTTP_X_REQUEST_ID", "")
    by_proxy = settings.trusted_proxies and "HTTP_X_FORWARDED_FOR" in environ
    return said if by_proxy and SANE.fullmatch(said) else None


def _let_through(record: logging.LogRecord) -> bool:
    """Add the request's id; keep what libraries say below WARNING, whatever the level of the root."""
    if has_request_context():
        record.request_id = request_id()
    return record.levelno >= logging.WARNING or record.name.split(".")[0] == "quiz"


def _message(record: logging.LogRecord) -> str:
    return redacted(record.getMessage()).translate(_CONTROLS)


def _exception(record: logging.LogRecord) -> str:
    problem = record.exc_info[1] if record.exc_info else None
    lines: list[str] = []
    while problem is not None:
        said = _said(problem)
        kind = f"{type(problem).__module__}.{type(problem).__qualname__}"
        lines[:0] = [*traceback.format_tb(problem.__traceback__), f"{kind}{': ' if said else ''}{said}\n"]
        problem = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    return "".join(lines).rstrip()


def _said(problem: BaseException) -> str:
    """Return what an exception says, where that is of the machine; others may quote what was typed."""
    if isinstance(problem, OSError):
        return problem.strerror or ""
    if isinstance(problem, PoolTimeout | OperationalError):
        said = problem.orig if isinstance(problem, DBAPIError) else problem
        return redacted(next(iter(str(said).splitlines()), "")).translate(_CONTROLS)
    return ""
