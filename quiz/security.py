"""What protects every page: headers, cookies, forgery, proxies. Who may do what is in ``access.py``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, abort, current_app, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from quiz.accounts.visitor import cookies_are_secure
from quiz.config import Settings
from quiz.errors import TAKES_FILES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_SENT = (
    40_000_000  # bytes with a file: more than it may have, so that the page can say so and lose nothing
)
MOST_PARTS = 5000  # fields of a form that also has a file

csrf = CSRFProtect()


class IdConverter(IntegerConverter):
    """An id in an address: a whole number that a database can hold; anything else is no page."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=1, max=2**63 - 1)


# No inline script or style anywhere, nothing from a third party, nothing that can be framed.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SchemeAwareSessions(SecureCookieSessionInterface):
    """Session cookies that travel by https alone wherever the product is reached by https."""

    def __init__(self, app: Flask) -> None:
        self.signing = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs sessions, made once: every request reads one."""
        return self.signing

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send a session that changed, or that has to be sent again to stay."""
        if session.modified or session.permanent:
            super().save_session(app, session, response)
        elif session.accessed:
            response.headers.add("Vary", "Cookie")

    def get_cookie_secure(self, app: Flask) -> bool:
        """Follow the same rule as the person's cookie."""
        return cookies_are_secure()


def take_files() -> None:
    """Let the pages that take files take as much as those may have."""
    if request.endpoint in TAKES_FILES and request.mimetype == "multipart/form-data":
        request.max_content_length = MOST_SENT
        request.max_form_parts = MOST_PARTS


_TOKENS: dict[tuple[Any, str], str] = {}
_MOST_TOKENS = 4096


def _with_headers(application: WSGIApplication) -> WSGIApplication:
    """Add our headers to every reply that has none of the name. In Flask it would cost ten times as much."""

    def with_headers(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            named = {name.lower() for name, _ in headers}
            headers.extend(header for header in HEADERS.items() if header[0].lower() not in named)
            return start_response(status, headers, *rest)

        return application(environ, start)

    return with_headers


def csrf_token() -> str:
    """Return the token of a form. It is signed once for each session, since its age does not count."""
    secret = (current_app.secret_key, session.get("csrf_token", ""))
    token = _TOKENS.get(secret)
    if token is None:
        token = generate_csrf()
        while len(_TOKENS) >= _MOST_TOKENS:
            _TOKENS.pop(next(iter(_TOKENS)), None)
        _TOKENS[current_app.secret_key, session["csrf_token"]] = token
    return token


def init_app(app: Flask) -> None:
    """Protect every reply of the application."""
    settings: Settings = app.config["SETTINGS"]
    app.session_interface = SchemeAwareSessions(app)
    app.before_request(take_files)  # before anything below reads the form, and fails for its size
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.url_map.converters["id"] = IdConverter

    @app.before_request
    def refuse_null_characters() -> None:
        # No text of ours has them, no page may hold them, and PostgreSQL takes none.
        if "\0" in request.path:
            abort(404)
        for values in (request.args, request.form):
            if any("\0" in text for pair in values.items(multi=True) for text in pair):
                abort(400)

    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    app.wsgi_app = _with_headers(app.wsgi_app)  # type: ignore[method-assign, assignment]

    @app.after_request
    def add_headers(response: Response) -> Response:
        if cookies_are_secure():
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if response.mimetype == "text/html" or request.method != "GET":
            # Pages hold what belongs to one person, and a page from a cache could show a state long gone.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
