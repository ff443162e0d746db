"""Options that say the same, and options of which one includes another.

Sources: Haladyna, Downing & Rodriguez 2002 (options that are the same); NBME item-writing guide (options that
do not exclude each other); as tabulated in BMC Med Educ 2016, doi:10.1186/s12909-016-0559-7.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from question_bank.choices import Choices
from question_bank.flaw import Flaw, error, warning
from question_bank.lint import wholes
from question_bank.lint.words import STOP_WORDS, listed, root, words

FILLERS = listed("a an the of in at to his her their its is are that who with")
ARTICLES = listed("a an the")
MOST_IN_ANY_ORDER = 5
LONGEST_ODD = 12  # words: a longer option adds more than a detail
LONGEST_PLAIN = 5  # words: a longer option is no name of a class
LINKING = listed("a an the of in to for his her their")
MOST_COMPARED = 40  # options: a longer list is not compared pair by pair
SPELLINGS = (("ae", "e"), ("oe", "e"), ("our", "or"), ("isation", "ization"), ("ise", "ize"), ("tre", "ter"))
SAME_WORDS = {
    "each": "every", "no": "not", "doctor": "physician", "radiograph": "xray", "therapy": "treatment",
    "begin": "start", "commence": "start", "halt": "stop", "cease": "stop", "pills": "tablets",
}  # fmt: skip
X_RAY = re.compile(r"\b(?:plain )?x[- ]?rays?\b|\b(?:plain )?radiographs?\b|\bplain films?\b", re.IGNORECASE)
FILMS = listed("x xray xrays radiograph radiographs films")
# Nouns that add nothing to a name: the quadriceps muscle, the hip joint, an MRI scan.
EMPTY = listed("muscle muscles joint joints bone scan scans imaging")
AND = re.compile(r",? and ", re.IGNORECASE)
ADDING = listed("and with plus or including alone only together")
NEGATING = listed("no not without never non exclude excluding neither nor absent suspected avoid stop")
AT_ONCE = listed("first today now immediately")
BEHIND_HEAD = listed("of in on with for at to from by over under between after during without as about into")
# Verbs with which an option begins that says what to do: they are its head.
DOING = listed(
    "refer give order arrange advise prescribe start stop continue check measure ask explain offer treat "
    "take send admit discharge review examine inject aspirate operate repeat request scan reassure apply use "
    "perform avoid increase reduce encourage teach train strengthen stretch rest wait watch observe test call"
)


def flaws(choices: Choices) -> Iterator[Flaw]:
    """Options that say the same, or include one another."""
    forms = [normal_form(text) for text in choices.texts]
    yield from _twins(choices, forms)
    yield from _included(choices, forms)


def _twins(choices: Choices, forms_of: Sequence[tuple[str, ...]]) -> Iterator[Flaw]:
    first: dict[object, int] = {}
    for index, text in enumerate(choices.texts):
        forms = (forms_of[index], _clauses(text) or index)
        before = min(first.setdefault(form, index) for form in forms)
        if before != index:
            yield error(
                "duplicate-options",
                f"This option says the same as option {before + 1}.",
                "Change one of the two, or take it out.",
                choices.at(index),
            )


def normal_form(text: str) -> tuple[str, ...]:
    """Return what an option says, whatever its articles, plurals, spelling and parts of speech.

    A short option that is nothing but content, as “pain in the hip”, says the same in any order of words.
    """
    found = words(text)
    if not FILMS.isdisjoint(found):
        found = words(X_RAY.sub("xray", text))
    plain = [_spelt(word) for word in _without_empty(found) if word not in FILLERS]
    telling = any(word in STOP_WORDS and word not in SAME_WORDS for word in found if word not in FILLERS)
    if telling or len(plain) > MOST_IN_ANY_ORDER:
        return tuple(_spelt(word) for word in found if word not in ARTICLES) or found
    return tuple(sorted(plain)) or found


def _without_empty(found: tuple[str, ...]) -> list[str]:
    return [
        word
        for at, word in enumerate(found)
        if not (at and word in EMPTY and found[at - 1] not in STOP_WORDS and found[at - 1] not in EMPTY)
    ]


@lru_cache(maxsize=1 << 15)
def _spelt(word: str) -> str:
    own = root(SAME_WORDS.get(word, word))
    for british, american in SPELLINGS:
        own = own.replace(british, american)
    return own


def _clauses(text: str) -> frozenset[frozenset[str]]:
    """Return the clauses of a text that joins some by “and”, whatever their order; nothing else has any.

    What is said of both, “explain that … and that …”, is left out.
    """
    found = words(text)
    parts = AND.split(text) if "and" in found else []
    if len(parts) < 2 or len(found) <= MOST_IN_ANY_ORDER:
        return frozenset()
    shared = {found[0], *FILLERS}
    said = [frozenset(_spelt(word) for word in words(part) if word not in shared) for part in parts]
    return frozenset((*said, frozenset((found[0],))))


def _included(choices: Choices, forms: Sequence[tuple[str, ...]]) -> Iterator[Flaw]:
    lists = [words(text) for text in choices.texts]
    starts: dict[tuple[str, ...], int] = {}
    for index, found in enumerate(lists):
        starts.setdefault(found, index)
    roots = [frozenset(_spelt(word) for word in found if word not in STOP_WORDS) for found in lists]
    compared = range(len(lists)) if len(lists) <= MOST_COMPARED else ()
    classes = [wholes.members_of(choices.texts[at]) for at in compared]
    for index, found in enumerate(lists):
        other = next(
            (starts[part] for part in _parts(found) if part in starts and starts[part] != index), None
        )
        if other is None:
            others = (at for at in compared if forms[at] != forms[index])
            other = next(
                (
                    at
                    for at in others
                    if wholes.is_one_of(choices.texts[index], classes[at])
                    or wholes.is_within(roots[at], roots[index])
                    or _says_more(found, lists[at], has_more=frozenset() < roots[at] < roots[index])
                ),
                None,
            )
        if other is not None:
            yield warning(
                "subsumed-option",
                f"What this option says is part of option {other + 1}, or the other way round.",
                "Let only one of them be right whatever is meant: make them exclude each other.",
                choices.at(index),
            )


def _parts(found: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield what an option would be without what it adds: “urgent MRI” → “MRI”; “rest and heat” → “rest”."""
    if len(found) > LONGEST_ODD or NEGATING.intersection(found):
        return
    for at in range(1, len(found)):
        if found[at] in ADDING:
            yield found[:at]
            yield found[at + 1 :]
        elif STOP_WORDS.isdisjoint(found[:at]):
            yield found[at:]
    if found and found[-1] in AT_ONCE:
        yield found[:-1]


def _says_more(part: tuple[str, ...], whole: tuple[str, ...], *, has_more: bool) -> bool:
    """Whether an option is another with something added, of the same head: “MRI” and “MRI of both hips”."""
    if not has_more or len(whole) > LONGEST_PLAIN or len(part) > LONGEST_ODD:
        return False
    telling = any(word in STOP_WORDS and word not in LINKING for word in whole)
    return not telling and NEGATING.isdisjoint(part) and _head(whole) == _head(part)


def _head(found: tuple[str, ...]) -> str:
    """Return the stem of the word on which the others of an option hang."""
    if found[0] in DOING:
        return _spelt(found[0])
    end = next((at for at, word in enumerate(found) if at and word in BEHIND_HEAD), len(found))
    return _spelt(found[end - 1])
