"""The editor's form: a hypothesis, one more finding, the panel, and the reasons either way."""

from collections.abc import Iterator
from typing import Any

from question_bank.editing import Line, Part, Pick, Rows, Text, as_text
from question_bank.formats.script_concordance.model import POINTS, Direction, Scale

SCALES = {
    Scale.LIKELIHOOD: "How likely the hypothesis is",
    Scale.USEFULNESS: "How useful the plan is",
    Scale.APPROPRIATENESS: "How appropriate the plan is",
}
DIRECTIONS = {Direction.LESS: "Less", Direction.SAME: "Neither less nor more", Direction.MORE: "More"}
WHERE = [(str(direction), words) for direction, words in DIRECTIONS.items()]


class Panel(Line):
    """How many members chose each point, or ``none``."""

    def posting(self, value: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield the votes with commas between them."""
        return super().posting(", ".join(map(as_text, value)) if isinstance(value, list) else value)

    def document(self) -> Any:
        """Return the votes; what is no list of numbers stays text."""
        votes = [vote.strip() for vote in self.data.split(",")]
        if all(vote.isascii() and vote.isdigit() and len(vote) < 10 for vote in votes):
            return [int(vote) for vote in votes]
        return self.data or None


class PanelReasonRow(Part):
    """Why members of the panel chose a point."""

    bare = "text"
    at = Pick("Point", [(str(point), f"{point:+d}" if point else "0") for point in POINTS], numeric=True)
    text = Text("Why", tall=2)


# “for” is a word of Python's, so this one cannot be written as a class.
ReasonRow: type[Part] = type(
    "ReasonRow",
    (Part,),
    {
        "__doc__": "An argument, and where it points.",
        "bare": "text",
        "for": Pick("Speaks for", WHERE),
        "text": Text("Reason", tall=2),
    },
)


class Editor(Part):
    """What script concordance adds to an item."""

    scale = Pick("Scale", [(str(scale), words) for scale, words in SCALES.items()], default="likelihood")
    hypothesis = Line("If you were thinking of …", tall=2)
    new_information = Line("… and then you find …", tall=2)
    panel = Panel("Panel", hint="How many members chose −2, −1, 0, 1 and 2, as in 0, 1, 3, 6, 2; or none.")
    panel_reasons = Rows("Reasons of the panel", PanelReasonRow, noun="Reason of the panel")
    direction = Pick("Where the finding points", WHERE, hint="Where there is no panel.")
    reasons = Rows("Reasons", ReasonRow, noun="Reason", start=2)
