"""Rules about a set of options, for every format that has one.

Source: NBME item-writing guide; Haladyna, Downing & Rodriguez 2002; Tarrant 2006, as tabulated in BMC Med
Educ 2016,
doi:10.1186/s12909-016-0559-7.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from statistics import mean

from question_bank.flaw import Flaw, error, warning

ALL_OF_THE_ABOVE = re.compile(r"^(all|any) of (the above|these|them)\b", re.IGNORECASE)
NONE_OF_THE_ABOVE = re.compile(r"^none of (the above|these|them)\b", re.IGNORECASE)
COMBINED = re.compile(
    r"^(both\b.*\b(above|these)|[A-H] and [A-H]\b|\d(, ?\d)* (and \d )?only\b)", re.IGNORECASE
)
MUCH_LONGER = 1.3


def flaws(texts: Sequence[str], key: int | None) -> Iterator[Flaw]:
    """Flaws of options given as plain texts; ``key`` is the index of the key where there is one."""
    for index, text in enumerate(texts):
        path = ("options", index, "text")
        if ALL_OF_THE_ABOVE.search(text):
            yield error(
                "all-of-the-above",
                "“All of the above” rewards seeing two that fit.",
                "Write an option.",
                path,
            )
        if NONE_OF_THE_ABOVE.search(text):
            yield error(
                "none-of-the-above",
                "“None of the above” does not show what is known.",
                "Write an option.",
                path,
            )
        if COMBINED.search(text):
            yield error(
                "combined-option", "The option is made of others.", "Let each option stand alone.", path
            )
    yield from _twins(texts)
    if key is not None:
        yield from _lengths(texts, key)


def _twins(texts: Sequence[str]) -> Iterator[Flaw]:
    words = [re.findall(r"\w+", text.lower()) for text in texts]
    for one, other in combinations(range(len(words)), 2):
        if words[one] == words[other]:
            yield error(
                "duplicate-options",
                f"This option says the same as option {one + 1}.",
                "Change one of the two, or take it out.",
                ("options", other, "text"),
            )


def _lengths(texts: Sequence[str], key: int) -> Iterator[Flaw]:
    others = [len(text) for index, text in enumerate(texts) if index != key]
    length = len(texts[key])
    if others and length > max(others) and length > MUCH_LONGER * mean(others):
        yield warning(
            "key-longest",
            "The key is much longer than the other options.",
            "Shorten it, or give the others as much care: test-wise readers choose the longest.",
            ("options", key, "text"),
        )
