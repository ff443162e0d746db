"""What an item is: written, checked, shown without its key, marked and explained.

This is the door: what most callers need stands here. Whole banks are in ``bank.py`` and ``folder.py``, what a
format is in ``formats/contract.py``. No web, no database, no clock.
"""

from question_bank.checking import Checked, check, digest, dump, load
from question_bank.flaw import Flaw, Severity
from question_bank.formats import ASKED, FORMATS
from question_bank.item import Item, Response
from question_bank.score import Score

__all__ = [
    "ASKED",
    "FORMATS",
    "Checked",
    "Flaw",
    "Item",
    "Response",
    "Score",
    "Severity",
    "check",
    "digest",
    "dump",
    "load",
]
