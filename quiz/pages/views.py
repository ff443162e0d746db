"""Front page, about, privacy, health."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from quiz import access
from quiz.accounts.visitor import visitor
from quiz.bank.published.queries import open_banks
from quiz.notices.queries import count_unread
from quiz.pages import queries
from quiz.sittings.results import queries as results
from quiz.sittings.tokens import new_token

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@access.public
def front() -> ResponseReturnValue:
    """Offer a start within ten seconds, or to go on with what was begun."""
    me = visitor()
    begun = results.open_sitting(me) if me.is_known else None
    return render_template(
        "pages/front.html",
        offer=queries.offer(),
        begun=begun,
        unread=count_unread(me),
        token=new_token(),
    )


@blueprint.get("/about")
@access.public
def about() -> ResponseReturnValue:
    """Say what this is and who stands behind its content."""
    return render_template("pages/about.html", banks=open_banks())


@blueprint.get("/privacy")
@access.public
def privacy() -> ResponseReturnValue:
    """Say what is kept about people, and for how long."""
    return render_template("pages/privacy.html", contact=current_app.config["SETTINGS"].contact)


@blueprint.get("/healthz")
@access.public
def healthz() -> ResponseReturnValue:
    """Say that the process answers. Asks nothing of the database."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@access.public
def readyz() -> ResponseReturnValue:
    """Say whether requests can be served: the database answers and has the right schema."""
    wrong = queries.readiness()
    if wrong:
        return {"status": "not ready", "reason": wrong}, 503
    return {"status": "ready"}
