"""Rules about an item that contradicts itself: on the patient's age or sex, or on the side.

Our own rules. They block publishing, so they speak up only where nothing else can be meant.
"""

import re
from collections.abc import Iterator, Mapping

from question_bank.flaw import Flaw, Path, error
from question_bank.item import Item, Patient
from question_bank.lint.words import Prose, listed, stem, words

AGE = re.compile(
    r"\b(?P<age>\d{1,3})[- ]year[- ]old(?P<behind>(?: [a-z-]+){0,3})"
    r"|\b(?:man|woman|boy|girl|patient|lady|gentleman) (?:aged|of) (?P<aged>\d{1,3})\b(?! (?:kg|cm|pack))",
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
OTHER = {"male": "female", "female": "male"}
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
NOT_PARTS = listed(
    "and answer time thing one choice now away after before side for with but than when there hand as"
)


def flaws(item: Item) -> Iterator[Flaw]:
    """Contradictions between the patient's fields, story, question, key and explanation."""
    if item.vignette is None:
        return
    shown: dict[Path, str] = dict(item.asking_texts())
    keys: dict[Path, str] = {}
    for choices in item.choices():
        for ask in choices.asks:
            keys |= {choices.at(key): choices.texts[key] for key in ask.keys}
        shown |= {choices.at(index): text for index, text in enumerate(choices.texts)}
    told: dict[Path, str] = {("explanation",): item.explanation, ("take_home",): item.take_home}
    if any(path[0] == "stems" for path in shown):  # each stem has a patient of its own
        shown = {path: text for path, text in shown.items() if path[0] == "vignette"}
        told = {}
    yield from _ages(item.vignette.patient, shown, told)
    if item.vignette.patient.sex != "unstated":
        yield from _sexes(item.vignette.patient, shown, told)
    yield from _sides(item, shown, {**keys, **told})


def _ages(patient: Patient, shown: Mapping[Path, str], told: Mapping[Path, str]) -> Iterator[Flaw]:
    for path, text in {**shown, **told}.items():
        for found in AGE.finditer(text):
            age = int(found["age"] or found["aged"])
            before = (words(text[max(0, found.start() - 12) : found.start()]) or [""])[-1]
            behind = words(found["behind"] or "")
            if (
                age == patient.age
                or before in ("his", "her", "their", "whose")
                or not OTHERS.isdisjoint(behind)
            ):
                continue
            of_patient = path == ("vignette", "story") and found.start() < 40
            if of_patient or (before in POINTING and not NOUN_WORDS.isdisjoint(behind)):
                yield error(
                    "age-conflict",
                    f"The text says {age}, but the patient's age is {patient.age}.",
                    "Correct one of the two.",
                    path,
                )
                break


NOUN_WORDS = NOUNS["male"] | NOUNS["female"] | {"patient", "runner"}


def _sexes(patient: Patient, shown: Mapping[Path, str], told: Mapping[Path, str]) -> Iterator[Flaw]:
    own, other = patient.sex, OTHER[patient.sex]
    story = shown["vignette", "story"]
    noun = INTRODUCED.search(story[:400])
    said = (noun["noun"] or noun["later"]).lower() if noun else ""
    if said in NOUNS[other]:
        yield _sex_conflict(patient, said, ("vignette", "story"))
        return
    everybody = Prose(shown).words
    if not everybody.isdisjoint(OTHERS):
        return  # the pronoun may be somebody else's
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


def _sides(item: Item, shown: Mapping[Path, str], told: Mapping[Path, str]) -> Iterator[Flaw]:
    prose = Prose(
        {path: text for path, text in shown.items() if path[0] in ("vignette", "stages", "passage")}
    )
    for side, opposite in SIDES.items():
        if side not in prose.words or opposite in prose.words or not prose.words.isdisjoint(BOTH_SIDES):
            continue
        parts = {part for text in prose.texts.values() for part in parts_of(text, side)}
        checked = {("lead_in",): item.lead_in, **told}
        for path, text in checked.items():
            lowered = text.lower()
            if opposite not in lowered or side in lowered or not BOTH_SIDES.isdisjoint(words(text)):
                continue
            wrong = parts & set(parts_of(text, opposite))
            if wrong:
                yield error(
                    "side-conflict",
                    f"The story speaks of the {side} side alone, this of the {opposite}: “{min(wrong)}”.",
                    "Correct one of the two.",
                    path,
                )
                return


def parts_of(text: str, side: str) -> Iterator[str]:
    """Parts of the body of one side that a text names, as stems."""
    for found in SIDE.finditer(text):
        if found["side"].lower() == side and found["noun"].lower() not in NOT_PARTS:
            yield stem(found["noun"].lower())
