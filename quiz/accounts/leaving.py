"""Telling the features above when a person's work goes, so that what they derived from it can follow.

Most notice by themselves. Sums over many people cannot: what went out of them must be known before it goes.
"""

from collections.abc import Callable, Collection

Leaving = Callable[[Collection[int], int | None], None]
_told: list[Leaving] = []


def tell_me(listener: Leaving) -> Leaving:
    """Let a function be told before people go: their ids, and who takes over their work, None for nobody.

    It runs within the transaction in which they go. Can be used as a decorator.
    """
    if listener not in _told:
        _told.append(listener)
    return listener


def tell(person_ids: Collection[int], *, into: int | None = None) -> None:
    """Tell everybody who listens that people go, and who takes over their work."""
    for listener in _told:
        listener(person_ids, into)
