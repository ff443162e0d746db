"""Rules about the patient's story: what it must say, how long it may be, whether the question needs it.

Sources: NBME item-writing guide; Haladyna, Downing & Rodriguez 2002; Tarrant et al. 2006; as tabulated in
BMC Med Educ 2016, doi:10.1186/s12909-016-0559-7. Reading grade: Kincaid et al. 1975.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from question_bank.bank import Bank
from question_bank.choices import Choices
from question_bank.flaw import Flaw, info, warning
from question_bank.item import Item
from question_bank.lint.words import WORD, content, listed, stem, words

MOST_WORDS = 200
LONGEST_SENTENCE = 35
HARDEST_GRADE = 14
FEWEST_FOR_A_GRADE = 20  # words: below that the grade says little
# Patterns below are for texts in lower case: they are three times as quick as those for either.
# A list's entry is a sentence.
END_OF_SENTENCE = re.compile(r"[.!?:;](?=\s|$|[\"”’)])|\n[ \t]*(?:\n|[-*•])")
_AMOUNT = (
    r"(?:an?|\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|some|many|few"
    r"|couple of|half|dozen|last|past|this|these|next|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen|twenty|thirty|forty|fifty|sixty)"
)
_UNIT = (
    r"(?:minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|years?|seasons?|decades?|evenings?"
    r"|mornings?"
    r"|winters?|summers?|springs?|autumns?|weekends?|afternoons?)"
)
_WHEN = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august"
    r"|september"
    r"|october|november|december|christmas|easter|whitsun|new year|spring|summer|autumn|winter|childhood"
    r"|birth|puberty"
    r"|school|youth|(?:19|20)\d\d)"
)
DURATION = re.compile(
    rf"\b(?!\d+ an? ){_AMOUNT}(?:[- ](?:or|to|and)[- ](?:a |an )?\w+)?(?:[- ](?:more|further|long|half|good"
    rf"|whole))?[- ]"
    rf"(?:a[- ])?{_UNIT}\b(?![- ]old)"
    r"|\b(?:half|all|most of|much of) (?:his|her|their) life\b|\b(?:ago|yesterday|today|tonight"
    r"|overnight|suddenly|sudden|acute|chronic|long-standing|longstanding|lifelong|at once"
    rf"|for (?:some|a long|a short|quite a) (?:time|while)|for (?:days|weeks|months|years|decades|hours|ever)"
    rf"|(?:since|in|on|at|last|from|until|around|before|after) (?:last |the |early |late |mid-?)?{_WHEN}"
    r"|since(?! (?:his|her|their) (?:retirement|wedding|marriage|diagnosis|divorce)\b)|recently|lately"
    r"|earlier|(?:all|throughout|during|over) (?:the|this|last) \w+"
    r"|(?:woke|woken|wakes|awoke) (?:up )?(?:with|this|at|and|by|on)|(?:was|is|has been) woken"
    r"|as long as (?:he|she|they) can (?:remember|recall)|as a (?:child|boy|girl|teenager))\b",
)
# What an amount of time belongs to, when it is not the complaint: “has worked nights for twelve years”.
# What stands before a time that does not belong to the complaint: “has worked nights for twelve years”.
OTHERS_TIME = re.compile(
    r"\b(?:(?:works?|worked|working|retired?|retires|diagnosed|treated|smok\w+|married|divorced|widowed"
    r"|lived|lives"
    r"|taken|takes|taking|drinks|drunk|plays|played|trains|trained|training|employed|job|diabetes|diabetic"
    r"|(?:diabetes|hypertension|asthma|epilepsy|osteoporosis|psoriasis),? (?:known|diagnosed|treated)"
    r"|pregnant|moved|studied|driven|drives|served|emigrated|qualified)"
    r"\b(?:(?!\b(?:has|have|had|which|who|with|and|but|he|she|they)\b)[^.;,]){0,40}"
    r"|(?:once|twice|times?|cigarettes|tablets|units|hours|days|pints|glasses|mg|miles|km|kilometres) "
    r"(?:(?:per|each|every) )?"
    r"|(?:ends?|starts?|begins?|due|returns?|leaves?|wedding|match|race|marathon|holiday)\b[^.;,]{0,30}\bin "
    r"|\d+ (?:beats |breaths |per )?)$",
)
BEFORE = 90  # characters in which that is looked for
COMPLAINTS = frozenset(
    stem(word)
    for word in listed(
        "pain pains painful ache aches aching sore soreness hurt hurts lump lumps swelling swollen "
        "nodule mass weak weakness numb numbness tingling pins stiff stiffness limp limps limping fall "
        "fell falls fever cough breathless breathlessness wheeze dizzy dizziness faint fainted collapse "
        "collapsed vomit vomiting nausea bleeding rash itch itching tired tiredness fatigue headache "
        "palpitations cramp cramps spasm spasms burning diarrhoea constipation incontinence weight loss "
        "lost tremor unsteady giddy clicking locking giving unable cannot trouble difficulty struggles "
        "bruise bruised injury injured twisted sprained wound ulcer discharge sleepless anxious anxiety "
        "worry worried worries asks asked low-mood mood jaundice thirst thirsty seizure blind blurred "
        "vision deaf deafness tender tenderness discomfort catch catches catching sting stings sharp "
        "spot complaint symptoms symptom problem nipping niggle drag drags dragging throb throbbing "
        "ached worse heavy dislocated broken fracture redness red hot discoloured infection relapse "
        "flare cold bump knot bulge bother bothers "
        "bothering troubles jars tight tightness pressure cramping shooting wakes dull gnawing stabbing "
        "sciatica lumbago backache toothache earache"
    )
)
CANNOT = re.compile(
    r"\b(?:cannot|can['’]t|could not|couldn['’]t|can no longer|can hardly|can barely|unable to"
    r"|no longer (?:able|walks?"
    r"|plays?|runs?|works?|climbs?|lifts?|sleeps?)|has (?:begun|started|stopped)|(?:begun|started|began) to"
    r"|struggl(?:es?|ed|ing)|drops? things|gives? way|gave way)\b",
)
WELL = re.compile(
    r"\b(?:volunteers?|volunteered|healthy|a class|practical|dissect\w*|specimen|well person"
    r"|has never had)\b",
)
REFERRING = listed(
    "he him his she her hers they them their this these those patient patient's here now today "
    "today's findings finding case above story note letter report picture presentation explains "
    "explain its such you your should would must could will might likely next diagnosis lesion "
    "hurt torn injured damaged affected involved compressed trapped entrapped responsible fault broken "
    "fractured inflamed irritated ruptured dislocated strained sprained blame wrong matter"
)
# A complaint or a result with an article is this patient's.
THE_COMPLAINT = re.compile(
    r"\bthe (?:\w+ ){0,2}?(?:pain|swelling|lump|nodule|weakness|numbness|limp|rash|fever|stiffness"
    r"|deformity|wound|fall"
    r"|injury|scan|films?|x-ray|result|blood|attack|symptoms?|complaint|problem|tingling|effusion|bruise)\b",
)
THE = re.compile(r"\bthe (\w+(?: \w+)?)")
IN_GENERAL = re.compile(
    r"\b(?:in|to|for|of|by|among|from) (?:all |most |healthy |many |young |older )?(?:adults|children"
    r"|infants|people"
    r"|everyone|everybody|women|men|patients|humans|newborns|trials?|studies|athletes)\b"
    r"|\bin general\b|\bby definition\b",
)
MOST_IN_PASSING = 1  # words of the story in a question that is about nobody
PEOPLE = listed(
    "man woman boy girl child baby infant patient teenager adolescent adult lady gentleman person "
    "runner worker nurse teacher student farmer driver dancer player mother father pensioner he she "
    "his her him year-old aged old colleague registrar resident trainee trainer manager author "
    "authors reader"
)
ANYBODY = re.compile(r"\b(?:every|any|each|all|no) (?:\w+ )?\w+")


def flaws(item: Item, bank: Bank | None = None) -> Iterator[Flaw]:
    """Flaws of an item's story, or of there being none."""
    if item.vignette is None:
        yield from _without_story(item, bank)
        return
    story = item.vignette.story
    yield from _essentials(item, story)
    yield from _length(story)


def _essentials(item: Item, story: str) -> Iterator[Flaw]:
    """Ask what a clinician asks first: what, since when (NBME). Age, sex and setting are fields."""
    texts = item.asking_texts()
    if WELL.search("\n".join(texts.values()).lower()):
        return
    telling = [text for path, text in texts.items() if path not in (("lead_in",), ("vignette", "setting"))]
    told = "\n".join(telling).lower()
    missing = []
    said = (stem(word) for text in telling for word in words(text))
    if not any(word in COMPLAINTS for word in said) and CANNOT.search(told) is None:
        missing.append("what the complaint is")
    times = (found.start() for found in DURATION.finditer(told))
    if all(OTHERS_TIME.search(told[max(0, at - BEFORE) : at]) for at in times):
        missing.append("since when")
    if missing:
        yield warning(
            "vignette-essentials",
            f"The story does not say {' and '.join(missing)}.",
            "Say who comes, with what, and since when; then what was found.",
            ("vignette", "story"),
        )


def _without_story(item: Item, bank: Bank | None) -> Iterator[Flaw]:
    """Find items without a patient: they test what is remembered (Tarrant)."""
    if any(
        not PEOPLE.isdisjoint(words(ANYBODY.sub(" ", text.lower()))) for text in item.asking_texts().values()
    ):
        return
    objective = bank.objectives_by_id.get(item.objective) if bank is not None else None
    if objective is None or objective.level != "recall":
        yield info(
            "no-vignette",
            "There is no patient: the item can test only what is remembered.",
            "Give it a story, or an objective whose level is “recall”.",
            ("vignette",),
        )


def _length(story: str) -> Iterator[Flaw]:
    """Stories that are long or hard to read (NBME, Haladyna 2002)."""
    sentences = [said for said in END_OF_SENTENCE.split(story) if WORD.search(said)]
    found = words(story)
    path = ("vignette", "story")
    if len(found) > MOST_WORDS:
        yield info(
            "long-vignette",
            f"The story has {len(found)} words.",
            f"{MOST_WORDS} are enough: keep what the answer needs, and what a clinician would have to sift.",
            path,
        )
    long = (WORD.findall(said) for said in sentences if len(said) > 2 * LONGEST_SENTENCE)
    longest = max(map(len, long), default=0)
    if longest > LONGEST_SENTENCE:
        yield info(
            "long-sentence",
            f"A sentence of the story has {longest} words.",
            f"Cut it in two: {LONGEST_SENTENCE} are hard enough to hold in mind.",
            path,
        )
    if len(found) >= FEWEST_FOR_A_GRADE:
        grade = reading_grade(found, len(sentences))
        if grade > HARDEST_GRADE:
            yield info(
                "hard-to-read",
                f"The story reads at grade {grade:.0f} (Flesch-Kincaid).",
                f"Use shorter words and sentences: up to {HARDEST_GRADE} tests medicine and not reading.",
                path,
            )


def reading_grade(found: Sequence[str], sentences: int) -> float:
    """Return the reading grade after Flesch and Kincaid of words in lower case."""
    syllables = sum(map(_syllables, found))
    return 0.39 * len(found) / max(sentences, 1) + 11.8 * syllables / len(found) - 15.59


@lru_cache(maxsize=1 << 15)
def _syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouyäöüéè]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee", "ye")) and groups > 1
    return max(
        1, groups - silent - (word.endswith("ed") and not word.endswith(("ted", "ded")) and groups > 1)
    )


def window_dressing(item: Item, choices: Choices) -> Iterator[Flaw]:
    """Find a question that has nothing to do with the story above it (NBME)."""
    if item.vignette is None or len(choices.asks) != 1:
        return
    asked = choices.asks[0].text.lower()
    of_nobody = IN_GENERAL.search(asked) is not None
    if THE_COMPLAINT.search(asked) or not (of_nobody or REFERRING.isdisjoint(words(asked))):
        return
    told = content(item.vignette.story).union(*(content(each.name) for each in item.vignette.findings))
    if not told.isdisjoint(content(" ".join(THE.findall(asked)))):
        return
    if len(told & content(asked).union(*map(content, choices.texts))) <= MOST_IN_PASSING:
        yield info(
            "window-dressing",
            "Neither the question nor the options take anything up from the story.",
            "Ask about this patient, or leave the story out.",
            ("vignette", "story"),
        )
