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
LETTER = re.compile(r"[A-H](?![\w'’-])")
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
INSTEAD = re.compile(
    r"\b(?:not|rather than|unlike|choose|chose|chosen|pick|picked|choosing|than|key is|answer is)\s\(?$",
    re.IGNORECASE,
)
ENDED = re.compile(r"[.,;:!?)]|$|\s(?:because|since|as|for|when|if)\b")


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
    for found in LETTER.finditer(text):
        start, end = found.span()
        if start and (text[start - 1].isalnum() or text[start - 1] in "-_'’"):
            continue
        if _is_option(
            found[0], text[max(0, start - WINDOW) : start], text[end : end + WINDOW], is_first=start < WINDOW
        ):
            return True
    return False


def _is_option(letter: str, before: str, behind: str, *, is_first: bool) -> bool:
    last = before.rstrip("( \n\t").rpartition(" ")[2].lower().lstrip('(“"')
    if last in CALLED:
        return True
    if last in NOUNS:
        return False
    opens = AT_START.search(before if is_first else f" {before}") is not None
    if JUDGED.match(behind) or LISTED.match(behind):
        return letter != "A" or opens  # “A and C are wrong”; not “as a vitamin A is best”
    if opens and LABEL.match(behind):
        return True
    if before.endswith("(") and behind.startswith(")"):
        return True
    return letter != "A" and INSTEAD.search(before) is not None and ENDED.match(behind) is not None
