"""Rules about figures: the text that stands for a picture says what it shows, and whose it is is known.

Sources: W3C, Web Content Accessibility Guidelines 2.2, success criterion 1.1.1, and its failures F30 and F65;
General Medical Council, Making and using visual and audio recordings of patients, 2011, on consent.
"""

import re
from collections.abc import Iterator

from question_bank.figure import Figure
from question_bank.flaw import Flaw, warning
from question_bank.lint.words import STOP_WORDS, listed, words

FEWEST_WORDS = 3
# Words that speak of a picture and show nothing of it.
EMPTY = listed(
    "image picture figure photo photograph photography drawing diagram graphic img illustration sketch scan "
    "x-ray xray x ray radiograph film mri ct ultrasound sonogram chart graph table plot map slide "
    "screenshot clip video icon logo symbol view shot patient person case finding findings sign result "
    "question item answer explanation text caption legend description exercise quiz exam option options here "
    "see look shown showing shows show seen below above left right page belongs belonging accompanying "
    "related relevant various clinical medical anatomical body part colour color black white large small "
    "high quality resolution decorative decoration ornament placeholder todo tbd untitled unknown copy final "
    "version new example sample number no nr file jpg png svg described describes explained explains "
    "mentioned used use please click interesting important typical source"
)
PLACEHOLDER = re.compile(
    r"^\W*(?:an? |the )?(?:image|picture|figure|photo|photograph|drawing|diagram|graphic|img|untitled"
    r"|spacer|alt(?: text)?"
    r"|screenshot|illustration|placeholder|todo|tbd)?[\W_]*\d*(?:\.\w{2,4})?\W*$|\.(?:png|jpe?g|svg|gif"
    r"|webp)\W*$",
    re.IGNORECASE,
)


def flaws(figure: Figure) -> Iterator[Flaw]:
    """Flaws of a figure's text."""
    found = words(figure.alt)
    telling = {word for word in found if word not in STOP_WORDS and word not in EMPTY and not word.isdigit()}
    few = len(found) < FEWEST_WORDS or not telling
    if few or PLACEHOLDER.search(figure.alt[:200]):
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
