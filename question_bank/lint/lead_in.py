"""Rules about the question asked.

Sources: NBME item-writing guide; Haladyna, Downing & Rodriguez 2002; Tarrant et al. 2006; as tabulated in
BMC Med Educ 2016, doi:10.1186/s12909-016-0559-7.
"""

import re
from collections.abc import Iterator

from question_bank.flaw import Flaw, Path, error, warning
from question_bank.lint.words import listed

FEWEST_WORDS = 4
_SAID = r"(?:true|correct|right|accurate|valid|false|incorrect|untrue|wrong)"
_THING = r"(?:statements?|options?|answers?|assertions?|claims?|sentences?|propositions?|following)"
UNFOCUSED = (
    re.compile(rf"\bwhich\b(?: one)?(?: of)?(?: the| these| those)?(?: following)? {_THING}\b[^?]{{0,160}}?\b"
               rf"(?:is|are|holds?) (?:\w+ )?{_SAID}\b", re.IGNORECASE),
    re.compile(r"\b(?:which|what)(?: of (?:these|those|them|the following))?(?: one)? (?:is|are) "
               r"(?:true|correct|accurate|valid|false|incorrect|untrue)\b",
               re.IGNORECASE),
    re.compile(rf"\b(?:choose|select|pick|mark|find) the (?:\w+ )?{_SAID} {_THING}\b", re.IGNORECASE),
)  # fmt: skip
# “Which of the following is the diagnosis?” says what is asked for; “… is associated with gout?” does not.
OPEN_WHICH = re.compile(
    r"\bwhich (?:one )?of (?:the following|these|those)(?: statements?| options?| answers?)?,? "
    r"(?:(?:is|are) (?!(?:the|an?|his|her|their|its|your|our|this|that|these|those|to|most|more|best"
    r"|likely)\b)"
    r"|(?:is|are) (?:the )?(?:(?:most|more|best) )?(?:likely|appropriate|suitable|probable|correct|best"
    r"|true)\?"
    r"|about\b|regarding\b|concerning\b|appl(?:y|ies)\b|describes?\b)",
    re.IGNORECASE,
)
NEGATIVE = re.compile(
    r"\b(?P<not>not|[a-z]{2,8}n['’]t)\b|\b(?:except|incorrect|inappropriate|untrue|unlikely)\b"
    r"|(?<!at )\bleast\b(?! (?:invasive|painful|harmful|costly|expensive|risk|risky|radiation|two|three"
    r"|one)\b)"
    r"|\bfalse\b(?![- ](?:positives?|negatives?|alarms?|rib|ribs|teeth|labour|joint|aneurysm)\b)",
    re.IGNORECASE,
)
NOT_ALONE = re.compile(r"\bnot only\b|\bor not\b|\bif not\b|\bwhy not\b", re.IGNORECASE)
# A “not” behind one of these tells of the patient and not of what is asked for.
SUBORDINATE = listed(
    "who whom whose that if when because although though since after but while unless until whether "
    "as despite where"
)
NEGATIVE_OPTION = re.compile(
    r"^(?:no|not|never|without|avoid|neither)\b|\b(?:not|never|cannot|except)\b|n['’]t\b",
    re.IGNORECASE,
)
_ASKED = (
    r"(?:diagnosis|diagnoses|cause|treatment|management|tests?|investigations?|scan|imaging|(?:next )?steps?|"
    r"mechanism|structure|drug|dose|therapy|prognosis|risk factors?|complications?|referral|nerve|muscle|"
    r"advice|plan|procedure|operation|follow-up|prevention|severity|stage|grade|level|outcome|timing|route|"
    r"duration|finding|sign|symptom|side|exercise|medication|frequency|urgency|differential)"
)
TWO_THINGS = re.compile(
    rf"\b{_ASKED}\b(?: (?:of|for|in) (?:\w+ ){{0,4}}\w+)?(?:,? and|, as well as| as well as"
    rf"|, or) (?:also )?"
    rf"(?:(?:the|its|his|her|their|your|this|what|how) )?(?:[a-z-]+ ){{0,3}}{_ASKED}\b",
    re.IGNORECASE,
)
ASKING = re.compile(r"\b(?:what|which|how|why|when|where|who|should|would)\b", re.IGNORECASE)
AND_ASKING = re.compile(
    r"\band (?:then )?(?:(?:for|by|to|at|in|with) )?(?:what|which [a-z]+|how|why|where"
    r"|when (?:should|would|can|will)|who should)\b",
    re.IGNORECASE,
)
PAIRED = re.compile(
    r"\b(?:both|between|combination|pair|relation|link|connects?|distinguish|compare)\b", re.IGNORECASE
)


def flaws(lead_in: str, path: Path = ("lead_in",)) -> Iterator[Flaw]:
    """Flaws of a lead-in, or of whatever asks in its stead."""
    if is_unfocused(lead_in):
        yield error(
            "unfocused-lead-in",
            "“Which of the following is true” asks nothing in particular.",
            "Ask for one thing that can be answered with the options covered.",
            path,
        )
    if asks_negatively(lead_in):
        yield warning(
            "negative-lead-in",
            "The lead-in asks for what does not hold.",
            "Turn it round: ask for what is best, most likely or next. If that cannot be, emphasise the "
            "**not**.",
            path,
        )
    if is_open(lead_in):
        yield warning(
            "open-lead-in",
            "The lead-in is not one closed question.",
            "Write a whole question that ends in “?” and says what is asked for, so that it can be "
            "answered with "
            "the options covered.",
            path,
        )
    if asks_twice(lead_in):
        yield warning("double-lead-in", "The lead-in asks twice.", "Ask one thing.", path)


def is_unfocused(lead_in: str) -> bool:
    """Whether it asks which statement is true (NBME, Tarrant)."""
    return any(pattern.search(lead_in) for pattern in UNFOCUSED)


def asks_negatively(lead_in: str) -> bool:
    """Whether it asks for what does not hold (NBME, Haladyna 2002 rule 17, Tarrant)."""
    if NEGATIVE.search(lead_in) is None:
        return False
    plain = NOT_ALONE.sub(" ", lead_in)
    for found in NEGATIVE.finditer(plain):
        clause = re.split("[,;.?]", plain[max(0, found.start() - 60) : found.start()].lower())[-1].split()
        if found["not"] is None or SUBORDINATE.isdisjoint(clause):
            return True
    return False


def is_open(lead_in: str) -> bool:
    """Whether it is no closed question: fails to be answerable with the options covered."""
    plain = lead_in.rstrip(' \n*_"”’)')
    return (
        not plain.endswith("?")
        or len(lead_in.split()) < FEWEST_WORDS
        or OPEN_WHICH.search(lead_in) is not None
    )


def asks_twice(lead_in: str) -> bool:
    """Whether it asks two things at once (NBME, Haladyna 2002)."""
    if lead_in.count("?") > 1:
        return True
    if PAIRED.search(lead_in) is not None:
        return False
    first = ASKING.search(lead_in)
    joined = first is not None and AND_ASKING.search(lead_in, first.end()) is not None
    return joined or TWO_THINGS.search(lead_in) is not None
