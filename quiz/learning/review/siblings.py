"""Which sibling of an objective comes next. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from quiz.sittings.choosing import Candidate


def pick(siblings: Sequence[Candidate], met: Mapping[int, int], *, room: int) -> Candidate | None:
    """Return the sibling that was never put before the person, else the one met longest ago.

    met: a number for each item that was met, higher for later. room: slots that are free; a case takes
    several. The one that was met last is not put again while there is another, even if the other finds no
    room; then there is none for now. Among several never met, the one with the lowest id comes first, so that
    the same person gets the same.
    """
    known = [candidate for candidate in siblings if candidate.item_id in met]
    last = max((met[candidate.item_id] for candidate in known), default=None)
    fresh = [candidate for candidate in siblings if met.get(candidate.item_id) != last or last is None]
    fitting = [candidate for candidate in fresh or siblings if candidate.stages <= room]
    return min(
        fitting,
        key=lambda one: (one.item_id in met, met.get(one.item_id, 0), one.item_id),
        default=None,
    )


def pick_each(
    objectives: Iterable[Sequence[Candidate]], met: Mapping[int, int], *, count: int
) -> list[Candidate]:
    """Return one sibling of each objective, in their order, for up to ``count`` slots.

    An objective whose sibling finds no room is left for next time, unless nothing else was found.
    """
    chosen: list[Candidate] = []
    first: Candidate | None = None
    for siblings in objectives:
        found = pick(siblings, met, room=count - sum(one.stages for one in chosen))
        first = first or pick(siblings, met, room=max((one.stages for one in siblings), default=0))
        if found is not None:
            chosen.append(found)
    return chosen or ([first] if first is not None else [])
