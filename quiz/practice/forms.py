"""Forms of the trainee's pages. What a format asks has its own form, in the format."""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, Length, NumberRange, Optional, Regexp

LENGTHS = (5, 10, 20)
MIXED = "mixed"
SURENESS = {1: "Guessing", 2: "Fairly sure", 3: "Certain"}
TOKEN = Regexp(r"^[A-Za-z0-9_-]{16,64}$", message="Reload the page and try again.")


class StartForm(FlaskForm):
    """What the next sitting is made of."""

    bank = HiddenField()
    topic = RadioField("Topic", default=MIXED)
    length = RadioField(
        "How many",
        coerce=int,
        default=10,
        choices=[SelectChoice(number, str(number)) for number in LENGTHS],
    )
    kinds = HiddenField(default="all", validators=[AnyOf(("all", "quick"))])
    token = HiddenField(validators=[TOKEN])
    time_zone = HiddenField(validators=[Optional(), Length(max=64)])

    @property
    def topic_title(self) -> str:
        """What the chosen topic is called."""
        choices: Iterable[Any] = self.topic.choices or ()
        return str(next(choice.label for choice in choices if choice.value == self.topic.data))


class AnswerForm(FlaskForm):
    """What goes with every answer, whatever the format: how sure, and the page's token."""

    sureness = IntegerField(validators=[Optional(), NumberRange(1, 3, "Choose one of the three, or none.")])
    token = StringField(validators=[Length(16, 200, "Reload the page and send your answer again.")])
