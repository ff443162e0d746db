"""Options that speak of other options: all of the above, none of these, A and C, the first two.

Sources: NBME item-writing guide; Haladyna, Downing & Rodriguez 2002, on “all of the above”, “none of the
above” and complex choices (type K); Tarrant et al. 2006; as tabulated in BMC Med Educ 2016,
doi:10.1186/s12909-016-0559-7.
"""

import re
from collections.abc import Sequence

from question_bank.lint.words import STOP_WORDS, listed, root, words

LONGEST = 100  # characters: a longer option says more than “all of the above”
_COUNT = r"(?:two|three|four|five|six|seven|\d)"
_NOUN = (
    r"(?:options?|answers?|choices?|alternatives?|statements?|suggestions?|possibilities|items?|responses?)"
)
# The words by which an option speaks of its neighbours.
_NEIGHBOURS = (
    rf"(?:above|preceding|foregoing|aforementioned|aforesaid|previous {_NOUN}|other {_NOUN}|others|rest"
    rf"|remaining(?: {_NOUN})?|other {_COUNT}|other ones|these|those|them|{_NOUN}"
    r"|(?:\w+ ){0,3}(?:listed|mentioned|named|suggested|given|shown|proposed|stated|above|on (?:this"
    r"|the) list"
    r"|in (?:this|the) list|in the (?:other|previous) \w+))"
)
_EACH = r"(?:all|any|each|every(?: (?:single )?one)?|everything|every|the whole)"
_FIT = r"(?:correct|true|right|apply|fit|hold|possible|needed|appropriate|suitable|valid|likely|acceptable)"
_UNFIT = r"(?:wrong|false|incorrect|untrue|unsuitable|inappropriate|unlikely|invalid|unacceptable)"
ALL = re.compile(
    rf"^(?:(?:do|give|use|order|offer|try|check|prescribe|perform|choose) )?{_EACH}(?: one)? of"
    rf"(?: the| these| those)? {_NEIGHBOURS}(?!\s+(?:the|an?) )\b"
    rf"|^{_EACH}(?: the| these| those)? (?:above|preceding|foregoing|listed|mentioned|{_NOUN}|others)\b"
    r"|\ball(?: of)?(?: the)? above\b(?! the\b)|\beverything (?:above|listed|mentioned|named|suggested"
    r"|here)\b"
    rf"|^(?:they |these |those |the (?:above|others) )?(?:are |do )?all (?:of (?:them|these) )?(?:are |is "
    rf"|equally )?{_FIT}\b"
    rf"|^(?:(?:the )?(?:above|these|those|they|others"
    rf"|other {_NOUN})) (?:\w+ )?all(?: (?!{_UNFIT})\w+){{0,2}}$"
    rf"|^(?:they|these|those) all(?: (?!{_UNFIT})\w+){{0,2}}$"
    rf"|^all {_COUNT}(?: {_NOUN}| findings)?(?: of (?:these|them|the above))?(?: are {_FIT})?$"
    rf"|^all {_FIT}$|^all (?:do|can|may|would|could|have|are)$",
    re.IGNORECASE,
)
NONE = re.compile(
    rf"\b(?:none|neither|not (?:any|one)|no one|nothing|no {_NOUN}) (?:of|among|from)(?: the| these"
    rf"| those)? ?"
    rf"(?:(?:other|two|three) )?{_NEIGHBOURS}\b(?! the\b)"
    rf"|^none(?: of (?:it|them))?(?: is| are)? (?:{_FIT}|fits?|applies)\b"
    r"|^(?:none|nothing|something|anything)(?: of what is| that is| else)? ?(?:listed|mentioned|named|given"
    r"|above)\b"
    rf"|^(?:there is )?no (?:\w+ )?{_NOUN}(?: (?:here|above|given|listed|is|are)\b.*)?$|^none above\b"
    rf"|^no (?:correct|right|true|suitable) {_NOUN}\b|^none(?: here)?\W*\bother\b"
    rf"|^(?:some |an? )?(?:other|another|different|something else)\b(?: \w+){{0,3}}? (?:than"
    rf"|from) (?:any of )?"
    rf"(?:the )?(?:these|those|them|above|others|ones? (?:above|listed|named)|{_NEIGHBOURS})\b"
    r"|^(?:something|anything) else(?: (?:altogether|entirely))?$|^something other than\b"
    r"|\bnot (?:listed|named|mentioned|among (?:these|those|them|the (?:above|others|options|answers))"
    r"|on (?:this|the) list|in (?:this|the) list|given (?:here|above)|shown (?:here|above)|(?:here|above)$)"
    r"|\b(?:missing|absent|left out) (?:from|of) (?:this|the) list\b"
    rf"|^(?:the )?(?:above|these|those|they|others|{_NOUN}|the others)? ?(?:are |is )?all (?:of (?:them"
    rf"|these) )?"
    rf"(?:are )?{_UNFIT}$|^(?:the )?(?:above|these|those|they|others) are (?:both |all )?{_UNFIT}$",
    re.IGNORECASE,
)
_LETTER, _NUMBER, _ROMAN = r"\(?[A-H]\)?", r"\(?\d\)?", r"\(?(?:i{1,3}|iv|vi{0,3})\)?"
_SMALL = r"\(?[a-h]\)?"
_ORDINAL = r"(?:first|second|third|fourth|fifth|last|former|latter)"
COMBINED = (
    *(
        re.compile(
            rf"^(?:both |either |only )?(?:{_NOUN} )?{one}(?:(?:, ?| ?& ?| ?\+ ?|,? and |,? or |, and "
            rf"| with ){one})+"
            r"(?: only| alone| together| are (?:both )?(?:correct|true|right))*\.?$",
            re.IGNORECASE if one in (_NUMBER, _ROMAN) else 0,
        )
        for one in (_LETTER, _SMALL, _NUMBER, _ROMAN)
    ),
    re.compile(
        rf"^(?:both|either|two|any two|any|one|one or both|some|all but one|at least one"
        rf"|at least two) (?:of )?"
        rf"(?:the )?(?:(?:other )?{_COUNT} )?(?:above|these|them|those|others|other {_COUNT}"
        rf"|other {_NOUN})\b",
        re.IGNORECASE,
    ),
    re.compile(rf"^(?:both|either) (?:{_NOUN} )?[A-Ha-h] (?:and|or) [A-Ha-h]\b"),
    re.compile(rf"^{_NOUN} \(?(?:[A-H]|\d)\)?(?: only| alone|$)", re.IGNORECASE),
    re.compile(
        rf"\b(?:the )?(?:first|last|other|former|latter|top|bottom) {_COUNT}(?: {_NOUN})?"
        r"(?: only| above| together| combined)?\.?$"
        rf"|^(?:both )?(?:the )?{_ORDINAL}(?: {_NOUN})? (?:and|or|with"
        rf"|plus) (?:the )?{_ORDINAL}(?: {_NOUN})?\.?$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?:all|any|each|everything|all of (?:these|them|the above)|all the above)(?: of them)? (?:but"
        rf"|except|save|apart from)"
        rf"(?: for)? (?:(?:the )?(?:{_ORDINAL}|one|previous)|{_LETTER})\b"
        r"|\bboth (?:of )?the above\b|\bthe above (?:two|options|together|combined)\b"
        r"|\b(?:combination|mixture|sum|some) of (?:the )?(?:above|others?|these|those|them|two|both)\b"
        r"|^\d(?:, ?\d)* (?:and \d )?only\b",
        re.IGNORECASE,
    ),
)
JOINING = re.compile(
    r",? (?:and|plus|with|together with|combined with|along with|followed by|as well as|or) (?:also |then )?"
    r"|, | ?[+&/] ?",
    re.IGNORECASE,
)
LIGHT = listed("do take give use have get make try start offer begin be is are was done given taken")


# Without one of these words only a very short option, as “A, C”, speaks of others.
SPEAKING = listed(
    "above all any each every everything whole these those they them none no neither nothing not other "
    "others another different something anything else missing absent left both either two three one some "
    "first second third fourth last former latter previous preceding foregoing rest remaining combination "
    "mixture sum option options answer answers choice choices statement statements alternative "
    "alternatives only listed mentioned named"
)
VERY_SHORT = 24  # characters


def may_refer(text: str) -> bool:
    """Whether an option may speak of others: those that may not need no closer look."""
    return len(text) <= VERY_SHORT or not SPEAKING.isdisjoint(words(text))


ALL_OF_SO_MANY = re.compile(
    rf"(?:the )?(?:first|other|previous|preceding) ({_COUNT})(?: {_NOUN})?(?: together)?\.?", re.IGNORECASE
)


def says_all(text: str, others: int) -> bool:
    """Whether an option says that the ``others``, so many of them, all fit."""
    short = _short(text)
    named = ALL_OF_SO_MANY.fullmatch(short)
    return ALL.search(short) is not None or (named is not None and _number(named[1]) == others)


def _number(word: str) -> int:
    return (
        int(word)
        if word.isdigit()
        else ("two", "three", "four", "five", "six", "seven").index(word.lower()) + 2
    )


def says_none(text: str) -> bool:
    """Whether an option says that no other fits."""
    return NONE.search(_short(text)) is not None


def names_others(text: str) -> bool:
    """Whether an option is made of others, which it names by letters, numbers or places."""
    short = _short(text)
    return any(pattern.search(short) for pattern in COMBINED)


def _short(text: str) -> str:
    return text.strip().rstrip(".") if len(text) <= LONGEST else ""


def made_of_others(texts: Sequence[str]) -> list[int]:
    """Return the indexes of options that say what two or more others say: “rest”, “heat”, “heat and rest”."""
    split = {index: JOINING.split(text[: 4 * LONGEST]) for index, text in enumerate(texts)}
    joined = {index: parts for index, parts in split.items() if 1 < len(parts) <= len(texts)}
    said = [_content(text) for text in texts] if joined else []
    found = []
    for index, names in joined.items():
        parts = [part for part in map(_content, names) if part]
        if len(parts) < 2:
            continue
        matches = [
            {at for at, other in enumerate(said) if at != index and other and part <= other} for part in parts
        ]
        whole = sum(
            part in [said[at] for at in at_them] for part, at_them in zip(parts, matches, strict=True)
        )
        if all(matches) and whole and len(frozenset[int]().union(*matches)) > 1:
            found.append(index)
    return found


def _content(text: str) -> frozenset[str]:
    return frozenset(root(word) for word in words(text) if word not in STOP_WORDS and word not in LIGHT)
