"""For whoever runs the server: metrics, and who did what."""

import hmac
import re
from datetime import UTC, datetime
from ipaddress import ip_address

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from quiz import access
from quiz.audit.actions import WORDS
from quiz.bank.history import WORDS as BANK_WORDS
from quiz.config import Settings
from quiz.errors import NotAllowed, NotFound
from quiz.metrics import metrics
from quiz.operations import queries

blueprint = Blueprint("operations", __name__)
ON_A_PAGE = 50
CURSOR = re.compile(r"([0-9]{1,18})?-([0-9]{1,18})?")

# Whoever sends one of these speaks for somebody else, who may be anywhere.
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


@blueprint.get("/metrics", endpoint="metrics")
@access.public
def show_metrics() -> ResponseReturnValue:
    """Give Prometheus its numbers: to whoever has the token, or without one to this machine alone."""
    counted = metrics()
    if counted is None:
        raise NotFound("Metrics are off. METRICS=on turns them on.")
    settings: Settings = current_app.config["SETTINGS"]
    if settings.metrics_token is not None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), settings.metrics_token.encode()):
            return Response(
                "The token is missing or wrong.\n", 401, {"WWW-Authenticate": "Bearer"}, "text/plain"
            )
    elif not _is_here():
        raise NotAllowed("Metrics are for this machine alone, unless METRICS_TOKEN is set.")
    text, kind = counted.text(queries.backlog(datetime.now(UTC)))
    return Response(text, headers={"Content-Type": kind, "Cache-Control": "no-store"})


@blueprint.get("/who-did-what")
@access.admin
def history() -> ResponseReturnValue:
    """List what admins and educators did, everywhere, the newest first."""
    entries, older = queries.acts(before=_cursor(request.args.get("before", "")), limit=ON_A_PAGE)
    return render_template(
        "operations/history.html",
        entries=entries,
        older=f"{older.admin or ''}-{older.bank or ''}" if older else None,
        words={**BANK_WORDS, **WORDS},
        days=current_app.config["SETTINGS"].audit_days,
    )


def _cursor(text: str) -> queries.Cursor:
    """Read where a page goes on; anything else is the first page."""
    found = CURSOR.fullmatch(text)
    admin, bank = (int(number) if number else None for number in found.groups()) if found else (None, None)
    return queries.Cursor(admin, bank)


def _is_here() -> bool:
    """Whether the request comes from this very machine, and through no proxy on it."""
    environ = request.environ
    peer = environ.get("werkzeug.proxy_fix.orig", environ).get("REMOTE_ADDR") or ""
    try:
        return ip_address(peer).is_loopback and not any(name in environ for name in FORWARDED)
    except ValueError:
        return False
