"""Who may open which page. Each view wears exactly one of these decorators; a test walks the URL map.

A trainee's page needs only a person, named by a cookie and checked by the query that loads what is shown.
Pages of accounts and educators need an account, which Flask-Security loads.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import redirect, request, url_for
from flask_security import current_user

from quiz.accounts.visitor import visitor
from quiz.errors import NotAllowed, NotFound

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[P, R]


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
