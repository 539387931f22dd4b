from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import Period, PeriodKind

PERIODS = st.builds(
    Period.containing, st.sampled_from(PeriodKind), st.dates(date(1990, 1, 1), date(2100, 1, 1))
)


@pytest.mark.parametrize(
    ("key", "starts_on", "ends_on", "label_zh", "label_en"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31), "2026年10月", "October 2026"),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "2026年2月", "February 2026"),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), "2028年2月", "February 2028"),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31), "2026年12月", "December 2026"),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度", "Q3 2026"),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30), "2026年上半年", "First half of 2026"),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31), "2026年下半年", "Second half of 2026"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年", "2026"),
    ],
)
def test_a_period_is_read_from_its_key_and_named(key, starts_on, ends_on, label_zh, label_en):
    period = Period.parse(key)
    assert (period.key, period.starts_on, period.ends_on) == (key, starts_on, ends_on)
    assert (period.label_zh, period.label_en) == (label_zh, label_en)


@pytest.mark.parametrize(
    "key",
    ["", "2026-13", "2026-00", "2026-1", "2026-Q5", "2026-Q0", "2026-Q03", "2026-H3"]
    + ["2026-q3", "26-10", "2026-10-01", " 2026", "2026\n", "0000", "0000-01", "２０２６", "2026-"],
)
def test_anything_else_is_not_a_period(key):
    with pytest.raises(ValueError, match="is not a period: write 2026-10"):
        Period.parse(key)


@pytest.mark.parametrize(
    ("kind", "year", "number"),
    [("month", 2026, 13), ("quarter", 2026, 0), ("year", 2026, 2), ("half", 0, 1), ("week", 1, 1)],
)
def test_a_period_that_does_not_exist_is_refused(kind, year, number):
    with pytest.raises(ValueError, match=r"."):
        Period(kind, year, number)


def test_next_and_previous_cross_the_year():
    assert Period.parse("2026-12").next().key == "2027-01"
    assert Period.parse("2026-Q1").previous().key == "2025-Q4"
    assert Period.parse("2026-H2").next().key == "2027-H1"
    assert Period.parse("2026").previous().key == "2025"


def test_kinds_may_be_given_as_stored_text():
    assert Period("month", 2026, 10) == Period(PeriodKind.MONTH, 2026, 10)
    assert Period.containing("quarter", date(2026, 11, 22)).key == "2026-Q4"


@given(PERIODS)
def test_a_period_survives_its_key(period):
    assert Period.parse(period.key) == period


@given(PERIODS)
def test_periods_follow_without_gap_and_contain_their_days(period):
    assert period.next().starts_on == period.ends_on + timedelta(days=1)
    assert period.next().previous() == period
    assert period.key < period.next().key
    assert Period.containing(period.kind, period.starts_on) == period
    assert Period.containing(period.kind, period.ends_on) == period
