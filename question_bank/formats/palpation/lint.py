"""Flaws that only a station can have."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from question_bank.flaw import Flaw, error, warning
from question_bank.formats.palpation.model import EDGELESS, Palpation
from question_bank.formats.palpation.samples import on_grid

# Words in which a finding is named when it is reported: a patient who uses them answers for the trainee.
NAMING = re.compile(
    r"\b(nodul\w*|lump\w*|lipom\w*|mobile|fixed|tethered|rubbery|induration|thickened|trigger point|taut|band"
    r"|back mouse|back mice|hernia\w*|tender\w*)\b",
    re.IGNORECASE,
)


def document_flaws(document: Mapping[str, Any]) -> Iterator[Flaw]:
    """Flaws of a raw document: no next step that is best."""
    steps = document.get("next_steps")
    if isinstance(steps, list) and not any(
        isinstance(step, dict) and step.get("credit") == "full" for step in steps
    ):
        yield error(
            "no-key",
            "No next step has full credit.",
            "Write “credit: full” on the best of them.",
            ("next_steps",),
        )


def flaws(item: Palpation) -> Iterator[Flaw]:
    """Flaws of a well-formed item; places are looked up when the bank's figure is at hand."""
    yield from _duplicates(item)
    yield from _sites(item)
    yield from _reports(item)
    yield from _words(item)
    try:
        yield from _places(item)
    except KeyError:
        return


def _duplicates(item: Palpation) -> Iterator[Flaw]:
    for name in ("sites", "referrals", "next_steps"):
        ids = [entry.id for entry in getattr(item, name)]
        for index, id in enumerate(ids):
            if id in ids[:index]:
                yield error("duplicate-id", f"“{id}” stands here twice.", "Keep one.", (name, index, "id"))


def _sites(item: Palpation) -> Iterator[Flaw]:
    referrals = {choice.id for choice in item.referrals}
    for index, site in enumerate(item.sites):
        if site.referral not in referrals:
            yield error(
                "unknown-referral",
                f"There is no referral “{site.referral}”.",
                f"Choose one of: {', '.join(sorted(referrals))}.",
                ("sites", index, "referral"),
            )
        if site.red_flag and site.role != "target":
            yield error(
                "red-flag-incidental",
                "A red flag is marked as something that does not matter.",
                "Make its role “target”, or take the flag away.",
                ("sites", index, "red_flag"),
            )
        if (site.consistency in EDGELESS) != (site.mobility == "no-edge"):
            yield error(
                "edge-or-none",
                "What is thickened or only sore has no edge to move, and only that.",
                "Use “thickened” or “none” together with “no-edge”, or neither.",
                ("sites", index, "mobility"),
            )
        if site.consistency == "none" and site.tenderness == "none":
            yield error(
                "nothing-at-all",
                "There is nothing to feel here, and nothing sore.",
                "Say what it is like (“consistency”) or how sore (“tenderness”), or take the site out.",
                ("sites", index, "consistency"),
            )
        if site.familiar and site.says is None:
            yield error(
                "pain-unsaid",
                "Pressing here gives the patient's pain, but the patient does not say so.",
                "Write what the patient says (“says”).",
                ("sites", index, "says"),
            )


def _reports(item: Palpation) -> Iterator[Flaw]:
    for index, step in enumerate(item.next_steps):
        if step.harmful and step.credit != "none":
            yield error(
                "harmful-key",
                "A next step with credit is marked harmful.",
                "Correct one of the two.",
                ("next_steps", index),
            )
    if not any(step.credit == "none" for step in item.next_steps):
        yield error(
            "all-keyed",
            "Every next step earns something.",
            "Offer at least one that earns nothing.",
            ("next_steps",),
        )
    if item.finding != "relevant" and item.nothing is None:
        yield error(
            "nothing-unexplained",
            "Nothing here matters to the patient, and nothing says why.",
            "Write why in “nothing”.",
            ("nothing",),
        )


def _words(item: Palpation) -> Iterator[Flaw]:
    texts = {("sites", index, "says"): site.says for index, site in enumerate(item.sites)}
    texts |= {("sites", index, "tensed"): site.tensed for index, site in enumerate(item.sites)}
    texts |= {("sites", index, "coughed"): site.coughed for index, site in enumerate(item.sites)}
    if item.everywhere is not None:
        texts["everywhere", 0, "says"] = item.everywhere.says
    for (name, index, field), text in texts.items():
        if text and (found := NAMING.search(text)):
            yield warning(
                "named-finding",
                f"“{found[0]}” is a word in which the finding is reported.",
                "Say what is felt, in the words of somebody who does not know what it is.",
                (name, index, field) if name == "sites" else (name, field),
            )


def _places(item: Palpation) -> Iterator[Flaw]:
    figure = item.drawn
    known = {landmark.id for landmark in figure.landmarks}
    for index, id in enumerate(item.landmarks):
        try:
            figure.landmark(id)
        except KeyError:
            yield error(
                "unknown-landmark",
                f"The figure has no landmark “{id}”.",
                f"Choose one of: {', '.join(sorted(known))}; with left- or right- where it has two sides.",
                ("landmarks", index),
            )
    if item.origin not in known:
        yield error(
            "unknown-landmark",
            f"The figure has no landmark “{item.origin}”.",
            f"Choose one of: {', '.join(sorted(known))}.",
            ("origin",),
        )
        return
    for index, site in enumerate(item.sites):
        try:
            on_grid(item, site)
        except ValueError:
            yield error(
                "site-off-grid",
                "No place of the list of half centimetres lies on this site, so not everybody could find it.",
                "Make it larger, or move it.",
                ("sites", index, "shape"),
            )
