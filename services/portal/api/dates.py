"""What day it is where the law applies: China has one zone and no summer time since 1991."""

from datetime import date, timedelta, timezone

from services.chassis import clock

CHINA = timezone(timedelta(hours=8))


def today() -> date:
    """The date in China."""
    return clock.now().astimezone(CHINA).date()
