"""What pages of progress show, worked out from what is rolled up. Pure: no database, no clock."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from statistics import median

from question_bank import FORMATS, Score
from question_bank.formats.contract import CaseFormat
from quiz.learning.progress.queries import Met, Week
from quiz.learning.wilson import wilson

ENOUGH = 5  # answers below which a percentage would say more than it knows
CERTAIN = 3
SURENESS = {1: "Guessing", 2: "Fairly sure", CERTAIN: "Certain"}
STEPS = {"gather": "Gather", "interpret": "Interpret", "decide": "Decide", "act": "Act"}
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Share:
    """Points earned of so many at most, with how sure that is."""

    points: float
    n: int

    @property
    def share(self) -> float:
        """Share of the points, 0..1; 0 without any."""
        return self._points / self.n if self.n else 0.0

    @property
    def enough(self) -> bool:
        """Whether there are enough to show a percentage."""
        return self.n >= ENOUGH

    @property
    def band(self) -> tuple[float, float]:
        """Lower and upper end of the 95 % interval of the share (Wilson)."""
        return wilson(self._points, self.n)

    @property
    def _points(self) -> float:
        return min(max(self.points, 0.0), float(self.n))  # sums of shares are exact to some digits only


@dataclass(frozen=True)
class Held:
    """An item as it was met last; a case is one. questions: its answers there, by stage.

    share: of the points, by its format's own rule for a case; None where nothing was scored.
    """

    questions: Sequence[Met]
    share: float | None

    @property
    def first(self) -> Met:
        """The first of its answers, which says what is the same for all."""
        return self.questions[0]

    @property
    def right(self) -> bool:
        """Whether all points were earned."""
        return self.share == 1


def last_met(met: Iterable[Met]) -> list[Held]:
    """Return items as they were met last, of a case the stages that were answered then."""
    found = []
    for _, rows in groupby(met, lambda row: row.item_id):
        of_item = list(rows)
        last = max(of_item, key=lambda row: row.slot_id).sitting_id
        questions = [row for row in of_item if row.sitting_id == last]
        found.append(Held(questions, _share(questions)))
    return found


def _share(questions: Sequence[Met]) -> float | None:
    fmt = FORMATS.get(questions[0].format)
    if not isinstance(fmt, CaseFormat):
        return questions[0].share
    scores = [
        Score(row.share or 0, 1, dangerous=row.dangerous, scored=row.share is not None) for row in questions
    ]
    total = fmt.total(scores)
    return total.fraction if total.scored else None


@dataclass(frozen=True)
class Line(Share):
    """A share with a name: of a topic, an objective, a step. slug: within its bank, where it is of one."""

    slug: str = ""
    title: str = ""


def shares(items: Iterable[Held], key: Callable[[Met], str]) -> dict[str, Share]:
    """Return what items earned when they were met last, by what they have in common."""
    sums: dict[str, list[float]] = defaultdict(list)
    for item in items:
        if item.share is not None:
            sums[key(item.first)].append(item.share)
    return {name: Share(sum(found), len(found)) for name, found in sums.items()}


def lines(of: Iterable[tuple[str, str]], found: dict[str, Share]) -> list[Line]:
    """Return a line for each slug and title, in their order; without answers where there are none."""
    none = Share(0.0, 0)
    pairs = ((slug, title, found.get(slug, none)) for slug, title in of)
    return [Line(share.points, share.n, slug, title) for slug, title, share in pairs]


def objectives_held(items: Iterable[Held]) -> tuple[int, int]:
    """Return of how many objectives all was right when it was met last, and how many were met at all."""
    by_objective: dict[tuple[int, str], list[bool]] = defaultdict(list)
    for item in items:
        if item.share is not None:
            by_objective[item.first.bank.id, item.first.objective].append(item.right)
    return sum(all(right) for right in by_objective.values()), len(by_objective)


def to_unlearn(items: Iterable[Held]) -> list[Met]:
    """Return what was answered with certainty and earned nothing when it was met last, newest first."""
    rows = (row for item in items for row in item.questions)
    return _newest_first(row for row in rows if row.sureness == CERTAIN and row.share == 0)


def dangerous(met: Iterable[Met]) -> list[Met]:
    """Return every question that ever was a dangerous miss, the newest miss first."""
    harmed = [row for row in met if row.harmed_at is not None]
    return sorted(harmed, key=lambda row: (row.harmed_at or row.at, row.slot_id), reverse=True)


def _newest_first(rows: Iterable[Met]) -> list[Met]:
    return sorted(rows, key=lambda row: (row.at, row.slot_id), reverse=True)


@dataclass(frozen=True)
class Pair:
    """A minimal pair of which both items were met. held: both were right when they were met last."""

    one: Held
    other: Held

    @property
    def held(self) -> bool:
        """Whether the finding that tells them apart was told apart."""
        return self.one.right and self.other.right

    @property
    def at(self) -> datetime:
        """When the later of the two was answered."""
        return max(self.one.first.at, self.other.first.at)


def pairs(items: Iterable[Held]) -> tuple[list[Pair], int]:
    """Return the minimal pairs of which both halves were met, and how many have one half met alone.

    Those that are not held come first. What was not scored makes no pair.
    """
    halves = {
        (item.first.bank.id, item.first.slug): item
        for item in items
        if item.first.pair and item.share is not None
    }
    found, alone = [], 0
    for (bank_id, slug), item in halves.items():
        other = halves.get((bank_id, item.first.pair))
        if other is None or other.first.pair != slug:
            alone += 1
        elif slug < other.first.slug:
            found.append(Pair(item, other))
    return sorted(found, key=lambda pair: (pair.held, pair.one.first.topic, pair.one.first.slug)), alone


@dataclass(frozen=True)
class Level(Share):
    """How often answers at one level of sureness earned all points. n: how many of them count.

    chance: the mean chance of blind answers to the ``chances`` questions of which it is known; None without.
    """

    sureness: int = 0
    title: str = ""
    chance: float | None = None
    chances: int = 0


@dataclass(frozen=True)
class Calibration:
    """How often answers were right at each level of sureness.

    unsaid: answers with which nothing was said, which are in no sum here.
    """

    levels: Sequence[Level]
    unsaid: Level

    @property
    def chances(self) -> int:
        """Of how many answers the chance of a blind one is known."""
        return sum(level.chances for level in self.levels)

    @property
    def chance(self) -> float | None:
        """The mean chance that blind answers to the same questions are right; None where it is not known."""
        total = sum(level.chances * (level.chance or 0) for level in self.levels)
        return total / self.chances if self.chances else None

    @property
    def n(self) -> int:
        """How many answers it rests on."""
        return sum(level.n for level in self.levels)


def calibration(weeks: Iterable[Week]) -> Calibration:
    """Return how right somebody was at each level of sureness in some weeks."""
    sums: dict[int, list[float]] = {sureness: [0, 0, 0, 0] for sureness in (0, *SURENESS)}
    for week in weeks:
        for place, value in enumerate((week.in_full, week.scored, week.chance, week.chances)):
            sums[week.sureness][place] += value
    levels = [_level(sureness, title, sums[sureness]) for sureness, title in SURENESS.items()]
    return Calibration(levels, _level(0, "Not said", sums[0]))


def _level(sureness: int, title: str, sums: Sequence[float]) -> Level:
    in_full, scored, chance, chances = sums
    return Level(in_full, int(scored), sureness, title, chance / chances if chances else None, int(chances))


@dataclass(frozen=True)
class Worked:
    """What was done in a week. week: its Monday. seconds: of the answers whose time is known."""

    week: date
    answers: int
    seconds: float
    earned: Share


def by_week(weeks: Iterable[Week]) -> list[Worked]:
    """Return what was done in each week, oldest first; weeks without answers are not there."""
    found = []
    for monday, rows in groupby(weeks, lambda row: row.week):
        of_week = list(rows)
        found.append(
            Worked(
                monday,
                sum(row.answers for row in of_week),
                sum(row.seconds for row in of_week),
                Share(sum(row.points for row in of_week), sum(row.scored for row in of_week)),
            )
        )
    return found


def without_gaps(weeks: Iterable[Worked], *, until: date, count: int) -> list[Worked]:
    """Return the last ``count`` weeks up to the one that begins on ``until``, empty ones as well."""
    known = {week.week: week for week in weeks}
    mondays = (until - n * A_WEEK for n in reversed(range(count)))
    return [known.get(monday, Worked(monday, 0, 0.0, Share(0.0, 0))) for monday in mondays]


def earned_since(weeks: Iterable[Worked], first: date, until: date) -> Share:
    """Return what was earned in the weeks from one Monday up to another, the latter left out."""
    found = [week.earned for week in weeks if first <= week.week < until]
    return Share(sum(share.points for share in found), sum(share.n for share in found))


@dataclass(frozen=True)
class Pace:
    """How long questions of a format took when they were met last. n: of how many that is known."""

    title: str
    n: int
    seconds: float


def median_week(weeks: Iterable[Worked]) -> float | None:
    """Return the median of the seconds of the weeks in which something was answered; None without any."""
    return median(found) if (found := [week.seconds for week in weeks if week.seconds]) else None


def paces(items: Iterable[Held]) -> tuple[Pace | None, list[Pace]]:
    """Return the median time of a question when it was met last, over all and by format.

    Of a case each stage is a question.
    """
    times: dict[str, list[float]] = defaultdict(list)
    for item in items:
        times[item.first.format] += [row.seconds for row in item.questions if row.seconds is not None]
    by_format = [
        Pace(fmt.title, len(times[name]), median(times[name]))
        for name, fmt in FORMATS.items()
        if times.get(name)
    ]
    every = [seconds for found in times.values() for seconds in found]
    return (Pace("All formats", len(every), median(every)) if every else None), by_format


@dataclass(frozen=True)
class Signals:
    """What searches came to when they were last tried, as in signal detection."""

    hits: int
    misses: int
    false_alarms: int
    correct_rejections: int

    @property
    def present(self) -> int:
        """Searches in which there was something that mattered."""
        return self.hits + self.misses

    @property
    def absent(self) -> int:
        """Searches in which there was not."""
        return self.false_alarms + self.correct_rejections


def signals(items: Iterable[Held]) -> Signals:
    """Return what searches came to when each was last tried."""
    found = [row.signal for item in items for row in item.questions]
    return Signals(*(found.count(name) for name in ("hit", "miss", "false_alarm", "correct_rejection")))
