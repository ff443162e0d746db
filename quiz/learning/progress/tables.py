"""Everything on the pages of progress as tables, to be taken away: what each column holds. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from quiz import spreadsheets
from quiz.learning.progress import measures
from quiz.learning.progress.measures import Held, Share
from quiz.learning.progress.queries import BankRead, Met, Named, Week
from quiz.sittings.results.queries import Summary

DECIMALS = 4


@dataclass(frozen=True)
class Kept:
    """What tables are made of. quizzes: read bit by bit, the newest first."""

    met: Sequence[Met]
    weeks: Sequence[Week]
    topics: Sequence[Named]
    objectives: Sequence[Named]
    quizzes: Iterable[Summary]

    @cached_property
    def items(self) -> list[Held]:
        """Items as they were met last."""
        return measures.last_met(self.met)

    @property
    def banks(self) -> list[BankRead]:
        """The banks that were met, by title."""
        return list(dict.fromkeys(one.bank for one in self.topics))


Row = Sequence[Any]


@dataclass(frozen=True)
class Table:
    """One table. title: what it is. columns: by name, in words. rows: what it holds."""

    title: str
    columns: Mapping[str, str]
    rows: Callable[[Kept], Iterable[Row]]


def lines_of(table: Table, kept: Kept, kind: str) -> Iterator[bytes]:
    """Yield a table as ``csv``, a row at a time with the names of columns first, or as ``json``, a list."""
    if kind == "csv":
        yield spreadsheets.table([list(table.columns)])
        for row in table.rows(kept):
            yield spreadsheets.table([row])
        return
    before = "["
    for row in table.rows(kept):
        yield f"{before}\n{spreadsheets.as_json(dict(zip(table.columns, row, strict=True)))}".encode()
        before = ","
    yield b"\n]\n" if before == "," else b"[]\n"


_SHARE = {
    "questions": "how many count",
    "points": "the sum of the shares of the points they earned",
    "share": "points by questions, 0 to 1",
    "low": "lower end of its 95 % interval (Wilson)",
    "high": "upper end",
}
_WHERE = {
    "bank": "the bank",
    "question": "the question’s name",
    "stage": "which step of a case, else 0",
    "topic": "its topic",
    "objective": "its objective",
}


def _share(share: Share) -> Row:
    if not share.n:
        return 0, 0, None, None, None
    return share.n, *(round(value, DECIMALS) for value in (share.points, share.share, *share.band))


def _of_bank(kept: Kept, bank: BankRead, key: Callable[[Met], str]) -> dict[str, Share]:
    return measures.shares((item for item in kept.items if item.first.bank.id == bank.id), key)


def _topics(kept: Kept) -> Iterable[Row]:
    for bank in kept.banks:
        named = [(one.slug, one.title) for one in kept.topics if one.bank == bank]
        for line in measures.lines(named, _of_bank(kept, bank, lambda row: row.topic)):
            yield bank.slug, line.slug, line.title, *_share(line)


def _objectives(kept: Kept) -> Iterable[Row]:
    for bank in kept.banks:
        found = _of_bank(kept, bank, lambda row: row.objective)
        for one in kept.objectives:
            if one.bank == bank and one.slug in found:
                yield bank.slug, one.topic, one.slug, one.title, *_share(found[one.slug])


def _steps(kept: Kept) -> Iterable[Row]:
    for line in measures.lines(measures.STEPS.items(), measures.shares(kept.items, lambda row: row.step)):
        yield line.slug, *_share(line)


def _sureness(kept: Kept) -> Iterable[Row]:
    found = measures.calibration(kept.weeks)
    for level in (*found.levels, found.unsaid):
        n, right, *band = _share(level)
        chance = None if level.chance is None else round(level.chance, DECIMALS)
        yield level.sureness, level.title, n, right, *band, chance, level.chances


def _where(row: Met) -> Row:
    return row.bank.slug, row.slug, row.stage, row.topic, row.objective


def _questions(kept: Kept) -> Iterable[Row]:
    for row in kept.met:
        last = row.at, row.share, row.sureness, row.seconds, row.dangerous, row.signal
        yield *_where(row), row.step, row.format, *last


def _unlearn(kept: Kept) -> Iterable[Row]:
    for row in measures.to_unlearn(kept.items):
        yield *_where(row), row.at, row.dangerous


def _dangerous(kept: Kept) -> Iterable[Row]:
    for row in measures.dangerous(kept.met):
        yield *_where(row), row.harmed_at, row.share == 1


def _weeks(kept: Kept) -> Iterable[Row]:
    for week in measures.by_week(kept.weeks):
        yield week.week, week.answers, round(week.seconds, 1), *_share(week.earned)


def _formats(kept: Kept) -> Iterable[Row]:
    for pace in measures.paces(kept.items)[1]:
        yield pace.title, pace.n, round(pace.seconds, 1)


def _pairs(kept: Kept) -> Iterable[Row]:
    for pair in measures.pairs(kept.items)[0]:
        one, other = pair.one, pair.other
        slugs = one.first.slug, other.first.slug
        yield one.first.bank.slug, *slugs, one.share, other.share, pair.held, pair.at


def _stations(kept: Kept) -> Iterable[Row]:
    found = measures.signals(kept.items)
    yield found.hits, found.misses, found.false_alarms, found.correct_rejections


def _quizzes(kept: Kept) -> Iterable[Row]:
    for one in kept.quizzes:
        sitting = one.sitting
        times = sitting.started_at, sitting.closed_at, one.seconds
        is_told = sitting.minutes is None or sitting.closed_at is not None
        earned = (one.scored, round(one.points, DECIMALS)) if is_told else (None, None)
        yield sitting.id, sitting.title, sitting.mode, sitting.length, int(one.answered), *earned, *times


TABLES = {
    "topics": Table(
        "Mastery by topic",
        {"bank": "the bank", "topic": "the topic’s name", "title": "its title", **_SHARE},
        _topics,
    ),
    "objectives": Table(
        "Mastery by objective, those that were met",
        {
            "bank": "the bank",
            "topic": "the topic",
            "objective": "the objective’s name",
            "title": "its title",
            **_SHARE,
        },
        _objectives,
    ),
    "steps": Table(
        "Mastery by reasoning step", {"step": "gather, interpret, decide or act", **_SHARE}, _steps
    ),
    "sureness": Table(
        "How often answers were right, by sureness",
        {
            "sureness": "1 guessing, 2 fairly sure, 3 certain, 0 not said",
            "said": "the same in words",
            "answers": "how many count",
            "right": "how many earned all points",
            "share": "right by answers, 0 to 1",
            "low": "lower end of its 95 % interval (Wilson)",
            "high": "upper end",
            "chance": "mean chance that a blind answer to the same questions is right, 0 to 1",
            "chances": "of how many answers that is known",
        },
        _sureness,
    ),
    "unlearn": Table(
        "Certain, but wrong, when met last",
        {**_WHERE, "at": "when", "dangerous": "whether it could have harmed"},
        _unlearn,
    ),
    "dangerous": Table(
        "Questions that ever were a dangerous miss",
        {**_WHERE, "at": "when it was one last", "right_since": "whether the last answer earned all points"},
        _dangerous,
    ),
    "weeks": Table(
        "Weeks with answers",
        {
            "week": "its Monday",
            "answers": "how many; of a case each step",
            "seconds": "how long they took",
            **_SHARE,
        },
        _weeks,
    ),
    "formats": Table(
        "Time of a question, by format",
        {
            "format": "the format",
            "questions": "how many, as they were met last",
            "median_seconds": "half of them took longer",
        },
        _formats,
    ),
    "pairs": Table(
        "Minimal pairs of which both were met",
        {
            "bank": "the bank",
            "one": "a question’s name",
            "other": "the other’s",
            "one_share": "what the one earned last, 0 to 1",
            "other_share": "what the other earned last",
            "held": "whether both earned all points",
            "at": "when the later was answered",
        },
        _pairs,
    ),
    "stations": Table(
        "What stations came to when tried last",
        {
            "hits": "something mattered, and was found",
            "misses": "something mattered, and was not",
            "false_alarms": "nothing mattered, and something was reported",
            "correct_rejections": "nothing mattered, and that was said",
        },
        _stations,
    ),
    "questions": Table(
        "Every question as it was answered last",
        {
            **_WHERE,
            "step": "its reasoning step",
            "format": "its format",
            "at": "when",
            "share": "of the points, 0 to 1; empty where nothing is scored",
            "sureness": "1 guessing, 2 fairly sure, 3 certain; empty: not said",
            "seconds": "how long it took",
            "dangerous": "whether it could have harmed",
            "signal": "of a station: hit, miss, false_alarm or correct_rejection",
        },
        _questions,
    ),
    "quizzes": Table(
        "All quizzes, the newest first",
        {
            "id": "its number, as in its address",
            "title": "its title",
            "mode": "tutor or exam",
            "length": "how many questions it has",
            "answered": "how many were answered",
            "scored": "how many count, a case as one; empty until an exam ends",
            "points": "what they earned, each at most 1",
            "began": "when it began",
            "ended": "when it ended",
            "seconds": "how long the answers took",
        },
        _quizzes,
    ),
}
