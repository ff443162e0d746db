"""A rule about explaining texts: no option is named by its letter, for letters move. Our own."""

import re
from collections.abc import Iterator

from question_bank.flaw import Flaw, error
from question_bank.lint.words import Prose, listed

_SAID = (
    r"(?:wrong|right|correct|incorrect|best|true|false|out|not|the (?:key|answer|best|right|correct|only)"
    r"|tempting"
    r"|a distractor|less|more|also|unlikely|likely|ruled|excluded|better|worse|nearly|close|plausible"
    r"|safe|unsafe"
    r"|premature)"
)
_VERB = r"(?:is|was|would be|are|cannot be|could be|might be|seems)"
# Apart, for each begins with something that is quickly looked for.
CAPITAL, SMALL = re.compile(r"[A-H](?![\w'’-])"), re.compile(r"[( ][a-h](?=[):.,;]|$)")
WINDOW = 40  # characters on either side in which it is told whether a letter is an option's
CALLED = listed(
    "option options answer answers choice choices distractor distractors alternative alternatives"
)
# Nouns before a single letter that is no option's: hepatitis B, vitamin D, grade A.
NOUNS = listed(
    "hepatitis vitamin vitamins grade grades type types group groups level levels class stage stages "
    "influenza factor factors category protein figure table panel appendix part arm line lines wave "
    "point toxin immunoglobulin chapter section patient child zone site haemophilia hemophilia blood "
    "strep streptococcus fibres fibre sign unit ward team plan model score"
)
JUDGED = re.compile(rf"\)?(?:, [A-H])*,? (?:(?:and|or) [A-H] )?{_VERB} {_SAID}\b")
LISTED = re.compile(r"(?:, [A-H])*,? (?:and|or) [A-H] (?:are|is|can|would|do|cannot|were|have|look|seem)\b")
LABEL = re.compile(r" ?[:)] ")
AT_START = re.compile(r"(?:^|[.:;!?]\s|\n|\()\(?$")
# What is said just before an option's letter, whatever follows.
POINTING = re.compile(
    r"\b(?:see|unlike|like|choose|chose|chosen|pick|picked|choosing|picking|select|selected|prefer"
    r"|preferred|exclude"
    r"|excludes|reject|eliminate|compare|versus|vs\.?|instead of|rather than|as in|as for|as with|both"
    r"|neither|either"
    r"|(?:key|answer|choice|option|response|solution|one)(?: here)?(?: that is)? (?:is|was|would be"
    r"|would have been"
    r"|must be|should be|could be|remains|lies in)|letters?|ticked|marked|between|against|favours?"
    r"|leaves?)\s\(?$",
    re.IGNORECASE,
)
INSTEAD = re.compile(
    r"\b(?:not|than|for|with|to|from|why|that|so|and|or|but|while|whereas|if"
    r"|when)\s\(?$",
    re.IGNORECASE,
)
ENDED = re.compile(
    r"[.,;:!?)]|$|\s(?:because|since|as|for|when|if|instead|either|here|above|would|could"
    r"|too)\b"
)
JOINED = re.compile(
    r"\)?,? ?(?:and|or|to|through|–|-|with|plus|over|nor|&|/) ?\(?(?:[A-H])\b(?! ?(?:cells?|fibres?"
    r"|vitamins?|lymphocytes?)\b)"
)
BEFORE_JOINED = re.compile(r"\b[A-H],? ?(?:and|or|to|through|–|with|plus|over|nor|&|/) ?\(?$")
# Nouns behind a single letter that is no option's: B cells, C fibres, E. coli, T waves, D dimers.
BEHIND = re.compile(
    r"(?:\.? ?(?:cells?|fibres?|fibers?|lymphocytes?|waves?|vitamins?|symptoms?|receptors?|dimers?|strains?"
    r"|grade"
    r"|group|virus|chain|flat|sharp|major|minor|scan|licence|road|roads|negative|positive|natriuretic)\b"
    r"|\. [a-z]|\.[A-Z]"
    r"|-| [A-Z][a-z]+\b)"
)
DOES = re.compile(r"\)? (?:\w+ly )?(?!is\b|as\b|its\b|this\b|his\b|was\b|has\b)(?:[a-z]{2,}[^s\W]s|has|does"
                  r"|would|can|cannot|could|may"
                  r"|might|must|should|will|did)\b")  # fmt: skip


def flaws(prose: Prose) -> Iterator[Flaw]:
    """Explaining texts that name an option by its letter."""
    for path, text in prose.texts.items():
        if names_letter(text):
            yield error(
                "option-letter",
                "The text names an option by its letter, but letters change with the order.",
                "Name the option by what it says.",
                path,
            )


def names_letter(text: str) -> bool:
    """Whether a text names an option by its letter."""
    for found in (*CAPITAL.finditer(text), *SMALL.finditer(text)):
        end = found.end()
        start = end - 1
        if start and (text[start - 1].isalnum() or text[start - 1] in "-_'’"):
            continue
        before = text[max(0, start - WINDOW) : start]
        if _is_option(text[start], before, text[end : end + WINDOW], is_first=start < WINDOW):
            return True
    return False


def _is_option(letter: str, before: str, behind: str, *, is_first: bool) -> bool:
    last = before.rstrip("( \n\t").rpartition(" ")[2].lower().lstrip('(“"')
    if letter.islower():  # “a” is an article, unless a noun or a verdict calls it a letter
        ended = re.match(r"[):.,;]|$", behind) is not None
        return ended and (last in CALLED or POINTING.search(before) is not None) and last != "both"
    if last in CALLED:
        return letter != "A" or ENDED.match(behind) is not None or JUDGED.match(behind) is not None
    if _is_name(before, behind, last):
        return False
    opens = AT_START.search(before if is_first else f" {before}") is not None
    if JOINED.match(behind) or BEFORE_JOINED.search(before):
        return True
    if JUDGED.match(behind) or LISTED.match(behind):
        return letter != "A" or opens  # “A and C are wrong”; not “as a vitamin A is best”
    if opens and LABEL.match(behind):
        return True
    if before.endswith("(") and behind.startswith(")"):
        return True
    if letter == "A":
        return POINTING.search(before) is not None and ENDED.match(behind) is not None
    if POINTING.search(before):
        return True
    return (INSTEAD.search(before) is not None and ENDED.match(behind) is not None) or (
        (opens or before.endswith(", ") or INSTEAD.search(before) is not None)
        and DOES.match(behind) is not None
    )


def _is_name(before: str, behind: str, last: str) -> bool:
    """Whether a letter is part of a name: hepatitis B, vitamins B and D, E. coli, B cells."""
    if last in NOUNS or BEHIND.match(behind):
        return True
    listed_before = re.search(r"\b(\w+) [A-H](?:, [A-H])*,? ?(?:and|or|to|through|–|-|with|&|/) ?$", before)
    return listed_before is not None and listed_before[1].lower() in NOUNS
