"""Rules about a bank as a whole: where its keys stand, how long they are, who its patients are.

Sources: Haladyna, Downing & Rodriguez 2002 (vary the place of the key); NBME item-writing guide (length of
the key); Attali & Bar-Hillel 2003, J Educ Meas 40:109-128 (edge aversion). Who is in the stories: our own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf

from question_bank.flaw import Flaw, info, warning
from question_bank.item import Item
from question_bank.lint import chance, measures
from question_bank.lint.cues import is_longest

# What each rule rests on, for pages; rules that are not named are our own.
SOURCES = {
    "key-position": (
        "Haladyna, Downing and Rodriguez 2002; Attali and Bar-Hillel 2003, J Educ Meas 40:109–128"
    ),
    "keys-longest": "NBME item-writing guide",
}
RARE = 0.01
FEWEST = 20  # items or patients: below that nothing is said
LONGEST_RUN = 4
LONG_LIST = 1000  # beyond it, a sum of chances is as good as normal, and the exact one slow
MOST_OF_ONE_SEX = 2 / 3
MOST_OF_ONE_KIND = 0.75
AGES = ((18, "children"), (40, "adults under 40"), (65, "adults of 40 to 64"), (inf, "people of 65 or more"))


@dataclass(frozen=True, slots=True)
class KeyedList:
    """A list of options with one key. placed: an author chose the key's place, nothing shuffles or sorts."""

    size: int
    key: int
    placed: bool
    key_is_longest: bool


@dataclass(frozen=True, slots=True)
class Traits:
    """What of an item is weighed: its keyed lists, and who the patient is as far as that is told."""

    lists: tuple[KeyedList, ...] = ()
    age: int | None = None
    sex: str | None = None
    skin: str | None = None


def traits(item: Item) -> Traits:
    """Return what of an item is weighed."""
    lists = tuple(
        KeyedList(
            len(choices.texts),
            choices.key,
            choices.as_written and not all(map(measures.number_in, choices.texts)),
            is_longest(choices.texts, choices.key),
        )
        for choices in item.choices()
        if choices.key is not None
    )
    patient = item.patient
    if patient is None:
        return Traits(lists)
    return Traits(lists, patient.age, patient.sex if patient.sex != "unstated" else None, patient.skin)


def flaws(known: Iterable[Traits]) -> Iterator[Flaw]:
    """Flaws of a bank's keys and patients; ``known`` in the bank's order."""
    all_traits = list(known)
    keyed = [each for own in all_traits for each in own.lists]
    yield from _positions([each for each in keyed if each.placed])
    yield from _lengths(keyed)
    yield from _sexes([own.sex for own in all_traits if own.sex is not None])
    yield from _ages([own.age for own in all_traits if own.age is not None])
    yield from _skins([own.skin for own in all_traits if own.skin is not None])


def _positions(placed: Sequence[KeyedList]) -> Iterator[Flaw]:
    """Find keys that stand in one place far too often, or too many times running."""
    by_size: dict[int, list[int]] = defaultdict(list)
    for each in placed:
        by_size[each.size].append(each.key)
    for size, keys in sorted(by_size.items()):
        if size < 2 or len(keys) < FEWEST:
            continue
        counts, expected = Counter(keys), len(keys) / size
        value = sum((counts[place] - expected) ** 2 / expected for place in range(size))
        if chance.chi_square_tail(value, size - 1) < RARE:
            place, count = counts.most_common(1)[0]
            yield warning(
                "key-position",
                f"Of {len(keys)} items with {size} options shown as written, {count} have option {place + 1} "
                "for a key.",
                "Move keys, so that each place has its share; or let the options be shuffled.",
            )
            return
        longest = max(len(list(run)) for _, run in groupby(keys))
        if longest > LONGEST_RUN and len(keys) * size ** (1 - longest) < RARE:
            yield warning(
                "key-position",
                f"The key stands in the same place in {longest} items running, of those shown as written.",
                "Move some of these keys; or let the options be shuffled.",
            )
            return


def _lengths(keyed: Sequence[KeyedList]) -> Iterator[Flaw]:
    """Find keys that are longest more often than chance explains (NBME)."""
    chances = [1 / each.size for each in keyed if each.size > 1]
    longest = sum(each.key_is_longest for each in keyed)
    if len(chances) >= FEWEST and is_rare(longest, chances):
        yield warning(
            "keys-longest",
            f"In {longest} of {len(chances)} items the key is the longest option; by chance "
            f"it would be in about {sum(chances):.0f}.",
            "Shorten keys, or give distractors as much care: test-wise readers choose the longest.",
        )


def is_rare(count: int, chances: Sequence[float]) -> bool:
    """Whether so many successes, or more, come by chance less than once in a hundred times."""
    expected = sum(chances)
    if count <= expected:
        return False
    if len(chances) <= LONG_LIST:
        return chance.at_least(count, chances) < RARE
    spread = sum(each * (1 - each) for each in chances)
    return chance.chi_square_tail((count - 0.5 - expected) ** 2 / spread, 1) / 2 < RARE


def _sexes(sexes: Sequence[str]) -> Iterator[Flaw]:
    for sex, count in Counter(sexes).most_common(1):
        uneven = len(sexes) >= FEWEST and count / len(sexes) > MOST_OF_ONE_SEX
        if uneven and (len(sexes) > LONG_LIST or chance.as_uneven(count, len(sexes)) < RARE):
            yield info(
                "one-sex",
                f"{count} of {len(sexes)} patients are {sex}.",
                "Unless the condition is as uneven, let more stories be of others.",
            )


def _ages(ages: Sequence[int]) -> Iterator[Flaw]:
    bands = Counter(next(name for limit, name in AGES if age < limit) for age in ages)
    for band, count in bands.most_common(1):
        if len(ages) >= FEWEST and count / len(ages) > MOST_OF_ONE_KIND:
            yield info(
                "one-age-group",
                f"{count} of {len(ages)} patients are {band}.",
                "Unless the condition keeps to an age, let more stories be of others.",
            )


def _skins(skins: Sequence[str]) -> Iterator[Flaw]:
    for skin, count in Counter(skins).most_common(1):
        if len(skins) >= FEWEST and count / len(skins) > MOST_OF_ONE_KIND:
            yield info(
                "one-skin-tone",
                f"{count} of {len(skins)} patients whose skin is told have “{skin}” skin.",
                "Let more stories be of people with another skin: findings look different on it.",
            )
