"""The answer form: a list of places, and a point that only a script fills."""

from typing import Any

from wtforms import FloatField, Form, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import NumberRange, Optional

from question_bank.formats.hotspot.model import Pointed
from question_bank.formats.hotspot.presenting import Asked

MISSING = "Point at a place in the picture, or choose one from the list."


class PlaceForm(Form):
    """A place from the list, or a point."""

    place = SelectField("Place", validate_choice=True)
    x = FloatField(validators=[Optional()])
    y = FloatField(validators=[Optional()])

    def validate_place(self, field: SelectField) -> None:
        """Refuse an answer that says nothing."""
        if not field.data and (self.x.data is None or self.y.data is None):
            raise ValidationError(MISSING)


def answer_form(presentation: Asked, posted: Any = None) -> PlaceForm:
    """Build the form for what is presented, filled with what was posted."""
    form = PlaceForm(posted)
    form.place.choices = [
        SelectChoice("", ""),
        *(SelectChoice(id, title) for _, places in presentation.groups for id, title in places),
    ]
    figure = presentation.figure
    form.x.validators = [Optional(), NumberRange(0, figure.width, MISSING)]
    form.y.validators = [Optional(), NumberRange(0, figure.height, MISSING)]
    return form


def read_answer(form: PlaceForm) -> Pointed:
    """Return the response of a valid form. A point wins: it is what was seen last."""
    if form.x.data is not None and form.y.data is not None:
        return Pointed(at=(round(form.x.data, 2), round(form.y.data, 2)))
    return Pointed(place=form.place.data)


def post_of(response: Pointed) -> dict[str, list[str]]:
    """Return what a browser would post for a response."""
    if response.at is not None:
        return {"place": [""], "x": [str(response.at[0])], "y": [str(response.at[1])]}
    return {"place": [response.place or ""]}
