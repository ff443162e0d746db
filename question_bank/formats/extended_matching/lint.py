"""Flaws that only extended matching can have.

Sources: NBME item-writing guide (one theme, one list of 5 to 20 options); Haladyna, Downing & Rodriguez 2002,
Appl Meas Educ (options in logical order). The rules about stems, telling ids and harm are our own.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from question_bank.flaw import Flaw, Path, error, warning
from question_bank.formats.extended_matching.model import ExtendedMatching

FEWEST_OPTIONS, MOST_OPTIONS = 5, 20
FEWEST_STEMS, MOST_STEMS = 2, 6
MARKUP = re.compile(r"[*_`]\S|\]\(")
TELLING_ID = re.compile(r"\b(key|correct|best|wrong|incorrect|distractor)\b")


def document_flaws(document: Mapping[str, Any]) -> Iterator[Flaw]:
    """Flaws of a raw document: ids used twice, and options that stems name but the list does not have."""
    options, stems = _entries(document.get("options")), _entries(document.get("stems"))
    for name, what, entries in (("options", "options", options), ("stems", "stems", stems)):
        seen: set[str] = set()
        for index, entry in entries:
            id = entry.get("id")
            if isinstance(id, str):
                if id in seen:
                    yield error(
                        "duplicate-id", f"Two {what} are called “{id}”.", "Rename one.", (name, index, "id")
                    )
                seen.add(id)
    known = {option.get("id") for _, option in options if isinstance(option.get("id"), str)}
    for index, stem in stems:
        for path, id in _named(stem):
            if id not in known:
                yield error(
                    "unknown-option",
                    f"There is no option “{id}” in the list.",
                    "Correct the id, or add the option.",
                    ("stems", index, *path),
                )


def flaws(item: ExtendedMatching) -> Iterator[Flaw]:
    """Flaws of a well-formed item."""
    yield from _counts(item)
    for index, option in enumerate(item.options):
        if MARKUP.search(option.text):
            yield warning(
                "option-markup",
                "The option holds Markdown, which a drop-down list shows as it is typed.",
                "Write plain text.",
                ("options", index, "text"),
            )
    yield from _telling(item)
    yield from _stems(item)


def _counts(item: ExtendedMatching) -> Iterator[Flaw]:
    options, stems = len(item.options), len(item.stems)
    if options < FEWEST_OPTIONS:
        yield error(
            "short-option-list",
            f"There are {options} options.",
            "Write at least five: what sets this format apart is that elimination does not help.",
            ("options",),
        )
    elif options > MOST_OPTIONS:
        yield warning("long-option-list", f"There are {options} options.", "Keep twenty.", ("options",))
    if stems < FEWEST_STEMS:
        yield error(
            "too-few-stems",
            "There is one stem.",
            "Write two to six, or make it a single best answer.",
            ("stems",),
        )
    elif stems > MOST_STEMS:
        yield warning("too-many-stems", f"There are {stems} stems.", "Make two items of it.", ("stems",))
    if stems > 1 and len({stem.key for stem in item.stems}) == 1:
        yield warning(
            "one-key-for-all",
            "All stems have the same key.",
            "Change a stem, so that the stems have to be told apart.",
            ("stems",),
        )


def _telling(item: ExtendedMatching) -> Iterator[Flaw]:
    """Ids and orders that a page carries and that tell the key."""
    for index, stem in enumerate(item.stems):
        shared = _words(stem.id) & _words(stem.key)
        if shared or TELLING_ID.search(stem.id.replace("-", " ")):
            yield error(
                "telling-id",
                f"The id “{stem.id}” may tell the key, and the page carries it.",
                "Name the stem by its patient or place, or number it.",
                ("stems", index, "id"),
            )
    for index, option in enumerate(item.options):
        if TELLING_ID.search(option.id.replace("-", " ")):
            yield error(
                "telling-id",
                f"The id “{option.id}” may tell the key, and the page carries it.",
                "Name the option by what it says.",
                ("options", index, "id"),
            )
    texts = [option.text.casefold() for option in item.options]
    keys = {stem.key for stem in item.stems}
    used = [option.id in keys for option in item.options]
    if texts != sorted(texts) and used != sorted(used) and used == sorted(used, reverse=True):
        yield warning(
            "keys-come-first",
            "The options that fit a stem all stand before those that fit none.",
            "Put the list in alphabetical or logical order.",
            ("options",),
        )


def _stems(item: ExtendedMatching) -> Iterator[Flaw]:
    for index, stem in enumerate(item.stems):
        path: Path = ("stems", index)
        explained = [near.option for near in stem.near]
        for place, option in enumerate(explained):
            if option == stem.key:
                yield error(
                    "near-key",
                    "The key stands among the near misses.",
                    "Correct one of the two.",
                    (*path, "near", place, "option"),
                )
            elif option in explained[:place]:
                yield error(
                    "duplicate-near",
                    f"“{option}” stands among the near misses twice.",
                    "Keep one.",
                    (*path, "near", place, "option"),
                )
        for place, option in enumerate(stem.harmful):
            if option == stem.key:
                yield error(
                    "harmful-key",
                    "The key is marked harmful.",
                    "Correct one of the two.",
                    (*path, "harmful", place),
                )
            elif option not in explained:
                yield warning(
                    "harm-unexplained",
                    f"“{option}” is marked harmful here, and nothing says why.",
                    "Add it to “near” with its rationale.",
                    (*path, "harmful", place),
                )


def _entries(value: object) -> list[tuple[int, dict[str, Any]]]:
    entries = enumerate(value) if isinstance(value, list) else ()
    return [(index, entry) for index, entry in entries if isinstance(entry, dict)]


def _named(stem: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Every option that a stem names, by its path below the stem."""
    named: list[tuple[Path, object]] = [(("key",), stem.get("key"))]
    named += [(("near", index, "option"), near.get("option")) for index, near in _entries(stem.get("near"))]
    harmful = stem.get("harmful")
    named += [
        (("harmful", index), id) for index, id in enumerate(harmful if isinstance(harmful, list) else ())
    ]
    yield from ((path, id) for path, id in named if isinstance(id, str))


def _words(id: str) -> set[str]:
    return set(id.split("-"))
