"""Flaws that only a select-all item can have.

Source: NBME item-writing guide and Haladyna, Downing & Rodriguez 2002, as tabulated in BMC Med Educ 2016,
doi:10.1186/s12909-016-0559-7; for the limits, NCSBN's “Select N” of Next Generation NCLEX.
"""

import re
from collections.abc import Iterator, Mapping
from statistics import mean
from typing import Any

from question_bank.flaw import Flaw, error, warning
from question_bank.formats.select_all.model import Marking, SelectAll
from question_bank.lint.cues import MUCH_LONGER

FEWEST, MOST = 4, 8
TELLING_ID = re.compile(r"\b(key|correct|best|wrong|incorrect|distractor|applies)\b")


def document_flaws(document: Mapping[str, Any]) -> Iterator[Flaw]:
    """Flaws of a raw document: no key, and ids used twice."""
    options = document.get("options")
    if not isinstance(options, list):
        return
    entries = [(index, option) for index, option in enumerate(options) if isinstance(option, dict)]
    if not any(option.get("key") is True for _, option in entries):
        yield error("no-key", "No option is a key.", "Write “key: true” on each that applies.", ("options",))
    seen: set[object] = set()
    for index, option in entries:
        id = option.get("id")
        if isinstance(id, str):
            if id in seen:
                yield error(
                    "duplicate-id", f"Two options are called “{id}”.", "Rename one.", ("options", index, "id")
                )
            seen.add(id)


def flaws(item: SelectAll) -> Iterator[Flaw]:
    """Flaws of a well-formed item."""
    yield from _counts(item)
    yield from _limits(item)
    yield from _lengths(item)
    for index, option in enumerate(item.options):
        if TELLING_ID.search(option.id.replace("-", " ")):
            yield error(
                "telling-id",
                f"The id “{option.id}” may tell a key, and the page carries it.",
                "Name the option by what it says.",
                ("options", index, "id"),
            )
        if option.key and option.harmful:
            yield error(
                "harmful-key", "A key is marked harmful.", "Correct one of the two.", ("options", index)
            )


def _counts(item: SelectAll) -> Iterator[Flaw]:
    count = len(item.options)
    if count < FEWEST:
        yield warning("few-options", f"There are {count} options.", "Write four to eight.", ("options",))
    if count > MOST:
        yield error(
            "past-letter-h",
            f"There are {count} options, but letters and keys end at H.",
            "Keep the best eight.",
            ("options",),
        )
    if count > 1 and len(item.keys) == count:
        yield warning(
            "every-option-key",
            "Every option is a key, so nothing has to be left out.",
            "Add options that do not apply.",
            ("options",),
        )


def _limits(item: SelectAll) -> Iterator[Flaw]:
    keys = len(item.keys)
    if item.select is not None and item.at_most is not None:
        yield error(
            "two-limits",
            "“select” and “at_most” both say how many may be ticked.",
            "Keep “select” to tell how many apply, “at_most” not to tell.",
            ("at_most",),
        )
    if item.select is not None and item.select != keys:
        yield error(
            "select-mismatch",
            f"The page asks for {item.select}, but {keys} {'is a key' if keys == 1 else 'are keys'}.",
            "Make “select” the number of keys.",
            ("select",),
        )
    if item.select is not None and item.marking is not Marking.PLUS_MINUS:
        yield error(
            "two-markings",
            "An item with “select” has a rule of its own, so “marking” is not obeyed.",
            "Leave out one of the two.",
            ("marking",),
        )
    if item.at_most is not None and item.at_most < keys:
        yield error(
            "limit-below-keys",
            f"No more than {item.at_most} may be ticked, but {keys} are keys.",
            "Raise “at_most”, or have fewer keys.",
            ("at_most",),
        )


def _lengths(item: SelectAll) -> Iterator[Flaw]:
    keys = [index for index, option in enumerate(item.options) if option.key]
    of_keys = [len(option.text) for option in item.options if option.key]
    of_others = [len(option.text) for option in item.options if not option.key]
    if len(keys) > 1 and of_others and mean(of_keys) > MUCH_LONGER * mean(of_others):
        yield warning(
            "keys-longer",
            "The keys are much longer than the other options.",
            "Shorten them, or give the others as much care: test-wise readers tick what is long.",
            ("options",),
        )
