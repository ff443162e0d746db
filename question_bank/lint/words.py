"""Texts as words: what the rules compare. English alone, and light: no rule needs more than a stem."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from question_bank.flaw import Path

WORD = re.compile(r"\w+(?:['’]\w+)*")
TYPED = re.compile(r"\w+")


SHORT = 300  # characters: the words of many shorter texts are kept, and of few longer ones
SEVERAL = 256  # texts: as many as the rules meet in an item or two
# What stands between words in most texts, beside what ASCII has.
MARKS = "“”‘’–—…×·•°−≥≤÷"
_APART = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}


def listed(words: str) -> frozenset[str]:
    """Return the words of a list, as it is written in a rule's module."""
    return frozenset(words.split())


STOP_WORDS = listed(
    "a about above after again all also am an and another any are as at be because been before being "
    "below between both but by can cannot could did do does doing down during each either else for "
    "from further had has have having he her here hers him his how i if in into is it its itself just "
    "may me might more most much must my neither no nor not now of off on once only or other others "
    "our out over own per rather same she should since so some still such than that the their them "
    "then there these they this those through to too under until up upon very was we were what when "
    "where whether which while who whom whose why will with within without would yet you your one two "
    "first second"
)
# Words of the trade that every question is full of: that two texts share one of them says nothing.
COMMON_WORDS = listed(
    "morning evening night today tonight yesterday afternoon weekend time times patient patients person "
    "people man woman boy girl child year years old day days week weeks month "
    "months hour hours most likely best next step cause finding findings show shows shown showing "
    "said say says tell told right left side likely probable probably appropriate history examination "
    "clinic"
)
EVERYWHERE = STOP_WORDS | COMMON_WORDS
IRREGULAR = {
    "biopsies": "biopsy",
    "diagnoses": "diagnosis",
    "feet": "foot",
    "felt": "feel",
    "men": "man",
    "mice": "mouse",
    "teeth": "tooth",
    "vertebrae": "vertebra",
    "women": "woman",
}


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in order, in lower case."""
    return _words_of_short(text) if len(text) <= SHORT else _words_of_long(text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(text.lower().replace("_", " ")))  # _emphasis_ is no part of a word


# Many rules ask for the words of an option, and some for those of the story.
_words_of_short, _words_of_long = lru_cache(maxsize=2048)(_words), lru_cache(maxsize=32)(_words)


def typed_in_lower(text: str) -> list[str]:
    """Return the words of a text in lower case, apart at apostrophes; twice as quick as by a pattern."""
    for mark in MARKS:
        text = text.replace(mark, " ")
    return text.translate(_APART).split() if text.isascii() else TYPED.findall(text.replace("_", " ").lower())


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """Return a word without its commonest endings, so that “nerves” is “nerve” and “painful” stays."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    word = word.removesuffix("'s").removesuffix("’s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            word = word[: -len(ending)]
            return word[:-1] if word[-1] == word[-2] and word[-1] not in "ls" else word
    return word.removesuffix("e") if len(word) > 4 else word


# Endings by which words are made of others, the longest first: elevate, elevation; weak, weakness.
_ENDINGS = (
    "ational atory ation ative ativ ition itive itiv ional ically ement ious ness ment ical able ible ance "
    "ence ion ity ive iv ous ful ist ism ery ate ant ent ial ory al ic is y e"
)
DERIVING = tuple(_ENDINGS.split())
SHORTEST_ROOT = 4
DENYING_STARTS = ("un", "in", "im", "non")


@lru_cache(maxsize=1 << 15)
def root(word: str) -> str:
    """Return what a word has in common with those made of it: “elevate” and “elevation” are one.

    A denying beginning stays: “stable” and “unstable” are two.
    """
    plain = stem(word).removesuffix("ly")
    if plain.endswith(("ability", "ibility")):
        plain = f"{plain[:-7]}{plain[-7]}bl"
    elif plain.endswith("at"):
        plain += "e"  # “elevat” of “elevated”
    for ending in DERIVING:
        if plain.endswith(ending) and len(plain) - len(ending) >= SHORTEST_ROOT:
            plain = plain[: -len(ending)]
            break
    if plain.endswith("ct"):
        return plain[:-1]  # reduction, reduce
    return plain[:-1] if len(plain) > SHORTEST_ROOT and plain[-1] == plain[-2] else plain


def family(word: str) -> frozenset[str]:
    """Return the root of a word, and that of what it denies, which “instability” and “unstable” share."""
    return _with_denied(frozenset((root(word),)))


def _with_denied(roots: frozenset[str]) -> frozenset[str]:
    denied = {word[3 if word.startswith("non") else 2 :] for word in roots if word.startswith(DENYING_STARTS)}
    return roots.union(word for word in denied if len(word) >= SHORTEST_ROOT) if denied else roots


@lru_cache(maxsize=2048)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words of content of a text, in order."""
    return tuple(stem(word) for word in words(text) if word not in STOP_WORDS)


@lru_cache(maxsize=SEVERAL)
def content(text: str) -> frozenset[str]:
    """Return the roots of a text that could point at something: no word that every question has."""
    telling = frozenset(words(text)) - EVERYWHERE
    return frozenset([root(word) for word in telling if len(word) > 2 or word.isdigit()])


@lru_cache(maxsize=SEVERAL)
def families(text: str) -> frozenset[str]:
    """Return the roots of a text as ``content`` does, with those of what its words deny."""
    return _with_denied(content(text))


@dataclass(frozen=True)
class Prose:
    """Some texts by their paths, with the set of their words: a rule looks there before it looks further.

    parts: other prose of which this one is made; its words need not be looked for again.
    """

    texts: Mapping[Path, str]
    parts: tuple["Prose", ...] = ()

    @cached_property
    def as_typed(self) -> frozenset[str]:
        """Every word, as it is typed."""
        return frozenset(TYPED.findall("\n".join(self.texts.values()).replace("_", " ")))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word in lower case."""
        if self.parts:
            return frozenset[str]().union(*(part.words for part in self.parts))
        return frozenset(typed_in_lower("\n".join(self.texts.values())))

    def joined(self, other: "Prose") -> "Prose":
        """Return the texts of this and of another."""
        return Prose({**self.texts, **other.texts}, (self, other))
