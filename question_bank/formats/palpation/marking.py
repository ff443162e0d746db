"""Facet by facet: what was found, where, what it is like, what to do next, and how it was searched for.

Source: our own rule, after the composite of scoring and statistics 4.1: named facets whose weights sum to
one, and a red flag that must be found. Weights are in hundredths. Where nothing is to be described (the key
is “nothing”), the facets that describe do not exist and the rest weighs more.
"""

from collections.abc import Iterator

from question_bank.figure import Point
from question_bank.formats.palpation.model import Committed, Palpation, Press, Site, Size
from question_bank.formats.palpation.probing import reaches
from question_bank.score import Part, Score, Signal

RULE = "facets"
RULE_VERSION = 1
DESCRIBED = {
    "finding": 15,
    "place": 20,
    "size": 5,
    "consistency": 8,
    "mobility": 10,
    "tenderness": 7,
    "familiar": 10,
    "referral": 5,
    "next": 15,
    "search": 5,
}
NOTHING_THERE = {"finding": 40, "next": 40, "search": 20}
SIZES: tuple[Size, ...] = ("under-1", "1-to-2", "2-to-4", "over-4")
NEAR_CM = 1.0  # as near as this to a site earns half of the place
AS_FAR_AS_CM = 1.5  # within this of its mirror image a press compares the sides
WELL_AWAY_CM = 8.0  # beyond this a press is on tissue that has nothing to do with the place


def mark(item: Palpation, response: Committed) -> Score:
    """Mark a response out of 100."""
    shares = facet_shares(item, response)
    weights = DESCRIBED if item.keyed else NOTHING_THERE
    parts = tuple(Part(name, weight * shares[name], weight) for name, weight in weights.items())
    step = next((step for step in item.next_steps if step.id == response.next), None)
    dangerous = bool(step and step.harmful) or missed_red_flag(item, response)
    points = 0.0 if dangerous else sum(part.points for part in parts)
    return Score(points, sum(weights.values()), parts, dangerous=dangerous, signal=signal(item, response))


def facet_shares(item: Palpation, response: Committed) -> dict[str, float]:
    """Return the share of each facet that a response earns, 0 to 1."""
    steps = {step.id: {"full": 1.0, "half": 0.5, "none": 0.0}[step.credit] for step in item.next_steps}
    shares = {
        "finding": float(response.finding == item.finding),
        "next": steps.get(response.next or "", 0.0),
        "search": search_share(item, response),
        "place": place_share(item, response),
    }
    site = site_meant(item, response)
    # What is said of a place counts only where a finding was reported that is one.
    described = site if response.finding not in (None, "none") and shares["place"] > 0 else None
    shares["size"] = size_share(described, response)
    for name, value in described_as(described):
        shares[name] = float(value is not None and getattr(response, name) == value)
    return shares


def described_as(site: Site | None) -> Iterator[tuple[str, str | None]]:
    """Yield the facets that are right or wrong, each with what is right of a site; None without one."""
    for name in ("consistency", "mobility", "tenderness", "referral"):
        yield name, getattr(site, name) if site else None
    yield "familiar", ("yes" if site.familiar else "no") if site else None


def site_meant(item: Palpation, response: Committed) -> Site | None:
    """Return the keyed site that a response is about: the one at its place, else the nearest."""
    place = response.place
    if place is None or not item.keyed:
        return None
    return min(item.keyed, key=lambda site: site.shape.distance_from(place))


def place_share(item: Palpation, response: Committed) -> float:
    """Return 1 on a keyed site, half within 1 cm of one, else 0; 0 for a site that no press has reached."""
    site, place = site_meant(item, response), response.place
    if site is None or place is None or not any(meets(item, press, site) for press in response.route):
        return 0.0
    off = site.shape.distance_from(place) / item.drawn.units_per_cm
    return 1.0 if off == 0 else 0.5 if off <= NEAR_CM else 0.0


def meets(item: Palpation, press: Press, site: Site) -> bool:
    """Whether a press is within 1 cm of a site and goes as deep as it lies: a guess is no finding."""
    off = site.shape.distance_from(press.at) / item.drawn.units_per_cm
    return off <= NEAR_CM and reaches(press, site)


def size_share(site: Site | None, response: Committed) -> float:
    """Return 1 for the right size, half for the one next to it, else 0."""
    if site is None or response.size is None:
        return 0.0
    if response.size == site.size:
        return 1.0
    if "no-edge" in (response.size, site.size):
        return 0.0
    return 0.5 if abs(SIZES.index(response.size) - SIZES.index(site.size)) == 1 else 0.0


def search_share(item: Palpation, response: Committed) -> float:
    """Return half for having compared the sides, and half for a spot well away."""
    return (compared_sides(item, response) + went_well_away(item, response)) / 2


def compared_sides(item: Palpation, response: Committed) -> bool:
    """Whether a place was pressed on both sides, beyond the skin; the place reported, where there is one.

    On the midline there is no other side. A figure without sides has nothing to compare: then three presses
    will do.
    """
    pressed = [press.at for press in response.route if press.depth != "light"]
    if not item.drawn.mirrored:
        return len(pressed) >= 3
    of = [response.place] if response.place is not None else pressed
    sided = [at for at in of if _apart_cm(item, at, _mirrored(item, at)) > AS_FAR_AS_CM]
    return any(
        _apart_cm(item, _mirrored(item, at), other) <= AS_FAR_AS_CM for at in sided for other in pressed
    )


def went_well_away(item: Palpation, response: Committed) -> bool:
    """Whether something was pressed that lies far from the place reported, or from another press."""
    pressed = [press.at for press in response.route]
    of = [response.place] if response.place is not None else pressed
    return any(_apart_cm(item, at, other) >= WELL_AWAY_CM for at in of for other in pressed)


def is_wrong_side(item: Palpation, response: Committed) -> bool:
    """Whether the place would have been right on the other side."""
    if not item.drawn.mirrored or response.place is None or place_share(item, response) > 0:
        return False
    there = _mirrored(item, response.place)
    near = NEAR_CM * item.drawn.units_per_cm
    return any(site.shape.distance_from(there) <= near for site in item.keyed)


def missed_red_flag(item: Palpation, response: Committed) -> bool:
    """Whether there is something dangerous that a report leaves out."""
    if response.finding is None:
        return False
    site = site_meant(item, response)
    found = response.finding == "relevant" and place_share(item, response) > 0
    return any(each.red_flag for each in item.keyed) and not (found and site is not None and site.red_flag)


def signal(item: Palpation, response: Committed) -> Signal | None:
    """Return what the report was, as in signal detection: matters or not, and said so or not."""
    if response.finding is None:
        return None
    said = response.finding == "relevant"
    if item.finding == "relevant":
        return "hit" if said and place_share(item, response) > 0 else "miss"
    return "false_alarm" if said else "correct_rejection"


def comparable(old: Palpation, new: Palpation) -> bool:
    """Whether responses to ``old`` can be marked against ``new``: they point into the same figure."""
    return old.figure == new.figure


def _apart_cm(item: Palpation, one: Point, other: Point) -> float:
    return item.drawn.centimetres(one, other)


def _mirrored(item: Palpation, at: Point) -> Point:
    return item.drawn.canvas[0] - at[0], at[1]
