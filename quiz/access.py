"""Who may open which page, and what a role in a bank allows.

Each view wears exactly one of these decorators; a test walks the URL map. A trainee's page needs only a
person, named by a cookie and checked by the query that loads what is shown. Pages of accounts and educators
need an account, which Flask-Security loads.

That somebody is an educator opens the desk, and nothing on it: what they may do in a bank is said by their
role there, in ``ALLOWED``. ``bank.queries.desk_for`` is the one way to a bank, and asks ``may``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import redirect, request, url_for
from flask_security import current_user

from quiz.accounts.visitor import visitor
from quiz.errors import NotAllowed, NotFound

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[P, R]


class Act(StrEnum):
    """What can be done in a bank. write: items and what they refer to. manage: details, members, archive."""

    READ = "read"
    COMMENT = "comment"
    REVIEW = "review"
    CHECK = "check"
    WRITE = "write"
    PUBLISH = "publish"
    MANAGE = "manage"


OWNER, EDITOR, REVIEWER = "owner", "editor", "reviewer"
ALLOWED: dict[str, frozenset[Act]] = {
    OWNER: frozenset(Act),
    EDITOR: frozenset({Act.READ, Act.COMMENT, Act.REVIEW, Act.CHECK, Act.WRITE}),
    REVIEWER: frozenset({Act.READ, Act.COMMENT, Act.REVIEW}),
}


def may(role: str | None, act: Act, *, is_admin: bool = False) -> bool:
    """Whether a role in a bank (None: no member) allows an act there. An admin may do everything."""
    return is_admin or (role is not None and act in ALLOWED[role])


@dataclass(frozen=True)
class Educator:
    """Whoever sits at the desk: an account, and whether it is an admin's."""

    account_id: int
    is_admin: bool


def myself() -> Educator:
    """Return who is signed in, on a page for educators."""
    return Educator(current_user.id, "admin" in {role.name for role in current_user.roles})


def public(view: View[P, R]) -> View[P, R]:
    """Anyone may open it."""
    return _marked(view, "public")


def person(view: View[P, R]) -> View[P, R]:
    """Whoever has a person: a guest who began something, or somebody signed in."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        if not visitor().is_known:
            raise NotFound(
                "There is nothing of yours here. Start a quiz, or sign in if you began one on another device."
            )
        return view(*args, **kwargs)

    return _marked(checked, "person")


def signed_in(view: View[P, R]) -> View[P, R]:
    """Whoever has signed in to an account."""
    return _with_account(view, "signed_in", frozenset({"trainee", "educator", "admin"}))


def educator(view: View[P, R]) -> View[P, R]:
    """Educators and admins."""
    return _with_account(view, "educator", frozenset({"educator", "admin"}))


def admin(view: View[P, R]) -> View[P, R]:
    """Admins alone."""
    return _with_account(view, "admin", frozenset({"admin"}))


def _with_account(view: View[P, R], name: str, roles: frozenset[str]) -> View[P, R]:
    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> Any:
        if not current_user.is_authenticated:
            return redirect(url_for("security.login", next=request.full_path.rstrip("?")), 303)
        if not roles & {role.name for role in current_user.roles}:
            raise NotAllowed
        return view(*args, **kwargs)

    return _marked(checked, name)


def _marked(view: View[P, R], name: str) -> View[P, R]:
    view.access = name  # type: ignore[attr-defined]
    return view
