"""Numbers, ranges and amounts as they are written in options: in figures or in words, with their units.

Nothing here judges; the rules about numbers and about order do.
"""

import re
from dataclasses import dataclass, replace
from math import inf

from question_bank.lint.words import words

LONGEST = 60  # characters: a longer option is no bare number
LONGEST_TYPED = 200  # characters, before blanks and emphasis are taken away
DIGIT = re.compile(r"\d")
_FIGURE = r"\d{1,9}(?:[.,]\d{1,6})?"
_NUMBER = rf"(?<![\w.])[-−]?{_FIGURE}"
_UNIT = r"(?P<unit>(?: ?%| ?°C?| ?[a-zA-Zµμ]+(?:[ /][a-zA-Zµμ²]+){0,3}\.?)?)"
_LESS = (
    r"(?:<|≤|less than|under|below|fewer than|up to|at most|no more than|younger than|not more than"
    r"|shorter than)"
)
_MORE = r"(?:>|≥|more than|over|above|at least|greater than|older than|longer than|not less than|from)"
_ABOUT = r"(?:about |approximately |around |roughly |some |~ ?|c\. ?)?"
SINGLE = re.compile(rf"{_ABOUT}(?P<low>{_NUMBER}){_UNIT}", re.IGNORECASE)
RANGE = re.compile(
    rf"{_ABOUT}(?:between |from )?(?P<low>{_NUMBER})(?P<first> ?%| ?[a-zA-Z]{{1,7}})? ?(?:[-–—]|to"
    rf"|and) ?(?P<high>[-−]?{_FIGURE}){_UNIT}",
    re.IGNORECASE,
)
BOUNDED = re.compile(rf"(?P<side>{_LESS}|{_MORE}) ?(?P<low>{_NUMBER}){_UNIT}", re.IGNORECASE)
BOUNDED_AFTER = re.compile(
    rf"(?P<low>{_NUMBER})(?P<unit>(?: ?%| [a-zA-Z]+)?) (?P<side>or (?:more|less|over|under|older|younger"
    rf"|fewer|longer)|and (?:over|under|above|below))",
    re.IGNORECASE,
)
PATTERNS = (RANGE, BOUNDED, BOUNDED_AFTER, SINGLE)
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
COUNTED = {word: count for count, word in enumerate(_SMALL.split())} | {
    word: count * 10 for count, word in enumerate(_TENS.split(), 2)
}
NAMED = frozenset(
    (*COUNTED, "minute", "hour", "day", "night", "week", "fortnight", "month", "year", "decade")
)
IN_WORDS = re.compile(
    rf"\b(?P<tens>{_TENS.replace(' ', '|')})[- ](?P<ones>one|two|three|four|five|six|seven|eight|nine)\b"
    rf"|\b(?P<one>{'|'.join(COUNTED)})\b",
    re.IGNORECASE,
)
ONE_IN = re.compile(r"\b(?:1|one) (?:in|out of) (?:every )?(?P<of>[1-9][\d,]{0,8})\b", re.IGNORECASE)
A_UNIT = re.compile(
    r"\b(?:an?|the) (?P<unit>minute|hour|day|night|week|fortnight|month|year|decade)\b", re.IGNORECASE
)
# Units that can be told in one another, each in the smallest of its kind.
MEASURES = {
    unit: (kind, float(size))
    for kind, sizes in {
        "time": "second=1 sec=1 minute=60 min=60 hour=3600 hr=3600 h=3600 day=86400 night=86400 week=604800 "
        "fortnight=1209600 month=2629800 year=31557600 yr=31557600 decade=315576000",
        "mass": "µg=1 mcg=1 microgram=1 mg=1e3 milligram=1e3 g=1e6 gram=1e6 kg=1e9",
        "length": "mm=1 millimetre=1 cm=10 centimetre=10 m=1e3 metre=1e3 km=1e6",
        "volume": "ml=1 millilitre=1 dl=100 l=1e3 litre=1e3",
    }.items()
    for unit, size in (pair.split("=") for pair in sizes.split())
}
AT_ONCE = re.compile(
    r"\b(?:now|at once|immediately|today|same (?:day|visit|morning)"
    r"|straight away)\b",
    re.IGNORECASE,
)
TIME = re.compile(
    r"(?P<count>\d+(?:\.\d+)?) ?(?P<unit>second|sec|minute|min|hour|hr|day|night|week|fortnight|month|year"
    r"|decade)s?\b",
    re.IGNORECASE,
)
TOMORROW = 86400.0


@dataclass(frozen=True)
class Number:
    """An option that is a number or a range: its ends, its unit, and its places behind the point."""

    low: float
    high: float
    unit: str
    places: int
    is_range: bool
    open_end: bool = False


def has_number(text: str) -> bool:
    """Whether a text could name a number: it is short enough, and has a figure or a word for one."""
    if len(text) > LONGEST_TYPED:
        return False
    return DIGIT.search(text) is not None or not NAMED.isdisjoint(words(text))


def number_in(text: str) -> Number | None:
    """Return an option as a number or a range; None where it is anything more."""
    if not has_number(text):
        return None
    plain = _plain(text)
    if len(plain) > LONGEST:
        return None
    for pattern in PATTERNS:
        if found := pattern.fullmatch(plain):
            return _read(found)
    return None


def number_within(text: str) -> tuple[Number, str] | None:
    """Return the one number or range that stands in an option, with the words about it; None without one.

    Time, mass, length and volume are told in the smallest unit of their kind: 12 months are a year.
    """
    if not has_number(text):
        return None
    plain = A_UNIT.sub(r"1 \g<unit>", _plain(text))
    if len(plain) > LONGEST:
        return None
    found = next((match for pattern in PATTERNS if (match := pattern.search(plain))), None)
    if found is None:
        return None
    around = f"{plain[: found.start()]} {plain[found.end() :]}"
    if re.search(r"\d|<|>|under|over|before|after", around):
        return None
    number = _read(found)
    unit, _, rest = number.unit.partition(" ")
    kind, size = MEASURES.get(unit, (unit, 1.0))
    first = _unit(found["first"] or "") if "first" in found.re.groupindex else ""
    low = MEASURES[first][1] if first in MEASURES and kind == MEASURES[first][0] else size
    base = replace(number, low=number.low * low, high=number.high * size, unit=f"{kind} {rest}")
    return base, " ".join(words(around))


def seconds(text: str) -> float | None:
    """Return the first time that a text names, in seconds: 0 for “today”, 86,400 for “one night”."""
    if AT_ONCE.search(text):
        return 0.0
    if "tomorrow" in text.lower():
        return TOMORROW
    found = TIME.search(A_UNIT.sub(r"1 \g<unit>", _plain(text)))
    return None if found is None else float(found["count"]) * MEASURES[found["unit"].lower()][1]


def in_figures(text: str) -> str:
    """Return a text with its numbers up to ninety-nine in figures."""
    return IN_WORDS.sub(_figures, text)


def _plain(text: str) -> str:
    """Return a text with its numbers in figures: “one in fifty” is 0.02."""
    shown = " ".join(text[:200].replace("*", "").rstrip(". ").split())
    return ONE_IN.sub(
        lambda found: f"{1 / int(found['of'].replace(',', '')):.6f}", IN_WORDS.sub(_figures, shown)
    )


def _figures(found: re.Match[str]) -> str:
    if found["one"]:
        return str(COUNTED[found["one"].lower()])
    return str(COUNTED[found["tens"].lower()] + COUNTED[found["ones"].lower()])


def _read(found: re.Match[str]) -> Number:
    if "side" in found.re.groupindex:
        return _half_open(found)
    low = _value(found["low"])
    if "high" not in found.re.groupindex:
        return Number(low, low, _unit(found["unit"]), _places(found["low"]), is_range=False)
    high = _value(found["high"])
    return Number(min(low, high), max(low, high), _unit(found["unit"]), _places(found["high"]), is_range=True)


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
