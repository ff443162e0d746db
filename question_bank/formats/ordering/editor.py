"""The editor's form: the steps in their right order, how places count, and what must never come first."""

from collections.abc import Iterator
from typing import Any

from question_bank.editing import Line, Part, Pick, RowId, Rows, Text
from question_bank.formats.ordering.model import Marking

RULES = {
    Marking.PAIRWISE: "Every pair in the right order",
    Marking.ABSOLUTE: "Every step in its place",
    Marking.ADJACENT: "Every right neighbour",
    Marking.LONGEST_RUN: "The longest run in order",
}


class StepRow(Part):
    """One step."""

    bare = "text"
    text = Line("Step", tall=2)
    rationale = Text("Why it stands here", tall=2)
    id = RowId("Id", aside=True)


class PairRow(Part):
    """Two steps that endanger the patient in this order; in a document, a pair."""

    first = Pick("Doing this", of="steps")
    second = Pick("before this", of="steps")

    def posting(self, document: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield the two by name."""
        pair = document if isinstance(document, list) else [document]
        return super().posting(dict(zip(("first", "second"), pair, strict=False)))

    def document(self) -> list[str]:
        """Return the two as a pair."""
        return [self.first.data, self.second.data]


class Editor(Part):
    """What an ordering adds to an item."""

    steps = Rows(
        "Steps", StepRow, noun="Step", start=4, hint="In the right order. Each trainee gets them shuffled."
    )
    marking = Pick("What counts", [(str(rule), words) for rule, words in RULES.items()], default="pairwise")
    never_before = Rows(
        "Dangerous orders",
        PairRow,
        noun="Order",
        flat=True,
        hint="An answer with such an order earns nothing.",
    )
