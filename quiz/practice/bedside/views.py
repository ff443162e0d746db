"""Where the tools of a question send to, and the page on which a case is highlighted sentence by sentence."""

import json
from datetime import UTC, datetime

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quiz import access
from quiz.accounts.visitor import visitor
from quiz.db import begin_writing, db
from quiz.errors import Conflict
from quiz.practice.asking import reading_of, sentences, shown_in, taken_in
from quiz.practice.bedside import actions, queries
from quiz.practice.bedside.forms import HIGHLIGHT, JotForm, on_or_off, stretch
from quiz.practice.bedside.highlighting import Stretch
from quiz.practice.bedside.passages import highlighted, passages
from quiz.practice.bedside.passages import sentences as sentences_of
from quiz.practice.exams import views as exams
from quiz.practice.exams.forms import OURS
from quiz.practice.views import blueprint, explained, question
from quiz.sittings import policy
from quiz.sittings import queries as sittings
from quiz.sittings.tokens import answer_token

MOST_CHOSEN = 20_000  # characters of an answer that was not sent yet
GONE = "This page is older than the question. Reload it; nothing you have answered is lost."

blueprint.add_app_template_filter(highlighted)


@blueprint.post("/sittings/<id:sitting_id>/slots/<id:position>/bedside")
@access.person
def jot(sitting_id: int, position: int) -> ResponseReturnValue:
    """Jot down what a tool of a question sent; a script is told, others get the page again."""
    place, form, now = (
        sittings.place(visitor(), sitting_id, position),
        JotForm(request.form),
        datetime.now(UTC),
    )
    in_place = request.accept_mimetypes.best == "application/json"
    is_open_exam = place.mode == policy.EXAM and place.closed_at is None
    if not form.validate():
        if in_place:
            return {"problem": next(sentences(form.errors))}, 422
        return _again(place, form), 422
    wish = _wish(place, form, keeps_choice="token" in request.form and not in_place and not is_open_exam)
    begin_writing()
    place = sittings.place(visitor(), sitting_id, position)
    actions.jot(place, wish, now=now)
    note = form.note.data
    if note is not None and form.noted.data != queries.mark_of(note):
        note = actions.keep_note(place, note, noted=form.noted.data or "", now=now)
    db.session.commit()
    if in_place:
        return _told(place, note, with_case=bool(wish.highlight or wish.unmark))
    to = _next(place, form)
    return exams.save(place, then=to) if is_open_exam else redirect(to, 303)


@blueprint.get("/sittings/<id:sitting_id>/slots/<id:position>/highlight")
@access.person
def highlight(sitting_id: int, position: int) -> ResponseReturnValue:
    """Show the case of a question that is open, each sentence a button."""
    place, now = sittings.place(visitor(), sitting_id, position), datetime.now(UTC)
    is_exam = place.mode == policy.EXAM
    if not policy.may_answer(place.state) or (is_exam and not policy.may_ask(place.state, now)):
        return redirect(url_for("practice.ask", sitting_id=sitting_id, position=position), 303)
    g.time_zone = place.time_zone
    reading = reading_of(place)
    shown = shown_in(place, reading, taken_in(place, reading.format))
    found = passages(reading.stage.story if reading.stage else None, shown)
    return render_template(
        "practice/highlight.html",
        here="practise",
        place=place,
        sentences=sentences_of(found, queries.jotted(place).highlights),
        exam={"left": policy.time_left(place.deadline, now), "locked": False} if is_exam else None,
    )


def _wish(place: sittings.Place, form: JotForm, *, keeps_choice: bool) -> actions.Wish:
    """Return what a valid form asks for. Raises Conflict for an option or a text that is not there."""
    struck = {key: on for key, on in ((form.strike.data, True), (form.restore.data, False)) if key}
    highlight, unmark = stretch(form.highlight.data), stretch(form.unmark.data)
    if struck or highlight or unmark:
        _refuse_unknown(place, set(struck), highlight or unmark)
    chosen = None
    if keeps_choice:
        fields = request.form.to_dict(flat=False)
        chosen = {name: values for name, values in fields.items() if name not in OURS - {"sureness"}}
        chosen = chosen if len(json.dumps(chosen)) <= MOST_CHOSEN else None
    uncovers = form.written.data is not None and not any(
        request.form.get(name) for name in ("strike", "restore", "flag", "cover", "view", "keep")
    )
    return actions.Wish(
        struck,
        highlight,
        unmark,
        on_or_off(form.flag.data),
        on_or_off(form.cover.data),
        form.written.data if uncovers else None,
        {} if uncovers else chosen,
    )


def _refuse_unknown(place: sittings.Place, keys: set[str], marked: tuple[str, Stretch] | None) -> None:
    reading = reading_of(place)
    shown = shown_in(place, reading, taken_in(place, reading.format))
    if not keys <= set(shown.strikable):
        raise Conflict(GONE)
    if marked:
        digest, part = marked
        words = passages(reading.stage.story if reading.stage else None, shown).get(digest)
        if words is None or not words.has(part):
            raise Conflict(GONE)


def _told(place: sittings.Place, note: str | None, *, with_case: bool) -> ResponseReturnValue:
    """Return what a script is told; the case with its highlights, where they changed."""
    told = {"told": "Saved."}
    if note is not None:
        told |= {"note": note, "noted": queries.mark_of(note)}
    if with_case:
        reading = reading_of(place)
        told["case"] = render_template(
            "practice/_case.html",
            story=reading.stage.story if reading.stage else None,
            shown=shown_in(place, reading, taken_in(place, reading.format)),
            reading_key=reading.key,
            jotted=queries.jotted(place),
        )
    return told


def _next(place: sittings.Place, form: JotForm) -> str:
    """Return where a tool leads without a script: to the page it stands on."""
    if form.view.data == HIGHLIGHT and policy.may_answer(place.state):
        sentence = stretch(form.highlight.data or form.unmark.data)
        anchor = f"s-{sentence[0][:6]}-{sentence[1][0]}" if sentence else None
        return url_for(
            "practice.highlight", sitting_id=place.sitting_id, position=place.position, _anchor=anchor
        )
    endpoint = "practice.explanation" if policy.may_reveal(place.state) else "practice.ask"
    anchor = "note" if request.form.get("keep") else "answering"
    return url_for(endpoint, sitting_id=place.sitting_id, position=place.position, _anchor=anchor)


def _again(place: sittings.Place, form: JotForm) -> str | Response:
    """Return the page a form came from, with what was typed and what is wrong with it."""
    if policy.may_reveal(place.state):
        return explained(place, jotting=form)
    if place.mode == policy.EXAM:
        return exams.question(place, jotting=form)
    return question(place, token=answer_token(place.slot_id), jotting=form)
