"""What goes with a correction: the reason, and what was asked for in the address."""

from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from question_bank.editing import cleaned
from quiz.correcting.planning import KEY, UNDO, Wanted
from quiz.errors import Conflict
from quiz.sittings.rescoring import FULL, LEFT_OUT

MOST = 2**31  # numbers of versions and ids stay below it
LONGEST = 2000


class ReasonForm(FlaskForm):
    """Why something is corrected."""

    reason = TextAreaField(
        "Reason",
        filters=[lambda text: cleaned(text or "")],
        validators=[
            DataRequired("Say why. Whoever answered reads it."),
            Length(max=LONGEST, message=f"Use {LONGEST} characters at most."),
        ],
    )


def wanted(asked: "MultiDict[str, str]") -> Wanted:
    """Return the correction that an address or a form asks for. Raises Conflict where it says none.

    ``do``: ``by-3`` for the key of version 3, ``full``, ``left_out``, or ``undo-7`` for the correction 7.
    """
    do, _, number = asked.get("do", "").partition("-")
    answers_to = tuple(_number(text) for text in asked.getlist("answers-to"))
    rest: dict[str, Any] = {
        "answers_to": answers_to,
        "after": _number(asked["after"]) if "after" in asked else None,
    }
    if do == "by":
        return Wanted(KEY, by=_number(number), **rest)
    if do == UNDO:
        return Wanted(UNDO, undoes=_number(number), **rest)
    if do in (FULL, LEFT_OUT):
        return Wanted(do, **rest)
    raise Conflict("Choose how the answers are to be marked.")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) < MOST else 0
