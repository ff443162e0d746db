"""The trainee's pages: answer, see why, see the result. Rooms of this feature add theirs to it."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from question_bank.formats.contract import response_of
from quiz import access
from quiz.accounts.visitor import visitor
from quiz.db import begin_reading, begin_writing, db
from quiz.errors import Conflict, NotFound
from quiz.metrics import count_answer
from quiz.practice import actions, queries
from quiz.practice.asking import reading_of, sentences, shown_in, taken_in
from quiz.practice.bedside.actions import keep_note_sent
from quiz.practice.bedside.queries import jotted as jotted_in
from quiz.practice.exams import views as exams
from quiz.practice.exams.actions import close_exam
from quiz.practice.forms import SURENESS, AnswerForm, left_form
from quiz.rendering import local
from quiz.sittings import policy
from quiz.sittings import queries as sittings
from quiz.sittings.actions import close_sitting
from quiz.sittings.exams.queries import late
from quiz.sittings.tokens import answer_token, seconds_since
from quiz.statistics.queries import peers as peers_of
from quiz.statistics.views import count_afterwards

blueprint = Blueprint("practice", __name__)


@blueprint.get("/sittings/<id:sitting_id>")
@access.person
def go_on(sitting_id: int) -> ResponseReturnValue:
    """Lead to the first open question of a sitting, or to its result."""
    sitting = sittings.sitting(visitor(), sitting_id)
    if sitting.mode == policy.EXAM and sitting.closed_at is None:
        return exams.go_on(sitting)
    following = policy.following(sittings.way(sitting_id))
    if following is None or sitting.closed_at is not None:
        return redirect(url_for("practice.result", sitting_id=sitting_id), 303)
    return redirect(url_for("practice.ask", sitting_id=sitting_id, position=following), 303)


@blueprint.get("/sittings/<id:sitting_id>/slots/<id:position>")
@access.person
def ask(sitting_id: int, position: int) -> ResponseReturnValue:
    """Show a question without its key."""
    begin_reading()
    place = sittings.place(visitor(), sitting_id, position)
    if policy.may_reveal(place.state):
        return redirect(url_for("practice.explanation", sitting_id=sitting_id, position=position), 303)
    if place.mode == policy.EXAM:
        return exams.ask(place)
    if policy.is_locked(place.state):
        flash("This question comes later in its case. Answer this one first.")
        turn = policy.following(sittings.way(sitting_id), of_case=place.of_case)
        return redirect(url_for("practice.ask", sitting_id=sitting_id, position=turn), 303)
    return question(place, token=answer_token(place.slot_id))


@blueprint.post("/sittings/<id:sitting_id>/slots/<id:position>")
@access.person
def answer(sitting_id: int, position: int) -> ResponseReturnValue:
    """Store an answer, then lead to its explanation."""
    begin_reading()
    place = sittings.place(visitor(), sitting_id, position)
    _refuse_locked(place)
    if place.mode == policy.EXAM:
        return exams.save(place)
    reading = reading_of(place)
    exploration = reading.format.exploration
    taken = taken_in(place, reading.format)
    form = reading.format.answer_form(shown_in(place, reading, taken), request.form)
    extra = AnswerForm(request.form)
    if not (extra.validate() & form.validate()):
        return question(place, token=answer_token(place.slot_id), form=form, extra=extra), 422
    now = datetime.now(UTC)
    token = extra.token.data or ""
    given = reading.format.read_answer(form)
    stored = actions.answer(
        visitor(),
        place,
        exploration.carried(given, taken) if exploration else given,
        token=token,
        sureness=extra.sureness.data,
        seconds=seconds_since(token, place.slot_id, now),
        now=now,
    )
    count_answer()
    if keep_note_sent(place, extra.note.data, extra.noted.data, now=now):
        db.session.commit()
    if not stored.first:
        flash("You had answered this question before. Your first answer counts.")
    return redirect(url_for("practice.explanation", sitting_id=sitting_id, position=position), 303)


@blueprint.post("/sittings/<id:sitting_id>/slots/<id:position>/steps")
@access.person
def explore(sitting_id: int, position: int) -> ResponseReturnValue:
    """Take one step before answering; a script gets what it adds to the page, others the page again."""
    place = sittings.place(visitor(), sitting_id, position)
    _refuse_locked(place)
    reading = reading_of(place)
    exploration = reading.format.exploration
    if exploration is None:
        raise NotFound("This question is answered at once; there is nothing to try out before.")
    taken = taken_in(place, reading.format)
    shown: Any = shown_in(place, reading, taken)
    form = exploration.step_form(shown, request.form)
    in_place = request.accept_mimetypes.best == "application/json"
    if not form.validate():
        if in_place:
            return {"problem": next(iter(sentences(form.errors)))}, 422
        if place.mode == policy.EXAM:
            return exams.question(place, step_form=form), 422
        return question(place, token=answer_token(place.slot_id), step_form=form), 422
    step = exploration.read_step(form, shown)
    step_taken = actions.explore(visitor(), place, taken, step, now=datetime.now(UTC))
    db.session.commit()
    if not in_place:
        return redirect(url_for("practice.ask", sitting_id=sitting_id, position=position), 303)
    shown = exploration.present(reading.item, place.seed, [*taken, step_taken])
    return {"html": render_template(f"formats/{reading.format.name}/step.html", shown=shown)}


@blueprint.get("/sittings/<id:sitting_id>/slots/<id:position>/explanation")
@access.person
def explanation(sitting_id: int, position: int) -> ResponseReturnValue:
    """Explain an answered question."""
    begin_reading()
    place = sittings.place(visitor(), sitting_id, position)
    if not policy.may_reveal(place.state):
        return redirect(url_for("practice.ask", sitting_id=sitting_id, position=position), 303)
    return explained(place)


def explained(place: sittings.Place, *, jotting: object = None) -> Response:
    """Return the page that explains an answered question. jotting: a form with a note that was refused."""
    g.time_zone = place.time_zone
    reading = actions.as_marked(place)
    fmt, stage = reading.format, reading.stage
    given = response_of(fmt, place.given.answer if place.given else {})
    segments = sittings.way(place.sitting_id)
    peers, now = peers_of(place), datetime.now(UTC)
    page = render_template(
        "practice/explanation.html",
        here="practise",
        place=place,
        reading=reading,
        explained=fmt.explain(reading.item, given, place.seed),
        shown=fmt.present(reading.item, place.seed),
        segments=segments,
        following=policy.following(segments, after=place.position, of_case=place.of_case)
        if place.closed_at is None
        else None,
        reads_on=place.mode == policy.EXAM and place.position < place.length,
        case=queries.case_outcome(stage.format, place, segments) if stage and stage.is_last else None,
        sureness=SURENESS.get(place.given.sureness or 0) if place.given else None,
        corrected=sittings.corrected(place),
        peers=peers,
        today=local(now).date(),
        jotted=jotted_in(place),
        jotting=jotting,
    )
    response = make_response(page)
    return count_afterwards(response) if peers.is_behind(now) else response


@blueprint.post("/sittings/<id:sitting_id>/finish")
@access.person
def finish(sitting_id: int) -> ResponseReturnValue:
    """Finish a sitting, whatever is still open in it."""
    now = datetime.now(UTC)
    if sittings.sitting(visitor(), sitting_id).mode == policy.EXAM:
        close_exam(sitting_id, now=now)
    else:
        begin_writing()
        close_sitting(sitting_id, now=now)
    db.session.commit()
    return redirect(url_for("practice.result", sitting_id=sitting_id), 303)


@blueprint.get("/sittings/<id:sitting_id>/result")
@access.person
def result(sitting_id: int) -> ResponseReturnValue:
    """Show how a sitting went."""
    sitting = sittings.sitting(visitor(), sitting_id)
    is_exam = sitting.mode == policy.EXAM
    if is_exam and sitting.closed_at is None:
        return redirect(url_for("practice.go_on", sitting_id=sitting_id), 303)
    outcome = queries.outcome(sitting)
    if not outcome.answered and sitting.closed_at is None:
        return redirect(url_for("practice.go_on", sitting_id=sitting_id), 303)
    return render_template(
        "practice/result.html",
        here="practise",
        sitting=sitting,
        outcome=outcome,
        sureness=SURENESS,
        late=late(sitting_id) if is_exam else 0,
    )


def _refuse_locked(place: sittings.Place) -> None:
    if policy.is_locked(place.state):
        raise Conflict(
            "This question comes later in its case, so the answer was not taken. Answer the step before it "
            "first; nothing you have answered is lost."
        )


def question(
    place: sittings.Place,
    *,
    token: str,
    form: object = None,
    extra: AnswerForm | None = None,
    step_form: object = None,
    jotting: object = None,
) -> str:
    """Render a question of tutor mode: as it was left, or as it was just posted.

    jotting: a form with something to jot down that was refused.
    """
    g.time_zone = place.time_zone
    if place.closed_at is not None:
        raise Conflict("This quiz is finished.")
    reading = reading_of(place)
    exploration = reading.format.exploration
    shown = shown_in(place, reading, taken_in(place, reading.format))
    if exploration is not None and step_form is None:
        step_form = exploration.step_form(shown, None)
    jotted = jotted_in(place)
    chosen = MultiDict(request.form if jotting else jotted.chosen or {})
    if chosen and form is None:
        form, extra = reading.format.answer_form(shown, chosen), extra or left_form(chosen)
    return render_template(
        "practice/explore.html" if exploration else "practice/ask.html",
        here="practise",
        place=place,
        format=reading.format.name,
        shown=shown,
        reading_key=reading.key,
        step_form=step_form,
        story=reading.stage.story if reading.stage else None,
        form=form or reading.format.answer_form(shown, None),
        extra=extra,
        token=token,
        segments=sittings.way(place.sitting_id),
        sureness=SURENESS,
        jotted=jotted,
        jotting=jotting,
        covered=shown.coverable and jotted.covers and jotted.written is None,
    )
