"""Full credit in a keyed place, half in one that the item names as near, none elsewhere.

Source: our own rule, as ExamSys and Moodle mark regions: 1 in the target, 0.5 in a named neighbour, 0
otherwise; the wrong side is told as an error of its own.
"""

from question_bank.figure import other_side
from question_bank.formats.hotspot.model import Hotspot, Pointed
from question_bank.score import Score

RULE = "place"
RULE_VERSION = 1
CREDIT = {"full": 1.0, "near": 0.5, "none": 0.0}


def mark(item: Hotspot, response: Pointed) -> Score:
    """Mark a response out of 1."""
    spot = item.spot_at(response.place_in(item.drawn))
    if spot is None:
        return Score(0, 1)
    return Score(0 if spot.harmful else CREDIT[spot.credit], 1, dangerous=spot.harmful)


def is_wrong_side(item: Hotspot, response: Pointed) -> bool:
    """Whether the place would have been right on the other side."""
    place = response.place_in(item.drawn)
    spot = item.spot_at(other_side(place)) if place else None
    here = item.spot_at(place)
    return bool(spot and spot.credit == "full" and (here is None or here.credit == "none"))


def comparable(old: Hotspot, new: Hotspot) -> bool:
    """Whether responses to ``old`` can be marked against ``new``: they point into the same figure."""
    return old.figure == new.figure
