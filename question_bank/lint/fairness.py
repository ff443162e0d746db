"""Rules about how an item speaks of people: words that blame or label, and names that have been given up.

Sources: Goddu et al. 2018, J Gen Intern Med, doi:10.1007/s11606-017-4289-2 (stigmatising words in notes);
Cox & Fritz 2022, BMJ, doi:10.1136/bmj-2021-066720 (“complains of”, “denies”). The list of names is ours.
"""

import re
from collections.abc import Iterator

from question_bank.flaw import Flaw, info
from question_bank.lint.words import Prose

# Word that must be there → what is stigmatising, and what to write instead.
_PEOPLE = r"(?:patients?|woman|man|people|person|smoker|addict|\w+ers?)"
_COMPLAINING = (
    r"\bcomplain(?:s|ed|ing)? (?:\w+ )?of\b"
    r"|\b(?:he|she|they|who|patients?|person) (?:\w+ )?complain(?:s|ed)?\b(?! to\b)"
)
_AUTHORITIES = (
    "insurer",
    "insurance",
    "employer",
    "court",
    "bank",
    "company",
    "council",
    "hospital",
    "board",
)
_NO_AUTHORITY = "".join(rf"(?<!{who} )(?<!{who} has )" for who in _AUTHORITIES)
_DENIED = (
    rf"(?<!been )(?<!was )(?<!were )(?<!being ){_NO_AUTHORITY}\bdenied\b"
    r"(?! (?:access|entry|leave|benefits?|treatment|payment|a |the |h|them|by))"
)
_FAILED = (
    r"\b(?:he|she|patients?|who|has|have|had) failed (?:\w+ ){0,3}?(?:treat|therap|rehab|medication|physio"
    r"|surgery)"
)
WORDS: dict[str, tuple[str, str]] = {
    "complain": (_COMPLAINING, "report"),
    "complains": (_COMPLAINING, "reports"),
    "complained": (_COMPLAINING, "reported"),
    "complaining": (_COMPLAINING, "with"),
    "denies": (r"\bdenies\b", "reports no"),
    "denied": (_DENIED, "reported no"),
    "denying": (r"\bdenying\b", "reporting no"),
    "claims": (r"\b(?:he|she|patient|who) claims\b", "says"),
    "claimed": (r"\b(?:he|she|patient|who) claimed\b", "said"),
    "insists": (r"\b(?:he|she|patient|who) insists\b", "says"),
    "alleges": (r"\balleges\b", "says"),
    "seeker": (r"\b(?:drug|attention|opioid)[- ]seeker", "what was asked for"),
    "seekers": (r"\b(?:drug|attention|opioid)[- ]seekers", "what was asked for"),
    "seeking": (r"\b(?:drug|attention|opioid)[- ]seeking", "what was asked for"),
    "compliant": (r"\bnon-?compliant\b|\bnot compliant\b", "what was not taken, and why"),
    "noncompliant": (r"\bnoncompliant\b", "what was not taken, and why"),
    "compliance": (r"\b(?:non-?|poor |lack of )compliance\b", "adherence"),
    "noncompliance": (r"\bnoncompliance\b", "adherence"),
    "nonadherent": (r"\bnonadherent\b", "what was not taken, and why"),
    "addict": (r"\baddicts?\b", "person with an addiction"),
    "addicts": (r"\baddicts?\b", "people with an addiction"),
    "junkie": (r"\bjunkie", "person who uses drugs"),
    "abuser": (r"\b(?:drug|alcohol|substance)[- ]abusers?\b", "person who uses drugs"),
    "abusers": (r"\b(?:drug|alcohol|substance)[- ]abusers?\b", "people who use drugs"),
    "alcoholic": (r"\b(?:an?|the|known|old) alcoholic\b(?! [a-z]+)", "person who drinks too much"),
    "alcoholics": (r"\balcoholics\b", "people who drink too much"),
    "diabetic": (r"\b(?:an?|the|this|known|old) (?:\w+ )?diabetic\b(?! (?:\w+))", "person with diabetes"),
    "diabetics": (r"\bdiabetics\b", "people with diabetes"),
    "epileptic": (r"\b(?:an?|the|this|known) epileptic\b(?! \w+)", "person with epilepsy"),
    "epileptics": (r"\bepileptics\b", "people with epilepsy"),
    "schizophrenic": (r"\b(?:an?|the|this|known) (?:\w+ )?schizophrenic\b", "person with schizophrenia"),
    "schizophrenics": (r"\bschizophrenics\b", "people with schizophrenia"),
    "asthmatic": (r"\b(?:an?|the|this|known) asthmatic\b(?! \w+)", "person with asthma"),
    "hypochondriac": (r"\bhypochondriac", "worried about an illness"),
    "hysterical": (r"\bhysterical", "distressed"),
    "malingerer": (r"\bmalingerer", "what does not fit"),
    "malingering": (r"\bmalingering", "what does not fit"),
    "malingerers": (r"\bmalingerers", "what does not fit"),
    "obese": (r"\b(?:morbidly|the|an|grossly|very) obese\b", "living with obesity"),
    "fat": (r"\bfat (?:man|woman|lady|patient|girl|boy|people|person)\b", "large"),
    "retarded": (r"\bretarded\b", "with a learning disability"),
    "cripple": (r"\bcripple", "disabled person"),
    "crippled": (r"\bcrippled", "disabled"),
    "handicapped": (r"\bhandicapped", "disabled"),
    "wheelchair": (r"\b(?:wheelchair[- ]bound|confined to (?:a|his|her) wheelchair)\b", "uses a wheelchair"),
    "bedridden": (r"\bbedridden\b", "in bed all day"),
    "frequent": (r"\bfrequent (?:flyer|flier|attender)s?\b", "how often they come"),
    "heartsink": (r"\bheartsink\b", "what is difficult"),
    "histrionic": (r"\bhistrionic\b(?! personality)", "distressed"),
    "difficult": (r"\bdifficult (?:patient|historian)s?\b", "what is difficult"),
    "historian": (r"\bpoor historian\b", "what could not be told"),
    "manipulative": (r"\bmanipulative\b", "what was done"),
    "refuses": (r"\b(?:he|she|patient|who) refuses\b", "declines"),
    "refused": (r"\b(?:he|she|patient|who|has|had) refused\b(?! (?:by|entry))", "declined"),
    "failed": (_FAILED, "it did not help"),
    "admits": (r"\b(?:he|she|patient|who|they) (?:\w+ )?admits? (?:to|that)\b", "says"),
    "admit": (r"\b(?:they|patients) (?:\w+ )?admit (?:to|that)\b", "say"),
    "exaggerates": (r"\bexaggerates\b", "what was seen"),
    "exaggerating": (r"\bexaggerating\b", "what was seen"),
    "exaggerated": (r"\b(?:he|she|patient|who|has|had) exaggerated\b", "what was seen"),
    "addicted": (r"\baddicted\b", "with an addiction"),
    "abuse": (r"\b(?:alcohol|drug|substance|opioid) abuse\b", "use, or use disorder"),
    "abuses": (r"\babuses (?:alcohol|drugs|opioids|substances|cannabis|painkillers)\b", "uses"),
    "committed": (r"\bcommitted suicide\b", "died by suicide"),
    "suicide": (r"\bcommit(?:s|ted)? suicide\b", "die by suicide"),
    "drunkard": (r"\bdrunkard\b", "person who drinks too much"),
    "dumb": (r"\bdumb\b", "who does not speak"),
    "bed-bound": (r"\bbed-bound\b", "in bed all day"),
    "bound": (r"\b(?:bed|wheelchair)-bound\b", "in bed all day; uses a wheelchair"),
    "hysteria": (r"\bhysteria\b", "functional disorder"),
    "suffers": (r"\bsuffers from\b", "has"),
    "suffering": (r"\bsuffering from\b", "with"),
    "victim": (r"\b(?:stroke|aids|polio|cancer|arthritis) victim", "person who had"),
    "sufferer": (r"\bsufferers?\b", "person with"),
    "sufferers": (r"\bsufferers?\b", "people with"),
    "elderly": (r"\bthe elderly\b", "older people"),
    "prostitute": (r"\bprostitute", "sex worker"),
    "illegitimate": (r"\billegitimate (?:child|son|daughter)", "child"),
    "demented": (r"\bdemented\b", "with dementia"),
    "senile": (r"\bsenile\b", "older"),
    "whining": (r"\bwhining\b", "says"),
    "whines": (r"\bwhines\b", "says"),
    "moans": (r"\bmoans (?:about|that)\b", "says"),
    "lazy": (r"\blazy\b(?! eye)", "inactive"),
    "unmotivated": (r"\bunmotivated\b", "what stands in the way"),
    "uncooperative": (r"\buncooperative\b", "what was not possible"),
    "fault": (r"\b(?:his|her|their) own fault\b", "what led to it"),
    "illegal": (r"\billegal (?:immigrant|alien)s?\b", "migrant without papers"),
    "inflicted": (r"\bself-inflicted\b(?! (?:wound|injur))", "what led to it"),
    "dirty": (r"\bdirty (?:urine|needle|drug)", "positive"),
    "clean": (r"\bclean (?:urine|for \w+ (?:days|weeks|months|years))\b", "not using"),
    "neurotic": (r"\bneurotic\b", "anxious"),
    "hysteric": (r"\bhysteric\b", "distressed"),
    "crazy": (r"\bcrazy\b", "unwell"),
    "insane": (r"\binsane\b", "unwell"),
    "lunatic": (r"\blunatic", "unwell"),
    "mongolism": (r"\bmongolism\b", "Down syndrome"),
    "mongol": (r"\bmongol\b", "person with Down syndrome"),
    "spastic": (r"\ba spastic\b(?! \w+)", "person with spasticity"),
    "invalid": (r"\ban invalid\b(?! \w+)", "disabled person"),
}  # fmt: skip
NAMES: dict[str, str] = {
    "wegener": "granulomatosis with polyangiitis",
    "reiter": "reactive arthritis",
    "churg": "eosinophilic granulomatosis with polyangiitis",
    "clara": "club cell",
    "hallervorden": "pantothenate kinase-associated neurodegeneration",
    "asperger": "autism",
    "caplan": "rheumatoid pneumoconiosis",
    "bechterew": "axial spondyloarthritis",
}
NAMED = re.compile(
    r"(?:syndrome|disease|granulomatosis|arthritis|cells?|triad|strauss|spatz|urethritis)", re.IGNORECASE
)
PATTERNS = {word: re.compile(pattern, re.IGNORECASE) for word, (pattern, _) in WORDS.items()}

KNOWN = frozenset(WORDS)


def flaws(prose: Prose) -> Iterator[Flaw]:
    """Words that label or blame a person, and names that have been given up."""
    for word in sorted(KNOWN.intersection(prose.words)):
        for path, text in prose.texts.items():
            if PATTERNS[word].search(text):
                yield info(
                    "stigmatising-word",
                    f"“{word}” may blame or label the patient.",
                    f"Say it plainly, as: {WORDS[word][1]}.",
                    path,
                )
                break
    for name in sorted(word for word in NAMES.keys() & prose.words if word.title() in prose.as_typed):
        for path, text in prose.texts.items():
            if name in text.lower() and NAMED.search(text):
                yield info(
                    "given-up-name", f"“{name.title()}” has been given up.", f"Write: {NAMES[name]}.", path
                )
                break
