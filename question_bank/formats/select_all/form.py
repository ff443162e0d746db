"""The answer form: one checkbox an option."""

from typing import Any

from wtforms import Form, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from question_bank.formats.select_all.model import Picks
from question_bank.formats.select_all.presenting import Asked, number


class PicksForm(Form):
    """Some of the options shown."""

    limit: int | None = None
    shown: frozenset[str] = frozenset()
    options = SelectMultipleField("Answers", coerce=str, validate_choice=False)

    def validate_options(self, field: SelectMultipleField) -> None:
        """Refuse nothing, what is not on the page, and more than the limit."""
        picks = set(field.data or ())
        if not picks:
            raise ValidationError("Tick at least one answer.")
        if not picks <= self.shown:
            raise ValidationError("One of those answers is not on this page. Tick again, and check.")
        if self.limit is not None and len(picks) > self.limit:
            spare = number(len(picks) - self.limit)
            raise ValidationError(
                f"Tick {number(self.limit)} at most: you have ticked {number(len(picks))}. Untick {spare}."
            )


def answer_form(presentation: Asked, posted: Any = None) -> PicksForm:
    """Build the form for what is presented, filled with what was posted."""
    form = PicksForm(posted)
    form.limit = presentation.limit
    form.shown = frozenset(option.id for option in presentation.options)
    form.options.choices = [SelectChoice(option.id, option.text) for option in presentation.options]
    return form


def post_of(response: Picks) -> dict[str, list[str]]:
    """Return what a browser would post for a response."""
    return {"options": list(response.options)} if response.options else {}


def read_answer(form: PicksForm) -> Picks:
    """Return the response of a valid form."""
    return Picks(options=tuple(form.options.data or ()))
