"""Rules about options that are numbers or ranges.

Source: NBME item-writing guide and Haladyna, Downing & Rodriguez 2002, as tabulated in BMC Med Educ 2016,
doi:10.1186/s12909-016-0559-7.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from question_bank.choices import Choices
from question_bank.flaw import Flaw, error, warning
from question_bank.lint.measures import Number, number_in, number_within


def flaws(choices: Choices) -> Iterator[Flaw]:
    """Flaws of numeric options."""
    yield from _overlaps(choices)
    numbers = [number_in(text) for text in choices.texts]
    sound = [number for number in numbers if number is not None]
    if len(sound) == len(numbers) > 1:
        yield from _order(choices, sound)
        yield from _units(choices, sound)


def _overlaps(choices: Choices) -> Iterator[Flaw]:
    """Ranges of one thing that have a number in common, as 10–20 and 20–30 have (NBME)."""
    groups: dict[tuple[str, str], list[tuple[Number, int]]] = {}
    for index, text in enumerate(choices.texts):
        found = number_within(text)
        if found is not None:
            groups.setdefault((found[0].unit, found[1]), []).append((found[0], index))
    for group in groups.values():
        yield from _overlaps_within(choices, sorted(group, key=lambda entry: (entry[0].low, entry[0].high)))


def _overlaps_within(choices: Choices, group: Sequence[tuple[Number, int]]) -> Iterator[Flaw]:
    one, widest = group[0]
    for other, index in group[1:]:
        ranges = one.is_range or other.is_range
        if ranges and one.high >= other.low and (one.low, one.high) != (other.low, other.high):
            yield error(
                "overlapping-ranges",
                f"This range and that of option {widest + 1} have a number in common.",
                "Let one end before the next begins: 0–9, 10–19.",
                choices.at(index),
            )
        if other.high > one.high:
            one, widest = other, index


def _order(choices: Choices, numbers: Sequence[Number]) -> Iterator[Flaw]:
    """Numbers that do not rise or fall down the list as it is shown (NBME, Haladyna 2002)."""
    middles = [(max(number.low, -1e12) + min(number.high, 1e12), number.low) for number in numbers]
    pairs = list(pairwise(middles))
    one_unit = len({number.unit for number in numbers if number.unit}) <= 1
    in_order = all(a <= b for a, b in pairs) or all(a >= b for a, b in pairs)
    if one_unit and not in_order:
        yield warning(
            "number-order",
            "The numbers neither rise nor fall down the list.",
            "Sort them, and write “order_matters: true” so that they stay sorted.",
            choices.path,
        )
    elif one_unit and not choices.as_written:
        yield warning(
            "number-order",
            "The options are numbers, and every trainee would meet them in another order.",
            "Write “order_matters: true”, so that they stay sorted.",
            choices.path,
        )


def _units(choices: Choices, numbers: Sequence[Number]) -> Iterator[Flaw]:
    """Numbers in several units, or written with more or fewer decimals (NBME, Haladyna 2002)."""
    units = {number.unit for number in numbers}
    places = {number.places for number in numbers}
    if len(units) > 1 or len(places) > 1:
        yield warning(
            "number-units",
            "The numbers have different units." if len(units) > 1 else "The numbers have different decimals.",
            "Give all of them in one unit and with as many decimals.",
            choices.path,
        )
