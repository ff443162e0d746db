"""Warnings that are waived in the browser: in one item with its form, or in the whole bank at once.

A reason that is typed beside a warning waives it in the item, whatever button sends the form; it is kept when
the item is saved. Nothing here commits.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from question_bank import Flaw
from question_bank.item import Waiver
from quiz.bank import models
from quiz.bank.history import note

REASON, HERE, EVERYWHERE, NOWHERE = "because.", "waive.", "waive-all.", "unwaive-all."
NOT_YET_NUMBERED = 100_000  # rows are numbered again without a gap; no form has as many
WAIVED = re.compile(r"waived-[0-9]+-code")
LONGEST_REASON = 500
DETAIL = 200  # characters of a reason in the list of who did what


@dataclass(frozen=True)
class Wish:
    """What a button asked of the whole bank: to waive a code for a reason, or, without one, no longer."""

    code: str
    reason: str = ""


def with_reasons(posted: MultiDict[str, str], do: str) -> MultiDict[str, str]:
    """Return what was posted, with a waiver of the item for each reason that was typed."""
    found: MultiDict[str, str] = MultiDict(posted)
    wish = do.removeprefix(EVERYWHERE) if do.startswith(EVERYWHERE) else None
    codes = {text for name, text in posted.items(multi=True) if WAIVED.fullmatch(name)}
    for name, text in posted.items():
        place = name.removeprefix(REASON)
        code = place.rpartition(".")[2]
        if place in (name, wish) or not text.strip() or code in codes:
            continue
        number = NOT_YET_NUMBERED + len(codes)
        codes.add(code)
        found[f"waived-{number}-code"], found[f"waived-{number}-reason"] = code, text
    return found


def problem(posted: Mapping[str, str], do: str) -> str:
    """Return what keeps a button from doing what it says: a reason that is missing or too long."""
    place = do.removeprefix(EVERYWHERE).removeprefix(HERE)
    if place == do:
        return ""
    reason = posted.get(REASON + place, "").strip()
    if not reason:
        return f"Write why “{place.rpartition('.')[2]}” does not count: the reason is kept."
    return f"Write the reason in {LONGEST_REASON} characters." if len(reason) > LONGEST_REASON else ""


def wish_of(posted: Mapping[str, str], do: str) -> Wish | None:
    """Return what a button asked of the whole bank."""
    if do.startswith(NOWHERE):
        return Wish(do.removeprefix(NOWHERE))
    place = do.removeprefix(EVERYWHERE)
    return None if place == do else Wish(place.rpartition(".")[2], posted.get(REASON + place, "").strip())


def grant(bank: models.Bank, wish: Wish, found: Iterable[Flaw], *, by: int, now: datetime) -> bool:
    """Waive a warning in a whole bank that is locked, or take that back; whether anything changed.

    found: the flaws of the item at hand; only what is among them, and no error, can be waived.
    """
    before = bank.info.get("waived", [])
    others = [waiver for waiver in before if waiver["code"] != wish.code]
    if wish.reason:
        if not any(flaw.code == wish.code and not flaw.blocks for flaw in found):
            return False
        others.append(Waiver(code=wish.code, reason=wish.reason).model_dump())
    if others == before:
        return False
    info = {name: value for name, value in bank.info.items() if name != "waived"}
    bank.info = info | ({"waived": others} if others else {})
    bank.loaded_at = now
    what = "warning-waived" if wish.reason else "waiver-taken-back"
    reason = f": {wish.reason[:DETAIL]}" if wish.reason else ""
    note(bank, what, f"{wish.code}, in the whole bank{reason}", by=by, now=now)
    return True


def note_changes(
    bank: models.Bank,
    item: models.Item,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    by: int,
    now: datetime,
) -> None:
    """Write down which waivers a save brought to an item, and which it took back."""
    old, new = dict(_waivers(before)), dict(_waivers(after))
    for code, reason in new.items():
        if code not in old:
            note(bank, "warning-waived", f"{code}: {reason[:DETAIL]}", by=by, now=now, item=item)
    for code in old:
        if code not in new:
            note(bank, "waiver-taken-back", code, by=by, now=now, item=item)


def _waivers(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    waivers = document.get("waived")
    for waiver in waivers if isinstance(waivers, list) else ():
        if isinstance(waiver, dict) and isinstance(waiver.get("code"), str):
            yield waiver["code"], str(waiver.get("reason", ""))
