"""What a step reveals: nothing but what lies under the finger, or how far off the landmarks were."""

from collections.abc import Sequence
from hashlib import sha256
from math import cos, pi, sin

from question_bank.figure import Point
from question_bank.formats.contract import Taken
from question_bank.formats.palpation import words
from question_bank.formats.palpation.model import Committed, Palpation, Press, Revealed, Site, Step

FINGER_CM = 0.6  # half a fingertip: as far as a site beside the point pressed is still noticed
DEPTHS = {"light": 1, "fascia": 2, "bone": 3}
LAYERS = {"skin": 1, "fat": 1, "fascia": 2, "muscle": 2, "bone": 3}


def probe(item: Palpation, taken: Sequence[Taken], step: Step) -> Revealed:
    """Return what a step reveals. The steps before it change nothing of that."""
    if step.press is not None:
        return felt(item, step.press)
    return Revealed(off_cm=off_cm(item, step.placed or {}))


def taken_again(item: Palpation, response: Committed) -> list[Taken]:
    """Return the search a response rests on, with what each step revealed."""
    return [Taken(step, probe(item, (), step)) for step in steps_of(response)]


def steps_of(response: Committed) -> tuple[Step, ...]:
    """Return the steps a response rests on: the landmarks, placed or shown, then each press."""
    return (Step(placed=response.placed or {}), *(Step(press=press) for press in response.route))


def carried(response: Committed, taken: Sequence[Taken]) -> Committed:
    """Return a response with the search it rests on."""
    placed = next((each.step.placed for each in taken if each.step.placed is not None), None)
    route = tuple(each.step.press for each in taken if each.step.press is not None)
    return response.model_copy(update={"placed": placed, "route": route})


def off_cm(item: Palpation, placed: dict[str, Point]) -> dict[str, float]:
    """Return how far each landmark that was placed is from the true one, in centimetres."""
    figure = item.drawn
    return {
        id: round(figure.landmark(id).distance_from(placed[id]) / figure.units_per_cm, 1)
        for id in item.landmarks
        if id in placed
    }


def felt(item: Palpation, press: Press) -> Revealed:
    """Return what one press meets, and what the patient says to it."""
    site, off_centre = site_under(item, press.at)
    if site is not None and not reaches(press, site):
        site = None
    if site is None:
        return Revealed(cue=_normal(item.drawn.tissue_at(press.at), press), says=_says_of_normal(item, press))
    tissue = item.drawn.tissue_at(press.at)
    cue = _normal(tissue, press) if site.consistency == "none" else _met(site, tissue, press)
    if off_centre and site.consistency != "none":
        cue = words.AT_THE_EDGE + cue[:1].lower() + cue[1:]
    return Revealed(cue=cue, says=_says(item, site, press, off_centre=off_centre))


def site_under(item: Palpation, at: Point) -> tuple[Site | None, bool]:
    """Return the site under a fingertip, and whether only the finger's edge is on it."""
    for site in item.sites:
        if site.shape.holds(at):
            return site, False
    reach = FINGER_CM * item.drawn.units_per_cm
    around = [(at[0] + reach * cos(turn * pi / 6), at[1] + reach * sin(turn * pi / 6)) for turn in range(12)]
    for site in item.sites:
        if any(site.shape.holds(point) for point in around):
            return site, True
    return None, False


def reaches(press: Press, site: Site) -> bool:
    """Whether a press goes as deep as a site lies. A fold of skin is lifted off all but muscle and bone."""
    if press.movement == "pinch":
        return site.layer in ("skin", "fat", "fascia")
    return DEPTHS[press.depth] >= LAYERS[site.layer]


def _normal(tissue: str, press: Press) -> str:
    match press.movement:
        case "press":
            return words.PRESSED[tissue, press.depth]
        case "roll":
            return words.ROLLED_LIGHTLY if press.depth == "light" else words.ROLLED[tissue]
        case "pinch":
            return words.PINCHED
        case "tense":
            return words.TENSED.get(tissue, words.UNCHANGED)
        case _:
            return words.COUGHED


def _met(site: Site, tissue: str, press: Press) -> str:
    match press.movement:
        case "press" if press.depth == "bone" and site.mobility == "glides":
            return words.SLIPPED
        case "press":
            return f"{words.MET[site.consistency]}, {words.width(site)}."
        case "roll" if site.consistency == "cord":
            return f"{words.STRAND[site.mobility]}, {words.width(site)}."
        case "roll":
            return f"{words.SHIFTED[site.mobility]}, {words.width(site)}."
        case "pinch":
            return words.LIFTED_WITH if site.layer == "skin" else words.LEFT_BEHIND
        case "tense":
            if site.layer == "muscle":
                return site.tensed or words.LOST
            on_muscle = tissue == "muscle" and site.layer != "bone"
            return site.tensed or (words.ON_TOP if on_muscle else words.STILL_THERE)
        case _:
            return site.coughed or words.COUGHED


def _says_of_normal(item: Palpation, press: Press) -> str | None:
    everywhere = item.everywhere
    match press.question:
        case "hurt":
            return words.LED_ON_SITE if everywhere else words.LED[press.depth]
        case "nothing":
            return _unasked(item, press, everywhere.tenderness if everywhere else "none")
        case _ if everywhere:
            return f"“{everywhere.says}”"
        case _:
            ways = words.OPEN[press.depth]
            return ways[sha256(f"{item.id}{press.at}".encode()).digest()[0] % len(ways)]


def _says(item: Palpation, site: Site, press: Press, *, off_centre: bool) -> str | None:
    if press.question == "hurt":
        return words.LED[press.depth] if site.tenderness == "none" else words.LED_ON_SITE
    if press.question == "nothing":
        return _unasked(item, press, site.tenderness)
    if press.depth == "bone" and site.layer != "bone":
        return words.SORE_ANYWAY
    if off_centre and site.tenderness != "none":
        return words.CLOSE if site.familiar else words.TOUCHED["mild"]
    return f"“{site.says}”" if site.says else words.TOUCHED[site.tenderness]


def _unasked(item: Palpation, press: Press, tenderness: str) -> str | None:
    who = {"female": "She", "male": "He", "unstated": "The patient"}[item.vignette.patient.sex]
    if tenderness == "marked":
        return f"{who} flinches."
    return f"{who} tightens under the hand." if press.depth == "bone" else None
