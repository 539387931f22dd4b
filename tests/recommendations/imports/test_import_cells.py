"""What people type into cells, and what it means."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.imports import cells
from recommendations.imports.cells import Unclear
from recommendations.imports.days import Day, read_day

NOV_30 = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("cell", "on", "words"),
    [
        (date(2026, 11, 22), date(2026, 11, 22), ""),
        (datetime.fromisoformat("2026-11-22T08:00"), date(2026, 11, 22), ""),
        (46348, date(2026, 11, 22), ""),
        ("46348", date(2026, 11, 22), ""),
        ("2026.11.22", date(2026, 11, 22), ""),
        ("2026-11-22", date(2026, 11, 22), ""),
        ("２０２６年１１月２２日", date(2026, 11, 22), ""),
        ("2026年11月22日前", date(2026, 11, 22), ""),
        ("11月底前", NOV_30, "11月底前"),
        (" 11 月 底前 ", NOV_30, "11 月 底前"),
        ("2026年11月", NOV_30, "2026年11月"),
        ("11月中旬", date(2026, 11, 20), "11月中旬"),
        ("三季度末", date(2026, 9, 30), "三季度末"),
        ("2026年第三季度", date(2026, 9, 30), "2026年第三季度"),
        ("上半年", date(2026, 6, 30), "上半年"),
        ("年底前", date(2026, 12, 31), "年底前"),
        ("年内", date(2026, 12, 31), "年内"),
        ("明年6月底前", date(2027, 6, 30), "明年6月底前"),
        ("2月底", date(2026, 2, 28), "2月底"),
        (None, None, ""),
        ("—", None, ""),
        ("无", None, ""),
    ],
    ids=str,
)  # fmt: skip
def test_days(cell: Any, on: date | None, words: str) -> None:
    assert cells.day(cell, year=2026) == Day(on, words)


@pytest.mark.parametrize("text", ["长期", "长期坚持", "持续推进", "常态化推进"])
def test_what_has_no_end(text: str) -> None:
    assert cells.day(text, year=2026) == Day(None, text, ongoing=True)


@pytest.mark.parametrize("text", ["适时", "2026年13月", "2026年2月30日", "前", "12345678901"])
def test_what_is_no_day_is_told(text: str) -> None:
    with pytest.raises(Unclear) as caught:
        cells.day(text, year=2026)
    assert (caught.value.code, caught.value.figures["text"]) == ("no_day", text)


def test_without_a_year_there_is_no_day() -> None:
    assert read_day("11月底前", year=None) is None
    assert read_day("2026年11月底前", year=None) == Day(NOV_30, "2026年11月底前")


@pytest.mark.parametrize(
    ("cell", "starts", "due"),
    [
        ("2026年3月—12月", date(2026, 3, 1), date(2026, 12, 31)),
        ("2026年3月至2027年6月", date(2026, 3, 1), date(2027, 6, 30)),
        ("3月～11月底", date(2026, 3, 1), NOV_30),
        ("2026.3-2026.11", date(2026, 3, 1), NOV_30),
        ("年底前", None, date(2026, 12, 31)),
        (None, None, None),
    ],
    ids=str,
)  # fmt: skip
def test_spans(cell: Any, starts: date | None, due: date | None) -> None:
    found = cells.span(cell, year=2026)
    assert (found.starts.on, found.due.on) == (starts, due)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_way_of_writing_a_day_is_that_day(day: date) -> None:
    for form in ("{0.year}年{0.month}月{0.day}日", "{0.year}.{0.month}.{0.day}", "{0:%Y-%m-%d}",
                 "{0:%Y/%m/%d}", "{0:%Y%m%d}"):  # fmt: skip
        assert cells.day(form.format(day), year=None).on == day
    assert cells.day((day - date(1899, 12, 30)).days, year=None).on == day


@pytest.mark.parametrize(
    ("cell", "share", "value"),
    [
        ("85%", False, "85"), ("85", False, "85"), (85, False, "85"), (0.85, True, "85"),
        ("0.85", True, "85"), ("85%", True, "85"), (0.85, False, "0.85"), ("约８５", False, "85"),
        ("1,200.5", False, "1200.5"), (0.1 + 0.2, False, "0.3"), (1, True, "100"),
    ],
)  # fmt: skip
def test_numbers(cell: Any, share: bool, value: str) -> None:
    assert cells.number(cell, share=share) == Decimal(value)


@pytest.mark.parametrize("cell", ["八成", "1e400", "nan", True, "10000000000"])
def test_what_is_no_number_is_told(cell: Any) -> None:
    with pytest.raises(Unclear):
        cells.number(cell, share=False)


@pytest.mark.parametrize(
    ("column", "shares"),
    [
        ([0.85, 0.2, None], True),
        (["85%", 0.2], True),
        ([85, 20], False),
        ([2, 1, 0.5], False),
        (["甲", None], False),
        ([1, 1], False),
    ],
    ids=str,
)
def test_a_column_of_shares_is_known_by_all_its_cells(column: list[Any], shares: bool) -> None:
    assert cells.holds_shares(column) is shares


KNOWN = {"市科委、中关村管委会": 1, "市发展改革委": 2, "甲区政府": 3, "市卫健委(市中医局)": 4}


@pytest.mark.parametrize(
    ("cell", "found", "unknown"),
    [
        ("市发展改革委", (2,), ()),
        ("市科委、中关村管委会", (1,), ()),
        ("市发展改革委、市科委、中关村管委会、甲区政府", (2, 1, 3), ()),
        ("市发展改革委，甲区 政府；市发展改革委", (2, 3), ()),
        ("市发展改革委\n甲区政府", (2, 3), ()),
        ("市卫健委（市中医局）", (4,), ()),
        ("市发展改革委、某局", (2,), ("某局",)),
        (None, (), ()),
        ("无", (), ()),
    ],
    ids=str,
)
def test_units_keep_their_order_and_their_names(
    cell: Any, found: tuple[int, ...], unknown: tuple[str, ...]
) -> None:
    assert cells.units(cell, KNOWN) == (found, unknown)


@pytest.mark.parametrize(
    ("cell", "flag"), [("是", True), ("√", True), (True, True), ("否", False), (None, False)]
)
def test_flags(cell: Any, flag: bool) -> None:
    assert cells.flag(cell) is flag


def test_names_words_and_whole_numbers() -> None:
    assert cells.names("王示例、李示例 ，王示例") == ("王示例", "李示例")
    assert cells.words(" 一 \r\n 二\u3000\r三") == "一\n二\n三"
    assert cells.whole("１２") == 12 and cells.whole(12) == 12 and cells.whole(None) is None
    for wrong in ("十二", "-1", "1.5"):
        with pytest.raises(Unclear):
            cells.whole(wrong)
    with pytest.raises(Unclear):
        cells.flag("也许")


OVERLAPPING = {"甲": 1, "乙": 2, "甲、乙": 3, "乙、丙": 4, "区甲": 5, "乙局": 6, "甲、乙局": 7,
               "Dept;North,East": 8}  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "found", "unknown"),
    [
        ("甲、乙", (3,), ()),
        ("甲、乙、丙", (1, 4), ()),
        ("区甲、乙局", (5, 6), ()),
        ("Dept; North, East；甲", (8, 1), ()),
        ("甲、丁、乙、丙", (1, 4), ("丁",)),
        ("甲、、乙、", (1, 2), ()),
        ("丁", (), ("丁",)),
    ],
)
def test_names_that_hold_separators_are_read_with_nothing_left_over(
    cell: str, found: tuple[int, ...], unknown: tuple[str, ...]
) -> None:
    assert cells.units(cell, OVERLAPPING) == (found, unknown)


@pytest.mark.parametrize(
    ("cell", "year"),
    [("2026", 2026), (2026, 2026), (2026.0, 2026), ("２０２６年", 2026), ("2027 年度", 2027),
     (None, None), ("—", None), ("2000", 2000), ("2100", 2100)],
)  # fmt: skip
def test_years(cell: Any, year: int | None) -> None:
    assert cells.year(cell) == year


@pytest.mark.parametrize("cell", ["明年", "26", "1999", "2101", "2026.5", "-2026"])
def test_what_is_no_year_is_told(cell: str) -> None:
    with pytest.raises(Unclear) as caught:
        cells.year(cell)
    assert caught.value.code == "no_year"


def test_days_of_our_own_files_may_lie_in_any_century() -> None:
    assert cells.day("1998-02-03", year=2026) == Day(date(1998, 2, 3))
    assert cells.day("2131-02-03", year=2026, start=True) == Day(date(2131, 2, 3))
