"""The desk's page of what is to be mended in a whole bank: the bank as one, and its items by kind of flaw."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import FORMATS
from question_bank.flaw import Severity
from question_bank.lint.balance import SOURCES
from quiz import access
from quiz.access import Act
from quiz.bank.checking import actions, queries
from quiz.bank.checking.queries import Page
from quiz.bank.queries import desk_for
from quiz.bank.views import blueprint
from quiz.db import begin_writing, db

MOST_PAGES = 10_000
PAIRS_SHOWN = 100


@dataclass(frozen=True)
class Asked:
    """Which flaws of items are asked for. code, severity: empty for any. waived: those lived with."""

    code: str
    severity: str
    waived: bool
    page: int

    def at(self, page: int) -> dict[str, Any]:
        """Return the address of another page of the same."""
        named = {"code": self.code, "severity": self.severity, "waived": "y" if self.waived else ""}
        return {name: value for name, value in named.items() if value} | ({"page": page} if page > 1 else {})


@blueprint.get("/bank/<bank>/check")
@access.educator
def whole_check(bank: str) -> ResponseReturnValue:
    """Show what a check of a whole bank found, and when."""
    desk = desk_for(access.myself(), bank, to=Act.CHECK)
    last = queries.last_check(desk.bank.id)
    asked = _asked()
    items, saved_since = queries.since(desk.bank, last.at) if last else (0, 0)
    return render_template(
        "bank/whole_check.html",
        here="bank",
        desk=desk,
        last=last,
        found=last.document if last else None,
        saved_since=saved_since,
        is_older=last is not None
        and bool(saved_since or items != last.document["items"] or desk.bank.loaded_at > last.at),
        sources=SOURCES,
        formats=FORMATS,
        pairs_shown=PAIRS_SHOWN,
        counts=queries.counts(desk.bank.id),
        reasons=queries.reasons(desk.bank.id),
        waivers=desk.bank.info.get("waived", []),
        asked=asked,
        page=_page(desk.bank.id, asked),
    )


@blueprint.post("/bank/<bank>/check")
@access.educator
def check_bank(bank: str) -> ResponseReturnValue:
    """Check a whole bank anew. It is worked out before anything is locked: nobody waits but who asked."""
    desk = desk_for(access.myself(), bank, to=Act.CHECK)
    now = datetime.now(UTC)
    worked = actions.work_out(desk.bank)
    begin_writing()
    desk_for(desk.me, bank, to=Act.CHECK)
    actions.keep(worked, now=now)
    db.session.commit()
    flash(f"{len(worked.flaws)} item{'' if len(worked.flaws) == 1 else 's'} checked, and the bank as one.")
    return redirect(url_for("bank.whole_check", bank=bank), 303)


def _asked() -> Asked:
    severity, number = request.args.get("severity", ""), request.args.get("page", 1, type=int)
    return Asked(
        code=request.args.get("code", "")[:100],
        severity=severity if severity in set(Severity) else "",
        waived=bool(request.args.get("waived")),
        page=max(1, min(number, MOST_PAGES)),
    )


def _page(bank_id: int, asked: Asked) -> Page:
    return queries.flaws(
        bank_id, code=asked.code, severity=asked.severity, waived=asked.waived, number=asked.page
    )
