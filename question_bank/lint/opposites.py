"""Rules about options that are opposites: whoever sees the pair looks there for the key.

Sources: NBME item-writing guide, “Issues related to testwiseness”; Tarrant et al. 2006; as tabulated in
BMC Med Educ 2016, doi:10.1186/s12909-016-0559-7. The pairs of words are ours.
"""

import re
from collections import Counter
from collections.abc import Iterator

from question_bank.choices import Choices
from question_bank.flaw import Flaw, info, warning
from question_bank.lint.words import listed, root, words

MOST_COMPARED = 40  # options: a longer list is not compared pair by pair
# Words of one side are opposites of each of the other.
AXES = """
increase raise rise elevate higher high more greater gain / decrease lower reduce fall low fewer less loss
start begin continue keep resume give take maintain / stop discontinue withhold omit cease halt
up / down
before / after
above over / below under beneath
with / without
left / right
present / absent
positive / negative
acute / chronic
active / passive
anterior front / posterior back
medial / lateral
superior / inferior
upper / lower
proximal / distal
inner / outer
internal / external
inside / outside
inward inwards / outward outwards
flexion flex bend / extension extend straighten
abduction abduct / adduction adduct
hot / cold
warm / cool cold
early / late
fast quick rapid / slow gradual
strong / weak
strengthen / weaken
hard / soft
mobile / fixed immobile
benign / malignant
better / worse
improve ease relieve / worsen aggravate deteriorate
open / closed
large / small
long / short
lengthen / shorten
wide / narrow
widen / narrow
deep / superficial
male / female
men / women
man / woman
boys / girls
inflammatory / mechanical
supination supinate / pronation pronate
inversion / eversion
dilation dilate / constriction constrict
vasodilation / vasoconstriction
contraction contract / relaxation relax
hypertrophy / atrophy
tachycardia / bradycardia
sensory / motor
unilateral / bilateral
both / neither
always / never
primary / secondary
immediate urgent / delayed routine
load / unload offload
encourage / discourage
admit / discharge
accept / reject decline refuse
accelerate / slow delay
thick / thin
thicken / thin
tight / loose
full / empty
heavy / light
lose / gain
morning / evening
day / night
young / old
concentric / eccentric
ipsilateral / contralateral
sympathetic / parasympathetic
afferent / efferent
ascending / descending
systolic / diastolic
arterial artery / venous vein
dorsal / ventral palmar plantar
prone / supine
push / pull
lift / lower
standing stand / sitting sit lying lie
central / peripheral
dominant / recessive
wet / dry
conservative nonoperative / operative surgical
oral / intravenous
allow permit / forbid prohibit
add / remove
confirm / exclude
same / opposite different
yes / no
"""
MOST_DIFFERENT = 2  # words: one on either side
DENYING = listed("no not without never absent non")
DENYING_STARTS = ("un", "non", "in", "im", "ir", "il", "dis", "an", "a", "anti", "de")
SHORTEST_DENIED = 5  # letters: “side” is not what “inside” denies
STARTS = (
    ("hyper", "hypo"),
    ("intra", "extra"),
    ("ab", "ad"),
    ("pre", "post"),
    ("over", "under"),
    ("macro", "micro"),
    ("endo", "exo"),
    ("homo", "hetero"),
    ("mono", "poly"),
)
FILLERS = listed("a an the of in to at his her their its on is are be")
PER_CENT = re.compile(r"(?P<number>\d{1,3})(?:\.\d+)? ?(?:%|per cent|percent)", re.IGNORECASE)


def _sides() -> dict[str, set[tuple[int, int]]]:
    sides: dict[str, set[tuple[int, int]]] = {}
    for axis, text in enumerate(AXES.splitlines()):
        for side, half in enumerate(text.split("/")):
            for word in half.split():
                for form in (word, root(word)):
                    sides.setdefault(form, set()).add((axis, side))
    return sides


SIDES = _sides()


def flaws(choices: Choices) -> Iterator[Flaw]:
    """Pairs of opposites, unless all options are paired (NBME)."""
    if not 2 < len(choices.texts) <= MOST_COMPARED:
        return
    said = [Counter(word for word in words(text[:200]) if word not in FILLERS) for text in choices.texts]
    kinds = [frozenset(words_of) for words_of in said]
    keys = {key for ask in choices.asks for key in ask.keys}
    pairs = [
        (one, other)
        for one in range(len(said))
        for other in range(one + 1, len(said))
        if (len(kinds[one] ^ kinds[other]) <= MOST_DIFFERENT and are_opposite(said[one], said[other]))
        or _make_hundred(choices.texts[one], choices.texts[other])
    ]
    if len({index for pair in pairs for index in pair}) == len(said):
        return
    for one, other in pairs:
        message = f"Options {one + 1} and {other + 1} are opposites, and other options are not."
        if keys.intersection((one, other)):
            advice = "Make two pairs, or take one of the two out: test-wise readers choose within the pair."
            yield warning("opposite-key", message, advice, choices.at(other))
        else:
            advice = "Make two pairs, or take one of the two out: not both can be right."
            yield info("opposite-options", message, advice, choices.at(other))


def are_opposite(one: Counter[str], other: Counter[str]) -> bool:
    """Whether two options, as words, differ by an opposite alone."""
    ours, theirs = list((one - other).elements()), list((other - one).elements())
    if len(ours) == len(theirs) == 1:
        return _words_opposite(ours[0], theirs[0])
    short, long = sorted((ours, theirs), key=len)
    return not short and len(long) == 1 and long[0] in DENYING and bool(one & other)


def _words_opposite(one: str, other: str) -> bool:
    for first in (one, root(one)):
        for second in (other, root(other)):
            theirs = SIDES.get(second, set())
            if any((axis, 1 - side) in theirs for axis, side in SIDES.get(first, ())):
                return True
    return _denies(one, other) or _denies(other, one) or _differs_by_start(one, other)


def _denies(one: str, other: str) -> bool:
    """Whether one word says what the other denies: “aerobic” and “anaerobic”, “painful” and “painless”."""
    if one.endswith("less") and other == f"{one[:-4]}ful":
        return True
    return len(other) >= SHORTEST_DENIED and any(one == start + other for start in DENYING_STARTS)


def _differs_by_start(one: str, other: str) -> bool:
    return any(
        one.startswith(a) and other.startswith(b) and one[len(a) :] == other[len(b) :]
        for first, second in STARTS
        for a, b in ((first, second), (second, first))
    )


def _make_hundred(one: str, other: str) -> bool:
    found = PER_CENT.fullmatch(one[:20].strip()), PER_CENT.fullmatch(other[:20].strip())
    return all(found) and sum(int(each["number"]) for each in found if each) == 100
