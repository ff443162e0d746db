"""What can go wrong, and what the visitor is told.

QuizError
├── NotFound            404  it is not there, or not yours: the two look the same from outside
├── NotAllowed          403  you may not do this
├── SignInFirst         401  → the sign-in page, then back
├── Conflict            409  it was changed or ended meanwhile
├── TooManyTries        429  wait a while
└── Unavailable         503  the database is busy or away; what was typed is kept in the page
"""

import logging
from typing import ClassVar

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError

from quiz.logs import request_id

log = logging.getLogger(__name__)


class QuizError(Exception):
    """Anything that goes wrong in a way we foresaw. ``message`` is a sentence for the visitor."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"
    message: str = ""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message or type(self).message


class NotFound(QuizError):
    """It is not there, or it is somebody else's."""

    status, title = 404, "Nothing here"
    message = "There is no such page, or it belongs to somebody else."


class NotAllowed(QuizError):
    """The visitor may not do this."""

    status, title = 403, "Not for this account"
    message = "Your account may not open this page."


class Conflict(QuizError):
    """Something changed or ended meanwhile."""

    status, title = 409, "This changed meanwhile"
    message = "It was changed in another window."


class TooManyTries(QuizError):
    """Too many tries in a short time. ``retry_after`` in seconds."""

    status, title = 429, "Too many tries"
    message = "There were too many tries from here. Wait a few minutes, then try again."

    def __init__(self, message: str = "", retry_after: int = 300) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(QuizError):
    """The database is busy or cannot be reached."""

    status, title = 503, "One moment"
    message = (
        "The server is busy and could not save this. Nothing is lost: what you entered is kept on this page."
    )


TITLES = {
    400: "That did not arrive whole",
    403: NotAllowed.title,
    404: NotFound.title,
    405: "Not this way",
    409: Conflict.title,
    413: "Too large",
    422: "That cannot be used",
    429: TooManyTries.title,
    500: "Something went wrong",
    503: Unavailable.title,
}
MESSAGES = {
    400: "The form was incomplete. Go back, reload the page and send it again.",
    403: NotAllowed.message,
    404: NotFound.message,
    405: "This address does not take what was sent to it.",
    413: "What was sent is larger than this page takes.",
    422: "What was sent cannot be read.",
    429: TooManyTries.message,
    500: "It is our fault, it has been written down, and nothing you saved is lost. Please try again.",
    503: Unavailable.message,
}
# Typed text is handed back in the page so that it can be sent again; never a secret.
KEPT_BY = {
    "practice.answer",
    "practice.look",
    "practice.send_report",
    "practice.start",
    "bank.add_comment",
    "bank.add_source",
    "bank.add_picture_here",
    "bank.add_source_here",
    "bank.answer_comment",
    "bank.answer_blind",
    "bank.answer_report",
    "bank.begin_bank",
    "bank.begin_item",
    "bank.decide_item",
    "bank.mend_reports",
    "bank.save_contents",
    "bank.save_duplicate",
    "bank.save_figure",
    "bank.save_item",
    "bank.keep_item",
    "bank.waive_in_bank",
    "correcting.rescore_item",
}
# These take files of pictures, and with them more than other pages do.
TAKES_FILES = {"bank.add_figure", "bank.replace_figure", "bank.add_picture_here"}
FILE_TOO_LARGE = (
    "The file is larger than 10 MB. Go back, save a smaller picture, and choose that one; what you wrote is "
    "still in the form."
)
NEVER_KEPT = {"csrf_token"}


def page(status: int, message: str, title: str | None = None) -> tuple[str, int]:
    """Render an error page; where people answer, with what was typed and a button to send it again."""
    kept: list[tuple[str, str]] = []
    if request.method == "POST" and request.endpoint in KEPT_BY and status in (400, 403, 429, 503):
        typed = request.form.items(multi=True)
        kept = [(name, text) for name, text in typed if name not in NEVER_KEPT and "\0" not in name + text]
    body = render_template(
        "errors/error.html",
        status=status,
        title=title or TITLES.get(status, "Error"),
        message=message,
        kept=kept,
        request_id=request_id(),
    )
    return body, status


def init_app(app: Flask) -> None:
    """Give every error its page."""

    @app.errorhandler(QuizError)
    def on_quiz_error(problem: QuizError) -> ResponseReturnValue:
        body, status = page(problem.status, problem.message, problem.title)
        retry = getattr(problem, "retry_after", None)
        headers = {"Retry-After": str(retry)} if retry else {"Retry-After": "5"} if status == 503 else {}
        return body, status, headers

    @app.errorhandler(CSRFError)
    def on_csrf(problem: CSRFError) -> ResponseReturnValue:
        return page(
            400,
            "Your browser sent this without the cookie that belongs to the page. Send it again; "
            "if it happens twice, allow cookies for this site.",
            "Please send that again",
        )

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    def on_database(problem: Exception) -> ResponseReturnValue:
        log.error("database unavailable: %s", type(problem).__name__, exc_info=problem)
        return *page(503, Unavailable.message, Unavailable.title), {"Retry-After": "5"}

    @app.errorhandler(HTTPException)
    def on_http(problem: HTTPException) -> ResponseReturnValue:
        status = problem.code or 500
        if problem.response is not None or status < 400:
            return problem
        if status == 413 and request.endpoint in TAKES_FILES and request.mimetype == "multipart/form-data":
            return page(status, FILE_TOO_LARGE)
        return page(status, MESSAGES.get(status, problem.description or ""))

    @app.errorhandler(InternalServerError)
    def on_bug(problem: InternalServerError) -> ResponseReturnValue:
        return page(500, MESSAGES[500])
