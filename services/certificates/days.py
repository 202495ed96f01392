"""Days on a certificate are days in China (北京时间), which has had one zone and no summer time since 1991."""

from datetime import UTC, date, datetime, time, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def day_of(moment: datetime) -> date:
    """The day in China."""
    return moment.astimezone(CHINA).date()


def end_of(day: date) -> datetime:
    """The moment, in UTC, at which a day in China is over."""
    return datetime.combine(day + timedelta(days=1), time(), CHINA).astimezone(UTC)


def anniversary(day: date, years: int) -> date:
    """The last day of a term of years (民法典 201, 202): the same day of the month, or its last if it has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February in a common year
        return day.replace(year=day.year + years, day=28)
