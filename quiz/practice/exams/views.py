"""The pages of an exam: a question of it, the overview, the clock.

A question has the same address as in tutor mode; ``practice.views`` hands over what belongs to an exam.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from question_bank import Response as Answer
from question_bank.formats.contract import ItemFormat, Presentation, response_of
from quiz import access
from quiz.accounts.visitor import visitor
from quiz.db import db
from quiz.learning.queries import time_zone
from quiz.metrics import count_answer
from quiz.practice.asking import reading_of, sentences, shown_in, taken_in
from quiz.practice.bedside.actions import keep_note_sent
from quiz.practice.bedside.queries import jotted
from quiz.practice.exams import actions
from quiz.practice.exams.forms import OURS, PageForm
from quiz.practice.forms import SURENESS, AnswerForm
from quiz.sittings import policy
from quiz.sittings import queries as sittings
from quiz.sittings.exams import queries
from quiz.sittings.models import Sitting
from quiz.sittings.policy import Arrival
from quiz.sittings.queries import Place
from quiz.sittings.tokens import answer_token, seconds_since

blueprint = Blueprint("exams", __name__)

STANDS = {"answered": "answered", "begun": "begun, some parts are open"}
SAVED = "Saved."
PARTIAL = "Saved as far as it goes: some parts are still open."
TOLD = {
    Arrival.LATE: "The time was over when your answer arrived. It is kept, but it does not count.",
    Arrival.REFUSED: "You went on from this step, so its answer stays as it was.",
}


@blueprint.get("/sittings/<id:sitting_id>/overview")
@access.person
def overview(sitting_id: int) -> ResponseReturnValue:
    """Show what is answered, open and flagged in an exam, and offer to finish it."""
    sitting = sittings.sitting(visitor(), sitting_id)
    if sitting.mode != policy.EXAM or sitting.closed_at is not None:
        return redirect(url_for("practice.go_on", sitting_id=sitting_id), 303)
    g.time_zone = time_zone(visitor())
    segments = queries.way(sitting_id)
    return render_template(
        "exams/overview.html",
        here="practise",
        sitting=sitting,
        segments=segments,
        answered=sum(segment.word == "answered" for segment in segments),
        begun=[segment.position for segment in segments if segment.word == "begun"],
        still_open=[segment.position for segment in segments if not segment.saved],
        flagged=[segment.position for segment in segments if segment.flagged],
        left=policy.time_left(sitting.deadline, datetime.now(UTC)),
    )


@blueprint.get("/sittings/<id:sitting_id>/clock")
@access.person
def clock(sitting_id: int) -> ResponseReturnValue:
    """Tell a script how many seconds are left, by the server's clock."""
    sitting = sittings.sitting(visitor(), sitting_id)
    left = 0.0 if sitting.closed_at else policy.time_left(sitting.deadline, datetime.now(UTC))
    return {"left": min(left, 1e9)}


def go_on(sitting: Sitting) -> ResponseReturnValue:
    """Lead to the first question of an exam without an answer; without one, or time, to the overview."""
    still_open = policy.first_open(queries.way(sitting.id))
    if still_open is None or not policy.time_left(sitting.deadline, datetime.now(UTC)):
        return redirect(url_for("exams.overview", sitting_id=sitting.id), 303)
    return redirect(url_for("practice.ask", sitting_id=sitting.id, position=still_open), 303)


def ask(place: Place) -> ResponseReturnValue:
    """Show a question of an exam that is open, with the answer saved so far."""
    if policy.is_locked(place.state):
        flash("This question comes later in its case. Answer this one, and go on from it.")
        turn = next(
            each
            for each in queries.way(place.sitting_id)
            if each.position in place.of_case and not each.locked
        )
        return redirect(url_for("practice.ask", sitting_id=place.sitting_id, position=turn.position), 303)
    if not policy.may_ask(place.state, datetime.now(UTC)):
        return redirect(url_for("exams.overview", sitting_id=place.sitting_id), 303)
    return question(place)


@dataclass(frozen=True)
class Posted:
    """What was posted as the answer. answer: None where there is nothing to save."""

    form: Any
    answer: Answer | None
    whole: bool


def save(place: Place, *, then: str | None = None) -> ResponseReturnValue:
    """Save what a page of an exam sends, then lead to where the trainee wants to go.

    then: an address to lead to instead, of the same question.

    A script saves on every change and gets JSON; its page stays.
    """
    now = datetime.now(UTC)
    in_place = request.accept_mimetypes.best == "application/json"
    extra = PageForm(request.form)
    posted = _read(place)
    goes_on = extra.go.data == "step" or (
        not (extra.go.data or then) and not in_place and not extra.flag.data and place.opens_next
    )
    has_answer = any(text for name, text in request.form.items(multi=True) if name not in OURS)
    unusable = posted.answer is None and has_answer and not extra.without.data
    if not extra.validate() or unusable or (goes_on and place.given is None and not posted.whole):
        return _refuse(place, posted, extra, now, in_place=in_place)
    page = extra.token.data or ""
    came = actions.take(
        visitor(),
        place,
        actions.Sent(
            answer=posted.answer,
            partial=not posted.whole,
            token=f"{page}~{extra.save.data}" if extra.save.data else page,
            sureness=extra.sureness.data,
            seconds=seconds_since(page, place.slot_id, now),
            flag={"0": False, "1": True}.get(extra.flag.data or ""),
            leaves=not in_place or bool(extra.leave.data),
            goes_on=goes_on,
        ),
        now=now,
    )
    db.session.commit()
    if posted.answer is not None and came not in TOLD:
        count_answer()
    if in_place:
        return _told(place, came, now, "" if posted.whole else next(sentences(posted.form.errors)))
    if came in TOLD:
        flash(TOLD[came], "error")
    if then:
        return redirect(then, 303)
    if keep_note_sent(place, extra.note.data, extra.noted.data, now=now):
        db.session.commit()
    to = str(place.position) if extra.flag.data else extra.go.data or "next"
    return redirect(_address(place, to), 303)


def _read(place: Place) -> Posted:
    """Read the answer that was posted, whole or in part, with the search it rests on."""
    reading = reading_of(place)
    fmt = reading.format
    taken = taken_in(place, fmt)
    form = fmt.answer_form(shown_in(place, reading, taken), request.form)
    whole = form.validate()
    given = fmt.read_answer(form) if whole else fmt.read_part(form) if fmt.read_part else None
    if given is not None and fmt.exploration is not None:
        given = fmt.exploration.carried(given, taken)
    return Posted(form, given, whole)


def _refuse(
    place: Place, posted: Posted, extra: PageForm, now: datetime, *, in_place: bool
) -> ResponseReturnValue:
    if in_place:
        problems = [*sentences(extra.errors), *sentences(posted.form.errors)]
        return {"problem": problems[0], "left": policy.time_left(place.deadline, now)}, 422
    if not policy.may_ask(place.state, now):
        flash("The time was over, and what you had chosen was not whole.", "error")
        return redirect(url_for("exams.overview", sitting_id=place.sitting_id), 303)
    return question(place, form=posted.form, extra=extra), 422


def _told(place: Place, came: Arrival | None, now: datetime, missing: str) -> ResponseReturnValue:
    """Return what a script is told. Nothing in it depends on whether the answer is right.

    missing: what is wanted for the answer to be whole.
    """
    saved = f"Saved as far as it goes. {missing}" if missing else SAVED
    left = 0.0 if place.closed_at else policy.time_left(place.deadline, now)
    reply = {"told": TOLD.get(came, saved) if came else "", "counts": came not in TOLD, "left": left}
    if came and came not in TOLD:
        stands = "begun" if missing else "answered"
        reply["stands"] = [stands, f", {STANDS[stands]}"]
    return reply


def _address(place: Place, to: str) -> str:
    segments = queries.way(place.sitting_id)
    position = policy.next_in_exam(segments, after=place.position) if to in ("next", "step") else None
    if to.isdecimal() and 1 <= int(to) <= place.length:
        position = int(to)
    if position is None:
        return url_for("exams.overview", sitting_id=place.sitting_id)
    return url_for("practice.ask", sitting_id=place.sitting_id, position=position)


def question(
    place: Place,
    *,
    form: object = None,
    extra: AnswerForm | None = None,
    step_form: object = None,
    jotting: object = None,
) -> str:
    """Render a question of an exam: as it is saved, or as it was just posted."""
    g.time_zone = place.time_zone
    reading = reading_of(place)
    fmt = reading.format
    shown = shown_in(place, reading, taken_in(place, fmt))
    if fmt.exploration is not None and step_form is None:
        step_form = fmt.exploration.step_form(shown, None)
    saved = queries.newest(place.slot_id)
    return render_template(
        "practice/explore.html" if fmt.exploration else "practice/ask.html",
        here="practise",
        place=place,
        format=fmt.name,
        shown=shown,
        reading_key=reading.key,
        step_form=step_form,
        story=reading.stage.story if reading.stage else None,
        form=form or (fmt.answer_form(shown, request.form) if jotting else _filled(fmt, shown, saved)),
        extra=extra or AnswerForm(sureness=saved.sureness if saved else None),
        token=answer_token(place.slot_id),
        sureness=SURENESS,
        jotted=jotted(place),
        jotting=jotting,
        exam={
            "segments": queries.way(place.sitting_id),
            "left": policy.time_left(place.deadline, datetime.now(UTC)),
            "saved": (PARTIAL if saved.partial else SAVED) if saved else "",
            "locked": place.given is not None,
            "refused": form is not None,
        },
    )


def _filled(fmt: ItemFormat, shown: Presentation, saved: queries.Saved | None) -> object:
    """Return the form of a question, filled with what is saved."""
    if saved is None:
        return fmt.answer_form(shown, None)
    return fmt.answer_form(shown, MultiDict(fmt.post_of(response_of(fmt, saved.answer))))
