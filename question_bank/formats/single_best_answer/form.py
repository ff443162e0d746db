"""The answer form: one radio button an option."""

from typing import Any

from wtforms import Form, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from question_bank.formats.single_best_answer.model import Choice
from question_bank.formats.single_best_answer.presenting import Asked


class ChoiceForm(Form):
    """One choice among the options shown."""

    option = RadioField(
        "Answer", validators=[InputRequired("Choose one of the answers.")], coerce=str, validate_choice=True
    )


def answer_form(presentation: Asked, posted: Any = None) -> ChoiceForm:
    """Build the form for what is presented, filled with what was posted."""
    form = ChoiceForm(posted)
    form.option.choices = [SelectChoice(option.id, option.text) for option in presentation.options]
    return form


def post_of(response: Choice) -> dict[str, list[str]]:
    """Return what a browser would post for a response."""
    return {"option": [response.option]} if response.option else {}


def read_answer(form: ChoiceForm) -> Choice:
    """Return the response of a valid form."""
    return Choice(option=form.option.data)
