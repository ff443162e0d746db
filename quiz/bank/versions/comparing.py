"""Two documents compared word by word. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from question_bank.checking import ordered
from quiz.bank.drafts import as_text

SAME, GONE, NEW = "same", "gone", "new"
WORD = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORDS = 2000  # in a run of lines that changed; beyond, these are shown whole, for it would take too long


@dataclass(frozen=True)
class Piece:
    """Some text that stayed, went or came."""

    kind: str
    text: str


@dataclass(frozen=True)
class Changed:
    """A field of an item that differs."""

    name: str
    pieces: list[Piece]


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Changed]:
    """Return the fields in which two documents differ, in the order of files."""
    return [
        Changed(name, pieces(as_text(old.get(name)), as_text(new.get(name))))
        for name in ordered({**old, **new})
        if old.get(name) != new.get(name)
    ]


def pieces(old: str, new: str) -> list[Piece]:
    """Return what stayed, went and came from one text to the other, in order."""
    found = list(_by_line(old.splitlines(keepends=True), new.splitlines(keepends=True)))
    runs = groupby((piece for piece in found if piece.text), key=lambda piece: piece.kind)
    return [Piece(kind, "".join(piece.text for piece in run)) for kind, run in runs]


def _by_line(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        before, after = "".join(old[a:b]), "".join(new[c:d])
        one, other = WORD.findall(before), WORD.findall(after)
        if tag != "replace" or max(len(one), len(other)) > MOST_WORDS:
            yield from _swapped(tag, before, after)
            continue
        for inner, e, f, g, h in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
            yield from _swapped(inner, "".join(one[e:f]), "".join(other[g:h]))


def _swapped(tag: str, before: str, after: str) -> Iterator[Piece]:
    if tag == "equal":
        yield Piece(SAME, after)
    else:
        yield Piece(GONE, before)
        yield Piece(NEW, after)
