"""Right, near, wrong and blank responses to any item of this format."""

from collections.abc import Iterator

from question_bank.formats.contract import Sample
from question_bank.formats.hotspot.marking import CREDIT
from question_bank.formats.hotspot.model import Hotspot, Pointed


def samples(item: Hotspot) -> Iterator[Sample]:
    """Yield every place the item speaks of, one it does not, and a blank."""
    names = {"full": "right", "near": "partial", "none": "wrong"}
    for spot in item.spots:
        fraction = 0 if spot.harmful else CREDIT[spot.credit]
        yield Sample(f"{names[spot.credit]}: {spot.place}", Pointed(place=spot.place), fraction)
    spoken_of = {spot.place for spot in item.spots}
    other = next(id for id in item.drawn.places() if id not in spoken_of)
    yield Sample("wrong: elsewhere", Pointed(place=other), 0)
    yield Sample("blank", Pointed(), 0)
