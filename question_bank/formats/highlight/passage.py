"""The text of a highlight: plain paragraphs in which ``[some words]{id}`` is a phrase that can be marked.

Square and curly brackets mean nothing else here, so a citation (``[@id]``) has no place in a passage, and
whatever bracket belongs to no phrase is a slip: an open, nested or overlapping span, or one that runs over
the end of a paragraph.
"""

import re
from dataclasses import dataclass

SPAN = re.compile(r"\[(?P<text>[^\[\]{}]*[^\[\]{}\s][^\[\]{}]*)\]\{(?P<id>[^\[\]{}]*)\}")
BRACKET = re.compile(r"[\[\]{}]")


@dataclass(frozen=True)
class Piece:
    """Some words of a passage; ``id`` names the phrase they are, None between phrases."""

    text: str
    id: str | None = None


def paragraphs(passage: str) -> tuple[tuple[Piece, ...], ...]:
    """Return the pieces of each paragraph, in the order of the text."""
    return tuple(tuple(_pieces(paragraph)) for paragraph in _paragraphs(passage))


def phrases(passage: str) -> list[Piece]:
    """Return the phrases of a passage, in the order of the text."""
    return [piece for paragraph in paragraphs(passage) for piece in paragraph if piece.id is not None]


def strays(passage: str) -> list[str]:
    """Return the paragraphs, their phrases taken out, in which a bracket is left."""
    rests = [SPAN.sub("…", paragraph) for paragraph in _paragraphs(passage)]
    return [rest for rest in rests if BRACKET.search(rest)]


def _paragraphs(passage: str) -> list[str]:
    """Paragraphs, each on one line."""
    return [" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", passage) if part.strip()]


def _pieces(paragraph: str) -> list[Piece]:
    pieces: list[Piece] = []
    end = 0
    for span in SPAN.finditer(paragraph):
        pieces += [Piece(paragraph[end : span.start()]), Piece(span["text"].strip(), span["id"].strip())]
        end = span.end()
    return [piece for piece in [*pieces, Piece(paragraph[end:])] if piece.text]
