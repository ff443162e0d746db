"""Which items a trainee's wishes fit, and which of these stands in the way when none does. Pure."""

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from quiz.sittings.choosing import Alike, Candidate

ALL, UNSEEN, MISSED, FLAGGED, DUE, CERTAIN = "all", "unseen", "missed", "flagged", "due", "certain"
AMONG = {
    ALL: "All questions",
    UNSEEN: "Not met yet",
    MISSED: "Missed last time",
    FLAGGED: "Flagged last time",
    DUE: "Due for review",
    CERTAIN: "Certain, but wrong",
}
NOTHING_THERE = "No questions are published there yet."
BEHIND = "Some of your answers are still being worked out, so this may change."
ENOUGH = 5  # items met in a topic below which nobody is told that it is their weakest


@dataclass(frozen=True)
class Entry(Candidate):
    """A published item with what it can be chosen by. red_flag: it, or a step of it, turns on a danger sign.

    is_current: the day by which its facts are to be checked again has not gone by.
    """

    format: str = ""
    difficulty: str = ""
    red_flag: bool = False
    is_current: bool = True


@dataclass(frozen=True, kw_only=True)
class Kind(Alike):
    """Published items that are alike in all they can be chosen by."""

    format: str
    difficulty: str
    red_flag: bool
    is_current: bool


@dataclass(frozen=True)
class Offered:
    """How many questions there are by what can be chosen: topics and formats, by name; red flags."""

    topics: Mapping[str, int]
    formats: Mapping[str, int]
    red_flags: int


class Stock:
    """What is published in a bank, by kind. It stays as it is, so what was counted once is kept with it.

    offered: how many questions there are of what. matching: what fits wishes that ask nothing of the visitor.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        kinds: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
        for entry in sorted(entries, key=lambda entry: entry.item_id):
            kinds[
                entry.topic,
                entry.objective,
                entry.format,
                entry.difficulty,
                entry.red_flag,
                entry.is_current,
                entry.stages,
            ].append(entry)
        self.kinds = tuple(_kind(alike) for alike in kinds.values())
        order = sorted((id, number) for number, kind in enumerate(self.kinds) for id in kind.item_ids)
        self._ids = array("q", (id for id, _ in order))
        self._kinds = array("q", (number for _, number in order))
        self.offered = self._count()
        self.matching = lru_cache(maxsize=256)(self._matching)

    def kind_of(self, item_id: int) -> int | None:
        """Return the number of the kind of an item; None for one that is not published."""
        at = bisect_left(self._ids, item_id)
        return self._kinds[at] if at < len(self._ids) and self._ids[at] == item_id else None

    def _count(self) -> Offered:
        topics: Counter[str] = Counter()
        formats: Counter[str] = Counter()
        red_flags = 0
        for kind in self.kinds:
            asked = len(kind) * kind.stages
            topics[kind.topic] += asked
            formats[kind.format] += asked
            red_flags += asked * kind.red_flag
        return Offered(topics, formats, red_flags)

    def _matching(self, wishes: "Wishes") -> "Matched":
        named = {slug for slug, _ in wishes.objectives}
        narrowed = {topic for _, topic in wishes.objectives}
        return Matched(
            {
                number: kind
                for number, kind in enumerate(self.kinds)
                if _in_place(kind, wishes.topics, named, narrowed)
                and (not wishes.formats or kind.format in wishes.formats)
                and (not wishes.difficulties or kind.difficulty in wishes.difficulties)
                and (not wishes.red_flags or kind.red_flag)
                and (not wishes.current or kind.is_current)
            }
        )


def _kind(entries: Sequence[Entry]) -> Kind:
    one = entries[0]
    return Kind(
        topic=one.topic,
        objective=one.objective,
        stages=one.stages,
        item_ids=array("q", (entry.item_id for entry in entries)),
        version_ids=array("q", (entry.version_id for entry in entries)),
        format=one.format,
        difficulty=one.difficulty,
        red_flag=one.red_flag,
        is_current=one.is_current,
    )


class Meeting(NamedTuple):
    """How somebody met an item last. put: a number that is higher for what was put before them later.

    scored, missed, certain_wrong: of the last time it was answered; missed: not all points were earned.
    waits: it was put in quizzes that are open, and nowhere else, and never answered.
    """

    put: int
    scored: bool = False
    missed: bool = False
    certain_wrong: bool = False
    flagged: bool = False
    waits: bool = False


@dataclass(frozen=True)
class Pool:
    """What there is to choose from, and what is known of it. meetings: by item. due: objectives.

    due_is_behind: whether answers wait from which what is due is still to be worked out.
    """

    stock: Stock
    meetings: Mapping[int, Meeting]
    due: Collection[str] = ()
    due_is_behind: bool = False


@dataclass(frozen=True)
class Wishes:
    """What a sitting is to be made of; what is empty wishes nothing.

    objectives: by slug, each with its topic; a topic with some of these stands for them alone.
    current: leave out what should have been checked again by now.
    """

    topics: frozenset[str] = frozenset()
    objectives: frozenset[tuple[str, str]] = frozenset()
    formats: frozenset[str] = frozenset()
    difficulties: frozenset[str] = frozenset()
    among: str = ALL
    red_flags: bool = False
    current: bool = False


@dataclass(frozen=True)
class Matched:
    """The kinds that fit wishes, by number. met: how many items of each do not, for they were met."""

    kinds: Mapping[int, Kind]
    met: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def asked(self) -> int:
        """How many questions these make; a case makes several."""
        met = sum(self.kinds[number].stages * count for number, count in self.met.items())
        return sum(len(kind) * kind.stages for kind in self.kinds.values()) - met

    @cached_property
    def shortest(self) -> int:
        """How many questions the shortest of these makes; 0 when there are none."""
        there = (kind.stages for number, kind in self.kinds.items() if len(kind) > self.met.get(number, 0))
        return min(there, default=0)


# Each wish that can be dropped, with what is then said: so many "of any difficulty".
LOOSENED = {
    "among": "from all questions",
    "difficulties": "of any difficulty",
    "formats": "in any format",
    "red_flags": "if the answer need not turn on a danger sign",
    "objectives": "with all objectives of the topics",
    "topics": "on all topics",
    "current": "outside an exam, which leaves out what is due to be checked again",
}
_NO_WISH = Wishes()


def matching(pool: Pool, wishes: Wishes) -> Matched:
    """Return the items that fit all wishes."""
    found = pool.stock.matching(replace(wishes, among=ALL))
    if wishes.among == DUE:
        return Matched({number: kind for number, kind in found.kinds.items() if kind.objective in pool.due})
    if wishes.among == UNSEEN:
        # What waits for its answer counts as before: fewer of an objective, or of those that turn on a danger
        # sign, would tell what a question is about that was just put.
        over = (pool.stock.kind_of(id) for id, meeting in pool.meetings.items() if not meeting.waits)
        met = Counter(number for number in over if number is not None and number in found.kinds)
        return Matched(found.kinds, met)
    name = {MISSED: "missed", FLAGGED: "flagged", CERTAIN: "certain_wrong"}.get(wishes.among)
    if name is None:
        return found
    wanted: dict[int, list[int]] = defaultdict(list)
    for id, meeting in pool.meetings.items():
        number = pool.stock.kind_of(id) if getattr(meeting, name) else None
        if number in found.kinds and number is not None:
            wanted[number].append(id)
    return Matched({number: _only(found.kinds[number], ids) for number, ids in wanted.items()})


def _only(kind: Kind, item_ids: Iterable[int]) -> Kind:
    """Return some items of a kind, whose own stand in order."""
    ids = sorted(item_ids)
    versions = [kind.version_ids[bisect_left(kind.item_ids, id)] for id in ids]
    return replace(kind, item_ids=ids, version_ids=versions)


def loosened(pool: Pool, wishes: Wishes) -> dict[str, int]:
    """Return the single wishes that stand in the way, in words, with how many questions match without."""
    found: dict[str, int] = {}
    for name, words in LOOSENED.items():
        if getattr(wishes, name) == getattr(_NO_WISH, name):
            continue
        dropped = {name: getattr(_NO_WISH, name)}
        if name == "topics":
            dropped["objectives"] = _NO_WISH.objectives
        count = matching(pool, replace(wishes, **dropped)).asked
        if count:
            found[words] = count
    return found


def told(pool: Pool, wishes: Wishes, *, length: int | None = None) -> str:
    """Return how many questions match, as a sentence; when none does, with what to loosen.

    length: of the quiz; a case that takes more than that is not asked.
    """
    found = matching(pool, wishes)
    count = found.asked
    if count and length and found.shortest > length:
        return f"{count} questions match, all in cases that take more than {length}. Choose more questions."
    if count:
        return f"{count} question{'' if count == 1 else 's'} match{'es' if count == 1 else ''}."
    if not pool.stock.kinds:
        return NOTHING_THERE
    ways = [f"{number} {words}" for words, number in loosened(pool, wishes).items()]
    if not ways:
        return "No questions match. No single wish stands in the way: take away two or more."
    return f"No questions match. There would be {', or '.join(ways)}."


def weakest_topic(pool: Pool) -> str | None:
    """Return the topic with the smallest share of items that earned all points when they were met last.

    None while fewer than ``ENOUGH`` items were met in every topic, or when nothing was missed.
    """
    met: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for item_id, meeting in pool.meetings.items():
        number = pool.stock.kind_of(item_id) if meeting.scored else None
        if number is not None:
            topic = pool.stock.kinds[number].topic
            met[topic] += 1
            missed[topic] += meeting.missed
    known = [topic for topic, n in met.items() if n >= ENOUGH and missed[topic]]
    return max(known, key=lambda topic: (missed[topic] / met[topic], met[topic], topic), default=None)


def _in_place(kind: Kind, topics: Collection[str], named: Collection[str], narrowed: Collection[str]) -> bool:
    """Whether a kind is of what was chosen. named: objectives, narrowed: the topics of these."""
    if not topics and not narrowed:
        return True
    return kind.objective in named or (kind.topic in topics and kind.topic not in narrowed)
