from datetime import date

import pytest

from core.workdays import seed_calendar
from reports.periods import Period, Special, due_on

CALENDAR = seed_calendar()


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


def test_a_special_report_is_due_after_its_last_day():
    special = Special(date(2026, 10, 1), date(2026, 10, 31))
    assert due_on(special, due_in_workdays=0, calendar=CALENDAR) == date(2026, 11, 2)
    assert special.key == "2026-10-31"
    with pytest.raises(ValueError, match="first day or later"):
        Special(date(2026, 10, 2), date(2026, 10, 1))
