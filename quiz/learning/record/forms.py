"""Form of the learning record: from which day to which."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import DateField, ValidationError
from wtforms.validators import Optional

from quiz.learning.record.period import A_YEAR, DAY, EARLIEST, LATEST, Period
from quiz.learning.review.forms import Day

OUTSIDE = f"Choose a day from {EARLIEST.year} to {LATEST.year}."


class PeriodForm(FlaskForm):
    """The first and the last day of a record. It is filled from an address, and changes nothing."""

    class Meta:
        """An address carries no token."""

        csrf = False

    first = Day("First day", name="from", validators=[Optional()])
    last = Day("Last day", name="to", validators=[Optional()])

    def validate_first(self, field: DateField) -> None:
        """Refuse a day that is out of this world, or after the last."""
        self._refuse_outside(field)
        if field.data and self.last.data and field.data > self.last.data:
            raise ValidationError("This is after the last day. Choose an earlier one.")

    def validate_last(self, field: DateField) -> None:
        """Refuse a day that is out of this world."""
        self._refuse_outside(field)

    def period(self, *, today: date, zone: ZoneInfo) -> Period:
        """Return the period; what was left out makes it the twelve months up to its last day, or to today."""
        first: Any = self.first.data
        last: Any = self.last.data or max(today, first or today)
        return Period(first or max(EARLIEST, last - A_YEAR + DAY), last, zone)

    def _refuse_outside(self, field: DateField) -> None:
        if field.data and not EARLIEST <= field.data <= LATEST:
            raise ValidationError(OUTSIDE)
