"""Working days: the State Council's, make-up days included."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.effects import facts, read_calendar, read_terms
from services.cases.messages import RateService
from services.cases.neighbour_messages import RecordIssuance, RecordReturn, RecordVerification
from services.cases.office_messages import AbandonCollection, EndProcedure, ExtendLimit
from services.cases.settings import Settings
from services.cases.workdays import WorkCalendar
from services.chassis.errors import SettingMissing
from services.chassis.testing.shelf import Shelf
from tests.cases.samples import CALENDAR, CASE, MONDAY, SETTINGS, end_of

DAYS = [date(2024, 1, 1) + timedelta(days=day) for day in range(366 + 365 + 365)]
DEPLOY = Path(__file__).parents[2] / "deploy"


UNREAD = Shelf()
"""Terms come from files, so nobody has reason to read a view."""

THE_SAME_DAY = replace(CALENDAR, first_day="same")
moments = st.integers(0, 880 * 24).map(lambda hours: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hours))


def test_every_day_is_what_the_state_council_made_it() -> None:
    """Day by day the same as a library that others keep, over every announced year."""
    china = holidays.country_holidays("CN", years=[2024, 2025, 2026])

    assert [day for day in DAYS if CALENDAR.is_workday(day) != china.is_working_day(day)] == []
    assert CALENDAR.years == {2024, 2025, 2026}


def test_a_saturday_can_be_a_working_day() -> None:
    """The make-up day (调休) for the spring festival of 2026, and for no festival of its own."""
    assert CALENDAR.is_workday(date(2026, 2, 14))
    assert not CALENDAR.is_workday(date(2026, 2, 16))


def test_a_limit_over_the_spring_festival_passes_over_it() -> None:
    """Accepted on Friday the 13th of February: day 1 is the make-up Saturday, day 2 the Tuesday after the festival."""
    friday = datetime(2026, 2, 13, 2, tzinfo=UTC)
    assert CALENDAR.due(friday, 1) == end_of(2, 14)
    assert CALENDAR.due(friday, 2) == end_of(2, 24)


def test_the_next_working_day_is_day_one_unless_the_province_counts_otherwise() -> None:
    """The law does not say; so it is a term, and the common one is the default."""
    assert CALENDAR.due(MONDAY, 1) == end_of(5, 12)
    assert THE_SAME_DAY.due(MONDAY, 1) == end_of(5, 11)


def test_a_limit_ends_with_its_last_day() -> None:
    """Whoever decides in the afternoon of the last day is in time."""
    assert CALENDAR.due(MONDAY, 5) == end_of(5, 18)
    assert CALENDAR.due(MONDAY, 0.5) == MONDAY + timedelta(hours=12)


def test_the_day_begins_in_china() -> None:
    """Six in the evening of Monday, UTC, is Tuesday."""
    assert CALENDAR.due(MONDAY.replace(hour=18), 1) == end_of(5, 13)


def test_a_limit_in_a_year_that_is_not_announced_is_provisional() -> None:
    """The notice for 2027 is not out: Monday to Friday is all that is known."""
    december = datetime(2026, 12, 29, 2, tzinfo=UTC)
    assert not CALENDAR.is_provisional(CALENDAR.due(december, 2))
    assert CALENDAR.is_provisional(CALENDAR.due(december, 3))


@given(moments, st.integers(0, 60))
def test_counting_back_finds_the_days_that_were_counted(at: datetime, days: int) -> None:
    """Between a moment and its limit lie exactly the days of the limit, and the last of them is a working day."""
    due = CALENDAR.due(at, days)
    assert CALENDAR.between(at, due) == days
    assert not days or CALENDAR.is_workday((due + timedelta(hours=8)).date())


@given(moments, st.integers(0, 30), st.integers(0, 30))
def test_days_add_up(at: datetime, some: int, more: int) -> None:
    """Some days and then more days are all the days."""
    assert CALENDAR.after(CALENDAR.after(at, some), more) == CALENDAR.after(at, some + more)


def test_a_calendar_without_days_knows_the_week() -> None:
    """Monday to Friday, all of it provisional."""
    assert WorkCalendar().due(MONDAY, 5) == end_of(5, 18)
    assert WorkCalendar().is_provisional(MONDAY)


def test_a_province_has_its_own_terms_and_the_others_have_the_common_ones(tmp_path: Path) -> None:
    """One line a province; `000000` for the rest."""
    path = tmp_path / "terms.csv"
    path.write_text(SETTINGS.terms.read_text() + "510000,same,0.2,15,30,10,60\n")
    terms = read_terms(path, CALENDAR)

    assert (terms["000000"].rectification_days, terms["000000"].ledger_days) == (5, 15)
    assert (terms["510000"].rectification_days, terms["510000"].collection_days) == (15, 60)
    assert terms["510000"].calendar == THE_SAME_DAY


def test_every_command_that_begins_or_moves_a_limit_is_given_the_terms_of_its_province(tmp_path: Path) -> None:
    """By the service, whatever the message says; the decider reads no file and no clock."""
    path = tmp_path / "terms.csv"
    path.write_text(SETTINGS.terms.read_text() + "510000,same,0.2,15,30,10,60\n")
    authorities = DEPLOY / "local" / "authorities.csv"
    complete = facts(Settings(authorities, terms=path), UNREAD)
    own = RateService(CASE, MONDAY, 5)
    elsewhere = replace(own, subject=CASE.replace("530000", "510000"))

    rated = complete[RateService]([own, elsewhere])
    assert [one.terms.rectification_days for one in rated] == [5, 15]
    timed = {EndProcedure, ExtendLimit, AbandonCollection, RecordVerification, RecordIssuance, RecordReturn}
    assert timed <= complete.keys()


@pytest.mark.parametrize(
    ("read", "text", "told"),
    [
        (read_calendar, "date,kind\n2026-13-01,off\n", "line 2: date must be YYYY-MM-DD"),
        (read_calendar, "date,kind\n2026-01-01,free\n", "line 2: date must be YYYY-MM-DD and kind off or work"),
        (read_calendar, "date\n2026-01-01\n", "line 2: kind is missing"),
        (lambda path: read_terms(path, CALENDAR), "province\n000000\n", "line 2: first_day is missing"),
        (lambda path: read_terms(path, CALENDAR), "{head}000000,first,0.3,5,15,15,90\n", "first_day is next or same"),
        (lambda path: read_terms(path, CALENDAR), "{head}000000,next,3,5,15,15,90\n", "warning_share must be"),
        (lambda path: read_terms(path, CALENDAR), "{head}530000,next,0.3,5,15,15,90\n", "add a line for 000000"),
    ],
)
def test_a_wrong_file_names_its_line_and_the_remedy(
    tmp_path: Path, read: Callable[[Path], object], text: str, told: str
) -> None:
    """The service does not start on days that nobody laid down."""
    path = tmp_path / "file.csv"
    path.write_text(text.replace("{head}", SETTINGS.terms.read_text().splitlines()[0] + "\n"))

    with pytest.raises(SettingMissing, match=told):
        read(path)
