"""Twins of items: the same to whoever is asked, with another key and other words for whoever may know.

If a page of one could be told from that of the other, something of the key would have left the server.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from question_bank import FORMATS
from question_bank.formats.contract import CaseFormat

Document = dict[str, Any]
TOLD = "Twin. " + "Whatever is said of it here is said in other words and more of them. " * 3
# What an entry of a list may not say before the answer, in whatever format: it moves on to the next entry.
HIDDEN = ("key", "must", "weight", "credit", "harmful", "rationale", "misconception", "near", "exact")
NEVER_ASKED = {
    "title": "Twin",
    "explanation": TOLD,
    "take_home": "Twin: look first.",
    "contested": "Twin: they differ.",
    "reasoning_step": "act",
    "difficulty": "hard",
    "checked_on": "2026-11-01",
    "recheck_by": "2030-01-01",
    "minimal_pair": "twin",
}


def twin(document: Mapping[str, Any], *, stage: int = 1) -> Document:
    """Return a document that asks the same and keys something else. stage: of a case, which one is asked."""
    found = deepcopy(dict(document))
    found |= {**NEVER_ASKED, "id": f"{found['id']}-twin"}
    found["sources"] = [{**found["sources"][0], "certainty": "very_low"}]
    found["facts"] = found["facts"][:1]
    found.pop("reviewed_by", None)
    if not isinstance(FORMATS[found["format"]], CaseFormat):
        return _keyed_otherwise(found)
    for number, part in enumerate(found["stages"], 1):
        part["item"] = {**_keyed_otherwise(part["item"]), "explanation": TOLD}
        if number > stage:
            part |= {"new_information": TOLD, "findings": []}
            part["item"]["lead_in"] = "What does the twin ask?"
    return found


def _keyed_otherwise(own: Document) -> Document:
    found = _moved_on(own)
    return {**found, **OWN_WAYS.get(own["format"], lambda item: {})(found)}


def _moved_on(part: Any) -> Any:
    """Let every entry of every list hide what the one before it hid."""
    if isinstance(part, dict):
        return {name: _moved_on(value) for name, value in part.items()}
    if not isinstance(part, list):
        return part
    entries = [_moved_on(entry) for entry in part]
    if not all(isinstance(entry, dict) for entry in entries):
        return entries
    hidden = [{name: entry[name] for name in HIDDEN if name in entry} for entry in entries]
    open_ = [{name: value for name, value in entry.items() if name not in HIDDEN} for entry in entries]
    moved = [
        {**shown, **({**kept, "rationale": TOLD} if "rationale" in kept else kept)}
        for shown, kept in zip(open_, [*hidden[-1:], *hidden[:-1]], strict=True)
    ]
    return [{name: one[name] for name in sorted(one)} for one in moved]


def _matching(item: Document) -> Document:
    ids = [option["id"] for option in item["options"]]
    following = dict(zip(ids, [*ids[1:], *ids[:1]], strict=True))
    return {"stems": [{**stem, "key": following[stem["key"]], "near": []} for stem in item["stems"]]}


def _pointing(item: Document) -> Document:
    return {"spots": [{"place": "nowhere", "credit": "full", "rationale": TOLD}], "elsewhere": TOLD}


def _ordering(item: Document) -> Document:
    return {"steps": [*item["steps"][2:], *item["steps"][:2]], "never_before": []}


def _writing(item: Document) -> Document:
    feature = {"id": "twin", "accepted": ["Twin", "Another twin"], "rationale": TOLD}
    return {
        "questions": [
            {**question, "features": [feature] if question["kind"] == "write_in" else [], "harmful": []}
            for question in item["questions"]
        ]
    }


def _judging(item: Document) -> Document:
    votes = item["panel"]
    panel = [*votes[-2:], *votes[:-2]] if isinstance(votes, list) else votes
    turned = {"less": "more", "same": "less", "more": "same"}
    direction = {"direction": turned[item["direction"]]} if "direction" in item else {}
    return {"panel": panel, "reasons": [{"for": "same", "text": TOLD}], "panel_reasons": [], **direction}


def _searching(item: Document) -> Document:
    site = {
        "id": "twin",
        "title": "Twin",
        "role": "target",
        "shape": {"ellipse": [1, 1, 1, 1]},
        "layer": "fat",
        "size_cm": 3,
        "consistency": "soft",
        "mobility": "glides",
        "tenderness": "none",
        "referral": item["referrals"][0]["id"],
        "rationale": TOLD,
    }
    hidden = {"sites": [site] if not item.get("sites") else [], "nothing": TOLD, "agreement": TOLD}
    return {**hidden, "everywhere": {"tenderness": "marked", "says": "Twin!"}}


OWN_WAYS: dict[str, Callable[[Document], Document]] = {
    "extended_matching": _matching,
    "hotspot": _pointing,
    "key_feature": _writing,
    "ordering": _ordering,
    "palpation": _searching,
    "script_concordance": _judging,
}
