"""Pictures, served by their digest; and the desk's pages of a bank's figures."""

import re
import secrets
from datetime import UTC, datetime

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from question_bank import Flaw, digest
from question_bank.lint import pictures
from question_bank.pictures import Picture, TooLarge, UnsafePicture, made_safe
from quiz import access
from quiz.access import Act
from quiz.bank import forms as item_forms
from quiz.bank.actions import bank_of
from quiz.bank.figures import actions, forms, queries
from quiz.bank.models import Figure as FigureRow
from quiz.bank.queries import Desk, desk_for, draft, figures_of, locked
from quiz.bank.views import MOST_FIELDS, blueprint, editor_page
from quiz.db import begin_writing, db
from quiz.errors import Conflict, NotFound

NAME = re.compile(r"([0-9a-f]{64})(-small)?\.(webp|svg)")
TYPES = {"webp": "image/webp", "svg": "image/svg+xml"}
ON_A_PAGE = 24
ALONE = "default-src 'none'; frame-ancestors 'none'; sandbox"  # whoever opens one by itself finds a picture


@blueprint.get("/pictures/<name>")
@access.public
def picture(name: str) -> Response:
    """Serve a picture to whoever knows its digest: it stands on pages that one may open, and nowhere else."""
    match = NAME.fullmatch(name)
    content = queries.picture(match[1], match[3], small=bool(match[2])) if match else None
    if match is None or content is None:
        raise NotFound("There is no such picture.")
    response = Response(content, mimetype=TYPES[match[3]])
    response.headers["Content-Security-Policy"] = ALONE
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.set_etag(match[1] + (match[2] or ""))
    response.make_conditional(request)
    return response


@blueprint.get("/bank/<bank>/figures")
@access.educator
def figures(bank: str) -> ResponseReturnValue:
    """Show a bank's figures, and where each is used."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    rows = queries.figures(desk.bank.id)
    number = max(1, min(request.args.get("page", 1, int), -(-len(rows) // ON_A_PAGE)))
    some = rows[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    return render_template(
        "bank/figures.html",
        here="bank",
        desk=desk,
        figures=figures_of(some),
        total=len(rows),
        page=number,
        pages=-(-len(rows) // ON_A_PAGE),
        uses=queries.uses(desk.bank.id),
        how=queries.HOW,
        sizes=queries.sizes(desk.bank.id),
    )


@blueprint.get("/bank/<bank>/upload")
@access.educator
def new_figure(bank: str) -> ResponseReturnValue:
    """Choose a picture, and say what it shows."""
    return _upload(desk_for(access.myself(), bank, to=Act.WRITE), forms.UploadForm())


@blueprint.post("/bank/<bank>/upload")
@access.educator
def add_figure(bank: str) -> ResponseReturnValue:
    """Make an uploaded picture safe, and add it to the bank."""
    desk = desk_for(access.myself(), bank, to=Act.WRITE)
    form = forms.UploadForm()
    made = uploaded(desk, form) if form.validate_on_submit() else None
    if made is None:
        return _upload(desk, form), form.status
    db.session.commit()
    return redirect(url_for("bank.figure", bank=bank, figure=made.slug), 303)


@blueprint.get("/bank/<bank>/figures/<figure>")
@access.educator
def figure(bank: str, figure: str) -> ResponseReturnValue:
    """Show a figure, what is said of it, and where it is used."""
    desk = desk_for(access.myself(), bank, to=Act.READ)
    row = queries.figure(desk, figure)
    return _page(desk, row, _about(row), forms.FileForm(), base=digest(row.document))


@blueprint.post("/bank/<bank>/figures/<figure>")
@access.educator
def save_figure(bank: str, figure: str) -> ResponseReturnValue:
    """Change what is said of a figure."""
    me = access.myself()
    desk = desk_for(me, bank, to=Act.WRITE)
    row = queries.figure(desk, figure)
    form, base = _about(row), request.form.get("base", "")
    if not form.validate_on_submit():
        return _page(desk, row, form, forms.FileForm(), base=base), 422
    begin_writing()
    desk = desk_for(me, bank, to=Act.WRITE)
    row = queries.figure(desk, figure, lock=True)
    try:
        did = actions.describe(desk.bank, row, form.said, base=base, by=me.account_id, now=datetime.now(UTC))
    except Conflict as problem:
        db.session.rollback()
        desk = desk_for(me, bank, to=Act.WRITE)
        row = queries.figure(desk, figure)
        again = digest(row.document)
        return _page(desk, row, form, forms.FileForm(), base=again, problem=problem.message), 409
    db.session.commit()
    flash("Saved." if did else "Nothing had changed.")
    return redirect(url_for("bank.figure", bank=bank, figure=figure), 303)


@blueprint.post("/bank/<bank>/figures/<figure>/picture")
@access.educator
def replace_figure(bank: str, figure: str) -> ResponseReturnValue:
    """Show another picture under the same name."""
    me = access.myself()
    desk = desk_for(me, bank, to=Act.WRITE)
    row = queries.figure(desk, figure)
    form = forms.FileForm()
    picture = _picture(form) if form.validate_on_submit() else None
    if picture is None:
        about = _about(row, posted=False)
        return _page(desk, row, about, form, base=digest(row.document)), form.status
    begin_writing()
    desk = desk_for(me, bank, to=Act.WRITE)
    row = queries.figure(desk, figure, lock=True)
    did = actions.replace(desk.bank, row, picture, by=me.account_id, now=datetime.now(UTC))
    db.session.commit()
    flash(" ".join(["The picture is replaced." if did else "It is the same picture.", *picture.told]))
    return redirect(url_for("bank.figure", bank=bank, figure=figure), 303)


@blueprint.post("/bank/<bank>/figures/<figure>/remove")
@access.educator
def remove_figure(bank: str, figure: str) -> ResponseReturnValue:
    """Remove a picture that nothing needs."""
    me = access.myself()
    begin_writing()
    desk = desk_for(me, bank, to=Act.WRITE)
    row = queries.figure(desk, figure, lock=True)
    actions.remove(desk.bank, row, by=me.account_id, now=datetime.now(UTC))
    db.session.commit()
    flash("The picture is removed.")
    return redirect(url_for("bank.figures", bank=bank), 303)


@blueprint.post("/bank/<bank>/items/<item>/pictures")
@access.educator
def add_picture_here(bank: str, item: str) -> ResponseReturnValue:
    """Upload a picture beside the item that needs it; the item's form stays, with the picture chosen."""
    if len(request.form) > MOST_FIELDS:
        abort(413)
    desk = desk_for(access.myself(), bank, to=Act.WRITE)
    draft(desk, item)
    form = forms.placed_form()
    made = uploaded(desk, form) if form.validate() else None
    if made is not None:
        db.session.commit()
    posted = MultiDict(
        (name, text)
        for name, text in request.form.items(multi=True)
        if made is None or not name.startswith(forms.PREFIX)
    )
    if made is not None:
        posted[form.place.data] = made.slug
    desk = desk_for(desk.me, bank, to=Act.WRITE)
    found, known = draft(desk, item), bank_of(desk.bank)
    editor = item_forms.posted_editor(found.format, posted, known, do="", seed=secrets.token_hex(8))
    if made is not None:
        empty = forms.placed_form(posted=False)
        empty.put_at = editor.places[form.place.data]
        form = empty
    page = editor_page(
        desk,
        found,
        known,
        editor,
        editor.document(found.newest.document),
        base=request.form.get("base_version", type=int),
        token=request.form.get("writing", ""),
        uploading=form,
    )
    return page, form.status if made is None else 200


def uploaded(desk: Desk, form: forms.UploadForm) -> FigureRow | None:
    """Add the picture of a valid form to a bank, without a commit; None with a sentence in the form."""
    picture = _picture(form)
    if picture is None:
        return None
    begin_writing()
    desk = desk_for(desk.me, desk.bank.slug, to=Act.WRITE)
    row = actions.add(locked(desk.bank), picture, form.said, by=desk.me.account_id, now=datetime.now(UTC))
    flash(" ".join([f"“{form.title.data}” is among the figures now.", *picture.told]))
    return row


def _picture(form: forms.FileForm) -> Picture | None:
    try:
        return made_safe(form.content)
    except UnsafePicture as problem:
        form.status = 413 if isinstance(problem, TooLarge) else 422
        form.file.errors = [*form.file.errors, str(problem)]
        return None


def _about(row: FigureRow, *, posted: bool = True) -> forms.AboutForm | forms.DrawnForm:
    """Return the form of what is said of a figure: as posted, or as it is."""
    kind = forms.AboutForm if row.document.get("picture") else forms.DrawnForm
    said = {name: row.document.get(name) for name in actions.SAID}
    return kind(data=said) if posted else kind(formdata=None, data=said)


def _upload(desk: Desk, form: forms.UploadForm) -> str:
    return render_template("bank/new_figure.html", here="bank", desk=desk, form=form, alt=forms.ALT)


def _page(
    desk: Desk,
    row: FigureRow,
    form: forms.AboutForm | forms.DrawnForm,
    file: forms.FileForm,
    *,
    base: str,
    problem: str = "",
) -> str:
    figure = figures_of([row])[0]
    uses = queries.all_uses(desk.bank.id, row.slug)
    flaws: list[Flaw] = list(pictures.flaws(figure))
    return render_template(
        "bank/figure.html",
        here="bank",
        desk=desk,
        may_write=desk.may(Act.WRITE),
        figure=figure,
        form=form,
        file=file,
        base=base,
        problem=problem,
        flaws=flaws,
        uses=uses,
        how=queries.HOW,
        alt=forms.ALT,
        size=queries.sizes(desk.bank.id).get(figure.digest),
        why_not_remove=actions.why_not_remove(row, uses),
    )
