"""What is shown before the answer."""

from collections.abc import Iterator
from dataclasses import dataclass

from question_bank.formats.contract import Presentation
from question_bank.formats.highlight import passage
from question_bank.formats.highlight.model import Highlight
from question_bank.formats.highlight.passage import Piece


@dataclass(frozen=True)
class Asked(Presentation):
    """The question, the text it is asked of, and how many marks it takes, where there is a limit."""

    paragraphs: tuple[tuple[Piece, ...], ...]
    at_most: int | None

    @property
    def phrases(self) -> list[Piece]:
        """The phrases, in the order of the text."""
        return [piece for paragraph in self.paragraphs for piece in paragraph if piece.id is not None]


def present(item: Highlight, seed: str) -> Asked:
    """Present an item without its key. A text has one order, so the seed changes nothing."""
    return Asked(item.vignette, item.lead_in, passage.paragraphs(item.passage), item.at_most)


def secrets(item: Highlight) -> Iterator[str]:
    """Yield what no page may hold before the answer."""
    for phrase in item.phrases:
        yield phrase.rationale
