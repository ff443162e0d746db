"""The table of docs/access.md: who gets what, address by address."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from quiz.bank.waiving.actions import NOWHERE
from quiz.config import ROOT

# Everybody, in the order of the table's columns: their roles as accounts, and their role in the bank.
PEOPLE: dict[str, tuple[tuple[str, ...] | None, str | None]] = {
    "nobody": (None, None),
    "guest": (None, None),
    "trainee": ((), None),
    "another trainee": ((), None),
    "reviewer": (("educator",), "reviewer"),
    "editor": (("educator",), "editor"),
    "owner": (("educator",), "owner"),
    "educator elsewhere": (("educator",), None),
    "admin": (("admin",), None),
}
OWN, ELSE = "one’s own", "somebody else’s"  # whose a page is, where it is somebody's
PERSONAL = {"sitting_id", "work_id"}
# What is sent so that a page looks at whether somebody may; pages that are not named get an empty form.
SENT: dict[str, dict[str, str]] = {
    "bank.answer_comment": {"do": "resolve"},
    "bank.answer_report": {"do": "reply", "text": "We look."},
    "bank.archive_bank": {"do": "archive"},
    "bank.change_member": {"do": "remove"},
    "bank.decide_item": {"do": "approve", "version": "1"},
    "bank.keep_item": {"writing": "window-12", "base_version": "1"},
    "bank.save_entry": {"do": "save"},
    "bank.waive_in_bank": {"do": NOWHERE + "a-code"},
    "notices.mark_read": {"do": "all"},
    "practice.explore": {"shown": "1"},
}
# Pages that allow one thing and not another: in words, and what is sent, or stands in the address.
VARIANTS: dict[str, dict[str, dict[str, str]]] = {
    "bank.about": {"of what was published": {"bank": "knees"}, "of a bank to be": {"bank": "elbows"}},
    "bank.change_items": {
        "to give a day": {"do": "date", "items": "item-1"},
        "to retire": {"do": "retire", "items": "item-1"},
    },
    "bank.contents": {"the blueprint": {"part": "blueprint"}, "the details": {"part": "details"}},
    "bank.move_item": {
        "to submit": {"do": "submit", "version": "1"},
        "to publish": {"do": "publish", "version": "1"},
        "to retire": {"do": "retire", "version": "1"},
    },
}
VARIANTS["bank.save_contents"] = VARIANTS["bank.contents"]

FILE = ROOT / "docs" / "access.md"
ROW = re.compile(r"^\| `([^`]+)`(?:, ([^|]+?))? \| (GET|POST) \| (.+) \|$", re.MULTILINE)
OF_FORMATS = "/static/formats/"  # a new format is one folder, and no line in a table


# 409 and 422: whoever may, and sent what does not fit, is told so on the page.
LET_IN = {200, 302, 303, 409, 422}


class Key(NamedTuple):
    """What a row is about. case: whose it is, or what for, where that matters."""

    address: str
    case: str
    method: str


def rows() -> dict[Key, dict[str, str]]:
    """Return the table: by key, what each gets."""
    found: dict[Key, dict[str, str]] = {}
    for address, case, method, cells in ROW.findall(FILE.read_text(encoding="utf-8")):
        key = Key(address, case, method)
        values = [cell.strip() for cell in cells.split(" | ")]
        assert len(values) == len(PEOPLE), f"{key}: a cell for each of {', '.join(PEOPLE)}"
        assert key not in found, f"{key} stands there twice"
        found[key] = dict(zip(PEOPLE, values, strict=True))
    return found


def written(key: Key, cells: dict[str, str]) -> str:
    """Return a row as it stands in the table."""
    address = f"`{key.address}`" + (f", {key.case}" if key.case else "")
    return f"| {address} | {key.method} | {' | '.join(cells.values())} |"


def pages(app: Flask) -> Iterator[tuple[Key, Rule]]:
    """Yield everything that can be opened or sent to; of the files of formats the first stands for all."""
    seen: set[Key] = set()
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        is_of_format = rule.rule.startswith(OF_FORMATS)
        address = f"{OF_FORMATS}<format>/<path:filename>" if is_of_format else rule.rule
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for case in cases(rule):
                key = Key(address, case, method)
                if key not in seen:
                    seen.add(key)
                    yield key, rule


def cases(rule: Rule) -> tuple[str, ...]:
    """Return whose or for what a page is, as far as the table tells that apart."""
    if PERSONAL & rule.arguments:
        return OWN, ELSE
    return tuple(VARIANTS.get(rule.endpoint, {})) or ("",)


def sent(rule: Rule, case: str = "") -> dict[str, str]:
    """Return what is sent to a page."""
    return VARIANTS.get(rule.endpoint, {}).get(case) or SENT.get(rule.endpoint, {})


def told(reply: TestResponse) -> str:
    """Return a reply as the table says it."""
    if reply.status_code in (302, 303) and re.match(r"(https?://localhost)?/sign-in\?next=", reply.location):
        return "sign in"
    return "yes" if reply.status_code in LET_IN else str(reply.status_code)
