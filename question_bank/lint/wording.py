"""Rules about the words of an item: explanations that teach and name the key, letters, abbreviations.

Sources: NBME item-writing guide (abbreviations); the rules about explanations are our own.
"""

import re
from collections.abc import Iterator

from question_bank.choices import Choices
from question_bank.citations import without_citations
from question_bank.flaw import Flaw, error, warning
from question_bank.item import Item
from question_bank.lint.words import STOP_WORDS, Prose, listed, stem, words

_SAID = (
    r"(?:wrong|right|correct|incorrect|best|true|false|out|not|the (?:key|answer|best|right|correct|only)|tempting|a distractor|"
    r"less|more|also|unlikely|likely|ruled|excluded|better|worse|nearly|close|plausible|safe|unsafe|premature)"
)
# Nouns before a single letter that is no option's: hepatitis B, vitamin D, grade A.
_NO_OPTION = (
    r"(?<!hepatitis )(?<!vitamin )(?<!grade )(?<!type )(?<!group )(?<!level )(?<!class )(?<!stage )(?<!influenza )"
    r"(?<!factor )(?<!category )(?<!protein )(?<!figure )(?<!table )(?<!panel )(?<!appendix )(?<!part )(?<!arm )"
    r"(?<!line )(?<!wave )(?<!point )(?<!botulinum toxin )(?<!immunoglobulin )(?<!chapter )(?<!section )(?<!patient )"
)
LETTER = re.compile(
    rf"(?i:\b(?:options?|answers?|choices?|distractors?|alternatives?)\s+\(?)[A-H]\)?(?![\w-])"
    rf"|{_NO_OPTION}(?<![\w-])\(?[B-H]\)?,? (?:is|was|would be|are|cannot be|could be|might be|seems|and [A-H] are) {_SAID}\b"
    rf"|(?:^|[.:;] |\n)\(?A\)? (?:is|was|would be|cannot be|and [B-H] are) {_SAID}\b"
    r"|\b[A-H](?:, [A-H])*,? (?:and|or) [A-H] (?:are|is|can|would|do|cannot|were|have|look|seem)\b"
    r"|(?:^|[.:;] |\n|\()[A-H] ?[:)] "
    r"|\b(?i:not|rather than|unlike|choose|chose|chosen|pick|picked|choosing|than) [B-H](?=[.,;:!?)]|$)"
    r"|\([A-H]\)"
)
LETTERS = frozenset("ABCDEFGH")
FEWEST_WORDS, MOST_WORDS = 60, 220
# What every health professional knows; a bank about something else may waive a code for its own.
KNOWN = listed(
    "HLA MRI CT ECG EKG GP GPS NSAID NSAIDS UK US USA EU NHS NICE WHO HIV AIDS DNA RNA BMI ICU ITU ED AE "
    "CPR IV IM BP HR AM PM OK ID CRP ESR FBC TENS COPD TB UTI DVT PE NBME DOI PMID SI AND OR NOT NO "
    "ALL EXCEPT LEAST MOST BEST ONE TWO ONLY MUST NEVER ALWAYS NOW THE IS IN ON OF TO BY AT IF SO DO "
    "HE SHE IT THEN II III VI VII VIII IX XI XII XX XY VAS NRS XL XXL SUV TV PC CV DIY PDF SMS RTA "
    "GMC BSC MSC PHD MD BNF A&E PET PSA LDL HDL HBA RCT CI FDA EMA ICD"
)
ABBREVIATION = re.compile(r"(?<![\w-])[A-Z]{2,6}s?(?![\w&]|-\d)")
PLACES = listed("first second both neither none not no")
HEAD = 5  # letters
NEAR = 12  # words before a bracket in which the full form may stand


def flaws(item: Item) -> Iterator[Flaw]:
    """Flaws of an item's words."""
    told = item.citing_texts()
    told["take_home",] = item.take_home
    prose = Prose(told)
    if not LETTERS.isdisjoint(prose.as_typed):
        yield from _letters(prose)
    count = len(without_citations(item.explanation).split())
    if not FEWEST_WORDS <= count <= MOST_WORDS:
        yield warning(
            "explanation-length",
            f"The explanation has {count} words.",
            f"Between {FEWEST_WORDS} and {MOST_WORDS} teach best: say why, and stop.",
            ("explanation",),
        )
    yield from _abbreviations(item, prose)


def _letters(prose: Prose) -> Iterator[Flaw]:
    for path, text in prose.texts.items():
        if LETTER.search(text):
            yield error(
                "option-letter",
                "The text names an option by its letter, but letters change with the order.",
                "Name the option by what it says.",
                path,
            )


def _abbreviations(item: Item, told: Prose) -> Iterator[Flaw]:
    """Abbreviations that are nowhere said in full (NBME)."""
    texts = dict(item.asking_texts())
    for choices in item.choices():
        texts |= {choices.at(index): text for index, text in enumerate(choices.texts)}
    prose = Prose({**texts, **{path: without_citations(text) for path, text in told.texts.items()}})
    candidates = {
        word for word in prose.as_typed if word[:2].isupper() and word.rstrip("s").upper() not in KNOWN
    }
    candidates = {
        word
        for word in candidates
        if word.isascii() and word.rstrip("s").isalpha() and word.rstrip("s").isupper()
    }
    if not candidates:
        return
    seen: set[str] = set()
    for path, text in prose.texts.items():
        for found in ABBREVIATION.finditer(text):
            short = found[0].rstrip("s")
            if short.upper() in KNOWN or short in seen or len(short) < 2:
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
