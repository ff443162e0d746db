"""What kinds of things options are: diagnoses among tests, and jokes.

Source: NBME item-writing guide (homogeneous options) and Haladyna, Downing & Rodriguez 2002, as tabulated in
BMC Med Educ 2016, doi:10.1186/s12909-016-0559-7. The word lists are ours, and short: what they do not name
is not judged.
"""

import re
from collections.abc import Iterator

from question_bank.choices import Choices
from question_bank.flaw import Flaw, warning
from question_bank.lint.words import words

JOKES = re.compile(
    r"\b(?:plumber|witch ?doctor|voodoo|horoscopes?|astrolog\w+|unicorns?|santa|superman|batman"
    r"|magic(?:al)?|wizard|"
    r"aliens?|zombies?|crystal ball|tea leaves|tooth fairy|dragon|chocolate|pizza|beer|whisky|lottery"
    r"|ghosts?|vampires?|"
    r"curse|haha|lol|toss a coin|flip a coin|run away|go home yourself|hide (?:in|from|under)|blame the|"
    r"ask the (?:cleaner|porter|receptionist|internet)|google it|phone a friend|panic|burst into tears|"
    r"tell (?:him|her|them) to (?:stop complaining|pull|man up|get over|grow up|stop whining|go away)|"
    r"(?:pretend|laugh|shout|giggle|yawn|sing|dance)\b(?! on)|do nothing and hope|hope for the best"
    r"|pray(?:er)?\b|"
    r"ignore (?:the patient|him|her|them|it and)|too lazy|making it up|leeches|exorcis\w+|"
    r"(?:full|new) moon|bad luck|evil (?:eye|spirits?)|whatever you like|who cares)\b"
    r"|!!|\b[A-Z]{4,}!|😀|😂|🤣",
    re.IGNORECASE,
)  # fmt: skip

# Endings and words by which an option is known for what it is.
DIAGNOSIS = re.compile(
    r"\b\w{2,}(?:itis|osis|oses|algia|pathy|penia|aemia|emia|oma|omas)\b|\b(?:fractures?|syndrome|cancer"
    r"|infection|sprain"
    r"|strain|tear|rupture|hernia\w*|disease|disorder|dislocation|impingement|sciatica|gout|abscess|lupus"
    r"|diabetes"
    r"|embolism|infarction|stroke|asthma|pneumonia|malignancy|claudication|radiculopathy|palsy"
    r"|osteoporosis|anaemia)\b",
    re.IGNORECASE,
)
TEST = re.compile(
    r"\b(?:mri|ct|x-?rays?|radiographs?|ultrasound|ultrasonography|scans?|scanning|esr|crp|biopsy"
    r"|electromyography|emg|ecg"
    r"|blood (?:tests?|count|cultures?)|full blood count|dexa|nerve conduction|urinalysis|arthroscopy"
    r"|endoscopy"
    r"|echocardiogra\w+|spirometry|d-dimer|troponin|bone scan|serology|urate|aspiration)\b",
    re.IGNORECASE,
)
DRUG = re.compile(
    r"\b(?:paracetamol|ibuprofen|naproxen|diclofenac|codeine|morphine|tramadol|amitriptyline|gabapentin"
    r"|pregabalin"
    r"|duloxetine|prednisolone|methotrexate|colchicine|allopurinol|aspirin|warfarin|heparin|\w+cillin"
    r"|\w+mycin|\w+statin"
    r"|\w+prazole|\w+pril|\w+sartan|\w+caine|opioids?|nsaids?|antibiotics?|steroids?|bisphosphonates?"
    r"|diazepam"
    r"|baclofen|insulin|metformin|furosemide|celecoxib|analges\w+|antidepressants?)\b",
    re.IGNORECASE,
)
PROCEDURE = re.compile(
    r"\b(?:surgery|surgical|operation|\w{3,}(?:ectomy|ectomies|otomy|plasty|ostomy)|excision|fusion"
    r"|decompression"
    r"|amputation|fixation|replacement|injections?|nerve block|denervation|embolisation|drainage|repair)\b",
    re.IGNORECASE,
)
ADVICE = re.compile(
    r"^(?:advise|advice|reassur\w+|rest|stay active|exercises?|education|explain|encourage|counsel\w*"
    r"|physiotherapy"
    r"|massage|stretch\w*|heat|ice|walking|weight loss|self-management|pacing)\b",
    re.IGNORECASE,
)
STRUCTURE = re.compile(
    r"\b(?:nerve|muscle|ligament|tendon|bone|joint|artery|vein|disc|bursa|fascia|meniscus|cartilage"
    r"|nerve root)\b$",
    re.IGNORECASE,
)
CHANGED = re.compile(r"^\w+ed\b|\b(?:in|of|at|on|over|under|from)\b", re.IGNORECASE)
KINDS = {
    "a diagnosis": DIAGNOSIS,
    "a test": TEST,
    "a drug": DRUG,
    "an operation": PROCEDURE,
    "advice": ADVICE,
    "a part of the body": STRUCTURE,
}
STEPS = frozenset(("a test", "a drug", "an operation", "advice"))
ASKS_FOR_A_STEP = re.compile(
    r"\b(?:next|step|management|manage|managed|do|done|plan|course|offer|offered|treatment|treat|approach"
    r"|action|advise"
    r"|recommend\w*|first|initial|priority|should|intervention|help|use|measure|strategy|option)\b",
    re.IGNORECASE,
)
LONGEST = 6  # words: a longer option is a sentence, and says more than one kind


def flaws(choices: Choices) -> Iterator[Flaw]:
    """Options of different kinds."""
    if len(choices.asks) != 1:
        return
    found = [kind_of(text) for text in choices.texts]
    if ASKS_FOR_A_STEP.search(choices.asks[0].text):
        found = ["a step" if kind in STEPS else kind for kind in found]
    known = [kind for kind in found if kind is not None]
    if len(set(known)) > 1 and len(known) >= len(found) - 1:
        usual = max(sorted(set(known)), key=known.count)
        at = next(index for index, kind in enumerate(found) if kind not in (None, usual))
        yield warning(
            "mixed-options",
            f"Option {at + 1} is {found[at]}, while others are {usual}.",
            "Let all options be of one kind: whoever sees what kind is asked for rules out the rest.",
            choices.at(at),
        )


def kind_of(text: str) -> str | None:
    """Return what kind of thing a short option is; None where that is unclear."""
    if len(text) > 16 * LONGEST or len(words(text)) > LONGEST:
        return None
    kinds = [kind for kind, pattern in KINDS.items() if pattern.search(text)]
    if kinds == ["a part of the body"] and CHANGED.search(text):
        return None  # something about it, and not the part itself
    return kinds[0] if len(kinds) == 1 else None
