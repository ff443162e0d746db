"""Right, wrong, partial and blank responses to any station, each with the search it rests on."""

from collections.abc import Iterator
from math import ceil, floor

from question_bank.figure import Point
from question_bank.formats.contract import Sample
from question_bank.formats.palpation.marking import DESCRIBED, NOTHING_THERE
from question_bank.formats.palpation.model import Committed, Depth, Palpation, Press, Site
from question_bank.formats.palpation.presenting import origin_point, zero_of


def samples(item: Palpation) -> Iterator[Sample]:
    """Yield a full search with the right report, the same without describing, a wrong report, and a blank."""
    best = next(step.id for step in item.next_steps if step.credit == "full")
    none = [step for step in item.next_steps if step.credit == "none"]
    worst = min(none, key=lambda step: step.harmful)
    if item.keyed:
        site = item.keyed[0]
        route = full_search(item, on_grid(item, site), "bone" if site.layer == "bone" else "fascia")
        yield Sample("right", described(item, site, best, route), 1)
        bare = Committed(finding=item.finding, where=1, next=best, route=route, placed={})
        weights = DESCRIBED
        told = sum(weights[name] for name in ("finding", "place", "next", "search"))
        yield Sample("partial: not described", bare, told / 100)
    else:
        route = full_search(item, beside(item))
        yield Sample("right", Committed(finding="none", next=best, route=route, placed={}), 1)
        share = (NOTHING_THERE["finding"] + NOTHING_THERE["search"]) / 100
        other = Committed(finding="none", next=worst.id, route=route, placed={})
        yield Sample("partial: wrong next step", other, 0 if worst.harmful else share)
    light = route[-1:]
    if item.finding == "none":
        wrong = Committed(finding="relevant", where=1, next=worst.id, route=light, placed={})
    else:
        wrong = Committed(finding="none", next=worst.id, route=light, placed={})
    yield Sample("wrong", wrong, 0)
    yield Sample("blank", Committed(), 0)


def described(item: Palpation, site: Site, next_step: str, route: tuple[Press, ...]) -> Committed:
    """Return the report that says of a site all that is so."""
    return Committed(
        finding=item.finding,
        where=1,
        size=site.size,
        consistency=site.consistency,
        mobility=site.mobility,
        tenderness=site.tenderness,
        familiar="yes" if site.familiar else "no",
        referral=site.referral,
        next=next_step,
        route=route,
        placed={},
    )


def full_search(item: Palpation, at: Point, depth: Depth = "fascia") -> tuple[Press, ...]:
    """Return a search that compares the sides and goes well away: a place, its mirror image, a far one."""
    figure = item.drawn
    zero, step = zero_of(figure, item.origin), figure.units_per_cm / 2
    mirrored = (round(figure.canvas[0] - at[0], 2), at[1])
    up = zero[1] % step
    far = (
        zero[0],
        up if at[1] > figure.canvas[1] / 2 else zero[1] + step * int((figure.canvas[1] - zero[1]) / step),
    )
    places = (at, mirrored, (round(far[0], 2), round(far[1], 2)))
    return tuple(Press(at=place, depth=depth, movement="roll", question="feel") for place in places)


def beside(item: Palpation) -> Point:
    """Return the place of the grid next to the origin."""
    zero, step = zero_of(item.drawn, item.origin), item.drawn.units_per_cm / 2
    x, y = origin_point(item.drawn, item.origin)
    return round(zero[0] + step * round((x - zero[0]) / step), 2), y


def on_grid(item: Palpation, site: Site) -> Point:
    """Return a point of the grid of half centimetres that lies on a site, the nearest to its middle.

    Raises ValueError where none does: such a site could not be found from the list.
    """
    figure = item.drawn
    zero, step = zero_of(figure, item.origin), figure.units_per_cm / 2
    (left, top), (right, bottom) = site.shape.extent
    points = [
        (round(zero[0] + across * step, 2), round(zero[1] + along * step, 2))
        for across in _steps(zero[0], step, figure.canvas[0], left, right)
        for along in _steps(zero[1], step, figure.canvas[1], top, bottom)
    ]
    inside = [point for point in points if site.shape.holds(point)]
    if not inside:
        raise ValueError(f"no place of the list lies on “{site.id}”")
    middle = (sum(x for x, _ in inside) / len(inside), sum(y for _, y in inside) / len(inside))
    return min(inside, key=lambda point: figure.centimetres(point, middle))


def _steps(zero: float, step: float, size: float, low: float, high: float) -> range:
    """Return the numbers of the lines of the grid on a canvas that lie between two places, or just beside."""
    first = max(-int(zero / step), floor((low - zero) / step))
    last = min(int((size - zero) / step), ceil((high - zero) / step))
    return range(first, last + 1)
