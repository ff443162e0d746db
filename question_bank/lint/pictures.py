"""Rules about figures: the text that stands for a picture says what it shows, and whose it is is known.

Sources: W3C, Web Content Accessibility Guidelines 2.2, success criterion 1.1.1, and its failures F30 and F65;
General Medical Council, Making and using visual and audio recordings of patients, 2011, on consent.
"""

import re
from collections.abc import Iterator

from question_bank.figure import Figure
from question_bank.flaw import Flaw, warning
from question_bank.lint.words import words

FEWEST_WORDS = 3
PLACEHOLDER = re.compile(
    r"^\W*(?:an? |the )?(?:image|picture|figure|photo|photograph|drawing|diagram|graphic|img|untitled"
    r"|spacer|alt(?: text)?"
    r"|screenshot|illustration|placeholder|todo|tbd)?[\W_]*\d*(?:\.\w{2,4})?\W*$|\.(?:png|jpe?g|svg|gif"
    r"|webp)\W*$",
    re.IGNORECASE,
)


def flaws(figure: Figure) -> Iterator[Flaw]:
    """Flaws of a figure's text."""
    if len(words(figure.alt)) < FEWEST_WORDS or PLACEHOLDER.search(figure.alt[:200]):
        yield warning(
            "empty-alt",
            "The figure's text does not say what it shows.",
            "Say in a sentence what is drawn and from where it is seen, without naming what is asked for.",
            ("alt",),
        )
    if figure.picture is not None and None in (figure.credit, figure.licence, figure.consent):
        yield warning(
            "uncredited-picture",
            "Who made the picture, on which terms it may be shown, or whether somebody agreed is not said.",
            "Write “credit”, “licence” and “consent”: nobody (can be recognised), or held.",
        )
