"""Making a quiz to measure: one tap, or the trainee's own choice with a count of what matches."""

from dataclasses import replace
from datetime import UTC, datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from quiz import access
from quiz.accounts.visitor import visitor
from quiz.bank.models import Bank
from quiz.bank.published import queries as bank_queries
from quiz.db import db
from quiz.learning.review.views import caught_up
from quiz.notices.queries import count_unread
from quiz.practice import actions
from quiz.practice.building import matching, queries
from quiz.practice.building.forms import KEPT, BuildForm
from quiz.practice.building.matching import DUE, Pool
from quiz.practice.building.presets import FIVE, Preset, presets
from quiz.practice.views import blueprint
from quiz.sittings.exams.queries import extra_time_percent
from quiz.sittings.tokens import new_token

NOT_OFFERED = "There is nothing left for this quiz. Choose another, or make your own."


@blueprint.get("/practise")
@access.public
def build() -> ResponseReturnValue:
    """Offer quizzes that start with one tap, and to make one; the address says what is chosen."""
    bank = bank_queries.practised_bank(request.args.get("bank"))
    form = _form(bank, MultiDict())
    chosen = {name: request.args.getlist(name) for name in KEPT if name in request.args}
    last = {} if chosen else queries.last_settings(visitor(), bank.id)
    form = _form(bank, form.only_known(chosen or last), like=form)
    return _page(bank, form, _pool(bank, form), is_open=bool(chosen or last))


@blueprint.post("/practise")
@access.public
def look() -> ResponseReturnValue:
    """Lead to the address of what is chosen, where its count stands: the way without a script."""
    bank = bank_queries.practised_bank(request.form.get("bank"))
    form = _form(bank, request.form)
    if not form.validate():
        return _page(bank, form, _pool(bank, form)), 422
    return redirect(url_for("practice.build", bank=bank.slug, **form.chosen(), _anchor="own"), 303)  # type: ignore[arg-type]


@blueprint.get("/practise/count")
@access.public
def count() -> ResponseReturnValue:
    """Tell a script how many questions match what an address says."""
    bank = bank_queries.practised_bank(request.args.get("bank"))
    form = _form(bank, MultiDict())
    form = _form(bank, form.only_known({name: request.args.getlist(name) for name in KEPT}), like=form)
    return {"told": _told(form, _pool(bank, form))}


@blueprint.post("/sittings")
@access.public
def start() -> ResponseReturnValue:
    """Begin a sitting."""
    bank = bank_queries.practised_bank(request.form.get("bank"))
    form, tapped = _form(bank, request.form), request.form.get("preset")
    if not form.validate_on_submit():
        return _page(bank, form, _pool(bank, form)), 422
    pool = _pool(bank, form)
    preset = _preset(tapped, pool, form) if tapped else None
    if tapped and preset is None:
        return _page(bank, form, pool, problem=NOT_OFFERED), 409
    sitting_id = actions.start(
        visitor(),
        bank=bank,
        pool=pool,
        wishes=preset.wishes if preset else form.wishes(),
        title=preset.quiz if preset else form.title,
        length=preset.length if preset else form.length.data,
        exam=None if preset else form.allowance(),
        remembered=None if preset else form.chosen(),
        token=form.token.data or "",
        time_zone=form.time_zone.data,
        now=datetime.now(UTC),
    )
    if sitting_id is None:
        problem = matching.told(pool, preset.wishes) if preset else _told(form, pool)
        return _page(bank, form, pool, problem=problem), 409
    db.session.commit()
    return redirect(url_for("practice.ask", sitting_id=sitting_id, position=1), 303)


def _form(bank: Bank, posted: MultiDict[str, str], *, like: BuildForm | None = None) -> BuildForm:
    """Return the form, filled with what was posted; like: one of the same bank."""
    topics = like.topics if like else queries.topics(bank.id)
    objectives = like.objectives if like else queries.objectives(bank.id)
    form = BuildForm(posted, topics=topics, objectives=objectives)
    form.bank.data = bank.slug
    return form


def _pool(bank: Bank, form: BuildForm) -> Pool:
    """Return what there is to choose from, with what is due where that is asked for."""
    with_due = form.among.data == DUE and visitor().is_known
    standing = caught_up()[0] if with_due else None
    pool = queries.pool(visitor(), bank, now=datetime.now(UTC), with_due=with_due)
    return replace(pool, due_is_behind=standing.is_stale) if standing else pool


def _preset(name: str, pool: Pool, form: BuildForm) -> Preset | None:
    titles = {topic.slug: topic.title for topic in form.topics}
    return next((preset for preset in (FIVE, *presets(pool, titles)) if preset.name == name), None)


def _told(form: BuildForm, pool: Pool) -> str:
    told = matching.told(pool, form.wishes(), length=form.length.data)
    return f"{told} {matching.BEHIND}" if pool.due_is_behind else told


def _page(
    bank: Bank, form: BuildForm, pool: Pool, *, is_open: bool = True, problem: str | None = None
) -> str:
    form.token.data = new_token()
    return render_template(
        "practice/build.html",
        here="practise",
        sheet="build",
        bank=bank,
        banks=bank_queries.open_banks(),
        form=form,
        offered=pool.stock.offered,
        presets=presets(pool, {topic.slug: topic.title for topic in form.topics}),
        told=_told(form, pool),
        problem=problem,
        is_open=is_open,
        extra_time=extra_time_percent(visitor()) if visitor().is_known else 0,
        unread=count_unread(visitor()),
    )
