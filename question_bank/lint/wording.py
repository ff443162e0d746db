"""Rules about the explanation: few words that teach, and no option named by letter, for letters move."""

import re
from collections.abc import Iterator

from question_bank.citations import without_citations
from question_bank.flaw import Flaw, error, warning
from question_bank.item import Item

LETTER = re.compile(
    r"\b(?:options?|answers?|choices?)\s+\(?[A-H]\)?(?![\w-])|(?<![\w-])\(?[B-H]\)?\s+(?:is|was)\s+(?:wrong|right|correct|incorrect|best)\b"
)
FEWEST_WORDS, MOST_WORDS = 60, 220


def flaws(item: Item) -> Iterator[Flaw]:
    """Flaws of an item's explaining texts."""
    for path, text in {**item.citing_texts(), ("take_home",): item.take_home}.items():
        if LETTER.search(text):
            yield error(
                "option-letter",
                "The text names an option by its letter, but letters change with the order.",
                "Name the option by what it says.",
                path,
            )
    count = len(without_citations(item.explanation).split())
    if not FEWEST_WORDS <= count <= MOST_WORDS:
        yield warning(
            "explanation-length",
            f"The explanation has {count} words.",
            f"Between {FEWEST_WORDS} and {MOST_WORDS} teach best: say why, and stop.",
            ("explanation",),
        )
