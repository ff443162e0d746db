"""What is part of what: drugs of a class, scans among tests, joints of a limb.

Source: NBME item-writing guide (options that do not exclude each other), as tabulated in BMC Med Educ 2016,
doi:10.1186/s12909-016-0559-7. The lists are ours; what they do not name is not judged.
"""

import re
from functools import lru_cache

from question_bank.lint.words import SEVERAL, listed, root

_NSAID = r"ibuprofen|naproxen|diclofenac|celecoxib|indometacin|etoricoxib|meloxicam|ketoprofen"
_OPIOID = r"codeine|morphine|tramadol|oxycodone|fentanyl|buprenorphine|dihydrocodeine|tapentadol|opioids?"
_SCAN = r"mri|magnetic resonance|ct|computed tomography|ultrasound|bone scan|dexa|scintigraphy|pet"
_CANCER = (
    r"\w*sarcoma|myeloma|lymphoma|\w*carcinoma|melanoma|leukaemia|metasta\w+|secondar(?:y|ies)|pancoast\w*"
    r"|(?:\w+ )?cancer"
)
_CUT = (
    r"\w{3,}(?:ectomy|otomy|plasty|ostomy|desis)|(?:\w+ ){0,3}?(?:replacement|fixation|fusion|decompression"
    r"|repair"
    r"|reconstruction|release|excision|amputation|debridement)"
)
_MOVING = (
    r"swimming|walking|cycling|pilates|yoga|tai chi|stretch\w*|strengthen\w*|(?:\w+ )?(?:raises|squats"
    r"|lunges|curls"
    r"|drills)|balance training|strength training|treadmill"
)
_ARTHRITIS = r"\w*arthritis|gout|pseudogout|(?:\w+ )?spondyloarthritis|ankylosing spondylitis|haemarthrosis"
_HURT = r"(?:\w+ ){0,2}?(?:sprain|strain|tear|rupture|fracture|dislocation|subluxation|contusion|laceration)"
# A whole → what it takes in. Both are matched without articles and in lower case.
WHOLES = {
    r"analgesi(?:a|cs?)|pain ?killers?|pain relief": rf"paracetamol|aspirin|nsaids?|{_NSAID}|{_OPIOID}",
    r"nsaids?|anti-inflammator(?:y|ies)(?: \w+)?|non-steroidal(?: anti-inflammatory)?(?: \w+)?": _NSAID,
    r"(?:strong |weak )?opioids?|opiates?|narcotics?": _OPIOID,
    r"antibiotics?|antibiotic (?:treatment|therapy)|antimicrobials?": (
        r"\w+cillin|\w+mycin|\w+oxacin|cef\w+|doxycycline|trimethoprim|nitrofurantoin|metronidazole"
        r"|gentamicin"
    ),
    r"antidepressants?": r"amitriptyline|nortriptyline|duloxetine|sertraline|fluoxetine|citalopram"
    r"|venlafaxine",
    r"anticoagula(?:nts?|tion)|blood thinners?": r"warfarin|heparin|\w+xaban|dabigatran|enoxaparin"
    r"|dalteparin",
    r"(?:cortico)?steroids?": r"prednisolone|hydrocortisone|dexamethasone|methylprednisolone|triamcinolone",
    r"(?:disease-modifying|dmard)\w*(?: \w+){0,2}": r"methotrexate|sulfasalazine|leflunomide"
    r"|hydroxychloroquine",
    r"biologics?|biological (?:drug|therapy|treatment)": r"\w+mab|etanercept|abatacept|anakinra",
    r"bisphosphonates?": r"\w+dron(?:ate|ic acid)",
    r"(?:drug|medical) (?:treatment|therapy)|medication|medicines?|a drug|drugs|tablets": (
        rf"paracetamol|aspirin|{_NSAID}|{_OPIOID}|\w+cillin|\w+mycin|\w+pril|\w+statin|prednisolone"
        rf"|methotrexate"
        r"|amitriptyline|gabapentin|pregabalin|duloxetine|colchicine|allopurinol"
    ),
    r"(?:diagnostic |further |medical )?imaging|radiology": rf"{_SCAN}|x-?rays?|radiographs?|plain films?",
    r"scan|scanning": _SCAN,
    r"blood tests?|bloods|laboratory tests?|blood work": (
        r"crp|c-reactive protein|esr|erythrocyte sedimentation rate|(?:full |complete )?blood count|fbc"
        r"|serum \w+"
        r"|hba1c|ferritin|rheumatoid factor|tsh|thyroid function|vitamin d|liver function|d-dimer|troponin"
        r"|urate"
        r"|uric acid|creatinine|calcium"
    ),
    r"surgery|operation|operative (?:treatment|care)|surgical (?:treatment|intervention|management)": _CUT,
    r"joint replacement|arthroplasty": r"(?:total |partial )?(?:hip|knee|shoulder|ankle|elbow) replacement",
    r"manual therapy|hands-on treatment": r"(?:\w+ )?(?:massage|mobili[sz]ation|manipulation)",
    r"physio(?:therapy)?|physical therapy|rehabilitation": (
        rf"exercises|stretching|(?:\w+ )?(?:massage|mobili[sz]ation|manipulation)|{_MOVING}"
    ),
    r"(?:regular |physical |graded )?exercises?|exercise therapy|physical activity|training": _MOVING,
    r"walking aids?|gait aids?|mobility aids?": r"(?:\w+ )?(?:sticks?|cane|crutch(?:es)?|frame|rollator"
    r"|walker|zimmer)",
    r"orthos[ie]s|orthotics?|splint(?:age)?|support": r"(?:\w+ )?(?:brace|insoles?|collar|corset|heel raise"
    r"|boot)",
    r"psychological (?:support|therapy|treatment|help|care)|psychotherapy|talking therapy": (
        r"cognitive behaviou?ral|cbt|counselling|mindfulness|acceptance and commitment"
    ),
    r"lifestyle (?:advice|changes?|measures)": r"weight loss|lose weight|(?:stop|give up) smoking"
    r"|drink less|eat \w+",
    r"(?:conservative|non-operative|non-surgical) (?:treatment|management|care)": (
        rf"physiotherapy|exercises?|rest|splint|bracing|analgesia|{_MOVING}"
    ),
    r"arthritis|joint disease|inflammatory (?:arthritis|joint disease)|arthropathy": _ARTHRITIS,
    r"crystal (?:arthritis|arthropathy|disease)": r"gout|pseudogout",
    r"rheumatic disease|rheumatological (?:disease|condition)": rf"{_ARTHRITIS}|polymyalgia|lupus"
    r"|\w+ vasculitis",
    r"connective tissue disease|autoimmune disease": r"(?:\w+ )?lupus|scleroderma|sjögren|(?:poly"
    r"|dermato)myositis",
    r"(?:(?:bone |soft tissue |malignant )?tumou?r|neoplasm|growth)(?: of (?:the )?\w+)?": rf"{_CANCER}"
    r"|\w+oma",
    r"(?:bone )?(?:cancer|malignancy)|malignant disease": _CANCER,
    r"infection|infectious (?:disease|cause)|sepsis": (
        r"osteomyelitis|cellulitis|septic \w+|(?:spondylo)?discitis|(?:\w+ )?abscess|tuberculosis|pneumonia"
        r"|erysipelas"
        r"|lyme disease|meningitis"
    ),
    r"(?:soft tissue |ligament |muscle |knee |ankle |sports )?injury|trauma": _HURT,
    r"(?:peripheral )?neuropathy|nerve (?:entrapment|compression|damage|injury|palsy|problem)": (
        r"carpal tunnel(?: syndrome)?|cubital tunnel(?: syndrome)?|tarsal tunnel(?: syndrome)?"
        r"|meralgia\w*(?: \w+)?"
        r"|(?:\w+ )?radiculopathy|sciatica"
    ),
    r"(?:heart|cardiac|cardiovascular) (?:disease|problem|cause)": (
        r"angina|myocardial infarction|pericarditis|heart failure|(?:\w+ )?aneurysm|aortic dissection"
    ),
    r"lung (?:disease|problem)|respiratory (?:disease|cause)": r"pneumonia|asthma|copd|pulmonary \w+"
    r"|pneumothorax",
    r"(?:vascular|circulation) (?:disease|problem|cause)|thrombosis": (
        r"deep vein thrombosis|dvt|(?:\w+ )?(?:claudication|aneurysm|ischaemia)"
    ),
    r"(?:bone|metabolic bone) disease": r"osteoporosis|osteomalacia|paget\w*(?: \w+)?|rickets|osteomyelitis",
    r"diabetes(?: mellitus)?": r"type (?:1|2|one|two) diabetes",
}
NAMES = re.compile("|".join(f"(?P<of_{at}>{whole})" for at, whole in enumerate(WHOLES)))
MEMBERS = {
    f"of_{at}": re.compile(rf"(?:\w+ ){{0,2}}?(?:{members})\b") for at, members in enumerate(WHOLES.values())
}
LONGEST = 120  # characters
ARTICLE = re.compile(
    r"^(?:an?|the|some|give|order|prescribe|request|arrange|start|offer|try) (?:an? |the "
    r"|some )?"
)
DENIED = re.compile(r"\b(?:no|not|without|never|non|exclude|avoid|stop)\b")
# Parts of the body → what they are part of, nearest first.
_LIMBS = {
    "arm": "shoulder elbow wrist hand forearm finger thumb deltoid biceps triceps",
    "leg": "hip knee ankle foot thigh calf shin heel toe quadriceps hamstring dorsiflexor plantarflexor",
    "hand": "finger thumb palm knuckle",
    "foot": "toe heel sole instep forefoot hindfoot",
    "spine": "neck lumbar cervical thoracic sacral vertebra disc",
    "back": "lumbar sacral sacroiliac",
    "limb": "arm leg hip knee ankle foot thigh calf shin shoulder elbow wrist hand finger toe dorsiflexor",
}
WITHIN = {root(whole): frozenset(map(root, parts.split())) for whole, parts in _LIMBS.items()}
REGIONS = frozenset(WITHIN).union(*WITHIN.values())
BESIDE = frozenset(map(root, listed("lower upper both sides side bilateral left right one")))


def members_of(text: str) -> re.Pattern[str] | None:
    """Return a pattern of what an option takes in, where it names a class as “analgesia” does; else None."""
    found = NAMES.fullmatch(_plain(text))
    return None if found is None else MEMBERS[str(found.lastgroup)]


def is_one_of(text: str, members: re.Pattern[str] | None) -> bool:
    """Whether an option names a member of a class and says more than that class."""
    if members is None:
        return False
    plain = _plain(text)
    return members.match(plain) is not None and not DENIED.search(plain)


@lru_cache(maxsize=SEVERAL)
def _plain(text: str) -> str:
    return ARTICLE.sub("", " ".join(text[:LONGEST].lower().split()).rstrip("."))


def is_within(whole: frozenset[str], part: frozenset[str]) -> bool:
    """Whether two options, as roots, say the same of a part of the body and of a part of that."""
    if whole - REGIONS - BESIDE != part - REGIONS - BESIDE or whole <= REGIONS | BESIDE:
        return False
    larger, smaller = whole & REGIONS, part & REGIONS
    return bool(larger and smaller) and any(smaller <= WITHIN.get(region, frozenset()) for region in larger)
