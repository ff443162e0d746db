"""Rules about what points at the key: length, detail, repeated words, grammar, what options share.

Sources: NBME item-writing guide, “Issues related to testwiseness”; Tarrant et al. 2006; Haladyna, Downing &
Rodriguez 2002; as tabulated in BMC Med Educ 2016, doi:10.1186/s12909-016-0559-7.

A cue counts where it sets the key apart. What several options do alike points nowhere, so the rules look at
the distractors, too; where they are stricter than the guides, docs/item-checks.md says so.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from statistics import mean

from question_bank.choices import Ask, Choices
from question_bank.flaw import Flaw, info, warning
from question_bank.item import Item
from question_bank.lint.numbers import number_in
from question_bank.lint.words import content, listed, stems, words

MUCH_LONGER = 1.3
DETAIL = re.compile(
    r"[,;(–—]|(?<!\w)\d+|\b(?:because|which|that|when|if|while|although|unless|since|where|who|followed by|"
    r"together with|combined with|as well as|due to|caused by|in order to|including|without|until|after"
    r"|before)\b",
    re.IGNORECASE,
)
FEWEST_DETAILS = 2
CONVERGING = 0.15
MOST_COMPARED = 40  # options: a longer list is not compared pair by pair
VOWEL = re.compile(
    r"^(?:[aeio]|u(?!ni|se|su|re|ti|lt?ra(?!s)|ro)|h(?:our|onest|eir)|[AEFHILMNORSX](?=[A-Z]{1,4}\b))"
)
PLURAL_HEAD = re.compile(
    r"\b(?:which|what) (?:(?!are|were|is|was|have|do|of)[a-z-]+ ){0,3}?(?P<head>[a-z-]+s) (?:are|were"
    r"|have|do)\b",
    re.IGNORECASE,
)
FALSE_GERUNDS = listed(
    "swelling string ring king sling feeling tingling bleeding wing spring thing nothing something "
    "everything anything morning evening sting sling during bearing hearing lining building itching "
    "clicking locking burning"
)
OPPOSITE = frozenset(
    frozenset(pair.split("/"))
    for pair in listed(
        "increase/decrease increased/decreased increases/decreases increasing/decreasing higher/lower "
        "high/low more/less more/fewer raised/lowered raised/reduced increase/reduce increased/reduced "
        "increases/reduces elevated/reduced rise/fall rises/falls rising/falling up/down above/below "
        "over/under before/after with/without left/right present/absent positive/negative acute/chronic "
        "active/passive anterior/posterior medial/lateral superior/inferior upper/lower proximal/distal "
        "inner/outer internal/external inside/outside flexion/extension abduction/adduction hot/cold "
        "warm/cool warmer/cooler early/late fast/slow faster/slower gain/loss strong/weak hard/soft "
        "mobile/fixed benign/malignant better/worse start/stop continue/stop open/closed large/small "
        "larger/smaller long/short longer/shorter wide/narrow deep/superficial male/female "
        "likely/unlikely normal/abnormal stable/unstable dry/wet safe/unsafe inflammatory/mechanical "
        "supination/pronation inversion/eversion dilation/constriction vasodilation/vasoconstriction "
        "contraction/relaxation hypertrophy/atrophy tachycardia/bradycardia sensory/motor "
        "unilateral/bilateral improves/worsens improve/worsen improved/worsened eases/worsens "
        "relieves/worsens always/never both/neither"
    )
)
DENYING = listed("no not without never absent non")
PREFIXES = (("hyper", "hypo"), ("intra", "extra"), ("ab", "ad"), ("pre", "post"), ("over", "under"))
PER_CENT = re.compile(r"(?P<number>\d{1,3})(?:\.\d+)? ?(?:%|per cent|percent)", re.IGNORECASE)


def flaws(item: Item, choices: Choices) -> Iterator[Flaw]:
    """Flaws that tell the key to those who know about tests."""
    yield from _clangs(item, choices)
    if choices.key is not None and len(choices.texts) > 1:
        yield from _length(choices, choices.key)
        yield from _detail(choices, choices.key)
        yield from _convergence(choices, choices.key)
        yield from _grammar(choices, choices.key, choices.asks[0])
    yield from _opposites(choices)


def _length(choices: Choices, key: int) -> Iterator[Flaw]:
    """Find a key that is the longest, by far (NBME, Tarrant)."""
    if is_longest(choices.texts, key, MUCH_LONGER):
        yield warning(
            "key-longest",
            "The key is much longer than the other options.",
            "Shorten it, or give the others as much care: test-wise readers choose the longest.",
            choices.at(key),
        )


def is_longest(texts: Sequence[str], key: int, times: float = 1) -> bool:
    """Whether the key is longer than every distractor, and than ``times`` their mean."""
    others = [len(text) for index, text in enumerate(texts) if index != key]
    length = len(texts[key])
    return bool(others) and length > max(others) and length > times * mean(others)


def _detail(choices: Choices, key: int) -> Iterator[Flaw]:
    """Find a key that is the most detailed, by far (NBME)."""
    details = [len(DETAIL.findall(text)) for text in choices.texts]
    others = [count for index, count in enumerate(details) if index != key]
    if details[key] - max(others) >= FEWEST_DETAILS:
        yield warning(
            "key-most-detailed",
            "The key has more clauses, brackets or numbers than any other option.",
            "Say it plainly, or qualify the others as much: test-wise readers choose what is most precise.",
            choices.at(key),
        )


def _clangs(item: Item, choices: Choices) -> Iterator[Flaw]:
    """Words of what is asked that stand in the key and in no distractor (NBME, Tarrant).

    Where distractors repeat words, too, nothing points at the key. Where a list is asked several times, a
    word that several asks have tells none of them apart.
    """
    if not any(len(ask.keys) == 1 for ask in choices.asks):
        return
    own = [content(text) for text in choices.texts]
    asked = [content(ask.text) for ask in choices.asks]
    if len(asked) == 1:
        told = [asked[0], asked[0] | _told(item)]
        yield from _clang(choices, choices.asks[0], own, told)
        return
    common = content(item.lead_in).union(*(one & other for one, other in combinations(asked, 2)))
    for ask, said in zip(choices.asks, asked, strict=True):
        yield from _clang(choices, ask, own, [said - common])


def _told(item: Item) -> frozenset[str]:
    if item.vignette is None:
        return frozenset()
    findings = (f"{finding.name} {finding.result}" for finding in item.vignette.findings)
    return content("\n".join((item.vignette.story, *findings)))


def _clang(
    choices: Choices, ask: Ask, own: Sequence[frozenset[str]], told: Sequence[frozenset[str]]
) -> Iterator[Flaw]:
    if len(ask.keys) != 1:
        return
    key = ask.keys[0]
    others = frozenset[str]().union(*(said for index, said in enumerate(own) if index != key))
    for said in told:
        repeated = (own[key] & said) - others
        if repeated and others.isdisjoint(said):
            shown = next(word for word in words(choices.texts[key]) if repeated.intersection(content(word)))
            yield warning(
                "clang-cue",
                f"“{shown}” stands in what is asked and, of all options, in the key alone.",
                "Reword one of the two, or let a distractor repeat a word as well.",
                choices.at(key),
            )
            return


def _convergence(choices: Choices, key: int) -> Iterator[Flaw]:
    """Find a key that has most in common with the others (NBME: convergence strategy)."""
    if not 3 <= len(choices.texts) <= MOST_COMPARED or all(map(number_in, choices.texts)):
        return
    sets = [frozenset(stems(text)) for text in choices.texts]
    shared = [
        sum(
            len(one & other) / len(one | other)
            for at, other in enumerate(sets)
            if at != index and one | other
        )
        for index, one in enumerate(sets)
    ]
    second = max(value for index, value in enumerate(shared) if index != key)
    if shared[key] - second > CONVERGING:
        yield warning(
            "convergence-cue",
            "The key has more words in common with the other options than any of them.",
            "Let distractors share as much with one another: test-wise readers look for the common part.",
            choices.at(key),
        )


def _grammar(choices: Choices, key: int, ask: Ask) -> Iterator[Flaw]:
    """Find options, not all, that do not fit the grammar of what is asked (NBME, Tarrant)."""
    fits = _fits_article(choices.texts, ask.text) or _fits_number(choices.texts, ask.text, key)
    fits = fits or _fits_verb(choices.texts, ask.text, key)
    if fits and not all(fits) and any(fits):
        at = fits.index(False)
        yield warning(
            "grammar-cue",
            f"Option {at + 1} does not fit the grammar of the others or of what is asked.",
            "Give all options one form, and end the lead-in so that each of them could follow.",
            choices.at(at),
        )


def _ending(text: str) -> str:
    found = words(text[-80:])
    return found[-1] if found and not text.rstrip().endswith("?") else ""


def _fits_article(texts: Sequence[str], lead_in: str) -> list[bool]:
    ending = _ending(lead_in)
    if ending not in ("a", "an") or re.search(r"\ba ?(?:\(n\)|/ ?an)\W*$", lead_in, re.IGNORECASE):
        return []
    return [
        bool(VOWEL.match(text.lstrip("*_“\"'")[:12])) is (ending == "an")
        for text in (_lowered(t) for t in texts)
    ]


def _lowered(text: str) -> str:
    """Return a text with its first letter small, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _fits_number(texts: Sequence[str], lead_in: str, key: int) -> list[bool]:
    ending = _ending(lead_in)
    if ending in ("is", "are", "was", "were"):
        plural = ending in ("are", "were")
        return [_is_plural(text) is plural for text in texts]
    if PLURAL_HEAD.search(lead_in) and all(len(words(text)) <= 4 for text in texts):
        fits = [_is_plural(text) for text in texts]
        return fits if fits[key] else []
    return []


def _is_plural(text: str) -> bool:
    found = words(
        re.split(r" (?:of|in|on|to|from|at|for|with|over|under|near|by|that|which)\b", text[:200])[0]
    )
    head = found[-1] if found else ""
    return " and " in text[:200] or (head.endswith("s") and not head.endswith(("ss", "us", "is", "ps")))


def _fits_verb(texts: Sequence[str], lead_in: str, key: int) -> list[bool]:
    forms = [_form(text) for text in texts]
    ending = _ending(lead_in)
    if ending in ("to", "should", "must", "would", "can") and any(form != "base" for form in forms):
        return [form == "base" for form in forms]
    others = {form for index, form in enumerate(forms) if index != key}
    if len(forms) > 2 and len(others) == 1 and forms[key] not in others and "base" in (forms[key], *others):
        return [index != key for index in range(len(forms))]
    return []


def _form(text: str) -> str:
    """Return how an option begins: with a verb in -ing, with “to”, or otherwise."""
    found = words(text[:60])
    first = found[0] if found else ""
    if first.endswith("ing") and len(first) > 5 and first not in FALSE_GERUNDS:
        return "gerund"
    return "infinitive" if first == "to" else "base"


def _opposites(choices: Choices) -> Iterator[Flaw]:
    """Pairs of opposites: whoever sees one looks there for the key, unless all options are paired (NBME)."""
    if not 2 < len(choices.texts) <= MOST_COMPARED:
        return
    lists = [words(text) for text in choices.texts]
    keys = {key for ask in choices.asks for key in ask.keys}
    pairs = [
        (one, other)
        for one in range(len(lists))
        for other in range(one + 1, len(lists))
        if are_opposite(lists[one], lists[other]) or _make_hundred(choices.texts[one], choices.texts[other])
    ]
    if len({index for pair in pairs for index in pair}) == len(lists):
        return
    for one, other in pairs:
        message = f"Options {one + 1} and {other + 1} are opposites, and other options are not."
        if keys.intersection((one, other)):
            advice = "Make two pairs, or take one of the two out: test-wise readers choose within the pair."
            yield warning("opposite-key", message, advice, choices.at(other))
        else:
            advice = "Make two pairs, or take one of the two out: not both can be right."
            yield info("opposite-options", message, advice, choices.at(other))


def are_opposite(one: list[str], other: list[str]) -> bool:
    """Whether two options, as words, differ by an opposite alone."""
    if len(one) == len(other):
        differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        return len(differing) == 1 and _words_opposite(*differing[0])
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) != 1:
        return False
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return long[at] in DENYING and long[:at] + long[at + 1 :] == short


def _words_opposite(one: str, other: str) -> bool:
    if frozenset((one, other)) in OPPOSITE:
        return True
    return (
        any(
            (one.startswith(a) and other.startswith(b) and one[len(a) :] == other[len(b) :])
            for first, second in PREFIXES
            for a, b in ((first, second), (second, first))
        )
        or one in (f"un{other}", f"non{other}")
        or other in (f"un{one}", f"non{one}")
    )


def _make_hundred(one: str, other: str) -> bool:
    found = PER_CENT.fullmatch(one[:20].strip()), PER_CENT.fullmatch(other[:20].strip())
    return all(found) and sum(int(each["number"]) for each in found if each) == 100
