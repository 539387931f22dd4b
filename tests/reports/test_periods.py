from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.workdays import seed_calendar
from reports.periods import Period, PeriodKind, due_on, due_periods

CALENDAR = seed_calendar()


def keys(kind, first, today, days=5):
    found = due_periods(
        kind,
        first=Period.parse(first),
        today_local=today,
        due_in_workdays=days,
        calendar=CALENDAR,
    )
    return [period.key for period in found]


def test_a_report_is_due_some_working_days_after_its_period():
    september = Period.parse("2026-09")
    assert due_on(september, due_in_workdays=5, calendar=CALENDAR) == date(2026, 10, 13)
    assert due_on(september, due_in_workdays=0, calendar=CALENDAR) == date(2026, 9, 30)


def test_due_on_the_last_day_moves_on_when_that_day_is_not_worked():
    october = Period.parse("2026-10")  # ends on a Saturday
    assert due_on(october, due_in_workdays=0, calendar=CALENDAR) == date(2026, 11, 2)


def test_a_report_before_the_end_of_its_period_is_refused():
    with pytest.raises(ValueError, match="before its period has ended"):
        due_on(Period.parse("2026-10"), due_in_workdays=-1, calendar=CALENDAR)


def test_a_period_becomes_due_on_its_due_day_and_not_before():
    assert keys("month", "2026-09", date(2026, 10, 12)) == []
    assert keys("month", "2026-09", date(2026, 10, 13)) == ["2026-09"]


def test_missed_periods_are_all_due_oldest_first():
    assert keys("month", "2026-07", date(2026, 11, 22)) == [
        "2026-07",
        "2026-08",
        "2026-09",
        "2026-10",
    ]
    assert keys("quarter", "2025-Q4", date(2026, 11, 22)) == [
        "2025-Q4",
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
    ]
    assert keys("half", "2026-H1", date(2027, 1, 20)) == ["2026-H1", "2026-H2"]
    assert keys("year", "2026", date(2026, 12, 31)) == []


def test_nothing_is_due_before_the_first_period():
    assert keys("month", "2027-01", date(2026, 11, 22)) == []


def test_a_first_period_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="2026-Q3 is not a month"):
        keys("month", "2026-Q3", date(2026, 11, 22))


@settings(deadline=None)
@given(
    st.sampled_from(PeriodKind),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.integers(0, 30),
    st.integers(0, 200),
)
def test_what_is_due_only_grows_and_has_no_gap(kind, today, days, later):
    first = Period.containing(kind, date(2024, 3, 1)).key
    now, then = keys(kind, first, today, days), keys(kind, first, today + timedelta(later), days)
    assert then[: len(now)] == now
    assert all(Period.parse(a).next().key == b for a, b in zip(then, then[1:], strict=False))
