"""Rules about the grammar between a lead-in and its options: what does not follow from it cannot be the key.

Sources: NBME item-writing guide, “Issues related to testwiseness”; Tarrant et al. 2006; as tabulated in
BMC Med Educ 2016, doi:10.1186/s12909-016-0559-7. Parts of speech are told by endings and by short lists of
our own; what neither tells fits everywhere.
"""

import re
from collections.abc import Iterator, Sequence

from question_bank.choices import Ask, Choices
from question_bank.flaw import Flaw, warning
from question_bank.lint.words import listed, words

LONGEST_PLAIN = 4  # words: a longer option may be plural in more than one way
VOWEL = re.compile(
    r"^(?:[ai]|e(?!u)|o(?!ne\b|ne-|nce\b|uija)|u(?!ni|se|su|re|ti|lt?ra(?!s)|ro|tri|bi)|h(?:our|onest|eir)"
    r"|[AEFHILMNORSX](?=[A-Z]{1,4}\b))"
)
PLURAL_HEAD = re.compile(
    r"\b(?:which|what) (?:(?!are|were|is|was|have|do|of)[a-z-]+ ){0,3}?(?P<head>[a-z-]+s) (?:are|were"
    r"|have|do)\b"
    r"|\b(?:what|which) (?:are|were) (?:the|her|his|their) (?:[a-z-]+ ){0,3}?[a-z-]+s\b",
    re.IGNORECASE,
)
FALSE_GERUNDS = listed(
    "swelling string ring king sling feeling tingling bleeding wing spring thing nothing something "
    "everything anything morning evening sting sling during bearing hearing lining building itching "
    "clicking locking burning"
)
COPULAS = listed("is are was were")
MODALS = listed("to should must would can could will may might shall ought")
PREPOSITIONS = listed("for of by with from in on at about into through")
DETERMINERS = listed("a an the his her their its this that these those some no one two three several your")
# Verbs with no noun of the same form, and their base.
VERBS = listed(
    "refer give arrange advise prescribe continue ask explain offer treat take send admit examine inject "
    "aspirate operate reassure apply avoid encourage teach strengthen observe immobilise mobilise remove "
    "replace confirm exclude perform obtain assess evaluate monitor maintain provide recommend suggest "
    "tell inform keep make let lower raise add begin withhold discontinue administer educate discuss "
    "consider elevate irrigate drain excise resect amputate correct restore prevent protect improve allow "
    "bring choose find get go learn lose eat drink sleep sit stand lie bend lift carry write speak see hear"
)
CLAUSES = listed("because since as so if when that while although unless until whereas")
SUBJECTS = listed("he she it they you we there")
NOUN = re.compile(
    r"\w{2,}(?:tion|sion|ment|ness|ity|ance|ence|sis|itis|oma|pathy|therapy|graphy|scopy|plasty|ectomy"
    r"|otomy|gram|logy"
    r"|gery|ism|cy|ia|ship|ure)s?",
    re.IGNORECASE,
)
ADJECTIVES = listed(
    "unable able weak stiff sore tender numb red hot cold swollen broken torn worn tired short long bent "
    "straight wasted absent present"
)
ADJECTIVE = re.compile(
    r"\w{2,}(?:ful|less|ous|able|ible)|\w{3,}(?:ied|ted|led|red|sed|ned|med"
    r"|ked)",
    re.IGNORECASE,
)
HOW_MANY = re.compile(
    r"\bhow (?:many|old|often|long|soon)\b|\bwhat (?:age|percentage|proportion"
    r"|dose)\b",
    re.IGNORECASE,
)
AMOUNT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|half|third|quarter|once"
    r"|twice|none"
    r"|all|both|never|always|every|each|daily|weekly|monthly|yearly|lifelong|life|until|when|as|after"
    r"|before|within"
    r"|straight|now|today|tomorrow|immediately|indefinitely|hours?|days?|weeks?|months?|years?|minutes?"
    r"|most|few|many"
    r"|at|in|for|no)\b",
    re.IGNORECASE,
)
TWO = re.compile(r"\b(?:which|what) (?:two|pair)\b", re.IGNORECASE)


def flaws(choices: Choices, key: int, ask: Ask) -> Iterator[Flaw]:
    """Options, not all, that do not fit the grammar of what is asked (NBME, Tarrant)."""
    for fits in _judgements(choices.texts, ask.text, key):
        if any(fits) and not all(fits):
            at = fits.index(False)
            yield warning(
                "grammar-cue",
                f"Option {at + 1} does not fit the grammar of the others or of what is asked.",
                "Give all options one form, and end the lead-in so that each of them could follow.",
                choices.at(at),
            )
            return


def _judgements(texts: Sequence[str], lead_in: str, key: int) -> Iterator[list[bool]]:
    """Yield for each rule of grammar which options fit it."""
    ending = _ending(lead_in)
    yield _fits_article(texts, lead_in, ending)
    yield _fits_number(texts, lead_in, ending, key)
    forms = [_form(text) for text in texts]
    if ending in MODALS:
        yield [form not in ("noun", "gerund", "infinitive", "clause") for form in forms]
    elif ending in PREPOSITIONS:
        yield [form not in ("verb", "infinitive", "sentence", "clause") for form in forms]
    elif ending in COPULAS and "noun" in forms:
        yield [form != "adjective" for form in forms]
    elif ending in ("be", "been"):
        yield [form not in ("noun", "verb", "infinitive") for form in forms]
    if re.match(r"why\b", lead_in, re.IGNORECASE) and {"clause", "infinitive"} & set(forms):
        yield [form in ("clause", "infinitive", "sentence") for form in forms]
    if HOW_MANY.search(lead_in):
        yield [AMOUNT.search(text[:200]) is not None for text in texts]
    if TWO.search(lead_in):
        yield [re.search(r" and |,|&|\+|/|\bboth\b|\d|s$", text[:200]) is not None for text in texts]
    if (
        forms.count("sentence") == 1
        and sum(len(words(text[:80])) <= 2 for text in texts) == len(texts) - 1 > 1
    ):
        yield [form != "sentence" for form in forms]  # one whole sentence among single words
    yield _key_alone(forms, key)


def _ending(text: str) -> str:
    plain = text[-80:].rstrip()
    found = words(plain)
    return found[-1] if found and not plain.endswith("?") else ""


def _fits_article(texts: Sequence[str], lead_in: str, ending: str) -> list[bool]:
    if ending not in ("a", "an") or re.search(r"\ba ?(?:\(n\)|/ ?an)\W*$", lead_in, re.IGNORECASE):
        return []
    plain = (_lowered(text.lstrip("*_“\"'")) for text in texts)
    return [bool(VOWEL.match(text[:12])) is (ending == "an") for text in plain]


def _lowered(text: str) -> str:
    """Return a text with its first letter small, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _fits_number(texts: Sequence[str], lead_in: str, ending: str, key: int) -> list[bool]:
    found = words(lead_in[-80:])
    plurals = [_is_plural(text) for text in texts]
    if ending == "the" and len(found) > 1 and all(len(words(text)) <= LONGEST_PLAIN for text in texts):
        if found[-2] in COPULAS:
            return [plural is (found[-2] in ("are", "were")) for plural in plurals]
        return [at != key for at in range(len(texts))] if _is_odd(plurals, key) else []
    if ending in COPULAS:
        return [plural is (ending in ("are", "were")) for plural in plurals]
    if (
        PLURAL_HEAD.search(lead_in)
        and plurals[key]
        and (_is_odd(plurals, key) or all(len(words(text)) <= LONGEST_PLAIN for text in texts))
    ):
        return plurals
    return []


def _is_odd(marks: Sequence[object], key: int) -> bool:
    """Whether the key alone has a mark, or alone has none."""
    return len(marks) > 2 and all(mark != marks[key] for at, mark in enumerate(marks) if at != key)


def _is_plural(text: str) -> bool:
    found = words(
        re.split(r" (?:of|in|on|to|from|at|for|with|over|under|near|by|that|which)\b", text[:200])[0]
    )
    head = found[-1] if found else ""
    return " and " in text[:200] or (head.endswith("s") and not head.endswith(("ss", "us", "is", "ps")))


def _key_alone(forms: Sequence[str], key: int) -> list[bool]:
    """Judge the key unfit where it alone begins in another way than all the others."""
    begins = [form if form in ("gerund", "infinitive", "clause") else "base" for form in forms]
    others = {form for at, form in enumerate(begins) if at != key}
    if _is_odd(begins, key) and len(others) == 1 and "base" in (begins[key], *others):
        return [at != key for at in range(len(begins))]
    return []


def _form(text: str) -> str:
    """Return how an option begins: with a verb, a noun, a clause; “” where that cannot be told."""
    found = words(text[:80])
    first, second = [*found, "", ""][:2]
    if first.endswith("ing") and len(first) > 5 and first not in FALSE_GERUNDS:
        return "gerund"
    if first in SUBJECTS and second and second not in PREPOSITIONS:
        return "sentence"
    for form, known in (("infinitive", ("to",)), ("clause", CLAUSES), ("verb", VERBS), ("noun", DETERMINERS)):
        if first in known:
            return form
    if NOUN.fullmatch(first) or (second in ("of", "in") and not ADJECTIVE.fullmatch(first)):
        return "noun"
    last = second in ("", "to", "with", "and", "by", "at", "on") or second.endswith("ly")
    return "adjective" if last and (first in ADJECTIVES or ADJECTIVE.fullmatch(first)) else ""
