"""Flaws that only a script concordance item can have.

Sources: a panel of ten at least, Gagnon, Charlin et al. 2005, doi:10.1111/j.1365-2929.2005.02092.x; a panel
whose answers vary moderately, Dory, Gagnon, Vanpee & Charlin 2012, Med Educ 46:552-563. The rules about
reasons are our own.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from question_bank.flaw import Flaw, error, warning
from question_bank.formats.script_concordance.marking import FEWEST_MEMBERS, is_scored
from question_bank.formats.script_concordance.model import POINTS, ScriptConcordance


def document_flaws(document: Mapping[str, Any]) -> Iterator[Flaw]:
    """Flaws of a raw document: without a panel it must say where the reasons point."""
    if document.get("panel") == "none" and document.get("direction") is None:
        yield error(
            "no-direction",
            "There is no panel, and no direction either.",
            "Write “direction: less”, “same” or “more”: where the reasons point on balance.",
            ("panel",),
        )


def flaws(item: ScriptConcordance) -> Iterator[Flaw]:
    """Flaws of a well-formed item."""
    if item.panel:
        yield from _of_panel(item)
    yield from _of_reasons(item)


def _of_panel(item: ScriptConcordance) -> Iterator[Flaw]:
    members, path = sum(item.panel), ("panel",)
    if not is_scored(item):
        yield warning(
            "small-panel",
            f"The panel has {members} of the {FEWEST_MEMBERS} members that a score needs.",
            "Ask more; until then the item is shown and not scored.",
            path,
        )
    if max(item.panel) == members:
        yield warning(
            "unanimous-panel",
            "The whole panel chose one point: there is no uncertainty to judge.",
            "Ask it as a single best answer, or look for a finding that divides people.",
            path,
        )
    if min(item.panel[0], item.panel[-1]) > max(item.panel[1:-1]):
        yield warning(
            "split-panel",
            "The panel is torn between both ends of the scale.",
            "Ask the panel how they read the case: it may be unclear, or mean two things.",
            path,
        )


def _of_reasons(item: ScriptConcordance) -> Iterator[Flaw]:
    sides = {reason.supports for reason in item.reasons}
    if len(sides) == 1:
        yield warning(
            "one-sided-reasons",
            f"Every reason is for “{next(iter(sides))}”.",
            "Add what a sensible colleague would say on another side.",
            ("reasons",),
        )
    if item.direction is not None and item.direction not in sides:
        yield warning(
            "unsupported-direction",
            f"The direction is “{item.direction}”, and no reason is for it.",
            "Add the reason, or correct the direction.",
            ("direction",),
        )
    for index, reason in enumerate(item.panel_reasons):
        if not item.panel or not item.panel[POINTS.index(reason.at)]:
            yield warning(
                "unvoted-reason",
                f"This is a reason for {reason.at}, which no member of the panel chose.",
                "Correct “at”, or move the text to “reasons”.",
                ("panel_reasons", index, "at"),
            )
