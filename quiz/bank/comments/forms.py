"""The forms for a comment and for an answer."""

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length

from question_bank.editing import cleaned

WHOLE = "The whole item"


class AnswerForm(FlaskForm):
    """What somebody says."""

    text = TextAreaField(
        "Comment",
        filters=[lambda text: cleaned(text or "")],
        validators=[
            DataRequired("Write something here."),
            Length(max=5000, message="Use 5000 characters at most."),
        ],
    )


class CommentForm(AnswerForm):
    """What somebody says of a place of an item. number: the version that was looked at."""

    number = HiddenField()
    place = SelectField("About")


def comment_form(places: Mapping[str, str], number: int) -> CommentForm:
    """Build the form with the places of a version: names of fields with their labels."""
    form = CommentForm(number=number)
    form.place.choices = [
        SelectChoice("", WHOLE),
        *(SelectChoice(name, label) for name, label in places.items() if name),
    ]
    return form
