"""The truth, the trainee's way over the map, and the report facet by facet."""

from collections.abc import Iterator
from dataclasses import dataclass

from question_bank.figure import Point, ShownFigure, shown
from question_bank.formats.contract import Explanation
from question_bank.formats.palpation import marking
from question_bank.formats.palpation.facets import FACETS, FINDINGS
from question_bank.formats.palpation.model import Committed, Palpation, Press, Site
from question_bank.formats.palpation.presenting import Felt, Mark, marks, told, where_words
from question_bank.formats.palpation.probing import DEPTHS, LAYERS, site_under, taken_again
from question_bank.formats.palpation.sketching import middle_of

SIGNALS = {
    "hit": "There was something that mattered, and you found it.",
    "miss": "There was something that mattered, and the report leaves it out.",
    "false_alarm": "Nothing that mattered was there: a false alarm.",
    "correct_rejection": "Nothing that mattered was there, and you said so.",
}
CREDITS = {"full": "Best", "half": "Half right", "none": "Not now"}
WORDS = {name: dict(choices) for name, (_, choices) in FACETS.items()}
FOUND = dict(FINDINGS)


@dataclass(frozen=True)
class FacetRow:
    """One facet of the report: what was said, what is so, and how far they agree (0 to 1)."""

    title: str
    mine: str
    best: str
    share: float
    weight: int

    @property
    def word(self) -> str:
        """How far they agree, in a word."""
        return "right" if self.share == 1 else "partly" if self.share else "wrong"


@dataclass(frozen=True)
class StepRow:
    """One thing that could be done next."""

    text: str
    credit: str
    word: str
    harmful: bool
    is_mine: bool
    rationale: str


@dataclass(frozen=True)
class Explained(Explanation):
    """The station with its cover off. unexamined: what the search left out, in sentences."""

    figure: ShownFigure
    sites: tuple[Site, ...]
    places: dict[str, str]
    marks: tuple[Mark, ...]
    felt: tuple[Felt, ...]
    facets: tuple[FacetRow, ...]
    steps: tuple[StepRow, ...]
    unexamined: tuple[str, ...]
    signal: str | None
    wrong_side: bool
    missed_red_flag: bool
    place: Point | None


def explain(item: Palpation, response: Committed, seed: str) -> Explained:
    """Explain an answer."""
    taken = taken_again(item, response)
    score = marking.mark(item, response)
    wrong_side = marking.is_wrong_side(item, response)
    return Explained(
        verdict="right" if score.fraction == 1 else "partly" if score.fraction else "wrong",
        told=_told(item, response, wrong_side=wrong_side),
        best="" if score.fraction == 1 else _best(item),
        figure=shown(item.drawn, item.vignette.patient),
        sites=item.sites,
        places={site.id: where_words(item.drawn, item.origin, middle(site)) for site in item.sites},
        marks=tuple(marks(item, taken)),
        felt=tuple(told(item, taken)),
        facets=tuple(facet_rows(item, response)),
        steps=tuple(_steps(item, response)),
        unexamined=tuple(unexamined(item, response)),
        signal=SIGNALS[score.signal] if score.signal else None,
        wrong_side=wrong_side,
        missed_red_flag=marking.missed_red_flag(item, response),
        place=response.place,
    )


def middle(site: Site) -> Point:
    """Return the middle of a site's outline."""
    return middle_of(site.shape)


def facet_rows(item: Palpation, response: Committed) -> Iterator[FacetRow]:
    """Yield the facets that count at this station, with what was said and what is so."""
    shares = marking.facet_shares(item, response)
    weights = marking.DESCRIBED if item.keyed else marking.NOTHING_THERE
    site = marking.site_meant(item, response) or next(iter(item.keyed), None)
    mine, best = _said(item, response), _so(item, site)
    titles = {
        "finding": "Is there anything?",
        "place": "Where?",
        "next": "What next?",
        "search": "The search",
    }
    titles |= {name: title for name, (title, _) in FACETS.items()} | {"referral": "Spread"}
    for name, weight in weights.items():
        yield FacetRow(titles[name], mine[name], best[name], shares[name], weight)


def _said(item: Palpation, response: Committed) -> dict[str, str]:
    said = {name: WORDS[name].get(getattr(response, name) or "", "not said") for name in FACETS}
    place = response.place
    compared, away = marking.compared_sides(item, response), marking.went_well_away(item, response)
    return {
        **said,
        "finding": FOUND.get(response.finding or "", "not said"),
        "place": where_words(item.drawn, item.origin, place) if place else "nowhere",
        "referral": _choice(item.referrals, response.referral),
        "next": _choice(item.next_steps, response.next),
        "search": f"{'both sides' if compared else 'one side'}, {'and' if away else 'not'} well away",
    }


def _so(item: Palpation, site: Site | None) -> dict[str, str]:
    best = {
        "finding": FOUND[item.finding],
        "next": next(step.text for step in item.next_steps if step.credit == "full"),
        "search": "both sides, and well away",
    }
    if site is not None:
        facts = {
            "size": site.size,
            "consistency": site.consistency,
            "mobility": site.mobility,
            "tenderness": site.tenderness,
            "familiar": "yes" if site.familiar else "no",
        }
        best |= {name: WORDS[name][value] for name, value in facts.items()}
        best["place"] = where_words(item.drawn, item.origin, middle(site))
        best["referral"] = _choice(item.referrals, site.referral)
    return best


def _choice(choices: tuple[object, ...], id: str | None) -> str:
    return next((str(choice.text) for choice in choices if choice.id == id), "not said")  # type: ignore[attr-defined]


def _told(item: Palpation, response: Committed, *, wrong_side: bool) -> str:
    said = {
        "relevant": "you reported something that matters",
        "incidental": "you reported something that does not matter here",
        "none": "you reported nothing out of the ordinary",
        None: "you left it open",
    }[response.finding]
    if response.place is None:
        return said
    where = f"{said}: {where_words(item.drawn, item.origin, response.place)}"
    return f"{where}, the right place on the wrong side" if wrong_side else where


def _best(item: Palpation) -> str:
    if not item.keyed:
        return "There was nothing out of the ordinary to find."
    titles = " and ".join(site.title[:1].lower() + site.title[1:] for site in item.keyed)
    return f"There was {titles}{', which does not matter here' if item.finding == 'incidental' else ''}."


def _steps(item: Palpation, response: Committed) -> Iterator[StepRow]:
    for step in sorted(item.next_steps, key=lambda step: ("full", "half", "none").index(step.credit)):
        yield StepRow(
            step.text,
            step.credit,
            CREDITS[step.credit],
            step.harmful,
            step.id == response.next,
            step.rationale,
        )


def unexamined(item: Palpation, response: Committed) -> Iterator[str]:
    """Yield what the search left out, one sentence each; nothing for a search without gaps."""
    if not response.route:
        yield "Nothing was pressed."
        return
    for site in item.sites:
        yield from _left_out(
            item, site, [press for press in response.route if site_under(item, press.at)[0] == site]
        )
    if not marking.compared_sides(item, response):
        yield "The same place was not pressed on both sides."
    if not marking.went_well_away(item, response):
        yield "No spot well away (8 cm or more) was pressed for comparison."
    if all(press.question != "feel" for press in response.route):
        yield "The patient was never asked openly: “What do you feel?”"


def _left_out(item: Palpation, site: Site, presses: list[Press]) -> Iterator[str]:
    place = where_words(item.drawn, item.origin, middle(site))
    if not presses:
        yield f"{site.title} ({place}): not pressed."
    elif all(DEPTHS[press.depth] < LAYERS[site.layer] for press in presses):
        yield f"{site.title} ({place}): pressed, but not deep enough."
    else:
        if all(press.movement != "roll" for press in presses):
            yield f"{site.title} ({place}): pressed, but not rolled, so its edge was not met."
        if all(press.question != "feel" for press in presses):
            yield f"{site.title} ({place}): the patient was not asked openly there."
        if (
            site.role == "target"
            and site.layer in ("fascia", "muscle")
            and all(press.movement != "tense" for press in presses)
        ):
            yield f"{site.title} ({place}): not felt with the muscle tensed, which tells above from within."
