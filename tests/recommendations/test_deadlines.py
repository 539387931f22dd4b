"""Deadlines as papers and ledgers print them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.outline.deadlines import find_deadline, read_deadline

YEAR_END = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("年底前", YEAR_END),
        ("年底", YEAR_END),
        ("年内", YEAR_END),
        ("今年年底前", YEAR_END),
        ("2026年", YEAR_END),
        ("2026年底前", YEAR_END),
        ("2026年年底前", YEAR_END),
        ("2026年内", YEAR_END),
        ("二〇二六年底", YEAR_END),
        ("12月", YEAR_END),
        ("十二月底前", YEAR_END),
        ("第四季度", YEAR_END),
        ("下半年", YEAR_END),
        ("1-12月", YEAR_END),
        ("11月底前", date(2026, 11, 30)),
        ("11月下旬", date(2026, 11, 30)),
        ("2026.11", date(2026, 11, 30)),
        ("２０２６年１１月", date(2026, 11, 30)),
        ("2026年11月", date(2026, 11, 30)),
        ("2月底前", date(2026, 2, 28)),
        ("11月中旬", date(2026, 11, 20)),
        ("11月中旬前", date(2026, 11, 20)),
        ("11月上旬", date(2026, 11, 10)),
        ("上半年", date(2026, 6, 30)),
        ("2026年上半年", date(2026, 6, 30)),
        ("年中", date(2026, 6, 30)),
        ("三季度末", date(2026, 9, 30)),
        ("2026年第三季度", date(2026, 9, 30)),
        ("2026年Q3", date(2026, 9, 30)),
        ("3季度", date(2026, 9, 30)),
        ("2027年6月", date(2027, 6, 30)),
        ("明年6月底前", date(2027, 6, 30)),
        ("6月前", date(2026, 5, 31)),
        ("1月前", date(2025, 12, 31)),
        ("2026.11.22", date(2026, 11, 22)),
        ("2026-11-22", date(2026, 11, 22)),
        ("2026/11/22", date(2026, 11, 22)),
        ("20261122", date(2026, 11, 22)),
        ("2026年11月22日", date(2026, 11, 22)),
        ("2026年11月22日前", date(2026, 11, 22)),
        ("11月22日", date(2026, 11, 22)),
        ("完成时限：2026年9月底", date(2026, 9, 30)),
        ("2026年3月—2026年9月", date(2026, 9, 30)),
        ("2026年3月至9月", date(2026, 9, 30)),
        ("2026—2028年", date(2028, 12, 31)),
        ("2027年6月底前出台方案，12月底前完成", date(2027, 12, 31)),
        ("by 31 March 2027", date(2027, 3, 31)),
        ("end of June 2027", date(2027, 6, 30)),
        ("March 2027", date(2027, 3, 31)),
        ("2026年2月30日", None),
    ],
)
def test_a_cells_deadline(text: str, on: date | None) -> None:
    deadline = read_deadline(text, year=2026)
    assert deadline is not None
    assert (deadline.on, deadline.ongoing) == (on, False)
    assert deadline.text in text


@pytest.mark.parametrize("text", ["长期坚持", "长期", "持续推进", "常态化推进", "每年", "ongoing"])
def test_what_goes_on_is_never_due(text: str) -> None:
    deadline = read_deadline(text, year=2026)
    assert deadline is not None
    assert (deadline.text, deadline.on, deadline.ongoing) == (text, None, True)


@pytest.mark.parametrize(
    "text", ["", "—", "无", "√", "立即", "三年内", "5000万元", "市财政局", "85%"]
)
def test_no_deadline(text: str) -> None:
    assert read_deadline(text, year=2026) is None


def test_without_a_year_there_is_no_day() -> None:
    deadline = read_deadline("11月底前", year=None)
    assert deadline is not None
    assert (deadline.text, deadline.on) == ("11月底前", None)
    told = read_deadline("2027年11月底前", year=None)
    assert told is not None
    assert told.on == date(2027, 11, 30)


@pytest.mark.parametrize(
    ("text", "found", "on"),
    [
        ("三季度末前完成清理。", "三季度末前", date(2026, 9, 30)),
        ("2026年12月底前建成投用。", "2026年12月底前", YEAR_END),
        ("力争2028年建成通水。", "2028年", date(2028, 12, 31)),
        ("5月底前出台细则，年底前完成。", "5月底前", date(2026, 5, 31)),
    ],
)
def test_running_text_names_its_deadline(text: str, found: str, on: date) -> None:
    deadline = find_deadline(text, year=2026)
    assert deadline is not None
    assert (deadline.text, deadline.on) == (found, on)


@pytest.mark.parametrize(
    "text",
    [
        "2025年上半年增长6%。",
        "到2027年，产值翻一番。",
        "根据2026年6月印发的方案，",
        "三年内取得资质。",
        "持续推进改革。",
        "每半年评估一次。",
        "一季度、二季度各组织一次活动。",
        "2024年底前已完成的项目",
    ],
)
def test_running_text_without_a_deadline(text: str) -> None:
    assert find_deadline(text, year=2026) is None


@given(
    st.text(
        alphabet="年月日底前末中旬上下半季度第一二三十〇0123456789.-—/２长期内今明Qqby ",
        max_size=20,
    )
)
def test_any_text_is_taken(text: str) -> None:
    for read in (read_deadline, find_deadline):
        deadline = read(text, year=2026)
        assert deadline is None or deadline.text in text
        assert deadline == read(text, year=2026)
