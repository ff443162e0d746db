"""How each kind of notice is told: a template of a heading and a sentence, which is given ``notice``.

A notice of a kind that is not here, as a newer release may have left it, is told by ``OTHER``. What ``data``
holds is in the docstring of each function below, which makes it; ``quiz`` is always the title of the sitting.
"""

from typing import Any

REPLY, MENDED, CLOSED, CORRECTED, VOIDED = "reply", "mended", "closed", "corrected", "voided"
TEMPLATES = {
    REPLY: "notices/kinds/reply.html",
    MENDED: "notices/kinds/mended.html",
    CLOSED: "notices/kinds/closed.html",
    CORRECTED: "notices/kinds/corrected.html",
    VOIDED: "notices/kinds/voided.html",
}
OTHER = "notices/kinds/other.html"

Points = tuple[float, float]  # earned, out of


def reply(quiz: str, *, report: str, text: str) -> dict[str, Any]:
    """Return the data of ``reply``: what was reported as plain text, and what is said to it in Markdown."""
    return {"quiz": quiz, "report": report, "text": text}


def mended(quiz: str, *, report: str, text: str, number: int) -> dict[str, Any]:
    """Return the data of ``mended``: as ``reply``, and the number of the version that mends it."""
    return {"quiz": quiz, "report": report, "text": text, "number": number}


def closed(quiz: str, *, report: str, text: str, why: str) -> dict[str, Any]:
    """Return the data of ``closed``: as ``reply``, and why: ``duplicate`` or ``no-flaw``."""
    return {"quiz": quiz, "report": report, "text": text, "why": why}


def corrected(quiz: str, *, old: Points, new: Points, reason: str) -> dict[str, Any]:
    """Return the data of ``corrected``: old and new as ``[points, out of]``, reason in Markdown."""
    return {"quiz": quiz, "old": list(old), "new": list(new), "reason": reason}


def voided(quiz: str, *, old: Points, counts: bool, reason: str) -> dict[str, Any]:
    """Return the data of ``voided``: old as ``[points, out of]``, reason in Markdown.

    counts: True when everybody gets full marks, False when the question is left out of the score.
    """
    return {"quiz": quiz, "old": list(old), "counts": counts, "reason": reason}
