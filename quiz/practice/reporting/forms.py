"""The form for what is wrong with a question."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, DataRequired, ValidationError

from question_bank.editing import cleaned
from quiz.bank.reports.words import KINDS
from quiz.practice.forms import TOKEN

MOST = 2000  # characters


class ReportForm(FlaskForm):
    """What a trainee says is wrong."""

    kind = RadioField(
        "What is wrong?",
        choices=[SelectChoice(kind, title) for kind, title in KINDS.items()],
        validate_choice=False,
        validators=[AnyOf(list(KINDS), message="Choose what is wrong.")],
    )
    text = TextAreaField(
        "Say it in your words",
        filters=[lambda text: cleaned(text or "")],
        validators=[DataRequired("Say what is wrong, in a sentence or two.")],
    )
    token = HiddenField(validators=[TOKEN])

    def validate_text(self, field: Any) -> None:
        """Refuse what is too long, and say by how much. The browser would cut it without a word."""
        if len(field.data) > MOST:
            raise ValidationError(f"Use {MOST} characters at most; this has {len(field.data)}.")
