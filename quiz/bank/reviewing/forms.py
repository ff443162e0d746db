"""What a reviewer says beside their answer, and at the end."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from question_bank.editing import cleaned

SHARE = "Write a whole number from 0 to 100."


class BlindForm(FlaskForm):
    """What goes with a blind answer."""

    doubts = TextAreaField(
        "Doubts",
        filters=[lambda text: cleaned(text or "")],
        validators=[Length(max=5000, message="Use 5000 characters at most.")],
    )
    borderline = IntegerField(
        "Borderline trainees who get it, of 100",
        validators=[InputRequired(SHARE), NumberRange(0, 100, SHARE)],
    )


class DecisionForm(FlaskForm):
    """What a reviewer decides after they have seen the key."""

    note = TextAreaField(
        "Note to the author",
        filters=[lambda text: cleaned(text or "")],
        validators=[Length(max=5000, message="Use 5000 characters at most.")],
    )
