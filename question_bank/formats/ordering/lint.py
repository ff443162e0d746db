"""Flaws that only an item about order can have.

Sources: NBME item-writing guide and Haladyna, Downing & Rodriguez 2002, as tabulated in BMC Med Educ 2016,
doi:10.1186/s12909-016-0559-7, for clues in the wording; the rest are our own.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from question_bank.flaw import Flaw, error, warning
from question_bank.formats.ordering.model import Ordering

FEWEST, MOST = 3, 8
TELLING_ID = re.compile(
    r"[a-z]?\d+|[a-z]|(step|place|number|no)-?([a-z]|\d+)"
    r"|(.+-)?(first|second|third|fourth|fifth|sixth|seventh|eighth|last|final|finally)(-.+)?"
)
TELLING_TEXT = re.compile(
    r"^(first|firstly|second|secondly|third|thirdly|next|then|finally|lastly|at last|last of all|afterwards"
    r"|to begin with|step \d+|\d+[.)])(?!\w)",
    re.IGNORECASE,
)


def document_flaws(document: Mapping[str, Any]) -> Iterator[Flaw]:
    """Flaws of a raw document: ids used twice."""
    steps = document.get("steps")
    seen: set[str] = set()
    for index, step in enumerate(steps if isinstance(steps, list) else []):
        id = step.get("id") if isinstance(step, dict) else None
        if not isinstance(id, str):
            continue
        if id in seen:
            yield error(
                "duplicate-id", f"Two steps are called “{id}”.", "Rename one.", ("steps", index, "id")
            )
        seen.add(id)


def flaws(item: Ordering) -> Iterator[Flaw]:
    """Flaws of a well-formed item."""
    count = len(item.steps)
    if count < FEWEST:
        yield error("too-few-steps", f"There are {count} steps.", "Write three to eight.", ("steps",))
    elif count > MOST:
        yield error("too-many-steps", f"There are {count} steps.", "Keep at most eight.", ("steps",))
    yield from _twins(item)
    for index, step in enumerate(item.steps):
        if TELLING_ID.fullmatch(step.id):
            yield error(
                "telling-step-id",
                f"The id “{step.id}” may tell the place, and the page carries it.",
                "Name the step by what is done.",
                ("steps", index, "id"),
            )
        if TELLING_TEXT.search(step.text):
            yield warning(
                "telling-step",
                "The text begins with a word that tells its place.",
                "Say what is done, and let the story say when.",
                ("steps", index, "text"),
            )
    yield from _pairs(item)


def _twins(item: Ordering) -> Iterator[Flaw]:
    seen: dict[tuple[str, ...], int] = {}
    for index, step in enumerate(item.steps):
        words = tuple(re.findall(r"\w+", step.text.lower()))
        if words in seen:
            yield error(
                "duplicate-steps",
                f"This step says the same as step {seen[words] + 1}.",
                "Change one of the two: which comes first cannot be known.",
                ("steps", index, "text"),
            )
        seen.setdefault(words, index)


def _pairs(item: Ordering) -> Iterator[Flaw]:
    key = item.key
    for index, pair in enumerate(item.never_before):
        unknown = [id for id in pair if id not in key]
        for id in unknown:
            yield error(
                "unknown-step", f"There is no step “{id}”.", "Correct the id.", ("never_before", index)
            )
        if not unknown and key.index(pair[0]) <= key.index(pair[1]):
            yield error(
                "dangerous-order",
                f"The order as written does “{pair[0]}” before “{pair[1]}”, which it calls dangerous.",
                "Turn the pair round, or correct the order of the steps.",
                ("never_before", index),
            )
