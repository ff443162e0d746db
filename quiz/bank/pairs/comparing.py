"""An item beside the one it was made from, or its other half: what differs, and whether too much does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from question_bank import Flaw, Item, check
from question_bank.bank import Bank
from question_bank.lint import pairs
from quiz.bank.queries import Desk, Draft, draft
from quiz.bank.reviewing.queries import keeps_blind
from quiz.bank.versions.comparing import SAME, Changed, Piece, compare
from quiz.errors import NotFound

# What differs by itself, and says nothing of what is asked.
LEFT_OUT = ("id", "title", "minimal_pair", "written_by", "reviewed_by", "checked_on", "recheck_by", "waived")
AROUND = 80  # characters of what stayed, on either side of what changed


@dataclass(frozen=True)
class Beside:
    """What of an item differs from another: word by word, and notes on it."""

    slug: str
    title: str
    changed: Sequence[Changed]
    flaws: Sequence[Flaw]


def beside(item: Item | None, document: Mapping[str, Any], other: Draft, known: Bank) -> Beside:
    """Return an item beside another. item: None while its document is not sound; then nothing is noted."""
    source = other.newest.document
    built = check(source, known).item if item is not None else None
    return Beside(
        slug=other.item.slug,
        title=other.title,
        changed=[
            Changed(field.name, _trimmed(field.pieces)) for field in compare(_flat(source), _flat(document))
        ],
        flaws=list(pairs.flaws(item, built)) if item is not None and built is not None else [],
    )


def beside_pair(desk: Desk, item: Item | None, document: Mapping[str, Any], known: Bank) -> Beside | None:
    """Return an item beside its other half; None without one, and while somebody is to answer that blind."""
    slug = document.get("minimal_pair")
    if not isinstance(slug, str):
        return None
    try:
        other = draft(desk, slug)
    except NotFound:
        return None
    return None if keeps_blind(desk, other) else beside(item, document, other, known)


def _flat(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with the parts of its vignette side by side, so that each is compared by itself."""
    rest = {name: value for name, value in document.items() if name not in LEFT_OUT}
    vignette = rest.pop("vignette", None)
    return {**(vignette if isinstance(vignette, dict) else {}), **rest}


def _trimmed(pieces: Sequence[Piece]) -> list[Piece]:
    """Shorten what stayed to what stands around a change."""
    found = []
    for number, piece in enumerate(pieces):
        text, first, last = piece.text, number == 0, number == len(pieces) - 1
        if piece.kind == SAME and len(text) > 2 * AROUND:
            before = "" if first else text[:AROUND]
            after = "" if last else text[-AROUND:]
            text = f"{before} … {after}"
        found.append(Piece(piece.kind, text))
    return found
