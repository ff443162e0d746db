"""What kinds of things options are: a test among diagnoses, a drug among vaccines.

Source: NBME item-writing guide (homogeneous options) and Haladyna, Downing & Rodriguez 2002, as tabulated in
BMC Med Educ 2016, doi:10.1186/s12909-016-0559-7. The word lists are ours, and short: what they do not name
is not judged.
"""

import re
from collections.abc import Iterator

from question_bank.choices import Choices
from question_bank.flaw import Flaw, warning
from question_bank.lint.words import listed, stem, words

# Endings and words by which an option is known for what it is. These patterns are for texts in lower case:
# they are three times as quick as those for either.
DIAGNOSIS = re.compile(
    r"\b\w{2,}(?:itis|osis|oses|algia|pathy|pathies|penia|aemia|emia|oma|omas|malacia|plegia|paresis"
    r"|trophy)\b|\b(?:fractures?|syndrome|cancer"
    r"|infection|sprain"
    r"|strain|tear|rupture|hernia\w*|disease|disorder|dislocation|impingement|sciatica|gout|abscess|lupus"
    r"|diabetes"
    r"|embolism|infarction|stroke|asthma|pneumonia|malignancy|claudication|radiculopathy|palsy"
    r"|osteoporosis|anaemia)\b",
)
TEST = re.compile(
    r"\b(?:mri|ct|x-?rays?|radiographs?|ultrasound|ultrasonography|scans?|scanning|esr|crp|biopsy"
    r"|electromyography|emg|ecg"
    r"|blood (?:tests?|count|cultures?)|full blood count|dexa|nerve conduction|urinalysis|arthroscopy"
    r"|endoscopy"
    r"|echocardiogra\w+|spirometry|d-dimer|troponin|bone scan|serology|urate|aspiration)\b",
)
DRUG = re.compile(
    r"\b(?:paracetamol|ibuprofen|naproxen|diclofenac|codeine|morphine|tramadol|amitriptyline|gabapentin"
    r"|pregabalin"
    r"|duloxetine|prednisolone|methotrexate|colchicine|allopurinol|aspirin|warfarin|heparin|\w+cillin"
    r"|\w+mycin|\w+statin"
    r"|\w+prazole|\w+pril|\w+sartan|\w+caine|\w+mab|\w+xaban|\w+gliptin|\w+conazole|\w+olol|\w+dipine"
    r"|\w+oxacin|\w+cycline|\w+triptan|\w+azepam|\w+dron(?:ate|ic acid)|opioids?|nsaids?|antibiotics?"
    r"|steroids?|bisphosphonates?"
    r"|diazepam"
    r"|baclofen|insulin|metformin|furosemide|celecoxib|analges\w+|antidepressants?)\b",
)
PROCEDURE = re.compile(
    r"\b(?:surgery|surgical|operation|\w{3,}(?:ectomy|ectomies|otomy|plasty|ostomy)|excision|fusion"
    r"|decompression"
    r"|amputation|fixation|replacement|injections?|nerve block|denervation|embolisation|drainage|repair)\b",
)
ADVICE = re.compile(
    r"^(?:advise|advice|reassur\w+|rest|stay active|exercises?|education|explain|encourage|counsel\w*"
    r"|physiotherapy"
    r"|massage|stretch\w*|heat|ice|walking|weight loss|self-management|pacing)\b",
)
STRUCTURE = re.compile(
    r"\b(?:nerve|muscle|ligament|tendon|bone|joint|artery|vein|disc|bursa|fascia|meniscus|cartilage"
    r"|nerve root)\b$",
)
ORGANISM = re.compile(
    r"\b(?:\w+coccus|\w+bacter|\w+bacteria|\w+bacillus|\w*virus|\w+ella|neisseria|escherichia|pseudomonas"
    r"|candida"
    r"|borrelia|clostridium|chlamydia|haemophilus|plasmodium|fungus|parvovirus)\b",
)
VACCINE = re.compile(r"\b(?:vaccin\w+|immunisation|toxoid)\b")
PERSON = re.compile(
    r"\b(?:physiotherapist|podiatrist|dietitian|nurse|surgeon|\w+ologist|\w+iatrist|pharmacist|midwife"
    r"|psychologist"
    r"|social worker|(?:\w+ )?therapist|general practitioner|gp|osteopath|chiropractor|optician|dentist"
    r"|paramedic|teams?|clinic|service|department)s?\b",
)
DEVICE = re.compile(
    r"\b(?:brace|splint|crutch(?:es)?|stick|insoles?|wheelchair|walking frame|collar|corset|sling|plaster"
    r"|cast|boot"
    r"|bandage|orthos[ie]s|tape|cushion)$",
)
HORMONE = re.compile(
    r"\b(?:(?:\w+ )?hormone|cortisol|insulin|calcitonin|thyroxine|oestrogen|oestradiol|testosterone"
    r"|progesterone"
    r"|prolactin|glucagon|adrenaline|aldosterone|renin|leptin|oxytocin|melatonin|erythropoietin|gastrin)\b",
)
MOVING = re.compile(
    r"\b(?:raises|curls|squats|lunges|steps|press-ups|push-ups|sit-ups|bridges|stretch(?:es|ing)?|swings"
    r"|exercises?"
    r"|swimming|cycling|walking|rowing|running)\b",
)
RESULT = re.compile(
    r"\b(?:antibod(?:y|ies) (?:against|to)|raised|elevated|positive|negative) (?:\w+ ){0,3}?"
    r"(?:factor|esr|crp|protein|antibod(?:y|ies)|calcium|urate|phosphatase|count|peptides?|ferritin)\b"
    r"|^antibodies against\b|\b\d+ ?(?:mmol|mg|g|[µμ]mol)/l\b",
)
CARE = re.compile(
    r"\b(?:restriction|supplements?|supplementation|transfusion|dialysis|haemodialysis|radiotherapy"
    r"|chemotherapy"
    r"|rehabilitation|physiotherapy|admission)\b",
)
CHANGED = re.compile(r"^\w+ed\b|\b(?:in|of|at|on|over|under|from)\b")
KINDS = {
    "a diagnosis": DIAGNOSIS,
    "a test": TEST,
    "a drug": DRUG,
    "an operation": PROCEDURE,
    "advice": ADVICE,
    "a part of the body": STRUCTURE,
    "an organism": ORGANISM,
    "a vaccine": VACCINE,
    "a person": PERSON,
    "a device": DEVICE,
    "a hormone": HORMONE,
    "an exercise": MOVING,
    "a result": RESULT,
    "a treatment": CARE,
}
# What a question asks for by name → the kinds that answer it. Others that are known do not.
_HEAD = r"\b(?:which|what)(?: of (?:these|the following))?(?: (?!of\b|is\b|are\b)[\w-]+){0,3}? "
ASKED = {
    re.compile(_HEAD + nouns): frozenset(kinds)
    for nouns, *kinds in (
        (r"(?:diagnosis|disease|disorder|condition|illness)\b", "a diagnosis"),
        (r"is (?:the|her|his|their) (?:\w+ ){0,3}?(?:diagnosis|disease|disorder)\b", "a diagnosis"),
        (
            r"(?:tests?|investigations?|imaging|scan)\b",
            "a test",
            "a result",
            "a part of the body",
            "an operation",
        ),
        (r"(?:drug|medicine|medication|painkiller|antibiotic|tablet)s?\b", "a drug", "a hormone"),
        (r"(?:operation|procedure)s?\b", "an operation", "a test", "a part of the body"),
        (r"(?:organism|pathogen|germ|bacteri\w+|virus|microbe|agent)\b", "an organism"),
        (r"vaccines?\b", "a vaccine", "an organism", "a diagnosis"),
        (r"(?:professional|specialist|clinician|colleague|member of the team)s?\b", "a person"),
        (r"hormones?\b", "a hormone", "a drug"),
        (r"exercises?\b", "an exercise", "advice", "a part of the body", "a device"),
        (r"(?:nerve|muscle|ligament|tendon|bone|artery|vein|joint|structure)s?\b", "a part of the body"),
        (r"mechanisms?\b", "a diagnosis", "a part of the body", "a hormone", "a result", "an organism"),
        (r"(?:aid|orthosis|splint|device|dressing|footwear)s?\b", "a device"),
    )
}
NAMED = frozenset(
    map(
        stem,
        listed(
            "diagnosis disease disorder condition illness test investigation imaging scan drug medicine "
            "medication painkiller antibiotic tablet operation procedure organism pathogen germ bacterium "
            "bacteria virus microbe agent vaccine professional specialist clinician colleague member members "
            "hormone exercise nerve muscle ligament tendon bone artery vein joint structure mechanism aid "
            "orthosis splint device dressing footwear"
        ),
    )
)  # one of which stands in whatever asks by name
STEPS = frozenset(
    (
        "a test",
        "a drug",
        "an operation",
        "advice",
        "a treatment",
        "a device",
        "an exercise",
        "a person",
        "a vaccine",
    )
)
ASKS_FOR_A_STEP = re.compile(
    r"\b(?:next|step|management|manage|managed|do|done|plan|course|offer|offered|treatment|treat|approach"
    r"|action|advise"
    r"|recommend\w*|proceed|prescribe|arrange|respond|react|handle|first|initial|priority|should"
    r"|intervention|help|use|measure|strategy|option)\b",
)
LONGEST_READ = 160  # characters
LONGEST = 6  # words: a longer option is a sentence, and says more than one kind


def flaws(choices: Choices) -> Iterator[Flaw]:
    """Options of different kinds."""
    if len(choices.asks) != 1:
        return
    asked = choices.asks[0].text.lower()
    named = not NAMED.isdisjoint(map(stem, words(asked)))
    fitting = next((kinds for ask, kinds in ASKED.items() if ask.search(asked)), None) if named else None
    if fitting is not None:
        yield from _unasked(choices, fitting)
        return
    found = [kind_of(text) for text in choices.texts]
    if ASKS_FOR_A_STEP.search(asked):
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


def _unasked(choices: Choices, fitting: frozenset[str]) -> Iterator[Flaw]:
    """Find an option of another kind than is asked for by name, where others could be of it."""
    kinds = [_kinds_in(text) for text in choices.texts]
    strange = [at for at, of in enumerate(kinds) if of and of.isdisjoint(fitting)]
    if strange and len(strange) <= len(kinds) / 2:
        at = strange[0]
        yield warning(
            "mixed-options",
            f"Option {at + 1} is {min(kinds[at])}, and something else is asked for.",
            "Let all options be of one kind: whoever sees what kind is asked for rules out the rest.",
            choices.at(at),
        )


def _kinds_in(text: str) -> frozenset[str]:
    plain = text.lower() if len(text) <= LONGEST_READ else ""
    return frozenset(kind for kind, pattern in KINDS.items() if pattern.search(plain))


def kind_of(text: str) -> str | None:
    """Return what kind of thing a short option is; None where that is unclear."""
    if len(text) > 16 * LONGEST or len(words(text)) > LONGEST:
        return None
    plain = text.lower()
    kinds = [kind for kind, pattern in KINDS.items() if pattern.search(plain)]
    if kinds == ["a part of the body"] and CHANGED.search(plain):
        return None  # something about it, and not the part itself
    return kinds[0] if len(kinds) == 1 else None
