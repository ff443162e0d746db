"""Rules about options that are numbers or ranges, and about the order in which options stand.

Source: NBME item-writing guide and Haladyna, Downing & Rodriguez 2002, as tabulated in BMC Med Educ 2016,
doi:10.1186/s12909-016-0559-7.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from question_bank.choices import Choices
from question_bank.flaw import Flaw, error, info, warning

LONGEST = 60  # characters: a longer option is no bare number
_NUMBER = r"[-−]?\d{1,9}(?:[.,]\d{1,6})?"
_UNIT = r"(?P<unit>(?: ?%| ?°C?| ?[a-zA-Zµμ]+(?:[ /][a-zA-Zµμ²]+){0,3}\.?)?)"
_LESS = (
    r"(?:<|≤|less than|under|below|fewer than|up to|at most|no more than|younger than|not more than"
    r"|shorter than)"
)
_MORE = r"(?:>|≥|more than|over|above|at least|greater than|older than|longer than|not less than|from)"
_ABOUT = r"(?:about |approximately |around |roughly |some |~ ?|c\. ?)?"
SINGLE = re.compile(rf"{_ABOUT}(?P<low>{_NUMBER}){_UNIT}", re.IGNORECASE)
RANGE = re.compile(
    rf"{_ABOUT}(?:between |from )?(?P<low>{_NUMBER})(?: ?%| ?[a-zA-Z]{{1,7}})? ?(?:[-–—]|to"
    rf"|and) ?(?P<high>{_NUMBER}){_UNIT}",
    re.IGNORECASE,
)
BOUNDED = re.compile(rf"(?P<side>{_LESS}|{_MORE}) ?(?P<low>{_NUMBER}){_UNIT}", re.IGNORECASE)
BOUNDED_AFTER = re.compile(
    rf"(?P<low>{_NUMBER})(?P<unit>(?: ?%| [a-zA-Z]+)?) (?P<side>or (?:more|less|over|under|older|younger"
    rf"|fewer|longer)|and (?:over|under|above|below))",
    re.IGNORECASE,
)
SCALES = (
    "none mild moderate severe",
    "never rarely sometimes often always",
    "low medium high",
    "small moderate large",
    "immediately today tomorrow week month year",
    "now hour day week month year",
    "minutes hours days weeks months years",
    "first second third fourth fifth",
    "monday tuesday wednesday thursday friday saturday sunday",
    "head neck chest abdomen pelvis leg",
    "cervical thoracic lumbar sacral",
    "shoulder elbow wrist hand",
    "hip knee ankle foot",
    "child adolescent adult",
)
SCALE_PLACES = [{word: place for place, word in enumerate(scale.split())} for scale in SCALES]
LEVEL = re.compile(r"\b(?P<region>[CTLS])(?P<number>\d{1,2})\b")
COUNTED = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


@dataclass(frozen=True)
class Number:
    """An option that is a number or a range: its ends, its unit, and its places behind the point."""

    low: float
    high: float
    unit: str
    places: int
    is_range: bool
    open_end: bool = False


def flaws(choices: Choices) -> Iterator[Flaw]:
    """Flaws of numeric options and of the order of options."""
    numbers = [number_in(text) for text in choices.texts]
    sound = [number for number in numbers if number is not None]
    if len(sound) == len(numbers) > 1:
        yield from _overlaps(choices, sound)
        yield from _order(choices, sound)
        yield from _units(choices, sound)
    elif choices.as_written and len(choices.texts) > 2 and not has_order(choices.texts):
        yield info(
            "option-order",
            "The options are shown as they are written, in no order that can be seen.",
            "Put them in the order of the alphabet, of time or of size; or leave out “order_matters”.",
            choices.path,
        )


def number_in(text: str) -> Number | None:
    """Return an option as a number or a range; None where it is anything more."""
    plain = " ".join(text.replace("*", "").rstrip(". ").split())
    if len(plain) > LONGEST:
        return None
    for count, word in enumerate(COUNTED):
        if plain.lower().startswith(f"{word} "):
            plain = f"{count}{plain[len(word) :]}"
            break
    if found := RANGE.fullmatch(plain):
        low, high = _value(found["low"]), _value(found["high"])
        return Number(
            min(low, high), max(low, high), _unit(found["unit"]), _places(found["high"]), is_range=True
        )
    if found := BOUNDED.fullmatch(plain) or BOUNDED_AFTER.fullmatch(plain):
        return _half_open(found)
    if found := SINGLE.fullmatch(plain):
        value = _value(found["low"])
        return Number(value, value, _unit(found["unit"]), _places(found["low"]), is_range=False)
    return None


def _half_open(found: re.Match[str]) -> Number:
    side, value, unit = found["side"].lower(), _value(found["low"]), _unit(found["unit"])
    below = re.fullmatch(_LESS, side) is not None or side.endswith(
        ("less", "under", "younger", "fewer", "below")
    )
    closed = side in (
        "≤",
        "≥",
        "up to",
        "at most",
        "no more than",
        "at least",
        "not more than",
        "not less than",
        "from",
    ) or (side.startswith("or "))
    edge = value if closed else value + (-1e-9 if below else 1e-9)
    low, high = (-inf, edge) if below else (edge, inf)
    return Number(low, high, unit, _places(found["low"]), is_range=True, open_end=True)


def _value(text: str) -> float:
    plain = text.replace("−", "-")
    grouped = re.fullmatch(r"-?\d{1,3},\d{3}", plain) is not None
    return float(plain.replace(",", "" if grouped else "."))


def _unit(text: str) -> str:
    unit = text.strip().rstrip(".").lower()
    return unit.removesuffix("s") if len(unit) > 2 else unit


def _places(text: str) -> int:
    return (
        len(re.split("[.,]", text)[1]) if re.search(r"[.,]", text) and not re.search(r",\d{3}$", text) else 0
    )


def _overlaps(choices: Choices, numbers: Sequence[Number]) -> Iterator[Flaw]:
    """Ranges that have a number in common, as 10–20 and 20–30 have (NBME)."""
    order = sorted(range(len(numbers)), key=lambda index: (numbers[index].low, numbers[index].high))
    widest = order[0]
    for index in order[1:]:
        one, other = numbers[widest], numbers[index]
        both = one.is_range or other.is_range
        if (
            both
            and one.high >= other.low
            and one.unit == other.unit
            and (one.low, one.high) != (other.low, other.high)
        ):
            yield error(
                "overlapping-ranges",
                f"This range and that of option {widest + 1} have a number in common.",
                "Let one end before the next begins: 0–9, 10–19.",
                choices.at(index),
            )
        if other.high > one.high:
            widest = index


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


def has_order(texts: Sequence[str]) -> bool:
    """Whether texts follow the alphabet, up or down, or a scale that can be told."""
    plain = [text.casefold().lstrip("\"'“‘*_(") for text in texts]
    if plain == sorted(plain) or plain == sorted(plain, reverse=True):
        return True
    lengths = [len(text) for text in texts]
    if len(set(lengths)) > 1 and lengths == sorted(lengths):
        return True
    return any(_rises(places) for places in _places_on_scales(plain, texts))


def _places_on_scales(plain: Sequence[str], texts: Sequence[str]) -> Iterator[list[float | None]]:
    for scale in SCALE_PLACES:
        yield [_on_scale(text, scale) for text in plain]
    levels = [LEVEL.search(text) for text in texts]
    yield ["CTLS".index(level["region"]) * 100 + int(level["number"]) if level else None for level in levels]
    numbers = [re.search(r"\d{1,9}", text) for text in texts]
    yield [float(number[0]) if number else None for number in numbers]


def _on_scale(text: str, scale: dict[str, int]) -> float | None:
    for word in text.split()[:30]:
        bare = word.strip(",.;:()")
        place = scale.get(bare, scale.get(bare.removesuffix("s"), scale.get(bare.removesuffix("ly"))))
        if place is not None:
            return place
    return None


def _rises(places: Sequence[float | None]) -> bool:
    known = [place for place in places if place is not None]
    rising = all(a <= b for a, b in pairwise(known)) or all(a >= b for a, b in pairwise(known))
    return len(known) >= max(2, len(places) - 1) and len(set(known)) > 1 and rising
