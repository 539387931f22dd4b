"""The calendar in force."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.actions import change_calendar
from core.calendar import (
    DayRow,
    calendar_known_at,
    calendar_of,
    fingerprint,
    seed_calendar,
    stored_days,
    with_day,
    with_year,
    work_calendar,
)
from core.daylists import read_list
from core.models import CalendarDay
from tests.factories import ADDED, BY, at

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 11)  # an ordinary Wednesday


def test_an_empty_table_means_the_shipped_days() -> None:
    assert not work_calendar().is_workday(date(2026, 10, 1))


def test_seeding_twice_is_once_and_keeps_what_was_edited() -> None:
    first = seed_calendar(now=ADDED)
    assert first == CalendarDay.objects.count() > 100
    CalendarDay.objects.filter(date=date(2026, 10, 1)).update(is_workday=True)
    CalendarDay.objects.filter(date=date(2026, 10, 2)).delete()
    assert seed_calendar(now=ADDED) == 1
    assert work_calendar().is_workday(date(2026, 10, 1))


def test_a_change_is_seen_at_once() -> None:
    seed_calendar(now=ADDED)
    assert work_calendar().is_workday(DAY)
    day = CalendarDay.objects.create(date=DAY, is_workday=False)
    assert not work_calendar().is_workday(DAY)
    day.is_workday = True
    day.save()
    assert work_calendar().is_workday(DAY)


def test_an_unchanged_calendar_costs_one_query(django_assert_num_queries: Any) -> None:
    seed_calendar(now=ADDED)
    kept = work_calendar()
    with django_assert_num_queries(1):
        assert work_calendar() is kept


def test_a_past_day_has_the_calendar_of_that_day(django_assert_num_queries: Any) -> None:
    shipped = work_calendar()
    holiday, added = date(2026, 10, 1), date(2027, 3, 11)

    def change(hour: int, *days: DayRow) -> None:
        wanted = stored_days()
        for one in days:
            wanted = with_day(wanted, one)
        now, seen = at(f"2026-09-20 {hour}:00"), fingerprint(stored_days())
        change_calendar(days=wanted, seen=seen, reason="", now=now, by=BY)

    change(10, row(holiday, worked=True), row(DAY))
    first = work_calendar()
    change(12, row(holiday), row(DAY, worked=True, name=""), row(added, published=True))
    assert calendar_known_at(at("2026-09-20 09:59")) == shipped
    assert calendar_known_at(at("2026-09-20 10:00")) == first
    assert first.is_workday(holiday) and not first.is_workday(DAY)
    assert calendar_known_at(at("2026-09-20 12:00")) == work_calendar()
    assert work_calendar().is_published(2027) and not first.is_published(2027)
    with django_assert_num_queries(1):
        calendar_known_at(at("2026-09-20 11:00"))


def test_what_a_newer_release_brings_is_known_from_then_on() -> None:
    seed_calendar(now=ADDED)
    before = work_calendar()
    CalendarDay.objects.filter(date__year=2026).delete()
    older = work_calendar()
    later = ADDED + timedelta(days=1)
    assert seed_calendar(now=later) > 20
    assert calendar_known_at(later) == before
    assert calendar_known_at(ADDED) == older != before


def row(day: date, *, worked: bool = False, name: str = "停电", published: bool = False) -> DayRow:
    return DayRow(day, worked, name, "手工", published)


def test_a_day_set_by_hand_publishes_no_year() -> None:
    calendar = calendar_of([*stored_days(), row(date(2027, 3, 11))])
    assert not calendar.is_workday(date(2027, 3, 11))
    assert calendar.is_published(2026) and not calendar.is_published(2027)


def test_correcting_a_holiday_unpublishes_no_year() -> None:
    days = stored_days(year=2026)
    for day in days:
        days = with_day(days, row(day.date, worked=not day.worked))
    assert calendar_of(days).is_published(2026)


def test_a_day_like_its_week_needs_no_row() -> None:
    day = row(DAY)
    once = with_day(stored_days(), day)
    assert len(once) == len(stored_days()) + 1
    assert with_day(once, row(DAY, worked=True, name="")) == stored_days()
    assert row(DAY, worked=True, name="纪念日") in with_day(
        once, row(DAY, worked=True, name="纪念日")
    )


def test_a_years_list_replaces_that_years_published_days_and_keeps_those_set_by_hand() -> None:
    by_hand = row(date(2026, 3, 11))
    lines = [f"{one.date},{'班' if one.worked else '休'},甲" for one in stored_days(year=2026)[:-1]]
    found = read_list("\n".join(lines))
    days = with_year([*stored_days(), by_hand], found, source="国办通知")
    of_year = [one for one in days if one.date.year == 2026]
    assert by_hand in of_year and len(of_year) == len(lines) + 1
    assert {one.source for one in of_year} == {"国办通知", "手工"}
    assert stored_days(year=2026)[-1].date not in {one.date for one in of_year}
    assert [one for one in days if one.date.year != 2026] == [
        one for one in stored_days() if one.date.year != 2026
    ]


def test_a_list_wins_over_a_day_set_by_hand() -> None:
    days = [*stored_days(), row(date(2026, 10, 1), worked=True)]
    listed = stored_days(year=2026)
    found = read_list("\n".join(f"{d.date},{'班' if d.worked else '休'}" for d in listed))
    assert not calendar_of(with_year(days, found, source="")).is_workday(date(2026, 10, 1))


def test_a_fingerprint_tells_days_apart_in_any_order() -> None:
    days = stored_days()
    assert fingerprint(days) == fingerprint(days[::-1])
    for other in (
        row(DAY), row(DAY, worked=True), row(DAY, name="乙"), row(DAY, published=True),
    ):  # fmt: skip
        assert fingerprint([*days, other]) != fingerprint(days)
    assert len({fingerprint([row(DAY)]), fingerprint([row(DAY, name="乙")])}) == 2


def test_a_year_before_is_kept_apart_from_the_table_of_another_day() -> None:
    """Built of what the table says now, not of when it was last changed."""
    seed_calendar(now=ADDED)
    work_calendar()
    CalendarDay.objects.filter(date=date(2026, 10, 1)).update(date=date(2026, 12, 1))
    assert work_calendar().is_workday(date(2026, 10, 1))
    assert not work_calendar().is_workday(date(2026, 12, 1))
