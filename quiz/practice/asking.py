"""A question as its page needs it: the item of a slot, what was tried out in it, what may be shown."""

from collections.abc import Iterator
from typing import Any

from question_bank.formats.contract import ItemFormat, Presentation, Taken, taken_of
from quiz.bank.published import queries as bank_queries
from quiz.bank.published.queries import Reading
from quiz.sittings import queries as sittings


def reading_of(place: sittings.Place) -> Reading:
    """Return what a slot asks, with all it refers to."""
    return bank_queries.reading(place.version_id, place.digest, place.bank_loaded_at, place.stage)


def taken_in(place: sittings.Place, fmt: ItemFormat) -> list[Taken]:
    """Return the steps taken in a slot; none, and no query, where its format has none."""
    return taken_of(fmt, sittings.steps(place.slot_id)) if fmt.exploration else []


def shown_in(place: sittings.Place, reading: Reading, taken: list[Taken]) -> Presentation:
    """Return what a slot shows before the answer."""
    if reading.format.exploration is not None:
        return reading.format.exploration.present(reading.item, place.seed, taken)
    return reading.format.present(reading.item, place.seed)


def sentences(errors: Any) -> Iterator[str]:
    """Yield what is wrong in a form, whatever the depth it stands at."""
    if isinstance(errors, str):
        yield errors
        return
    for part in errors.values() if isinstance(errors, dict) else errors:
        yield from sentences(part)
