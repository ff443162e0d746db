"""Flaws that only a single best answer can have.

Source: NBME item-writing guide and Haladyna, Downing & Rodriguez 2002, as tabulated in BMC Med Educ 2016,
doi:10.1186/s12909-016-0559-7.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from question_bank.flaw import Flaw, error, warning
from question_bank.formats.single_best_answer.model import SingleBestAnswer

FEWEST, MOST, LETTERS = 3, 5, 8
TELLING_ID = re.compile(r"\b(key|correct|best|wrong|incorrect|distractor)\b")


def document_flaws(document: Mapping[str, Any]) -> Iterator[Flaw]:
    """Flaws of a raw document: how many keys, and ids used twice."""
    options = document.get("options")
    if not isinstance(options, list):
        return
    entries = [(index, option) for index, option in enumerate(options) if isinstance(option, dict)]
    keys = [index for index, option in entries if option.get("key") is True]
    if not keys:
        yield error("no-key", "No option is the key.", "Write “key: true” on the best option.", ("options",))
    for index in keys[1:]:
        yield error(
            "two-keys",
            f"This is a second key; the first is option {keys[0] + 1}.",
            "Leave “key: true” on one option.",
            ("options", index, "key"),
        )
    seen: set[object] = set()
    for index, option in entries:
        id = option.get("id")
        if isinstance(id, str):
            if id in seen:
                yield error(
                    "duplicate-id", f"Two options are called “{id}”.", "Rename one.", ("options", index, "id")
                )
            seen.add(id)


def flaws(item: SingleBestAnswer) -> Iterator[Flaw]:
    """Flaws of a well-formed item."""
    count = len(item.options)
    if count < FEWEST:
        yield error("too-few-options", f"There are {count} options.", "Write three to five.", ("options",))
    elif count > LETTERS:
        yield error(
            "past-letter-h",
            f"There are {count} options, but letters and keys end at H.",
            "Keep the best five.",
            ("options",),
        )
    elif count > MOST:
        yield warning("too-many-options", f"There are {count} options.", "Keep the best five.", ("options",))
    for index, option in enumerate(item.options):
        if TELLING_ID.search(option.id.replace("-", " ")):
            yield error(
                "telling-id",
                f"The id “{option.id}” may tell the key, and the page carries it.",
                "Name the option by what it says.",
                ("options", index, "id"),
            )
        if option.key and option.harmful:
            yield error(
                "harmful-key", "The key is marked harmful.", "Correct one of the two.", ("options", index)
            )
