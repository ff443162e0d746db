"""From marks to what is kept of them: the last answer to each question, and sums by week. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

Question = tuple[int, int]  # item, and stage of a case or 0
SUMS = ("answers", "scored", "points", "in_full", "seconds", "timed", "chance", "chances")


@dataclass(frozen=True)
class Told:
    """What a version says that its answers are reckoned by.

    pair: slug of the other half of a minimal pair, or empty. chances: of a blind answer, by stage; of an item
    that is no case, one.
    """

    step: str
    pair: str
    chances: tuple[float | None, ...]

    def chance(self, stage: int) -> float | None:
        """Return the chance of a blind answer at a stage, 0 for an item that is no case."""
        place = max(0, stage - 1)
        return self.chances[place] if place < len(self.chances) else None


class Marked(NamedTuple):
    """A mark, with the answer it is of and what the mark before it said; None for the first.

    counts: whether it is of an answer that counts at all. stage: from 1 in a case, else 0. share: of the
    points, 0..1.
    """

    id: int
    counts: bool
    item_id: int
    stage: int
    slot_id: int
    sitting_id: int
    position: int
    version_id: int
    digest: str
    topic: str
    objective: str
    format: str
    at: datetime
    sureness: int | None
    seconds: float | None
    share: float
    scored: bool
    dangerous: bool
    signal: str | None
    share_before: float | None
    scored_before: bool | None
    dangerous_before: bool | None

    @property
    def question(self) -> Question:
        """Which question was answered."""
        return self.item_id, self.stage

    @property
    def version(self) -> tuple[int, str]:
        """Which version was asked: its id and digest."""
        return self.version_id, self.digest


@dataclass(frozen=True)
class Reckoned:
    """What some marks change: rows of ``LastMeeting`` and of ``WeekTally``, the latter to be added to theirs.

    in_doubt: questions whose last dangerous miss may be none any more.
    """

    meetings: list[dict[str, Any]]
    weeks: list[dict[str, Any]]
    in_doubt: frozenset[Question]


def reckoned(marks: Iterable[Marked], told: Mapping[tuple[int, str], Told], zone: ZoneInfo) -> Reckoned:
    """Return what marks change, in the order they were given. zone: by which weeks are told.

    Each mark must be reckoned once: its week gains what it says and loses what the one before it said.
    """
    found = sorted((mark for mark in marks if mark.counts), key=lambda mark: mark.id)
    newest = {mark.slot_id: mark for mark in found}
    meetings: dict[Question, dict[str, Any]] = {}
    for slot_id in sorted(newest):
        mark = newest[slot_id]
        row = meetings.setdefault(mark.question, dict.fromkeys(_HARMED))
        row |= _meeting(mark, told[mark.version])
        if mark.dangerous:
            row |= dict(zip(_HARMED, (mark.slot_id, mark.sitting_id, mark.position, mark.at), strict=True))
    weeks: dict[tuple[date, int], dict[str, float]] = {}
    for mark in found:
        of_week = weeks.setdefault((week_of(mark.at, zone), mark.sureness or 0), dict.fromkeys(SUMS, 0))
        for name, value in _gained(mark, told[mark.version].chance(mark.stage)).items():
            of_week[name] += value
    return Reckoned(
        list(meetings.values()),
        [{"week": week, "sureness": sureness, **sums} for (week, sureness), sums in weeks.items()],
        frozenset(mark.question for mark in found if mark.dangerous_before and not mark.dangerous),
    )


def week_of(moment: datetime, zone: ZoneInfo) -> date:
    """Return the Monday of a moment's week, where the person lives."""
    day = moment.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


_HARMED = ("harmed_slot_id", "harmed_sitting_id", "harmed_position", "harmed_at")


def _meeting(mark: Marked, told: Told) -> dict[str, Any]:
    return {
        "item_id": mark.item_id,
        "stage": mark.stage,
        "slot_id": mark.slot_id,
        "sitting_id": mark.sitting_id,
        "position": mark.position,
        "topic": mark.topic,
        "objective": mark.objective,
        "step": told.step,
        "format": mark.format,
        "pair": told.pair,
        "at": mark.at,
        "share": mark.share if mark.scored else None,
        "sureness": mark.sureness,
        "seconds": mark.seconds,
        "dangerous": mark.dangerous,
        "signal": mark.signal,
    }


def _gained(mark: Marked, chance: float | None) -> dict[str, float]:
    now = _sums(mark.share, chance, scored=mark.scored)
    if mark.share_before is None:
        is_timed = mark.seconds is not None
        return now | {"answers": 1, "seconds": mark.seconds or 0, "timed": int(is_timed)}
    before = _sums(mark.share_before, chance, scored=bool(mark.scored_before))
    return {name: now[name] - before[name] for name in now}


def _sums(share: float, chance: float | None, *, scored: bool) -> dict[str, float]:
    return {
        "scored": int(scored),
        "points": share if scored else 0,
        "in_full": int(scored and share == 1),
        "chance": (chance or 0.0) if scored else 0.0,
        "chances": int(scored and chance is not None),
    }
