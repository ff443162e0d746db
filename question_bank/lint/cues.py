"""Rules about what points at the key: length, detail, repeated words, what options share.

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
from question_bank.flaw import Flaw, warning
from question_bank.item import Item
from question_bank.lint import grammar, opposites
from question_bank.lint.measures import number_in
from question_bank.lint.words import families, stems, words

MUCH_LONGER = 1.3
# What makes an option precise, in lower case: punctuation, clauses, numbers and measures.
DETAIL = re.compile(
    r"[,;(–—]|(?<![\w.,])[a-z]?\d+"
    r"|\b(?:because|which|that|who|whose|when|while|if|although|though|unless|since|where|whereas|as|but"
    r"|so that|until"
    r"|after|before|provided|followed by|together with|combined with|due to|caused by|in order to|including"
    r"|without"
    r"|with (?:an?|the|no|some|full|normal)|half|quarter|third of|twice|once|daily|weekly|more than|less than"
    r"|at least|at most|up to|per|an? (?:day|week|month|year|hour))\b",
)
FEWEST_DETAILS = 2
CONVERGING = 0.15
MOST_COMPARED = 40  # options: a longer list is not compared pair by pair


def flaws(item: Item, choices: Choices) -> Iterator[Flaw]:
    """Flaws that tell the key to those who know about tests."""
    yield from _clangs(item, choices)
    if choices.key is not None and len(choices.texts) > 1:
        yield from _length(choices, choices.key)
        yield from _detail(choices, choices.key)
        yield from _convergence(choices, choices.key)
        yield from grammar.flaws(choices, choices.key, choices.asks[0])
    yield from opposites.flaws(choices)


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
    details = [len(DETAIL.findall(text.lower())) for text in choices.texts]
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
    own = [families(text) for text in choices.texts]
    asked = [families(ask.text) for ask in choices.asks]
    if len(asked) == 1:
        told = [asked[0], asked[0] | _told(item)]
        yield from _clang(choices, choices.asks[0], own, told)
        return
    common = families(item.lead_in).union(*(one & other for one, other in combinations(asked, 2)))
    for ask, said in zip(choices.asks, asked, strict=True):
        yield from _clang(choices, ask, own, [said - common])


def _told(item: Item) -> frozenset[str]:
    if item.vignette is None:
        return frozenset()
    findings = (families(f"{finding.name} {finding.result}") for finding in item.vignette.findings)
    return families(item.vignette.story).union(*findings)


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
            shown = next(word for word in words(choices.texts[key]) if repeated.intersection(families(word)))
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
