"""Which reports are due on a day: the arithmetic alone."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.workdays import seed_calendar
from reports.periods import Period, PeriodKind, Special
from reports.planning import ALL, LATEST, NONE, Terms, coming, due, fallen_due

CALENDAR = seed_calendar()


def terms(first: str, days: int = 5, missed: str = ALL) -> Terms:
    return Terms(Period.parse(first), days, missed)


def keys(first: str, today: date, days: int = 5) -> list[str]:
    return [one.key for one in fallen_due(terms(first, days), today=today, calendar=CALENDAR)]


def wanted(of: Terms, today: date, there: tuple[str, ...] = ()) -> list[str]:
    return [one.key for one in due(of, there=there, today=today, calendar=CALENDAR)]


def test_a_period_becomes_due_on_its_due_day_and_not_before() -> None:
    assert keys("2026-09", date(2026, 10, 12)) == []
    assert keys("2026-09", date(2026, 10, 13)) == ["2026-09"]


def test_missed_periods_are_all_due_oldest_first() -> None:
    today = date(2026, 11, 22)
    assert keys("2026-07", today) == ["2026-07", "2026-08", "2026-09", "2026-10"]
    assert keys("2025-Q4", today) == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
    assert keys("2026-H1", date(2027, 1, 20)) == ["2026-H1", "2026-H2"]
    assert keys("2026", date(2026, 12, 31)) == []


def test_nothing_is_due_before_the_first_period() -> None:
    assert keys("2027-01", date(2026, 11, 22)) == []


def test_what_is_there_is_not_due_again() -> None:
    today = date(2026, 11, 22)
    assert wanted(terms("2026-08"), today, ("2026-09",)) == ["2026-08", "2026-10"]


def test_the_latest_alone_never_goes_back_to_what_was_passed_over() -> None:
    """Once the latest is there nothing older is drafted in its stead."""
    of, today = terms("2026-07", missed=LATEST), date(2026, 11, 22)
    assert wanted(of, today) == ["2026-10"]
    assert wanted(of, today, ("2026-10",)) == []


def test_none_of_the_missed_ones_but_the_one_whose_day_it_is() -> None:
    of = terms("2026-07", missed=NONE)
    (october,) = [
        one.due_on
        for one in fallen_due(of, today=date(2026, 11, 22), calendar=CALENDAR)
        if one.key == "2026-10"
    ]
    assert wanted(of, october) == ["2026-10"]
    assert wanted(of, october + timedelta(1)) == wanted(of, october - timedelta(1)) == []


def test_a_special_report_falls_due_once() -> None:
    of = Terms(Special(date(2026, 9, 1), date(2026, 10, 15)), 3)
    days = [one.due_on for one in fallen_due(of, today=date(2030, 1, 1), calendar=CALENDAR)]
    assert days == [date(2026, 10, 20)]
    assert wanted(of, date(2026, 10, 19)) == []
    assert wanted(of, date(2026, 10, 20)) == ["2026-10-15"]
    assert wanted(of, date(2026, 10, 20), ("2026-10-15",)) == []


def test_what_comes_next_is_told_with_its_days() -> None:
    today = date(2026, 11, 22)
    found = coming(terms("2026-07", 6), today=today, calendar=CALENDAR)
    assert [(one.key, one.due_on) for one in found] == [
        ("2026-11", date(2026, 12, 8)),
        ("2026-12", date(2027, 1, 8)),
        ("2027-01", date(2027, 2, 8)),
    ]
    special = Terms(Special(date(2026, 11, 1), date(2026, 11, 30)), 0)
    assert [one.key for one in coming(special, today=today, calendar=CALENDAR)] == ["2026-11-30"]
    assert coming(special, today=date(2026, 11, 30), calendar=CALENDAR) == []


def test_the_last_year_that_there_is_ends_the_row() -> None:
    assert [one.key for one in terms("9999", 0).planned(CALENDAR)] == ["9999"]


@settings(deadline=None)
@given(
    st.sampled_from(PeriodKind),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.integers(0, 30),
    st.integers(0, 200),
)
def test_what_is_due_only_grows_and_has_no_gap(
    kind: PeriodKind, today: date, days: int, later: int
) -> None:
    first = Period.containing(kind, date(2024, 3, 1)).key
    now, then = keys(first, today, days), keys(first, today + timedelta(later), days)
    assert then[: len(now)] == now
    assert all(Period.parse(a).next().key == b for a, b in zip(then, then[1:], strict=False))


@settings(deadline=None)
@given(
    st.sampled_from(PeriodKind),
    st.sampled_from([ALL, LATEST, NONE]),
    st.lists(st.integers(0, 90), min_size=1, max_size=12),
    st.integers(0, 20),
)
def test_whenever_the_planner_runs_nothing_comes_twice_and_days_agree(
    kind: PeriodKind, missed: str, gaps: list[int], days: int
) -> None:
    """Runs on any days: each report once, all of them with ALL, never one before its day."""
    of = Terms(Period.containing(kind, date(2024, 3, 1)), days, missed)
    today, there = date(2024, 3, 1), set[str]()
    for gap in gaps:
        today += timedelta(gap)
        new = due(of, there=there, today=today, calendar=CALENDAR)
        assert all(one.due_on <= today for one in new)
        assert not {one.key for one in new} & there
        there |= {one.key for one in new}
    fallen = fallen_due(of, today=today, calendar=CALENDAR)
    assert there <= {one.key for one in fallen}
    if missed == ALL:
        assert there == {one.key for one in fallen}
    elif missed == LATEST and fallen:
        assert fallen[-1].key in there
    ahead = coming(of, today=today, calendar=CALENDAR, count=2)
    assert [one.due_on for one in ahead] == sorted(one.due_on for one in ahead)
    assert all(one.due_on > today for one in ahead)
