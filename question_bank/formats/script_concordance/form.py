"""The answer form: one radio button a point of the scale."""

from typing import Any

from wtforms import Form, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from question_bank.formats.script_concordance.model import Shift
from question_bank.formats.script_concordance.presenting import Asked


class ShiftForm(Form):
    """One of the five points shown."""

    answer = RadioField(
        "Answer", validators=[InputRequired("Choose one of the answers.")], coerce=str, validate_choice=True
    )


def answer_form(presentation: Asked, posted: Any = None) -> ShiftForm:
    """Build the form for what is presented, filled with what was posted."""
    form = ShiftForm(posted)
    form.answer.choices = [SelectChoice(point.value, point.text) for point in presentation.options]
    return form


def post_of(response: Shift) -> dict[str, list[str]]:
    """Return what a browser would post for a response."""
    return {} if response.answer is None else {"answer": [str(response.answer)]}


def read_answer(form: ShiftForm) -> Shift:
    """Return the response of a valid form."""
    return Shift(answer=int(form.answer.data))
