"""Adding first answers to a tally, and taking them out again. Pure."""

from collections.abc import Sequence

from quiz.statistics.models import PeerTally

DECIMALS = 9  # of the sum of shares: what is added and taken out again leaves nothing behind


def empty(item_id: int, measures_as: int, stage: int) -> PeerTally:
    """Return the tally of a question that nobody answered."""
    return PeerTally(
        item_id=item_id,
        measures_as=measures_as,
        stage=stage,
        n=0,
        scored=0,
        points=0.0,
        in_full=0,
        in_part=0,
        choices={},
    )


def add(tally: PeerTally, share: float | None, chosen: Sequence[str], *, times: int = 1) -> None:
    """Add an answer to a tally. share: as in ``FirstAnswer``. times: -1 to take it out."""
    tally.n += times
    choices = dict(tally.choices)
    for key in chosen:
        choices[key] = choices.get(key, 0) + times
    tally.choices = {key: count for key, count in sorted(choices.items()) if count > 0}
    _score(tally, share, times)


def mark_again(tally: PeerTally, *, before: float | None, after: float | None) -> None:
    """Let an answer that is in a tally have another share of the points than before."""
    _score(tally, before, -1)
    _score(tally, after, 1)


def _score(tally: PeerTally, share: float | None, times: int) -> None:
    if share is None:
        return
    tally.scored += times
    tally.points = round(tally.points + times * share, DECIMALS)
    tally.in_full += times * (share == 1)
    tally.in_part += times * (0 < share < 1)
