from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.zh import (
    date_zh,
    half_up,
    month_zh,
    numeral_zh,
    percent,
    points_change_zh,
    points_difference,
    shares,
    weekday_zh,
)


def test_dates_have_no_leading_zeros():
    assert date_zh(date(2026, 11, 22)) == "2026年11月22日"
    assert date_zh(date(2026, 3, 5)) == "2026年3月5日"
    assert month_zh(date(2026, 3, 5)) == "2026年3月"


def test_weekdays_are_named():
    assert weekday_zh(date(2026, 11, 22)) == "周日"
    assert weekday_zh(date(2026, 11, 23)) == "周一"


@pytest.mark.parametrize(
    ("n", "written"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (112, "一百一十二"),
        (1005, "一千零五"),
        (1050, "一千零五十"),
        (9999, "九千九百九十九"),
    ],
)
def test_numerals_are_written_as_in_headings(n, written):
    assert numeral_zh(n) == written


@pytest.mark.parametrize("n", [0, -1, 10000])
def test_numerals_outside_their_range_are_refused(n):
    with pytest.raises(ValueError, match="1 to 9999"):
        numeral_zh(n)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("98.876", "98.9%"),
        ("72.85", "72.9%"),
        ("0.05", "0.1%"),
        ("-0.04", "0.0%"),
        ("-0.05", "-0.1%"),
        ("100", "100.0%"),
    ],
)
def test_percentages_round_half_up(value, written):
    assert percent(Decimal(value)) == written


def test_half_up_takes_any_number_of_places():
    assert half_up(Decimal("2.5"), 0) == 3
    assert half_up(Decimal("-2.5"), 0) == -3
    assert percent(Decimal("56.4"), 0) == "56%"
    assert str(half_up(Decimal("2.345"), 2)) == "2.35"


def test_shares_give_what_is_left_over_to_the_largest_remainders():
    assert shares([1, 1, 1]) == [Decimal("33.4"), Decimal("33.3"), Decimal("33.3")]
    assert shares([2, 0, 1]) == [Decimal("66.7"), Decimal("0.0"), Decimal("33.3")]
    assert shares([22]) == [Decimal("100.0")]


def test_shares_of_nothing_are_zero():
    assert shares([0, 0]) == [Decimal("0.0"), Decimal("0.0")]
    assert shares([]) == []


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="negative"):
        shares([3, -1])


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any))
def test_shares_sum_to_one_hundred_and_stay_within_a_tenth(counts):
    found = shares(counts)
    assert sum(found) == Decimal("100.0")
    for count, share in zip(counts, found, strict=True):
        assert abs(share - Decimal(count) * 100 / sum(counts)) < Decimal("0.1")
        assert count or share == 0


def test_a_difference_is_that_of_the_printed_figures():
    assert points_difference(Decimal("72.96"), Decimal("72.94")) == Decimal("0.1")
    assert points_difference(Decimal("60"), Decimal("63.2")) == Decimal("-3.2")


def test_changes_are_worded_in_points():
    assert points_change_zh(Decimal("63.2"), Decimal("60")) == "提高3.2个百分点"
    assert points_change_zh(Decimal("59.5"), Decimal("60")) == "下降0.5个百分点"
    assert points_change_zh(Decimal("60.01"), Decimal("60")) == "持平"
