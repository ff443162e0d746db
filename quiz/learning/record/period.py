"""Which days a learning record is of, and the spans that it tells them in. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
A_YEAR = 365 * DAY
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
DAYS_BY_DAY, DAYS_BY_WEEK = 31, 366  # up to which a record tells days, or weeks; beyond it months


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both included, where the person lives."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def begins_at(self) -> datetime:
        """The moment the first day begins, in UTC."""
        return self._start_of(self.first)

    @property
    def ends_at(self) -> datetime:
        """The moment the last day is over, in UTC."""
        return self._start_of(self.last + DAY)

    @property
    def unit(self) -> str:
        """What it is told by: ``day``, ``week`` or ``month``."""
        days = (self.last - self.first) / DAY + 1
        return "day" if days <= DAYS_BY_DAY else "week" if days <= DAYS_BY_WEEK else "month"

    def day_of(self, moment: datetime) -> date:
        """Return the day of a moment."""
        return moment.astimezone(self.zone).date()

    def span_of(self, day: date) -> date:
        """Return the first day of the span that a day is in; a week begins on Monday."""
        if self.unit == "month":
            day = day.replace(day=1)
        elif self.unit == "week":
            day -= day.weekday() * DAY
        return max(day, self.first)

    def _start_of(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)


def last_year(today: date, zone: ZoneInfo) -> Period:
    """Return the twelve months up to a day."""
    return Period(today - A_YEAR + DAY, today, zone)
