"""Rules about a list of options, whatever format it stands in.

Sources: NBME item-writing guide; Haladyna, Downing & Rodriguez 2002; Tarrant et al. 2006; as tabulated in
BMC Med Educ 2016, doi:10.1186/s12909-016-0559-7.
"""

import re
from collections.abc import Iterator, Sequence

from question_bank.choices import Choices
from question_bank.flaw import Flaw, error, info, warning
from question_bank.lint import lead_in as lead_in_rules
from question_bank.lint import referring, sameness
from question_bank.lint.jokes import is_joke
from question_bank.lint.words import listed, words

ABSOLUTE = listed("always never only all none must every completely")
LEUKAEMIA = re.compile(r"\bALL\b(?! \w)")  # an abbreviation, where nothing follows of which it could be all
NOT_ABSOLUTE = re.compile(
    r"\bevery (?:other )?(?:\d|few|hour|day|night|week|month|year|morning|evening|second|third|fourth|one"
    r"|two|three|four"
    r"|five|six|seven|eight|ten|twelve|time|minute|half|so|now)\w*"
    r"|\b(?:at|above|after|in|not|first of|on) all\b|\ball[- ](?:fours|round|over|day|night|clear|along"
    r"|right)\b"
    r"|\b\w+-(?:all|only|none|never)\b|\b(?:all|only|must|ever|every|never)-\w+"
    r"|\ball (?:(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d+) \w+)"
    r"|\bnot (?:only|every|always|completely|all)\b|\bonly (?:child|if|when|after|once|mildly|slightly)\b"
    r"|\bif only\b"
    r"|\bnone\W*$(?<=^none)|\bonce and for all\b",
    re.IGNORECASE,
)
_SEVERAL = r"(?:many|some|most|several|certain|a few|a number of|the majority of)"
VAGUE = re.compile(
    r"(?<!more )(?<!less )(?<!as )\b(?:usually|often|sometimes|rarely|might|frequently|commonly|generally"
    r"|occasionally|seldom|infrequently|typically|normally|mostly|perhaps|possibly|habitually"
    r"|ordinarily"
    r"|periodically|intermittently|tends? to|as a rule|in general|at times|on occasions?|every so often"
    r"|now and (?:then|again)|once in a while|more often than not|by and large|for the most part"
    r"|most of the time"
    r"|much of the time|some of the time|from time to time|off and on)\b(?! than\b)|\bassociated with\b"
    rf"|\b(?:in|for|by|among|with) {_SEVERAL} (?:cases|patients|people|instances|situations|circumstances"
    rf"|women|men"
    r"|children|adults|individuals|occasions)\b"
    r"|\bcan be\b(?! (?:seen|felt|found|heard|told|measured|excluded|proved|ruled|known|said|done|left"
    r"|used|given)\b)",
)
VAGUE_WORDS = listed(
    "usually often sometimes rarely might frequently commonly generally occasionally seldom infrequently "
    "typically normally mostly perhaps possibly habitually ordinarily periodically intermittently tend tends "
    "rule general times time occasion occasions now once large part off associated cases patients people "
    "instances situations circumstances women men children adults individuals can may"
)  # one of which stands in all that the patterns find
MAY = re.compile(
    r"\bmay\b(?! \d)|(?<!^)(?<!in )(?<!since )(?<!until )(?<!by )(?<!of )(?<!last )(?<!\d )\bMay be\b"
    r"|^May be\b"
)
SHARED_START = 3
SIDES = listed("left right")
BOTH_OR_NEITHER = re.compile(r"(?:both|neither)(?: of (?:them|these|those)| sides?)?\.?", re.IGNORECASE)


def flaws(choices: Choices) -> Iterator[Flaw]:
    """Flaws of a list of options."""
    negative = len(choices.asks) == 1 and lead_in_rules.asks_negatively(choices.asks[0].text)
    sides = are_sides(choices.texts)
    made = referring.made_of_others(choices.texts)
    for index, text in enumerate(choices.texts):
        yield from _referring(choices, index, text, made=index in made, sides=sides)
        yield from _flaws_of_one(choices, index, text, negative=negative)
    yield from _vague(choices)
    yield from sameness.flaws(choices)
    yield from _shared_start(choices)


def are_sides(texts: Sequence[str]) -> bool:
    """Whether the options are the left, the right, both and neither: each is an answer of its own."""
    named = [SIDES.intersection(words(text)) for text in texts]
    if {side for sides in named for side in sides} != SIDES:
        return False
    pairs = zip(texts, named, strict=True)
    return all(len(sides) == 1 or BOTH_OR_NEITHER.fullmatch(text) is not None for text, sides in pairs)


def _referring(choices: Choices, index: int, text: str, *, made: bool, sides: bool) -> Iterator[Flaw]:
    """Find options that speak of others: all, none or some of them."""
    path = choices.at(index)
    may_refer = referring.may_refer(text)
    if may_refer and referring.says_all(text, len(choices.texts) - 1):
        yield error(
            "all-of-the-above", "“All of the above” rewards seeing two that fit.", "Write an option.", path
        )
    if sides and BOTH_OR_NEITHER.fullmatch(text):
        return
    if may_refer and referring.says_none(text):
        yield error(
            "none-of-the-above", "“None of the above” does not show what is known.", "Write an option.", path
        )
    if made or (may_refer and referring.names_others(text)):
        yield error("combined-option", "The option is made of others.", "Let each option stand alone.", path)


def _flaws_of_one(choices: Choices, index: int, text: str, *, negative: bool) -> Iterator[Flaw]:
    path = choices.at(index)
    if negative and lead_in_rules.NEGATIVE_OPTION.search(text):
        yield error(
            "double-negative",
            "The lead-in asks for what does not hold, and this option denies something.",
            "Turn the lead-in round, or say the option without “not”.",
            path,
        )
    if absolute := absolute_term(text):
        yield _absolute(choices, absolute, index)
    if is_joke(text, choices.asks[0].text if choices.asks else ""):
        yield warning(
            "implausible-option",
            "Nobody would choose this option.",
            "Write what somebody who does not know might well believe.",
            path,
        )


def absolute_term(text: str) -> str | None:
    """Return the first absolute term of an option (NBME, Tarrant)."""
    lowered = text.lower()
    if not any(word in lowered for word in ABSOLUTE):
        return None
    plain = text if text.isupper() else LEUKAEMIA.sub(" ", text)
    return next((word for word in words(NOT_ABSOLUTE.sub(" ", plain)) if word in ABSOLUTE), None)


def _absolute(choices: Choices, term: str, index: int) -> Flaw:
    keys = {key for ask in choices.asks for key in ask.keys}
    telling = index not in keys and not any(absolute_term(choices.texts[key]) for key in keys)
    return warning(
        "absolute-term",
        f"“{term}” makes the option absolute" + (", and the key has no such word." if telling else "."),
        "Say what holds in this case: test-wise readers rule out what is absolute.",
        choices.at(index),
    )


def _vague(choices: Choices) -> Iterator[Flaw]:
    """Find options with a vague term of frequency, unless all of them have one (NBME, Tarrant)."""
    terms = [vague_term(text) for text in choices.texts]
    if all(terms):
        return
    for index, term in enumerate(terms):
        if term is not None:
            yield warning(
                "vague-term",
                f"“{term}” can be read as anything from once to nearly always.",
                "Say how often, or leave the word out: test-wise readers choose what is never quite wrong.",
                choices.at(index),
            )


def vague_term(text: str) -> str | None:
    """Return the first vague term of frequency of an option (NBME, Tarrant)."""
    if VAGUE_WORDS.isdisjoint(words(text)):
        return None
    found = VAGUE.search(text.lower()) or MAY.search(text)
    return found[0].lower() if found else None


def _shared_start(choices: Choices) -> Iterator[Flaw]:
    """Find a phrase with which every option begins; it belongs in the lead-in (Haladyna 2002)."""
    lists = [words(text) for text in choices.texts]
    if len(lists) < 2:
        return
    shared = 0
    for together in zip(*lists, strict=False):
        if len(set(together)) > 1:
            break
        shared += 1
    if shared >= SHARED_START:
        yield info(
            "repeated-start",
            f"Every option begins with “{' '.join(lists[0][:shared])}”.",
            "Say it once, in the lead-in.",
            choices.path,
        )
