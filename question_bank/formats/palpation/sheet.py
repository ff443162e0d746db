"""What an examiner reads out at a station on paper: what each site answers, and everywhere else."""

from collections.abc import Iterator
from dataclasses import dataclass

from question_bank.figure import Point, ShownFigure, shown
from question_bank.formats.palpation import words
from question_bank.formats.palpation.model import Depth, Movement, Palpation, Press, Question, Site
from question_bank.formats.palpation.presenting import how, title_of, where_words
from question_bank.formats.palpation.probing import felt
from question_bank.formats.palpation.samples import on_grid
from question_bank.formats.palpation.sketching import middle_of

# What is worth a row of its own: the ways to press that tell something different.
WAYS: tuple[tuple[Movement, Depth], ...] = (
    ("press", "light"),
    ("press", "fascia"),
    ("press", "bone"),
    ("roll", "fascia"),
    ("pinch", "light"),
    ("tense", "fascia"),
    ("cough", "fascia"),
)
TISSUES = {
    "muscle": "Muscle, and wherever nothing else is named",
    "bone": "Flat bone",
    "rim": "Edge of bone",
    "hollow": "Dip over bone",
    "yielding": "Soft wall",
}


@dataclass(frozen=True)
class CueRow:
    """One way to press: what is met, and what the patient says asked openly, or asked whether it hurts."""

    how: str
    met: str
    feels: str
    hurts: str


@dataclass(frozen=True)
class SiteCues:
    """What one site answers. number, at: as in the figure."""

    number: int
    site: Site
    where: str
    at: Point
    rows: tuple[CueRow, ...]


@dataclass(frozen=True)
class Sheet:
    """The examiner's part. elsewhere: what normal tissue answers: its name, pressed, rolled.

    feels, hurts: what the patient says anywhere else, by depth: (words for it, said when asked).
    """

    figure: ShownFigure
    origin: str
    landmarks: tuple[str, ...]
    sites: tuple[SiteCues, ...]
    elsewhere: tuple[tuple[str, str, str], ...]
    feels: tuple[tuple[str, str], ...]
    hurts: tuple[tuple[str, str], ...]


def sheet(item: Palpation) -> Sheet:
    """Return what each site of a sound station answers, and everywhere else."""
    figure = item.drawn
    kinds = dict.fromkeys(["muscle", *(tissue.kind for tissue in figure.tissues)])
    depths: tuple[tuple[Depth, str], ...] = (
        ("light", "lightly"),
        ("fascia", "to the fascia"),
        ("bone", "to bone"),
    )
    sore = item.everywhere
    return Sheet(
        figure=shown(figure, item.vignette.patient),
        origin=title_of(figure, item.origin),
        landmarks=tuple(figure.landmark(id).title for id in item.landmarks),
        sites=tuple(
            SiteCues(
                number,
                site,
                where_words(figure, item.origin, middle_of(site.shape)),
                middle_of(site.shape),
                tuple(_cues(item, site)),
            )
            for number, site in enumerate(item.sites, 1)
        ),
        elsewhere=tuple((TISSUES[kind], words.PRESSED[kind, "fascia"], words.ROLLED[kind]) for kind in kinds),
        feels=(
            (("at any depth", f"“{sore.says}”"),)
            if sore
            else tuple((name, words.OPEN[depth][0]) for depth, name in depths)
        ),
        hurts=(
            (("at any depth", words.LED_ON_SITE),)
            if sore
            else tuple((name, words.LED[depth]) for depth, name in depths)
        ),
    )


def _cues(item: Palpation, site: Site) -> Iterator[CueRow]:
    at = on_grid(item, site)

    def press(movement: Movement, depth: Depth, question: Question) -> Press:
        return Press(at=at, depth=depth, movement=movement, question=question)

    for movement, depth in WAYS:
        open_ = felt(item, press(movement, depth, "feel"))
        led = felt(item, press(movement, depth, "hurt"))
        done = how(item, press(movement, depth, "feel"))
        yield CueRow(f"{done[:1].upper()}{done[1:]}", open_.cue, open_.says or "", led.says or "")
