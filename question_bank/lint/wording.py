"""Rules about the words of an item: explanations that teach and name the key, letters, abbreviations.

Sources: NBME item-writing guide (abbreviations); the rules about explanations are our own.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from question_bank.choices import Choices
from question_bank.citations import without_citations
from question_bank.flaw import Flaw, warning
from question_bank.item import Item
from question_bank.lint.synonyms import share_a_thing
from question_bank.lint.words import STOP_WORDS, Prose, listed, root, stem, words

FEWEST_WORDS, MOST_WORDS = 60, 220
# What every health professional knows; a bank about something else may waive a code for its own.
KNOWN = listed(
    "HLA MRI CT ECG EKG GP GPS NSAID NSAIDS UK US USA EU NHS NICE WHO HIV AIDS DNA RNA BMI ICU ITU ED AE "
    "CPR IV IM BP HR AM PM OK ID CRP ESR FBC TENS COPD TB UTI DVT PE NBME DOI PMID SI AND OR NOT NO "
    "ALL EXCEPT LEAST MOST BEST ONE TWO ONLY MUST NEVER ALWAYS NOW THE IS IN ON OF TO BY AT IF SO DO "
    "HE SHE IT THEN II III VI VII VIII IX XI XII XX XY VAS NRS XL XXL SUV TV PC CV DIY PDF SMS RTA "
    "GMC BSC MSC PHD MD BNF A&E PET PSA LDL HDL HBA RCT CI FDA EMA ICD"
)
ABBREVIATION = re.compile(
    r"(?<![\w@-])(?:[A-Z]{2,6}s?|[A-Z][a-z][A-Z][A-Za-z]{0,2}"
    r"|[a-z][A-Z]{2,4})(?![\w&]|-\d)"
)
CAPITALS = re.compile(r"[A-Z][^\W_A-Z]*[A-Z]\w*")  # of a word with two, from its first
# Mixed like an abbreviation, and none: units and names.
MIXED = listed("kPa mEq mSv mGy kHz MHz kBq dB pH mRNA PhD eGFR PaO PaCO SpO iOS")
NAMES = ("Mc", "Mac", "De", "Di", "La", "Le", "Du", "Van")
PLACES = listed("first second both neither none not no")
HEAD = 5  # letters
# Words that a key may share with any explanation.
IN_PASSING = "morning evening night day time hour week month year"
NEAR = 12  # words before a bracket in which the full form may stand


def flaws(item: Item, prose: Prose) -> Iterator[Flaw]:
    """Flaws of an item's words; ``prose``: all of its texts."""
    count = len(without_citations(item.explanation).split())
    if not FEWEST_WORDS <= count <= MOST_WORDS:
        yield warning(
            "explanation-length",
            f"The explanation has {count} words.",
            f"Between {FEWEST_WORDS} and {MOST_WORDS} teach best: say why, and stop.",
            ("explanation",),
        )
    yield from _abbreviations(prose)


def _abbreviations(prose: Prose) -> Iterator[Flaw]:
    """Find abbreviations that are nowhere said in full (NBME)."""
    typed = frozenset[str]().union(*map(_with_capitals, prose.texts.values()))
    candidates = {word.rstrip("s") for word in typed if _looks_short(word)} - KNOWN - MIXED
    if not candidates:
        return
    seen: set[str] = set()
    for path, text in prose.texts.items():
        for found in ABBREVIATION.finditer(text):
            short = found[0].rstrip("s")
            if short not in candidates or short in seen:
                continue
            seen.add(short)
            if not is_expanded(short, prose):
                yield warning(
                    "undefined-abbreviation",
                    f"“{short}” is said in full nowhere in this item.",
                    "Write it out, at least the first time, with the abbreviation in brackets.",
                    path,
                )


def _with_capitals(text: str) -> set[str]:
    """Return the words of a text that have two capitals or more, as they are typed."""
    plain = text.replace("_", " ")
    found = set()
    for match in CAPITALS.finditer(plain):
        start = match.start()
        while start and plain[start - 1].isalnum():
            start -= 1
        found.add(plain[start : match.end()])
    return found


def _looks_short(word: str) -> bool:
    """Whether a word looks like an abbreviation: all capitals, or some among few letters, as PsA."""
    if word.istitle() or not (word.isascii() and word.isalpha()):
        return False
    capitals = sum(map(str.isupper, word))
    plain = word.rstrip("s")
    return capitals >= 2 and (plain.isupper() or (len(word) <= 5 and not word.startswith(NAMES)))


def is_expanded(short: str, prose: Prose) -> bool:
    """Whether an abbreviation is said in full: “deep vein thrombosis (DVT)”, “DVT (deep vein thrombosis)”."""
    bracketed = re.compile(
        rf"\(\W{{0,3}}{short}s?\b|\b{short}s?(?: [a-z]+){{0,2}}\W{{0,3}}(?: ?\(| ?[:,–—=] | stands for "
        rf"| means )"
    )
    for text in prose.texts.values():
        for found in bracketed.finditer(text):
            before = re.findall(r"[^\W_]+", text[max(0, found.start() - 160) : found.start()])[-NEAR:]
            behind = re.findall(r"[^\W_]+", text[found.end() : found.end() + 160])[:NEAR]
            if any(_spells(short.lower(), [word.lower() for word in near]) for near in (before, behind)):
                return True
    return False


def _spells(short: str, near: list[str]) -> bool:
    """Whether the letters of an abbreviation are found, in order, at the heads of words or within them."""
    heads = "".join(word[0] for word in near)
    if _in_order(short, heads):
        return True
    return any(
        near[at][0] == short[0] and _in_order(short[1:], "".join(near[at : at + len(short)])[1:])
        for at in range(len(near))
    )


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


def key_unnamed(item: Item, choices: Choices) -> Iterator[Flaw]:
    """Find an explanation that says nothing of what a key says (our own)."""
    if len(choices.asks) != 1 or choices.path[0] != "options" or not choices.asks[0].keys:
        return
    texts = [choices.texts[key] for key in choices.asks[0].keys]
    if all(_is_unnamed(text, item.explanation) for text in texts):
        yield warning(
            "key-unnamed",
            "The explanation does not name the key: it has no word of it.",
            "Say what the best answer is, and then why.",
            ("explanation",),
        )


def _is_unnamed(text: str, explanation: str) -> bool:
    said = _heads(text)
    said = said - HEADS_IN_PASSING or said
    if not said or any(not said.isdisjoint(_head(word)) for word in _telling(explanation)):
        return False
    return not share_a_thing(text, explanation)


def _heads(text: str) -> frozenset[str]:
    """Return the first letters of words of content: “infection” and “infected” begin alike."""
    return frozenset[str]().union(*map(_head, _telling(text)))


def _telling(text: str) -> Iterator[str]:
    return (word for word in words(text) if word not in STOP_WORDS or word in PLACES)


@lru_cache(maxsize=1 << 15)
def _head(word: str) -> tuple[str, str]:
    return stem(word)[:HEAD], root(word)[:HEAD]


HEADS_IN_PASSING = _heads(IN_PASSING)
