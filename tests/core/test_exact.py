from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exact import LARGEST_SCALED, from_scaled, show, to_scaled


@pytest.mark.parametrize(
    ("value", "scaled"),
    [
        ("0", 0),
        ("-0", 0),
        ("823.24", 8232400),
        ("0.0001", 1),
        ("-12.5", -125000),
        ("1.500000", 15000),
        ("3E+3", 30000000),
        ("0E+999999", 0),
        ("0E-999999", 0),
        ("922337203685477.5807", LARGEST_SCALED),
    ],
)
def test_a_decimal_becomes_whole_ten_thousandths(value, scaled):
    assert to_scaled(Decimal(value)) == scaled


@pytest.mark.parametrize("value", ["0.00001", "1.23456", "-0.99999", "1E-999999"])
def test_a_fifth_decimal_is_refused_rather_than_rounded(value):
    with pytest.raises(ValueError, match="more than 4 decimals"):
        to_scaled(Decimal(value))


@pytest.mark.parametrize("value", ["922337203685477.5808", "-922337203685477.5808", "1E+999999"])
def test_what_does_not_fit_is_refused(value):
    with pytest.raises(ValueError, match=r"too large: at most 922337203685477\.5807"):
        to_scaled(Decimal(value))


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="not a number that can be stored"):
        to_scaled(Decimal(value))


@given(st.integers(-LARGEST_SCALED, LARGEST_SCALED))
def test_every_stored_number_comes_back_the_same(scaled):
    assert to_scaled(from_scaled(scaled)) == scaled
    assert to_scaled(Decimal(show(from_scaled(scaled)))) == scaled


def test_a_coarse_decimal_context_does_not_round_what_is_stored():
    value = Decimal("123456789.1234")
    with localcontext() as context:
        context.prec = 3
        assert to_scaled(value) == 1234567891234


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("12.5000", "12.5"),
        ("100", "100"),
        ("1E+2", "100"),
        ("0.0000", "0"),
        ("-0.0", "0"),
        ("-3.10", "-3.1"),
    ],
)
def test_a_number_is_shown_without_trailing_zeros(value, shown):
    assert show(Decimal(value)) == shown
