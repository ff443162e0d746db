"""Flaws that only a highlight can have.

The rules about spans follow from the way a passage is written. The numbers are our own: the +/- rule pays
whoever marks everything when more than half of the phrases are keys.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from statistics import mean
from typing import Any

from question_bank.flaw import Flaw, error, warning
from question_bank.formats.highlight import passage
from question_bank.formats.highlight.model import Highlight

FEWEST = 4
USUAL = range(6, 15)
USUAL_KEYS = range(2, 6)
MUCH_LONGER = 1.5
TELLING_ID = re.compile(r"\b(keys?|correct|best|right|wrong|incorrect|distractor|flag|must|danger)\b")


def document_flaws(document: Mapping[str, Any]) -> Iterator[Flaw]:
    """Flaws of a raw document: spans and entries that do not meet, ids used twice, and keys."""
    entries = document.get("phrases")
    entries = entries if isinstance(entries, list) else []
    named = [(index, entry) for index, entry in enumerate(entries) if isinstance(entry, dict)]
    yield from _entries(named)
    text = document.get("passage")
    if isinstance(text, str):
        yield from _spans(text, named)


def _entries(entries: list[tuple[int, dict[str, Any]]]) -> Iterator[Flaw]:
    if entries and not any(entry.get("key") is True for _, entry in entries):
        yield error("no-key", "No phrase is a key.", "Write “key: true” on those to be marked.", ("phrases",))
    seen: set[str] = set()
    for index, entry in entries:
        id = entry.get("id")
        if isinstance(id, str):
            if id in seen:
                yield error(
                    "duplicate-id", f"Two phrases are called “{id}”.", "Rename one.", ("phrases", index, "id")
                )
            seen.add(id)
        if entry.get("must") is True and entry.get("key") is not True:
            yield error(
                "must-without-key",
                "The phrase may not be missed, and yet is no key.",
                "Write “key: true” too, or take “must” away.",
                ("phrases", index, "must"),
            )


def _spans(text: str, entries: list[tuple[int, dict[str, Any]]]) -> Iterator[Flaw]:
    for rest in passage.strays(text):
        yield error(
            "broken-span",
            f"A bracket belongs to no phrase: “{_around(rest)}”.",
            "Write [the words]{id}, one phrase after another and none inside another, each in one paragraph; "
            "brackets have no other use here.",
            ("passage",),
        )
    spans = Counter(piece.id for piece in passage.phrases(text))
    known = {entry["id"] for _, entry in entries if isinstance(entry.get("id"), str)}
    for id, times in spans.items():
        if id not in known:
            yield error(
                "span-without-phrase",
                f"The passage marks a phrase “{id}” that “phrases” does not have.",
                "Add it to “phrases” with its rationale, or correct the id.",
                ("passage",),
            )
        if times > 1:
            yield error(
                "span-twice",
                f"The passage has {times} phrases called “{id}”.",
                "Give each phrase an id of its own.",
                ("passage",),
            )
    for index, entry in entries:
        if isinstance(entry.get("id"), str) and entry["id"] not in spans:
            yield error(
                "phrase-without-span",
                f"The passage does not mark “{entry['id']}”.",
                f"Write [the words]{{{entry['id']}}} in the passage, or remove the entry.",
                ("phrases", index, "id"),
            )


def _around(rest: str) -> str:
    """Return the words around the first stray bracket."""
    found = passage.BRACKET.search(rest)
    at = found.start() if found else 0
    return rest[max(0, at - 20) : at + 20].strip()


def flaws(item: Highlight) -> Iterator[Flaw]:
    """Flaws of a well-formed item."""
    count, keys = len(item.phrases), len(item.keys)
    path = ("phrases",)
    if count < FEWEST:
        yield error("too-few-phrases", f"There are {count} phrases.", "Write six to fourteen.", path)
    elif count not in USUAL:
        yield warning("unusual-phrases", f"There are {count} phrases.", "Six to fourteen read best.", path)
    if keys == count:
        yield error("all-keys", "Every phrase is a key.", "Add phrases that do not belong.", path)
    elif 2 * keys > count:
        yield warning(
            "marking-all-pays",
            f"Marking everything earns {2 * keys - count} of {keys}.",
            "Let at most half of the phrases be keys.",
            path,
        )
    if keys and keys not in USUAL_KEYS:
        yield warning("unusual-keys", f"There are {keys} keys.", "Two to five work best.", path)
    if item.at_most is not None and item.at_most < keys:
        yield error(
            "limit-too-low",
            f"“at_most” is {item.at_most}, and there are {keys} keys.",
            "Raise it, or leave it out.",
            ("at_most",),
        )
    for index, phrase in enumerate(item.phrases):
        if TELLING_ID.search(phrase.id.replace("-", " ")):
            yield error(
                "telling-id",
                f"The id “{phrase.id}” may tell the key, and the page carries it.",
                "Name the phrase by what it says.",
                ("phrases", index, "id"),
            )
    yield from _lengths(item)


def _lengths(item: Highlight) -> Iterator[Flaw]:
    keys = [len(text) for id, text in item.wording.items() if id in item.keys]
    others = [len(text) for id, text in item.wording.items() if id not in item.keys]
    if keys and others and mean(keys) > MUCH_LONGER * mean(others):
        yield warning(
            "key-phrases-longer",
            "The keys are much longer than the other phrases.",
            "Let phrases be of like length: test-wise readers mark the long ones.",
            ("phrases",),
        )
