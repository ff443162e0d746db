"""Forms of the page of reviews: begin a sitting of what is due, and how to review."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, ValidationError
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp

from quiz.learning.review.scheduling import HIGHEST_TARGET, LOWEST_TARGET

LOWEST, HIGHEST = round(100 * LOWEST_TARGET), round(100 * HIGHEST_TARGET)
WHOLE = f"Write a whole number from {LOWEST} to {HIGHEST}, such as 90."


class ReviewForm(FlaskForm):
    """Which bank's due objectives the next sitting is made of."""

    bank = HiddenField()
    token = HiddenField(
        validators=[Regexp(r"^[A-Za-z0-9_-]{16,64}$", message="Reload the page and try again.")]
    )


class Percent(IntegerField):
    """A whole percentage, that says so in our words where it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was posted; a percent sign after it does no harm."""
        try:
            super().process_formdata([value.strip().removesuffix("%") for value in valuelist])
        except ValueError as problem:
            raise ValueError(WHOLE) from problem


class Day(DateField):
    """A day, that says how to write it where it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was posted."""
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            # A field for days would be empty, and what was typed lost.
            self.render_kw = {**(self.render_kw or {}), "type": "text"}
            raise ValueError("Write the day as year-month-day, such as 2027-05-31.") from problem


class PlanForm(FlaskForm):
    """How much is to be recalled at review, and by when."""

    target = Percent(
        "How many of a hundred you want to recall",
        validators=[InputRequired(WHOLE), NumberRange(LOWEST, HIGHEST, WHOLE)],
    )
    exam_on = Day("Day of your exam", validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.today: Any = kwargs.pop("today")
        super().__init__(*args, **kwargs)

    def validate_exam_on(self, field: DateField) -> None:
        """Refuse a day that is not ahead."""
        if field.data is not None and field.data <= self.today:
            raise ValidationError("This day is not ahead. Write a later one, or leave it empty.")
