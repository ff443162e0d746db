"""What was written in a box: which key feature, which danger, or two answers at once."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from question_bank.formats.key_feature.model import Feature, KeyQuestion

LONG_ENOUGH = 6  # letters: in a shorter word one slip soon makes another word
# An answer that holds one of these by nature is given whole, and is recognised before it is taken apart.
BETWEEN_ANSWERS = re.compile(r"[,;/&+]|\band\b|\bor\b", re.IGNORECASE)
ARTICLE = re.compile(r"^(an?|the) ")


@dataclass(frozen=True)
class Written:
    """What a box says. features, harms: what it names, by id and by index; two: it holds two answers."""

    text: str
    features: tuple[str, ...] = ()
    harms: tuple[int, ...] = ()
    two: bool = False

    @property
    def counts(self) -> str | None:
        """The id of the one key feature that the box gives, if it gives one."""
        return self.features[0] if self.features and not self.two and not self.harms else None


@lru_cache(maxsize=512)
def folded(text: str) -> str:
    """Return a text in the form in which answers are compared.

    NFKC, lower case, without accents; punctuation is dropped (points, apostrophes) or becomes a space, but a
    decimal point stays; spaces are collapsed and a leading article goes.
    """
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    plain = re.sub(r"\.(?!\d)|['’‘`]", "", plain)
    kept = plain.translate(_FOLDED) if plain.isascii() else "".join(map(_folded_character, plain))
    return ARTICLE.sub("", " ".join(kept.split()))


def _folded_character(character: str) -> str:
    kind = unicodedata.category(character)
    if kind[0] == "M" or kind == "Cf":
        return ""
    return " " if (kind[0] == "P" and character not in ".%") or kind[0] in "CZ" else character


_FOLDED = {code: _folded_character(chr(code)) for code in range(128)}


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one letter added, left out or changed, or two neighbours swapped, turns one into the other.

    That is a Damerau–Levenshtein distance of exactly 1: Damerau 1964, Commun ACM 7:171–176, who found that
    most slips of spelling are one of these four.
    """
    short, long = sorted((one, other), key=len)
    if short == long or len(long) - len(short) > 1:
        return False
    at = next((index for index, letter in enumerate(short) if letter != long[index]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    changed = short[at + 1 :] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return changed or swapped


def is_slip_of(written: str, accepted: str) -> bool:
    """Whether a folded text is a slip of spelling of a folded answer: one edit, no digit, long enough."""
    letters = sum(map(str.isalpha, accepted))
    same_numbers = re.findall(r"\d", written) == re.findall(r"\d", accepted)
    return letters >= LONG_ENOUGH and same_numbers and one_edit_apart(written, accepted)


def read_box(question: KeyQuestion, text: str) -> Written:
    """Say what a box holds.

    A text that is accepted as it stands is one answer. Otherwise it is taken apart at commas and the like:
    where a piece names something and does not stand alone, the box holds two answers, and a danger among
    them is a danger.
    """
    whole = _named(question, text)
    if whole.features or whole.harms:
        return whole
    pieces = [_named(question, piece) for piece in BETWEEN_ANSWERS.split(text) if folded(piece)]
    features = tuple(dict.fromkeys(id for piece in pieces for id in piece.features))
    harms = tuple(dict.fromkeys(index for piece in pieces for index in piece.harms))
    return Written(text, features, harms, two=len(pieces) > 1 and bool(features or harms))


def _named(question: KeyQuestion, text: str) -> Written:
    """Return what a text names: exactly, or else by a slip of spelling that can mean one thing alone."""
    written = folded(text)
    features = tuple(feature.id for feature in question.features if _says(feature.accepted, written))
    harms = tuple(index for index, harm in enumerate(question.harmful) if _says(harm.accepted, written))
    if features or harms:
        return Written(text, () if harms else features[:1], harms)
    near = tuple(feature.id for feature in question.features if _nearly_says(feature, written))
    near_harms = tuple(
        index
        for index, harm in enumerate(question.harmful)
        if any(is_slip_of(written, folded(accepted)) for accepted in harm.accepted)
    )
    return Written(text, near, near_harms) if len(near) + len(near_harms) == 1 else Written(text)


def _says(accepted: Iterable[str], written: str) -> bool:
    return any(folded(wording) == written for wording in accepted)


def _nearly_says(feature: Feature, written: str) -> bool:
    return not feature.exact and any(is_slip_of(written, folded(wording)) for wording in feature.accepted)
