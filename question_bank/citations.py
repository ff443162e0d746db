"""Citations in Markdown: ``[@njoo-1994]``, or several at once, ``[@njoo-1994; @swezey-1991]``."""

import re
from collections.abc import Iterator

CITATION = re.compile(r"\[(@[A-Za-z0-9][A-Za-z0-9_-]*(?:;\s*@[A-Za-z0-9][A-Za-z0-9_-]*)*)\]")


def ids_in(match: re.Match[str]) -> list[str]:
    """Return the source ids of one citation."""
    return [part.strip().removeprefix("@") for part in match.group(1).split(";")]


def cited(text: str) -> Iterator[str]:
    """Yield the source ids that ``text`` cites, in order, repeats included."""
    for match in CITATION.finditer(text):
        yield from ids_in(match)


def without_citations(text: str) -> str:
    """Return ``text`` with its citations and the space before them taken out, for counting words."""
    # A run of spaces is entered at its beginning alone: otherwise a long one would take time by its square.
    return re.sub(rf"(?<!\s)\s*{CITATION.pattern}", "", text)
