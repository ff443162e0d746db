"""Rules about the question asked.

Sources: NBME item-writing guide; Haladyna, Downing & Rodriguez 2002; Tarrant et al. 2006; as tabulated in
BMC Med Educ 2016, doi:10.1186/s12909-016-0559-7.
"""

import re
from collections.abc import Iterator

from question_bank.flaw import Flaw, Path, error, warning
from question_bank.lint.words import listed, words

FEWEST_WORDS = 4
_SAID = r"(?:true|correct|right|accurate|valid|false|incorrect|untrue|wrong|inaccurate|invalid|mistaken)"
_THING = r"(?:statements?|options?|answers?|assertions?|claims?|sentences?|propositions?|following)"
# Whoever asks for a statement asks for anything. What somebody has said may be asked for, as “her statement”.
_STATEMENT = r"(?:statements?|assertions?|claims?|propositions?|remarks?|assumptions?|generali[sz]ations?)"
_OF_THESE = r"(?: one)?(?: of)?(?: the| these| those)?(?: following| above| below| listed| given)?"
UNFOCUSED = (
    re.compile(rf"\bwhich\b{_OF_THESE} {_THING}\b[^?]{{0,160}}?\b"
               rf"(?:is|are|holds?|apply|applies) (?:\w+ )?{_SAID}\b", re.IGNORECASE),
    re.compile(rf"\b(?:which|what){_OF_THESE}(?: (?!the\b|an?\b)\w+|(?: is| are) an?){{0,3}}? {_STATEMENT}\b"
               r"(?! (?:by|of|from|to|made by) (?:the|this|her|his|your|an?) (?:patient|man|woman|mother"
               r"|father"
               r"|parents?|wife|husband|boy|girl|child|colleague|nurse|son|daughter)\b)", re.IGNORECASE),
    re.compile(r"\b(?:which|what)(?: one)?(?: of (?:these|those|them|the following))? (?:is|are|holds?) "
               r"(?:always |generally |usually |also )?"
               r"(?:true|correct|accurate|valid|false|incorrect|untrue)(?: \w+){0,3}?"
               r"(?:\?| (?:of|about|regarding|concerning|for|in|when|with)\b)",
               re.IGNORECASE),
    re.compile(r"\bwhat (?:is known|do we know|do you know|can be said|can one say|could be said|holds"
               r"|applies)\b", re.IGNORECASE),
    re.compile(r"\b(?:choose|select|pick|mark|find|identify|tick|name|indicate) the (?:\w+ )?"
               rf"{_SAID} {_THING}\b", re.IGNORECASE),
)  # fmt: skip
# “Which of the following is the diagnosis?” says what is asked for; “… is associated with gout?” does not.
OPEN_WHICH = re.compile(
    r"\bwhich (?:one )?of (?:the following|these|those)(?: statements?| options?| answers?)?,? "
    r"(?:(?:is|are) (?!(?:the|an?|his|her|their|its|your|our|this|that|these|those|to|most|more|best"
    r"|likely)\b)"
    r"|(?:is|are) (?:the )?(?:(?:most|more|best) )?(?:likely|appropriate|suitable|probable|correct|best"
    r"|true)\?"
    r"|about\b|regarding\b|concerning\b|appl(?:y|ies)\b|describes?\b)"
    r"|\bwhich(?: one)? of (?:the (?:following|above|below)|these|those)\W*$",
)
# A question has a word that asks, or begins with its verb.
ASKS = re.compile(
    r"\b(?:what|which|who|whom|whose|how|why|when|where)\b"
    r"|(?:^|[,;:.–—] )(?:and |but |so )?(?:is|are|was|were|do|does|did|has|have|had|can|could|should|would"
    r"|will|may|might|must)(?:n['’]t)? \w",
)
ASKS_AT_START = re.compile(
    r"(?:^|[,;:.!?–—] )(?:[\w’'-]+ ){0,3}?(?:what|which|who|whom|whose|how|why|when|where)\b",
)
CUT_SHORT = re.compile(
    r"\b(?:is|are|was|were|be|been|includes?|the|an?|because|called|named|means)\W*$",
)
_UNFIT = (
    r"(?:unlikely|untrue|unsuitable|unnecessary|unhelpful|unrelated|unsupported|unwarranted|unjustified"
    r"|unaffected|uninvolved|unimportant|useless|pointless|worthless|needless|inappropriate"
    r"|incorrect|inaccurate|inconsistent|incompatible|irrelevant|uncharacteristic"
    r"|mistaken|superfluous|redundant)"
)
NEGATIVE = re.compile(
    r"\b(?P<not>not|cannot|[a-z]{2,8}n['’]t|never)\b"
    r"|\b(?:except|excepting|excluding|inappropriate|untrue|incorrect|barring)\b"
    rf"|\b(?P<unfit>(?:is|are|was|were|be|seems?|least|most|an?) (?:\w+ )?{_UNFIT})\b"
    r"(?! (?:side|leg|arm|limb|hand|foot|hip|knee|shoulder|tooth|teeth|pulse|gait|reflex)\b)"
    r"|(?<!at )\bleast\b(?! (?:invasive|painful|harmful|costly|expensive|risk|risky|radiation|two|three"
    r"|one|harm|toxic|burden|delay)\b)"
    r"|\bfalse\b(?![- ](?:positives?|negatives?|alarms?|rib|ribs|teeth|labour|joint|aneurysm)\b)"
    r"|\bodd (?:one )?out\b"
    r"|\b(?:apart|aside) from (?:which|what|one)\b|\bother than (?:which|what)\b"
    r"|\ball but (?:one|which|what)\b"
    r"|\b(?:which|what|one)\b[^?,]{0,60}?\b(?:has|have|had|is of|are of|plays?|serves?|bears?|offers?|gives?"
    r"|makes?|is|are|adds?|needs?|takes?|carr(?:y|ies)|shows?) "
    r"(?:(?:virtually|almost|absolutely) )?(?P<none>no|little|nothing|neither)\b"
    r"(?! (?:fever|history|more|less|known|longer)\b)"
    r"|\b(?:which|what)\b[^?,]{0,60}?\b(?P<lacks>lacks?|fails? to|(?:does|do) (?:nothing|little))\b",
    re.IGNORECASE,
)
NOT_ALONE = re.compile(r"\bnot only\b|\bor not\b|\bif not\b|\bwhy not\b|\bwhether or not\b", re.IGNORECASE)
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
    r"(?:names?|diagnosis|diagnoses|causes?|treatment|management|tests?|investigations?|scan|imaging"
    r"|(?:next )?steps?|mechanism|structure|drugs?|dose|therapy|prognosis|risk factors?|complications?"
    r"|referral|nerve|muscle|tendon|ligament|organism|advice|plan|procedure|operation|follow-up|prevention"
    r"|severity"
    r"|stage|grade|level|outcome|timing|route|duration|finding|sign|symptom|side|exercise|medication"
    r"|frequency|urgency|differential|setting|indication|contraindication|remedy)"
)
TWO_THINGS = re.compile(
    rf"\b{_ASKED}\b(?: (?:of|for|in|at|to|behind) (?:\w+ ){{0,4}}\w+)?(?:,? and|, as well as| as well as"
    rf"|, or) (?:also )?"
    rf"(?:(?:the|its|his|her|their|your|this|what|how) )?(?:[a-z-]+ ){{0,3}}{_ASKED}\b"
    r"|(?<!given)(?<!taken)(?<!used)(?<!done)(?<!combined)(?<!prescribed)(?<!started),? "
    r"(?:as well as|together with|along with|plus|in addition to) (?:the|its|his|her|their|your|an?|one) "
    rf"(?:[a-z-]+ ){{0,3}}{_ASKED}\b",
)
ASKING = re.compile(r"\b(?:what|which|how|why|when|where|who|should|would)\b", re.IGNORECASE)
AND_ASKING = re.compile(
    r"(?:(?<!if )(?<!whether )\b(?:and|plus) |[;:–—] |\bas well as )"
    r"(?:then |also |if (?:so|not),? |in that case,? )?"
    r"(?:(?:for|by|to|at|in|with|from|on|of|until) )?"
    r"(?:what|which(?: [a-z]+|\?)|how|why|where|whom|when(?:\?| (?:should|would|can|will|must|is|may))"
    r"|who(?:\?| (?:should|would|can|will|must|is|may)))",
)
PAIRED = re.compile(
    r"\b(?:both|between|combination|pair|relation|link|connects?|distinguish|compare)\b",
)


# Words of which one stands in all that the patterns find: a rule looks for them first.
VERDICTS = listed(
    "true correct right accurate valid false incorrect untrue wrong inaccurate invalid mistaken statement "
    "statements assertion assertions claim claims proposition propositions remark remarks assumption "
    "assumptions generalization generalizations generalisation generalisations known know said say holds "
    "applies"
)
NEGATIVES = listed(
    "not cannot never except excepting excluding inappropriate untrue incorrect barring unlikely "
    "unsuitable unnecessary unhelpful unrelated unsupported unwarranted unjustified unaffected uninvolved "
    "unimportant useless pointless worthless needless inaccurate inconsistent incompatible irrelevant "
    "uncharacteristic mistaken superfluous redundant least false odd apart aside other but no little "
    "nothing neither lack lacks fail fails"
)
JOINING = listed("and or plus together along addition as")


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
    if VERDICTS.isdisjoint(words(lead_in)):
        return False
    return any(pattern.search(lead_in) for pattern in UNFOCUSED)


def asks_negatively(lead_in: str) -> bool:
    """Whether it asks for what does not hold (NBME, Haladyna 2002 rule 17, Tarrant)."""
    if NEGATIVES.isdisjoint(words(lead_in)) and "n’t" not in lead_in and "n't" not in lead_in:
        return False
    plain = _asking_part(NOT_ALONE.sub(" ", lead_in))
    for found in NEGATIVE.finditer(plain):
        clause = re.split("[,;.?]", plain[max(0, found.start() - 60) : found.start()].lower())[-1].split()
        of_patient = not SUBORDINATE.isdisjoint((*clause, *found[0].lower().split()[1:]))
        if not of_patient or not any(found[name] for name in ("not", "unfit", "lacks", "none")):
            return True
    return False


def _asking_part(lead_in: str) -> str:
    """Return what asks: its last sentence, without what that begins with before it comes to the question."""
    last = re.split(r"(?<=[.!:]) ", lead_in.strip())[-1]
    if ASKING.search(last) is None:
        return last
    clauses = last.split(",")
    at = next(at for at, clause in enumerate(clauses) if ASKING.search(clause))
    return ",".join(clauses[at:])


def is_open(lead_in: str) -> bool:
    """Whether it is no closed question: fails to be answerable with the options covered."""
    lowered = lead_in.lower()
    plain = lowered.rstrip(' \n*_"”’)')
    if not plain.endswith("?") or len(lead_in.split()) < FEWEST_WORDS or ASKS.search(lowered) is None:
        return True
    unfinished = CUT_SHORT.search(plain[-40:]) is not None and ASKS_AT_START.search(lowered) is None
    return unfinished or OPEN_WHICH.search(lowered) is not None


def asks_twice(lead_in: str) -> bool:
    """Whether it asks two things at once (NBME, Haladyna 2002)."""
    if lead_in.count("?") > 1:
        return True
    joined = not JOINING.isdisjoint(words(lead_in)) or any(mark in lead_in for mark in ";:–—")
    lowered = lead_in.lower()
    if not joined or PAIRED.search(lowered) is not None:
        return False
    first = ASKING.search(lowered)
    joined = first is not None and AND_ASKING.search(lowered, first.end()) is not None
    return joined or TWO_THINGS.search(lowered) is not None
