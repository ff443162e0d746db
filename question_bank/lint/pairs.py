"""A rule about minimal pairs: two items that differ in a single finding. Our own.

What is read before the answer is compared; that the key moves with the finding is what a pair is for.
"""

from collections.abc import Iterator, Mapping

from question_bank.flaw import Flaw, info
from question_bank.item import Item

PATIENT = ("age", "sex", "build", "skin", "occupation", "background")
TOLD = 4  # differences that are named
Told = Mapping[str, object]


def flaws(item: Item, other: Item) -> Iterator[Flaw]:
    """Flaws of an item beside the other half of its pair; notes, for a story may need more than one word."""
    return flaws_between(told_before(item), told_before(other), other.id)


def flaws_between(one: Told, two: Told, other: str) -> Iterator[Flaw]:
    """Flaws of an item beside another of which the id is given, by what each tells before the answer."""
    found = [name for name in dict.fromkeys([*one, *two]) if one.get(name) != two.get(name)]
    if not found:
        yield info(
            "pair-alike",
            f"Before the answer nothing differs from “{other}”.",
            "Change the one finding that is to decide.",
            ("minimal_pair",),
        )
    elif len(found) > 1:
        named = ", ".join(found[:TOLD]) + (f" and {len(found) - TOLD} more" if len(found) > TOLD else "")
        yield info(
            "pair-differs-widely",
            f"More than one thing differs from “{other}”: {named}.",
            "Let one finding differ, so that nothing else can decide.",
            ("minimal_pair",),
        )


def told_before(item: Item) -> dict[str, object]:
    """Return what is read before the answer, by words for it."""
    parts: dict[str, object] = {}
    texts = item.asking_texts()
    if item.vignette is not None:
        for name in PATIENT:
            parts[f"the patient’s {name}"] = getattr(item.vignette.patient, name)
        parts["the setting"], parts["the story"] = item.vignette.setting, item.vignette.story
        for finding in item.vignette.findings:
            parts[f"“{finding.name}”"] = finding.result
    parts["the picture"] = item.exhibit
    parts["the lead-in"] = item.lead_in
    parts["what is asked"] = {
        path: text for path, text in texts.items() if path[0] not in ("vignette", "lead_in")
    }
    parts["the options"] = [set(choices.texts) for choices in item.choices()]
    return parts
