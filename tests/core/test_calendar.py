"""The calendar in force."""

from datetime import date
from typing import Any

import pytest

from core.calendar import seed_calendar, work_calendar
from core.models import CalendarDay

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 11)  # an ordinary Wednesday


def test_an_empty_table_means_the_shipped_days() -> None:
    assert not work_calendar().is_workday(date(2026, 10, 1))


def test_seeding_twice_is_once_and_keeps_what_was_edited() -> None:
    first = seed_calendar()
    assert first == CalendarDay.objects.count() > 100
    CalendarDay.objects.filter(date=date(2026, 10, 1)).update(is_workday=True)
    CalendarDay.objects.filter(date=date(2026, 10, 2)).delete()
    assert seed_calendar() == 1
    assert work_calendar().is_workday(date(2026, 10, 1))


def test_a_change_is_seen_at_once() -> None:
    seed_calendar()
    assert work_calendar().is_workday(DAY)
    day = CalendarDay.objects.create(date=DAY, is_workday=False)
    assert not work_calendar().is_workday(DAY)
    day.is_workday = True
    day.save()
    assert work_calendar().is_workday(DAY)


def test_an_unchanged_calendar_costs_one_query(django_assert_num_queries: Any) -> None:
    seed_calendar()
    kept = work_calendar()
    with django_assert_num_queries(1):
        assert work_calendar() is kept
