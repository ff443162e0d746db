"""Rules about the question asked.

Source: NBME item-writing guide and Haladyna, Downing & Rodriguez 2002, as tabulated in BMC Med Educ 2016,
doi:10.1186/s12909-016-0559-7.
"""

import re
from collections.abc import Iterator

from question_bank.flaw import Flaw, error, warning
from question_bank.item import Item

UNFOCUSED = re.compile(
    r"\bwhich (one )?of the following( statements| options| answers)? "
    r"(is|are) (most |best )?(true|correct|right)\b",
    re.IGNORECASE,
)
NEGATIVE = re.compile(r"\b(not|except|least|false|incorrect)\b", re.IGNORECASE)
FEWEST_WORDS = 4


def flaws(item: Item) -> Iterator[Flaw]:
    """Flaws of an item's lead-in."""
    lead_in = item.lead_in
    path = ("lead_in",)
    if UNFOCUSED.search(lead_in):
        yield error(
            "unfocused-lead-in",
            "“Which of the following is true” asks nothing in particular.",
            "Ask for one thing that can be answered with the options covered.",
            path,
        )
    if NEGATIVE.search(lead_in):
        yield warning(
            "negative-lead-in",
            "The lead-in asks for what does not hold.",
            "Turn it round: ask for what is best, most likely or next.",
            path,
        )
    if not lead_in.endswith("?") or len(lead_in.split()) < FEWEST_WORDS:
        yield warning(
            "open-lead-in",
            "The lead-in is not one closed question.",
            "Write a whole question that ends in “?”.",
            path,
        )
    elif lead_in.count("?") > 1:
        yield warning("double-lead-in", "The lead-in asks twice.", "Ask one thing.", path)
