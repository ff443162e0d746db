"""The form for what a trainee is told."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

from question_bank.editing import cleaned


class ReplyForm(FlaskForm):
    """What an educator says to a report."""

    text = TextAreaField(
        "To the trainee",
        filters=[lambda text: cleaned(text or "")],
        validators=[Length(max=5000, message="Use 5000 characters at most.")],
    )
