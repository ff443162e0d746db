"""Rules about the words of an item: explanations that teach and name the key, letters, abbreviations.

Sources: NBME item-writing guide (abbreviations); the rules about explanations are our own.
"""

import re
from collections.abc import Iterator

from question_bank.choices import Choices
from question_bank.citations import without_citations
from question_bank.flaw import Flaw, warning
from question_bank.item import Item
from question_bank.lint.words import STOP_WORDS, Prose, listed, stem, words

FEWEST_WORDS, MOST_WORDS = 60, 220
# What every health professional knows; a bank about something else may waive a code for its own.
KNOWN = listed(
    "HLA MRI CT ECG EKG GP GPS NSAID NSAIDS UK US USA EU NHS NICE WHO HIV AIDS DNA RNA BMI ICU ITU ED AE "
    "CPR IV IM BP HR AM PM OK ID CRP ESR FBC TENS COPD TB UTI DVT PE NBME DOI PMID SI AND OR NOT NO "
    "ALL EXCEPT LEAST MOST BEST ONE TWO ONLY MUST NEVER ALWAYS NOW THE IS IN ON OF TO BY AT IF SO DO "
    "HE SHE IT THEN II III VI VII VIII IX XI XII XX XY VAS NRS XL XXL SUV TV PC CV DIY PDF SMS RTA "
    "GMC BSC MSC PHD MD BNF A&E PET PSA LDL HDL HBA RCT CI FDA EMA ICD"
)
ABBREVIATION = re.compile(r"(?<![\w@-])[A-Z]{2,6}s?(?![\w&]|-\d)")
PLACES = listed("first second both neither none not no")
HEAD = 5  # letters
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
    candidates = {word.rstrip("s") for word in prose.as_typed if word[:2].isupper()}
    candidates = {word for word in candidates if word.isascii() and word.isalpha() and word.isupper()} - KNOWN
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


def is_expanded(short: str, prose: Prose) -> bool:
    """Whether an abbreviation is said in full: “deep vein thrombosis (DVT)”, “DVT (deep vein thrombosis)”."""
    bracketed = re.compile(
        rf"\(\W{{0,3}}{short}s?\b|\b{short}s?\W{{0,3}}(?: ?\(| ?[:,–—=] | stands for | means )"
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
    explained = _heads(item.explanation)
    said = [_heads(choices.texts[key]) for key in choices.asks[0].keys]
    if all(said_so and explained.isdisjoint(said_so) for said_so in said):
        yield warning(
            "key-unnamed",
            "The explanation does not name the key: it has no word of it.",
            "Say what the best answer is, and then why.",
            ("explanation",),
        )


def _heads(text: str) -> frozenset[str]:
    """Return the first letters of words of content: “infection” and “infected” begin alike."""
    return frozenset(stem(word)[:HEAD] for word in words(text) if word not in STOP_WORDS or word in PLACES)
