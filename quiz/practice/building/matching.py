"""Which items a trainee's wishes fit, and which of these stands in the way when none does. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from quiz.sittings.choosing import Candidate

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

    recheck_by: the day by which its facts are to be checked again, as the document writes it.
    """

    format: str = ""
    difficulty: str = ""
    red_flag: bool = False
    recheck_by: str | None = None


@dataclass(frozen=True)
class Meeting:
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

    entries: Sequence[Entry]
    meetings: Mapping[int, Meeting]
    due: Collection[str] = ()
    due_is_behind: bool = False


@dataclass(frozen=True)
class Wishes:
    """What a sitting is to be made of; what is empty wishes nothing.

    objectives: by slug, with the topic of each; a topic with some of these stands for them alone.
    checked_on: leave out what should have been checked again before this day.
    """

    topics: frozenset[str] = frozenset()
    objectives: Mapping[str, str] | None = None
    formats: frozenset[str] = frozenset()
    difficulties: frozenset[str] = frozenset()
    among: str = ALL
    red_flags: bool = False
    checked_on: str | None = None


# Each wish that can be dropped, with what is then said: so many "of any difficulty".
LOOSENED = {
    "among": "from all questions",
    "difficulties": "of any difficulty",
    "formats": "in any format",
    "red_flags": "if the answer need not turn on a danger sign",
    "objectives": "with all objectives of the topics",
    "topics": "on all topics",
    "checked_on": "outside an exam, which leaves out what is due to be checked again",
}
_NO_WISH = Wishes()


def matching(pool: Pool, wishes: Wishes) -> list[Entry]:
    """Return the items that fit all wishes."""
    narrowed = set((wishes.objectives or {}).values())
    is_among = _among(pool, wishes.among)
    return [
        entry
        for entry in pool.entries
        if _in_place(entry, wishes, narrowed)
        and (not wishes.formats or entry.format in wishes.formats)
        and (not wishes.difficulties or entry.difficulty in wishes.difficulties)
        and (not wishes.red_flags or entry.red_flag)
        and (wishes.checked_on is None or (entry.recheck_by or "9") >= wishes.checked_on)
        and is_among(entry)
    ]


def asked(entries: Collection[Candidate]) -> int:
    """Return how many questions items make; a case makes several."""
    return sum(entry.stages for entry in entries)


def loosened(pool: Pool, wishes: Wishes) -> dict[str, int]:
    """Return the single wishes that stand in the way, in words, with how many questions match without."""
    found: dict[str, int] = {}
    for name, words in LOOSENED.items():
        if getattr(wishes, name) == getattr(_NO_WISH, name):
            continue
        dropped = {name: getattr(_NO_WISH, name)}
        if name == "topics":
            dropped["objectives"] = None
        count = asked(matching(pool, replace(wishes, **dropped)))
        if count:
            found[words] = count
    return found


def told(pool: Pool, wishes: Wishes, *, length: int | None = None) -> str:
    """Return how many questions match, as a sentence; when none does, with what to loosen.

    length: of the quiz; a case that takes more than that is not asked.
    """
    found = matching(pool, wishes)
    count = asked(found)
    if count and length and min(entry.stages for entry in found) > length:
        return f"{count} questions match, all in cases that take more than {length}. Choose more questions."
    if count:
        return f"{count} question{'' if count == 1 else 's'} match{'es' if count == 1 else ''}."
    if not pool.entries:
        return NOTHING_THERE
    ways = [f"{number} {words}" for words, number in loosened(pool, wishes).items()]
    if not ways:
        return "No questions match. No single wish stands in the way: take away two or more."
    return f"No questions match. There would be {', or '.join(ways)}."


@dataclass(frozen=True)
class Offered:
    """How many questions there are by what can be chosen: topics and formats, by name; red flags."""

    topics: Mapping[str, int]
    formats: Mapping[str, int]
    red_flags: int


def offered(pool: Pool) -> Offered:
    """Return how many questions there are of what."""
    topics: Counter[str] = Counter()
    formats: Counter[str] = Counter()
    for entry in pool.entries:
        topics[entry.topic] += entry.stages
        formats[entry.format] += entry.stages
    return Offered(topics, formats, asked([entry for entry in pool.entries if entry.red_flag]))


def weakest_topic(pool: Pool) -> str | None:
    """Return the topic with the smallest share of items that earned all points when they were met last.

    None while fewer than ``ENOUGH`` items were met in every topic, or when nothing was missed.
    """
    met: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for entry in pool.entries:
        meeting = pool.meetings.get(entry.item_id)
        if meeting and meeting.scored:
            met[entry.topic] += 1
            missed[entry.topic] += meeting.missed
    known = [topic for topic, n in met.items() if n >= ENOUGH and missed[topic]]
    return max(known, key=lambda topic: (missed[topic] / met[topic], met[topic], topic), default=None)


def _in_place(entry: Entry, wishes: Wishes, narrowed: Collection[str]) -> bool:
    if not wishes.topics and not narrowed:
        return True
    if wishes.objectives and entry.objective in wishes.objectives:
        return True
    return entry.topic in wishes.topics and entry.topic not in narrowed


def _among(pool: Pool, among: str) -> Callable[[Entry], bool]:
    met = pool.meetings
    if among == UNSEEN:
        # What waits for its answer counts as before: fewer of an objective, or of those that turn on a danger
        # sign, would tell what a question is about that was just put.
        return lambda entry: (meeting := met.get(entry.item_id)) is None or meeting.waits
    if among == DUE:
        return lambda entry: entry.objective in pool.due
    if among in (MISSED, FLAGGED, CERTAIN):
        name = {MISSED: "missed", FLAGGED: "flagged", CERTAIN: "certain_wrong"}[among]
        wanted = {item_id for item_id, meeting in met.items() if getattr(meeting, name)}
        return lambda entry: entry.item_id in wanted
    return lambda entry: True
