"""Each question earns the share of its key features that was given; the item, the mean of its questions.

Sources: Page G, Bordage G, Allen T. Developing key-feature problems and examinations to assess clinical
decision-making skills. Acad Med 1995;70:194–201. Medical Council of Canada, Clinical Decision Making,
instructions to candidates (mcc.ca): too many answers, or a harmful one, make a question zero; nothing is
deducted for a wrong answer; one answer a box.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb, prod

from question_bank.formats.key_feature.matching import Written, read_box
from question_bank.formats.key_feature.model import KeyFeature, KeyQuestion, Steps
from question_bank.score import Part, Score

RULE = "share_of_key_features"
RULE_VERSION = 1


@dataclass(frozen=True)
class Outcome:
    """What came of one question.

    found: ids of the key features given. harmful: the answers given that would harm, as given.
    written: what each box says, for a question to be written in.
    """

    found: tuple[str, ...]
    harmful: tuple[str, ...]
    too_many: bool
    written: tuple[Written, ...] = ()


def outcome(question: KeyQuestion, given: tuple[str, ...]) -> Outcome:
    """Say what was found, and what was given besides that takes the question's points away."""
    if question.kind == "menu":
        return _of_menu(question, given)
    return _of_boxes(question, given)


def _of_menu(question: KeyQuestion, given: tuple[str, ...]) -> Outcome:
    picked = dict.fromkeys(given)
    return Outcome(
        found=tuple(option.id for option in question.options if option.key and option.id in picked),
        harmful=tuple(option.id for option in question.options if option.harmful and option.id in picked),
        too_many=len(picked) > question.picks,
    )


def _of_boxes(question: KeyQuestion, given: tuple[str, ...]) -> Outcome:
    boxes = tuple(read_box(question, text) for text in given)
    counted = {box.counts for box in boxes}
    return Outcome(
        found=tuple(feature.id for feature in question.features if feature.id in counted),
        harmful=tuple(box.text for box in boxes if box.harms),
        too_many=len(boxes) > question.picks,
        written=boxes,
    )


def share_found(weights: dict[str, float], found: Iterable[str]) -> float:
    """Return the share of the key features found, each by its weight (Page, Bordage & Allen 1995)."""
    ids = set(found)
    total = sum(weights.values())
    return sum(weight for id, weight in weights.items() if id in ids) / total if total else 0


def points_of(question: KeyQuestion, came: Outcome) -> float:
    """Return the points of one question, 0 to 1: none with too many answers or a harmful one (MCC)."""
    if came.too_many or came.harmful:
        return 0
    return share_found(question.weights, came.found)


def mark(item: KeyFeature, response: Steps) -> Score:
    """Mark a response: the mean of its questions, so that each case weighs 1 however many it asks."""
    came = [outcome(question, response.to(question)) for question in item.questions]
    parts = tuple(
        Part(question.id, points_of(question, each), 1)
        for question, each in zip(item.questions, came, strict=True)
    )
    points = sum(part.points for part in parts) / len(parts)
    return Score(points, 1, parts, dangerous=any(each.harmful for each in came))


def chance(item: KeyFeature) -> float:
    """Return how likely blind answers find every key feature. Nobody writes one in by chance."""
    return prod(_chance_of(question) for question in item.questions)


def _chance_of(question: KeyQuestion) -> float:
    """Return it for one question, all picks being used: the keys are among them, and nothing harmful."""
    if question.kind != "menu":
        return 0.0
    keys, count = len(question.weights), len(question.options)
    picks = min(question.picks, count)
    if picks < keys:
        return 0.0
    others = count - keys - sum(option.harmful for option in question.options)
    return comb(max(0, others), picks - keys) / comb(count, picks)


def comparable(old: KeyFeature, new: KeyFeature) -> bool:
    """Whether responses to ``old`` can be marked against ``new``.

    The questions must be the same ones, ask for no fewer answers, and keep their options. Wordings that
    count may change: they are what a re-mark is for.
    """
    before = {question.id: question for question in old.questions}
    return before.keys() == {question.id for question in new.questions} and all(
        question.kind == before[question.id].kind
        and question.picks >= before[question.id].picks
        and {option.id for option in before[question.id].options}
        <= {option.id for option in question.options}
        for question in new.questions
    )
