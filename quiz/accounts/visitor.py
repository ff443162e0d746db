"""Who is asking: the signed cookie that names a person, read without a look at the database.

The cookie carries the person's id and epoch, and the account's name for the masthead alone. It proves nothing
until a query has compared the epoch: every query that loads something of a person's does that.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

COOKIE = "palpate_person"
A_YEAR = 60 * 60 * 24 * 365


@dataclass(frozen=True)
class Visitor:
    """A person as the cookie names them. id 0 is nobody, and matches no row.

    account: whether an account stands behind the person, name: what it is called, educator: whether it was
    one when it signed in; all for the masthead only.
    """

    id: int
    epoch: int
    account: bool = False
    name: str | None = None
    educator: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the visitor has a person at all."""
        return self.id != 0

    @property
    def initials(self) -> str:
        """Two letters for the masthead."""
        words = (self.name or "").split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "·"


NOBODY = Visitor(0, -1)


def visitor() -> Visitor:
    """Return who is asking; ``NOBODY`` without a valid cookie."""
    if "visitor" not in g:
        text = request.cookies.get(COOKIE)
        g.visitor = _read(text, current_app.config["SECRET_KEY"]) if text else NOBODY
    found: Visitor = g.visitor
    return found


def remember(person: Visitor, *, keep: bool = True) -> None:
    """Name this person in the reply's cookie; ``NOBODY`` takes the cookie away.

    keep: for a year; otherwise until the browser is closed, as on a computer that is shared.
    """
    g.visitor = person
    g.visitor_kept_for = A_YEAR if keep else None
    g.visitor_changed = True


def init_app(app: Flask) -> None:
    """Write the cookie whenever it changed."""

    @app.after_request
    def write_cookie(response: Response) -> Response:
        if not g.get("visitor_changed"):
            return response
        person = visitor()
        if person.is_known:
            value = _serializer().dumps(
                [person.id, person.epoch, person.account, person.name, *([True] if person.educator else [])]
            )
            response.set_cookie(
                COOKIE,
                value.decode() if isinstance(value, bytes) else value,
                max_age=g.visitor_kept_for,
                httponly=True,
                samesite="Lax",
                secure=cookies_are_secure(),
            )
        else:
            response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=cookies_are_secure())
        return response


def cookies_are_secure() -> bool:
    """Whether cookies may travel by https alone: wherever the product is reached by https."""
    return request.is_secure or bool(current_app.config["SESSION_COOKIE_SECURE"])


def _serializer() -> URLSafeSerializer:
    return _serializer_of(current_app.config["SECRET_KEY"])


@lru_cache(maxsize=4)
def _serializer_of(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="person")


@lru_cache(maxsize=4096)
def _read(text: str, secret_key: str) -> Visitor:
    try:
        value: Any = _serializer_of(secret_key).loads(text)
    except BadSignature:
        return NOBODY
    return Visitor(*value)
