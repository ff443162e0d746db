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
    # A row and its first field may have one name, as “Option 1”: the field stands for both.
    names = {label: name for name, label in places.items() if name}
    form.place.choices = [
        SelectChoice("", WHOLE),
        *(SelectChoice(name, label) for label, name in names.items()),
    ]
    return form
