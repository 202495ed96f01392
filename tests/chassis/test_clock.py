"""Moments as stores compare them and as messages carry them."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from services.chassis import clock

MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS)
def test_a_deadline_never_comes_too_early_and_less_than_a_millisecond_late(due: datetime) -> None:
    """The first millisecond at which a timer can fire is not before the moment itself."""
    fires = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=clock.millis_after(due))

    assert due <= fires < due + timedelta(milliseconds=1)


@given(MOMENTS, MOMENTS)
def test_who_fires_a_deadline_is_not_told_a_time_before_it(due: datetime, now: datetime) -> None:
    """The command carries the time as text: even so it is not before what was waited for."""
    if clock.millis_after(due) <= clock.millis(now):
        assert datetime.fromisoformat(clock.stamp(now)) >= due


@given(MOMENTS, MOMENTS)
def test_the_order_of_texts_and_of_numbers_is_the_order_of_time(one: datetime, other: datetime) -> None:
    """Down to the millisecond."""
    earlier, later = sorted((one, other))

    assert clock.stamp(earlier) <= clock.stamp(later)
    assert clock.millis(earlier) <= clock.millis(later)


def test_a_stamp_is_in_utc_wherever_the_moment_was_measured() -> None:
    """China's clocks are eight hours ahead."""
    noon = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))

    assert clock.stamp(noon) == "2026-11-20T04:00:00.123Z"
    assert clock.millis(noon) == clock.millis(datetime(2026, 11, 20, 4, 0, 0, 123456, tzinfo=UTC))
