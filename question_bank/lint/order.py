"""A rule about the order in which options stand that are shown as they are written.

Source: NBME item-writing guide and Haladyna, Downing & Rodriguez 2002, as tabulated in BMC Med Educ 2016,
doi:10.1186/s12909-016-0559-7. The scales are ours.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from question_bank.choices import Choices
from question_bank.flaw import Flaw, info
from question_bank.lint import measures

# A scale a line, rising; words of one step are joined by a stroke.
SCALES = """
none mild moderate severe
never rarely sometimes often always
low medium/moderate high
small moderate large
immediately/today tomorrow week month year
now hour day week month year
minutes hours days weeks months years
daily weekly monthly yearly/annually
first second third fourth fifth
once twice three four
before during/while after
before during/in recovery/after ward home
monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november december
morning noon afternoon evening night
spring summer autumn winter
head neck chest abdomen pelvis leg
cervical thoracic lumbar sacral/sacrum coccyx
skin fat fascia muscle bone
shoulder elbow wrist hand finger/fingers
hip knee ankle foot toe/toes
baby/infant toddler child teenager/adolescent adult
local regional national
walking/walk jogging running/run
i ii iii iv v vi
paracetamol/aspirin ibuprofen/naproxen/diclofenac codeine/tramadol morphine/oxycodone/fentanyl
advice/reassurance exercise/physiotherapy tablets/medication injection operation/surgery
"""
SCALE_PLACES = [
    {word: place for place, step in enumerate(scale.split()) for word in step.split("/")}
    for scale in SCALES.strip().splitlines()
]
LEVEL = re.compile(r"\b(?P<region>[CTLS])(?P<number>\d{1,2})\b")


def flaws(choices: Choices) -> Iterator[Flaw]:
    """Options, no numbers, in no order that can be seen (NBME, Haladyna 2002)."""
    if not choices.as_written or len(choices.texts) <= 2 or all(map(measures.number_in, choices.texts)):
        return
    if not has_order(choices.texts):
        yield info(
            "option-order",
            "The options are shown as they are written, in no order that can be seen.",
            "Put them in the order of the alphabet, of time or of size; or leave out “order_matters”.",
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
    yield [measures.seconds(text) for text in texts]


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
