"""My data: what is kept of somebody, all of it to take along, and its end."""

from datetime import UTC, datetime

from flask import (
    Blueprint,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    send_file,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_security import current_user, logout_user

from quiz import access
from quiz.accounts import throttle
from quiz.accounts.visitor import NOBODY, remember, visitor
from quiz.db import begin_writing, db, forget_deleted
from quiz.my_data import actions, queries
from quiz.my_data.forms import AccountForm, GuestForm
from quiz.my_data.packing import packed
from quiz.my_data.parts import PARTS
from quiz.my_data.queries import Holder

blueprint = Blueprint("my_data", __name__)


@blueprint.get("/my-data")
@access.person
def kept() -> ResponseReturnValue:
    """Show what is kept of the visitor, in numbers."""
    me = _me()
    g.time_zone = me.person.time_zone
    return render_template("my_data/kept.html", me=me, parts=PARTS, counts=queries.counts(me.whose))


@blueprint.get("/my-data/palpate.zip")
@access.person
def download() -> ResponseReturnValue:
    """Download everything."""
    now = datetime.now(UTC)
    name = f"palpate-{now:%Y-%m-%d}.zip"
    file = packed(_me().whose, now=now)
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)


@blueprint.get("/my-data/erase")
@access.person
def erase() -> ResponseReturnValue:
    """Say what goes and what stays, and ask for a proof."""
    me = _me()
    return _page(me, _form(me))


@blueprint.post("/my-data/erase")
@access.person
def erase_now() -> ResponseReturnValue:
    """Erase the visitor, and forget them in this browser."""
    throttle.admit("my_data.erase", now=datetime.now(UTC))
    me = _me()
    form = _form(me)
    if form is None or not form.validate_on_submit():
        return _page(me, form), 422
    begin_writing()
    actions.erase(queries.holder(visitor()), now=datetime.now(UTC))
    db.session.commit()
    forget_deleted()
    if me.account is not None:
        logout_user()
    session.clear()
    remember(NOBODY)
    return redirect(url_for("my_data.erased"), 303)


@blueprint.get("/my-data/erased")
@access.public
def erased() -> ResponseReturnValue:
    """Say that it is done."""
    return render_template("my_data/erased.html", contact=current_app.config["SETTINGS"].contact)


def _me() -> Holder:
    """Return whose data it is. The cookie is enough for a guest; with an account one is signed in to it."""
    me = queries.holder(visitor())
    if me.account is not None and not (current_user.is_authenticated and current_user.id == me.account.id):
        abort(redirect(url_for("security.login", next=request.path), 303))
    return me


def _form(me: Holder) -> AccountForm | GuestForm | None:
    """Return the form that asks for a proof; None for an account that has no password yet."""
    if me.account is None:
        return GuestForm()
    return AccountForm(me.account.password) if me.account.password else None


def _page(me: Holder, form: AccountForm | GuestForm | None) -> str:
    return render_template(
        "my_data/erase.html",
        me=me,
        form=form,
        parts=PARTS,
        counts=queries.counts(me.whose),
        alone=queries.owned_alone(me.whose) if me.account is not None else [],
    )
