from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.workdays import WorkCalendar, load_seed, seed_calendar

CALENDAR = seed_calendar()
DAYS = st.dates(date(2019, 6, 1), date(2028, 6, 1))


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (date(2026, 9, 28), 5, date(2026, 10, 10)),  # National Day, then a worked Saturday
        (date(2026, 9, 18), 5, date(2026, 9, 24)),  # a worked Sunday
        (date(2026, 2, 12), 3, date(2026, 2, 24)),  # Spring Festival
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 22), 0, date(2026, 11, 23)),
        (date(2026, 10, 1), 0, date(2026, 10, 8)),
        (date(2026, 11, 23), -1, date(2026, 11, 20)),
        (date(2026, 11, 22), -1, date(2026, 11, 20)),
        (date(2026, 10, 10), -5, date(2026, 9, 28)),
        (date(2027, 1, 1), 1, date(2027, 1, 4)),
    ],
)
def test_adding_working_days_skips_rest_and_counts_days_worked_in_lieu(start, n, expected):
    assert CALENDAR.add(start, n) == expected


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 20), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 1), False),
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
    ],
)
def test_a_day_is_worked_as_published(day, worked):
    assert CALENDAR.is_workday(day) is worked


def test_the_day_itself_is_not_counted_between_two_days():
    assert CALENDAR.between(date(2026, 11, 23), date(2026, 11, 23)) == 0
    assert CALENDAR.between(date(2026, 11, 20), date(2026, 11, 23)) == 1
    assert CALENDAR.between(date(2026, 11, 20), date(2026, 11, 22)) == 0
    assert CALENDAR.between(date(2026, 9, 28), date(2026, 10, 10)) == 5


def test_between_is_negative_backwards():
    assert CALENDAR.between(date(2026, 10, 10), date(2026, 9, 28)) == -5


def test_an_unpublished_year_counts_monday_to_friday():
    assert not CALENDAR.is_published(2027)
    assert CALENDAR.is_published(2026)
    assert CALENDAR.is_workday(date(2027, 1, 1))
    assert not CALENDAR.is_workday(date(2027, 1, 2))


def test_a_recorded_day_counts_even_before_its_year_is_published():
    calendar = WorkCalendar({date(2027, 1, 1): False}, frozenset())
    assert not calendar.is_workday(date(2027, 1, 1))
    assert calendar.add(date(2026, 12, 31), 1) == date(2027, 1, 4)


def test_an_entry_that_repeats_the_week_changes_nothing():
    calendar = WorkCalendar({date(2026, 11, 23): True, date(2026, 11, 22): False}, frozenset())
    assert calendar.between(date(2026, 11, 1), date(2026, 11, 30)) == 21


def test_a_calendar_does_not_follow_later_changes_of_its_source():
    source = {date(2026, 11, 23): False}
    calendar = WorkCalendar(source, frozenset({2026}))
    source.clear()
    assert not calendar.is_workday(date(2026, 11, 23))


def test_calendars_of_the_same_days_are_equal_and_hash_alike():
    one, other = (WorkCalendar({date(2026, 1, 1): False}, frozenset({2026})) for _ in "ab")
    assert one == other
    assert hash(one) == hash(other)


def test_the_seed_holds_exactly_the_days_that_differ_from_the_week():
    rows = load_seed()
    assert rows == sorted(rows)
    assert len({d for d, *_ in rows}) == len(rows) == 175
    assert all(worked != (d.weekday() < 5) and name for d, worked, name in rows)
    assert {d.year for d, *_ in rows} == set(range(2020, 2027))
    worked = [d for d, is_worked, _ in rows if is_worked and d.year == 2026]
    assert [(d.month, d.day) for d in worked] == [
        (1, 4),
        (2, 14),
        (2, 28),
        (5, 9),
        (9, 20),
        (10, 10),
    ]


def test_arithmetic_agrees_with_counting_day_by_day():
    start, end = date(2025, 12, 1), date(2027, 2, 1)
    counted, day = 0, start
    while day < end:
        day += timedelta(days=1)
        counted += CALENDAR.is_workday(day)
        assert CALENDAR.between(start, day) == counted
        if CALENDAR.is_workday(day):
            assert CALENDAR.add(start, counted) == day


@settings(deadline=None)
@given(DAYS, st.integers(1, 400))
def test_adding_and_counting_undo_each_other(day, n):
    later = CALENDAR.add(day, n)
    assert CALENDAR.is_workday(later)
    assert CALENDAR.between(day, later) == n
    earlier = CALENDAR.add(day, -n)
    assert CALENDAR.is_workday(earlier)
    assert CALENDAR.between(earlier - timedelta(days=1), day - timedelta(days=1)) == n


@settings(deadline=None)
@given(
    st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.booleans(), max_size=60),
    st.dates(date(2025, 12, 1), date(2026, 4, 1)),
    st.integers(1, 60),
)
def test_any_exceptions_leave_add_and_between_consistent(exceptions, day, n):
    calendar = WorkCalendar(exceptions, frozenset())
    later = calendar.add(day, n)
    assert calendar.is_workday(later)
    assert calendar.between(day, later) == n
    assert calendar.add(later, 0) == later
