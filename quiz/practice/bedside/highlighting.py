"""Highlights in a text, by their places in its plain words. Pure.

A passage is HTML that was made safe. A highlight is a stretch of its plain text, from and to a character,
kept with the digest of that text: it survives any change of markup, and lies nowhere once the words have
changed. Nothing that somebody sends is ever written into the page: only ``<mark>`` and ``</mark>``, between
characters.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import unescape

from markupsafe import Markup

Stretch = tuple[int, int]  # from the first character to behind the last
Highlights = Mapping[str, Sequence[Stretch]]  # by the digest of the text

MOST = 200  # stretches in one text

_TOKEN = re.compile(r"""(<(?:"[^"]*"|[^">])*>)|(&#?\w+;)|([^<&]+|.)""", re.DOTALL)
_WITHIN_LINE = {"a", "code", "em", "strong", "sub", "sup"}
_SENTENCE = re.compile(r"\S.*?(?:[.!?][”’\")\]]*(?=\s+[^\sa-z])|$)", re.DOTALL)


@dataclass(frozen=True)
class Words:
    """The plain text of a passage. ends: where its blocks end: paragraphs, lines of a list, findings."""

    text: str
    ends: tuple[int, ...]

    @property
    def digest(self) -> str:
        """What tells this text from others."""
        return sha256(self.text.encode()).hexdigest()[:16]

    def has(self, stretch: Stretch) -> bool:
        """Whether there is such a stretch in it, with something to be read."""
        start, end = stretch
        return 0 <= start < end <= len(self.text) and not self.text[start:end].isspace()

    def sentences(self) -> Iterator[Stretch]:
        """Yield its sentences. A block ends one, whatever stands there."""
        begin = 0
        for end in self.ends:
            for found in _SENTENCE.finditer(self.text[begin:end].rstrip()):
                yield begin + found.start(), begin + found.end()
            begin = end


def words_of(html: str) -> Words:
    """Return the plain text of safe HTML, character for character as a browser has it."""
    text: list[str] = []
    ends: list[int] = []
    length = 0
    for tag, entity, plain in _TOKEN.findall(html):
        if tag:
            if _name(tag) not in _WITHIN_LINE and length and (not ends or ends[-1] < length):
                ends.append(length)
            continue
        text.append(unescape(entity) if entity else plain)
        length += len(text[-1])
    return Words("".join(text), tuple(dict.fromkeys([*ends, length])))


def marked(html: str, stretches: Iterable[Stretch]) -> Markup:
    """Return safe HTML with these stretches of its text in ``<mark>``, which never spans an element."""
    edges = sorted(edge for stretch in merged(stretches) for edge in stretch)
    written: list[str] = []
    place, within = 0, False

    def write(text: str) -> None:
        written.append(f"<mark>{text}</mark>" if within and not text.isspace() else text)

    for tag, entity, plain in _TOKEN.findall(html):
        if tag:
            written.append(tag)
            continue
        # An entity is one character, and is not taken apart.
        length = len(unescape(entity)) if entity else len(plain)
        begin = 0
        while edges and edges[0] < place + length:
            cut = 0 if entity else edges[0] - place
            if cut > begin:
                write(plain[begin:cut])
            begin, within = max(begin, cut), not within
            edges.pop(0)
        rest = entity or plain[begin:]
        if rest:
            write(rest)
        place += length
    return Markup("".join(written).replace("</mark><mark>", ""))  # noqa: S704 - only marks were added to safe HTML


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that touch as one."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def without(stretches: Iterable[Stretch], taken: Stretch) -> list[Stretch]:
    """Return what is left of stretches when one is taken away."""
    parts = (
        part
        for start, end in stretches
        for part in ((start, min(end, taken[0])), (max(start, taken[1]), end))
        if part[0] < part[1]
    )
    return merged(parts)


def _name(tag: str) -> str:
    return tag.strip("</>").partition(" ")[0]
