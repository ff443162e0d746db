"""An item tried covered by those who write it: with the options hidden, then with the case hidden.

Nothing is stored: what was answered first travels in the page. Sources: NBME item-writing guide (cover the
options; window dressing).
"""

from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from question_bank import check
from question_bank.choices import Ask, Choices
from quiz import access
from quiz.access import Act
from quiz.bank.actions import bank_of
from quiz.bank.preview import SEED, Asked, preview
from quiz.bank.queries import Desk, Draft, desk_for, draft
from quiz.bank.reviewing import queries as reviewing
from quiz.bank.views import blueprint
from quiz.errors import Conflict

LONGEST = 2000  # characters of an answer in one's own words
ERRORS = "It can be tried when what it asks has no errors. Open it and mend them, then save it."
EXPLORED = (
    "What is asked here is found by exploring. There is no list of options to cover, and without the case "
    "nothing to explore."
)
NO_LIST = (
    "There is no list of options here that could be covered: it is answered in another way. Read the "
    "question without the case yourself, and see whether you could answer it."
)
CODE = "window-dressing"


@dataclass(frozen=True)
class Covered:
    """What is tried: an item, or a stage of a case. why_not: why it cannot be, empty if it can."""

    asked: Asked
    stage: int
    of: int
    asks: tuple[tuple[Choices, Ask], ...]
    why_not: str
    dressing: str

    @property
    def chance(self) -> int | None:
        """One in how many guesses is right, where there is one list with one key."""
        if len(self.asks) != 1:
            return None
        choices, _ = self.asks[0]
        return None if choices.key is None else len(choices.texts)


@blueprint.get("/bank/<bank>/items/<item>/covered")
@access.educator
def covered_item(bank: str, item: str) -> ResponseReturnValue:
    """Ask with the options hidden."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    found = draft(desk, item)
    if reviewing.keeps_blind(desk, found):
        return redirect(url_for("bank.review_item", bank=bank, item=item), 303)
    covered = _covered(found, request.args.get("stage", 1, type=int))
    return _page(desk, found, covered, "options")


@blueprint.post("/bank/<bank>/items/<item>/covered")
@access.educator
def answer_covered(bank: str, item: str) -> ResponseReturnValue:
    """Take what was written with the options hidden, ask with the case hidden, then show the key."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    found = draft(desk, item)
    if reviewing.keeps_blind(desk, found):
        return redirect(url_for("bank.review_item", bank=bank, item=item), 303)
    covered = _covered(found, request.form.get("stage", 1, type=int))
    if covered.why_not:
        abort(400)
    if request.form.get("version", type=int) != found.newest.number:
        raise Conflict("Somebody saved a newer version meanwhile. Try that one.")
    words = [request.form.get(f"own.{number}", "").strip() for number in range(len(covered.asks))]
    if not all(words) or max(map(len, words)) > LONGEST:
        problem = f"Write what you would answer, in {LONGEST} characters at most."
        return _page(desk, found, covered, "options", words=words, problem=problem), 422
    if request.form.get("covering") != "case":
        return _page(desk, found, covered, "case", words=words)
    fmt, view = covered.asked.reading.format, covered.asked.ready
    form = fmt.answer_form(view.shown, request.form)
    if not form.validate():
        return _page(desk, found, covered, "case", words=words, form=form), 422
    explained = fmt.explain(covered.asked.reading.item, fmt.read_answer(form), SEED)
    return _page(desk, found, covered, "nothing", words=words, explained=explained)


def _covered(found: Draft, stage: int) -> Covered:
    known = bank_of(found.bank)
    checked = check(found.newest.document, known)
    shown = preview(checked, known, number=found.newest.number)
    if shown is None:
        raise Conflict(ERRORS)
    if not 1 <= stage <= len(shown.asked):
        abort(404)
    asked = shown.asked[stage - 1]
    lists = asked.reading.item.choices()
    return Covered(
        asked=asked,
        stage=stage,
        of=len(shown.asked),
        asks=tuple((choices, ask) for choices in lists for ask in choices.asks),
        why_not=EXPLORED if asked.reading.format.exploration else "" if lists else NO_LIST,
        dressing=next((flaw.message for flaw in checked.flaws if flaw.code == CODE), ""),
    )


def _page(
    desk: Desk,
    found: Draft,
    covered: Covered,
    covering: str,
    *,
    words: list[str] | None = None,
    problem: str = "",
    **more: Any,
) -> str:
    """Render one of the three pages. covering: ``options``, ``case``, and at last ``nothing``."""
    asked = covered.asked
    return render_template(
        "bank/covered_item.html",
        here="bank",
        desk=desk,
        draft=found,
        covered=covered,
        covering=covering,
        story=asked.reading.stage.story if asked.reading.stage else None,
        format=asked.reading.format.name,
        shown=asked.ready.shown,
        form=more.get("form") or asked.ready.form,
        explained=more.get("explained"),
        reading=asked.reading,
        words=words or [],
        problem=problem,
    )
