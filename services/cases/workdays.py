"""Working days (工作日) as the State Council lays them down, make-up days (调休) included; they come in as data.

Days are counted in China, which has one time and no summer time. A limit of whole days ends with its last day.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal, TypeAlias

CHINA = timezone(timedelta(hours=8))
END_OF_DAY = time(23, 59, 59)
ONE_DAY = timedelta(days=1)

FirstDay: TypeAlias = Literal["next", "same"]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """off: Mondays to Fridays without work. work: Saturdays and Sundays with it. years: those that are announced.

    first_day: whether the day itself counts as day 1; the law does not say, practice counts from the next.
    """

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()
    first_day: FirstDay = "next"

    def is_workday(self, day: date) -> bool:
        """Whether the offices are open."""
        return day in self.work or (day.weekday() < 5 and day not in self.off)

    def due(self, at: datetime, days: float) -> datetime:
        """The end of the last of so many working days; a fraction of a day is a span of time after whole ones."""
        whole, rest = int(days), days % 1
        start = at.astimezone(CHINA)
        if self.first_day == "same" and whole and self.is_workday(start.date()):
            whole -= 1
        moment = self.after(start, whole)
        if rest or not days:
            return (moment + rest * ONE_DAY).astimezone(at.tzinfo)
        return datetime.combine(moment.date(), END_OF_DAY, CHINA).astimezone(at.tzinfo)

    def after(self, at: datetime, days: int) -> datetime:
        """So many working days later, at the same time of day."""
        moment = at.astimezone(CHINA)
        while days:
            moment += ONE_DAY
            days -= self.is_workday(moment.date())
        return moment.astimezone(at.tzinfo)

    def between(self, begin: datetime, end: datetime) -> int:
        """The working days after the day of `begin`, up to and with the day of `end`; none where `end` is earlier."""
        day, last, count = begin.astimezone(CHINA).date(), end.astimezone(CHINA).date(), 0
        while day < last:
            day += ONE_DAY
            count += self.is_workday(day)
        return count

    def is_provisional(self, due: datetime) -> bool:
        """Whether a limit reaches into a year whose days are not announced yet."""
        return due.astimezone(CHINA).year not in self.years
