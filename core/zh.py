"""Dates, numbers and shares as Chinese official writing has them (GB/T 15835): pure functions."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

_DIGITS = "零一二三四五六七八九"
_PLACES = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))


def date_zh(d: date) -> str:
    """2026年11月22日, without leading zeros."""
    return f"{d.year}年{d.month}月{d.day}日"


def month_zh(d: date) -> str:
    """2026年11月."""
    return f"{d.year}年{d.month}月"


def weekday_zh(d: date) -> str:
    """周一 to 周日."""
    return "周" + "一二三四五六日"[d.weekday()]


def numeral_zh(n: int) -> str:
    """The number as headings write it: 一, 十二, 二十一, 一百零五.

    Raises ValueError outside 1 to 9999.
    """
    if not 1 <= n <= 9999:
        raise ValueError(f"A Chinese numeral is written for 1 to 9999, not for {n}.")
    written, gap = "", False
    for size, name in _PLACES:
        digit = n // size % 10
        if digit:
            written += ("零" if gap and written else "") + _DIGITS[digit] + name
        gap = digit == 0
    # Ten to nineteen drop the leading one: 十二, yet 一百一十二.
    return written.removeprefix("一") if 10 <= n <= 19 else written


def half_up(value: Decimal, places: int) -> Decimal:
    """``value`` to ``places`` decimals, a half going away from zero; never a negative zero."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def percent(value: Decimal, places: int = 1) -> str:
    """A percentage (72.94 means 72.94 %) as text: "72.9%"."""
    return f"{half_up(value, places):f}%"


def shares(counts: Sequence[int]) -> list[Decimal]:
    """Each count's percentage of the whole, to one decimal, together exactly 100.0.

    What rounding leaves over goes to the largest remainders, the earlier of equals first. All
    zero gives all 0.0. Raises ValueError for a negative count.
    """
    if any(count < 0 for count in counts):
        raise ValueError("Shares are taken of counts, and a count cannot be negative.")
    total = sum(counts)
    if total == 0:
        return [Decimal("0.0")] * len(counts)
    tenths = [count * 1000 // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda i: (-(counts[i] * 1000 % total), i))
    for i in by_remainder[: 1000 - sum(tenths)]:
        tenths[i] += 1
    return [Decimal(n).scaleb(-1) for n in tenths]


def points_difference(now: Decimal, before: Decimal, places: int = 1) -> Decimal:
    """By how many percentage points ``now`` exceeds ``before``.

    Both are rounded first: a reader who subtracts the two printed figures gets this one.
    """
    return half_up(half_up(now, places) - half_up(before, places), places)


def points_change_zh(now: Decimal, before: Decimal, places: int = 1) -> str:
    """提高3.2个百分点, 下降0.5个百分点 or 持平; a difference of percentages is never in %."""
    points = points_difference(now, before, places)
    if points == 0:
        return "持平"
    return f"{'提高' if points > 0 else '下降'}{abs(points):f}个百分点"
