"""Rules about an item that contradicts itself: on the patient's age or sex, or on the side.

Our own rules. They block publishing, so they speak up only where nothing else can be meant.
"""

import re
from collections.abc import Iterator, Mapping

from question_bank.flaw import Flaw, Path, error
from question_bank.item import Item, Patient
from question_bank.lint.measures import in_figures
from question_bank.lint.words import Prose, listed, stem, words

AGE = re.compile(
    r"\b(?P<age>\d{1,3})[- ](?P<unit>year|month|week|day)s?[- ]old(?P<behind>(?: [a-z-]+){0,3})"
    r"|\b(?:aged|of) (?P<aged>\d{1,3})\b"
    r"(?! (?:kg|cm|pack|years['’]|days|weeks|months|others|children|mm|mg|per)\b)(?! ?%)",
)
OPENING = 120  # characters of a story in which its patient is introduced
# Whose age a number behind “aged” or “of” is: a woman of 52, a baker aged 40; not a mother of 3.
AGED = re.compile(
    r"\b(?:man|woman|boy|girl|patient|lady|gentleman|child|toddler|teenager|adolescent|baby|infant|widow"
    r"|widower"
    r"|pensioner|person|[a-z]{3,}(?:ist|ian|smith|keeper)|(?!mother|father|number|water|fever|over|under"
    r"|after"
    r"|other|never|ever)[a-z]{2,}er),? $",
)
DECADE = re.compile(r"\bin (?:his|her|their) (?:early |mid[- ]?|late )?(?P<tens>teens|twenties|thirties"
                    r"|forties|fifties|sixties|seventies|eighties|nineties)\b", re.IGNORECASE)  # fmt: skip
_TENS = "teens twenties thirties forties fifties sixties seventies eighties nineties"
DECADES = {name: (10 * tens, 10 * tens + 9) for tens, name in enumerate(_TENS.split(), 1)}
# Words for people of an age, with the years they can mean.
STAGES = {
    "newborn": (0, 0),
    "baby": (0, 2),
    "infant": (0, 2),
    "toddler": (1, 4),
    "schoolboy": (4, 18),
    "schoolgirl": (4, 18),
    "teenager": (13, 19),
    "adolescent": (10, 20),
    "boy": (0, 18),
    "girl": (0, 18),
    "child": (0, 17),
    "septuagenarian": (70, 79),
    "octogenarian": (80, 89),
    "nonagenarian": (90, 99),
}
STAGE = re.compile(
    rf"^(?:an?|this|the) (?:[\w-]+ ){{0,3}}?(?P<first>{'|'.join(STAGES)})\b(?![’'])"
    rf"|\b(?:an?|this) (?P<such>{'|'.join(STAGES)}) (?:such as|like) (?:this|him|her)\b"
    rf"|\b(?:in|for|with) this (?P<this>{'|'.join(STAGES)})\b",
    re.IGNORECASE,
)
POINTING = listed("this the our")
OTHERS = listed(
    "son daughter child children baby mother father brother sister husband wife partner friend "
    "colleague uncle aunt grandson granddaughter grandmother grandfather niece nephew cousin "
    "neighbour boyfriend girlfriend twin teacher doctor surgeon gp nurse physiotherapist chiropractor "
    "osteopath registrar resident trainee trainer coach manager boss student author authors carer "
    "parents mum dad midwife therapist consultant radiologist pharmacist officer girlfriends examiner "
    "assistant receptionist employer solicitor grandchild grandchildren masseur paper study somebody "
    "someone intern clinician writer pathologist anatomist instructor apprentice"
)
NOUNS = {
    "male": listed("man boy gentleman"),
    "female": listed("woman girl lady"),
}
PRONOUNS = {
    "male": listed("he him his himself"),
    "female": listed("she her hers herself"),
}
# A pronoun that begins a sentence: of the one person a story has told of.
PRONOUN_FIRST = {
    "male": re.compile(r"[.!?]\s+(He|His)\b"),
    "female": re.compile(r"[.!?]\s+(She|Her)\b"),
}
OTHER = {"male": "female", "female": "male"}
SEXED = {sex: NOUNS[sex] | PRONOUNS[sex] for sex in NOUNS}
INTRODUCED = re.compile(
    r"^(?:an?|this|the) (?:[\w-]+ ){0,4}?(?P<noun>man|woman|boy|girl|gentleman|lady)\b"
    r"|\byear-old (?:\w+ ){0,2}?(?P<later>man|woman|boy|girl|gentleman|lady)\b",
    re.IGNORECASE,
)
SIDE = re.compile(
    r"\b(?P<side>left|right)(?:[- ]sided|-hand)? (?:(?:low|lower|upper|outer|inner|big|front|back of the"
    r"|side of the|the|his|her|third|fourth"
    r"|fifth|second|first|little|great|ring|index|middle|posterior|anterior|lateral|medial|painful|sore"
    r"|swollen) ){0,3}(?P<noun>[a-z]{3,})",
    re.IGNORECASE,
)
BOTH_SIDES = listed("both either other opposite bilateral bilaterally sides contralateral opposite mirror")
SIDES = {"left": "right", "right": "left"}
LIMBS = tuple(
    frozenset(map(stem, parts.split()))
    for parts in (
        "shoulder arm elbow forearm wrist hand thumb finger fingers",
        "hip groin buttock leg thigh knee calf shin ankle foot heel toe toes",
    )
)
NOT_PARTS = listed(
    "and answer time thing one choice now away after before side for with but than when there hand as"
)


def flaws(item: Item, asked: Prose, prose: Prose) -> Iterator[Flaw]:
    """Contradictions between the patient's fields, story, question, key and explanation.

    asked: what is read before the answer. prose: all texts of the item, of which what none of its words could
    tell is not looked for.
    """
    if item.vignette is None:
        return
    keys: dict[Path, str] = {}
    for choices in item.choices():
        for ask in choices.asks:
            keys |= {choices.at(key): choices.texts[key] for key in ask.keys}
    told: dict[Path, str] = {("explanation",): item.explanation, ("take_home",): item.take_home}
    if any(path[0] == "stems" for path in asked.texts):  # each stem has a patient of its own
        asked = Prose({path: text for path, text in asked.texts.items() if path[0] == "vignette"})
        told = {}
    shown = asked.texts
    patient = item.vignette.patient
    yield from _ages(patient, {**shown, **told}, staged=not prose.words.isdisjoint(STAGES))
    if patient.sex != "unstated" and not prose.words.isdisjoint(SEXED[OTHER[patient.sex]]):
        yield from _sexes(patient, asked, told)
    if not prose.words.isdisjoint(SIDES):
        yield from _sides(item, shown, told, keys)


def _ages(patient: Patient, texts: Mapping[Path, str], *, staged: bool) -> Iterator[Flaw]:
    for path, text in texts.items():
        of_story = path == ("vignette", "story")
        said = None
        if of_story:
            opening = in_figures(text[:OPENING])
            said = _age_said(patient.age, (opening + text[OPENING:]).lower(), of_story=True)
        elif "-old" in text or " old" in text or "aged" in text:
            said = _age_said(patient.age, text.lower(), of_story=False)
        if said is None and of_story:
            said = _decade_said(patient.age, text[:OPENING])
        if said is None and staged:
            said = _stage_said(patient.age, text, of_story=of_story)
        if said is not None:
            yield error(
                "age-conflict",
                f"The text says {said}, but the patient's age is {patient.age}.",
                "Correct one of the two.",
                path,
            )


def _age_said(age: int, text: str, *, of_story: bool) -> str | None:
    """Return an age that a text in lower case gives the patient and that is not theirs."""
    for found in AGE.finditer(text):
        if found["aged"] and not AGED.search(text[max(0, found.start() - 24) : found.start()]):
            continue
        said = int(found["age"] or found["aged"])
        if found["unit"] is not None and found["unit"] != "year":
            said = said // 12 if found["unit"] == "month" else 0
        before = (words(text[max(0, found.start() - 12) : found.start()]) or [""])[-1]
        behind = words(found["behind"] or "")
        if said == age or before in ("his", "her", "their", "whose") or not OTHERS.isdisjoint(behind):
            continue
        of_patient = of_story and found.start() < 40
        if of_patient or (before in POINTING and not NOUN_WORDS.isdisjoint(behind)):
            return found["age"] or found["aged"]
    return None


def _decade_said(age: int, opening: str) -> str | None:
    """Return the decade in which the opening of a story puts the patient, where that is wrong."""
    found = DECADE.search(opening)
    if found is None or not OTHERS.isdisjoint(words(opening[: found.start()])):
        return None
    low, high = DECADES[found["tens"].lower()]
    return None if low <= age <= high else found[0]


def _stage_said(age: int, text: str, *, of_story: bool) -> str | None:
    """Return a stage of life that a text gives the patient and that is not theirs."""
    for found in STAGE.finditer(text):
        stage = found["such"] or found["this"] or (found["first"] if of_story else None)
        if stage is not None:
            low, high = STAGES[stage.lower()]
            if not low <= age <= high:
                return f"“{stage}”"
    return None


NOUN_WORDS = NOUNS["male"] | NOUNS["female"] | {"patient", "runner"}


def _sexes(patient: Patient, asked: Prose, told: Mapping[Path, str]) -> Iterator[Flaw]:
    own, other = patient.sex, OTHER[patient.sex]
    shown, everybody = asked.texts, asked.words
    story = shown["vignette", "story"]
    noun = INTRODUCED.search(story[:400])
    said = (noun["noun"] or noun["later"]).lower() if noun else ""
    if said in NOUNS[other]:
        yield _sex_conflict(patient, said, ("vignette", "story"))
        return
    if not everybody.isdisjoint(OTHERS):
        return  # the pronoun may be somebody else's
    subject = PRONOUN_FIRST[other].search(story)
    if subject is not None and said in NOUNS[own] and everybody.isdisjoint(NOUNS[other]):
        yield _sex_conflict(patient, subject[1].lower(), ("vignette", "story"))
        return
    if everybody.isdisjoint(PRONOUNS[own] | NOUNS[own]) and (wrong := everybody & PRONOUNS[other]):
        path = next(path for path, text in shown.items() if not wrong.isdisjoint(words(text)))
        yield _sex_conflict(patient, min(wrong), path)
        return
    for path, text in {**shown, **told}.items():
        found = frozenset(words(text))
        wrong = found & (PRONOUNS[other] | NOUNS[other])
        if (
            wrong & PRONOUNS[other]
            and found.isdisjoint(PRONOUNS[own] | NOUNS[own] | OTHERS)
            and path != ("vignette", "story")
        ):
            yield _sex_conflict(patient, min(wrong), path)
            return


def _sex_conflict(patient: Patient, word: str, path: Path) -> Flaw:
    return error(
        "sex-conflict",
        f"The text says “{word}”, but the patient's sex is “{patient.sex}”.",
        "Correct one of the two.",
        path,
    )


def _sides(
    item: Item, shown: Mapping[Path, str], told: Mapping[Path, str], keys: Mapping[Path, str]
) -> Iterator[Flaw]:
    prose = Prose(
        {path: text for path, text in shown.items() if path[0] in ("vignette", "stages", "passage")}
    )
    for side, opposite in SIDES.items():
        if side not in prose.words or opposite in prose.words or not prose.words.isdisjoint(BOTH_SIDES):
            continue
        parts = {part for text in prose.texts.values() for part in parts_of(text, side)}
        asked = {("lead_in",): item.lead_in, **keys}
        checked = {**asked, **told}
        for path, text in checked.items():
            lowered = text.lower()
            if opposite not in lowered or side in lowered or not BOTH_SIDES.isdisjoint(words(text)):
                continue
            named = set(parts_of(text, opposite))
            wrong = parts & named
            if path in asked:
                wrong |= {part for part in named if _is_of_limb(part, parts)}
            if wrong:
                yield error(
                    "side-conflict",
                    f"The story speaks of the {side} side alone, this of the {opposite}: “{min(wrong)}”.",
                    "Correct one of the two.",
                    path,
                )
                return


def _is_of_limb(part: str, others: set[str]) -> bool:
    """Whether a part of the body and one of some others belong to one limb."""
    return any(part in limb and not limb.isdisjoint(others) for limb in LIMBS)


def parts_of(text: str, side: str) -> Iterator[str]:
    """Parts of the body of one side that a text names, as stems."""
    for found in SIDE.finditer(text):
        if found["side"].lower() == side and found["noun"].lower() not in NOT_PARTS:
            yield stem(found["noun"].lower())
