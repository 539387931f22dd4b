"""A workbook's cells read the same however they were written, and no text breaks the file."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from core.workbook import Workbook
from core.worksheet import Worksheet

NOW = datetime(2026, 11, 9, tzinfo=UTC)
# What XlsxWriter writes as it is, for it begins and ends like rich text of its own making.
MARKUP = ["<r></r>", "<r><t>a</b></r>", '<r>=1+1&amp;"</r>', "<r>\n 甲 </r>"]
TEXTS = [
    "", "平台", "=1+1", "<b>&amp;\"'", " 前后有空格 ", "\t行\n行\r\n", "_x0041_", "\x01\x1f",
    "😀\u2028\ufffe", "a" * 32_767, "字" * 40_000, *MARKUP,
]  # fmt: skip
VALUES = [
    None, 0, True, False, 7, -3, 12.5, Decimal("46.0"), Decimal("-0.05"), 10**15, 1e-7,
    date(2026, 2, 28), date(1899, 5, 1), date(1900, 3, 1), *TEXTS,
]  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def book() -> tuple[io.BytesIO, Workbook]:
    file = io.BytesIO()
    return file, Workbook(file, title="表", now=NOW, language="zh")


def both_ways(rows: list[list[Any]]) -> bytes:
    """The same rows cell by cell on the first sheet, and row by row on the second."""
    file, out = book()
    looks = [None, out.a_look("0.0"), out.a_look(bold=True)]
    single, whole = out.book.add_worksheet("一"), out.book.add_worksheet("二")
    for number, row in enumerate(rows):
        chosen = [looks[place % 3] for place in range(len(row))]
        for place, value in enumerate(row):
            out.cell(single, number, place, value, chosen[place])
        out.row(whole, number, row, chosen)
    out.book.close()
    return file.getvalue()


def drawn(sheet: Any) -> list[list[tuple[Any, ...]]]:
    return [
        [(cell.value, cell.data_type, cell.number_format, cell.quotePrefix, cell.font.b)
         for cell in row]
        for row in sheet.iter_rows()
    ]  # fmt: skip


def same_on_both(rows: list[list[Any]]) -> bytes:
    data = both_ways(rows)
    first, second = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    assert first.dimensions == second.dimensions
    assert drawn(first) == drawn(second)
    one, two = (read(data, place) for place in (0, 1))
    assert one == two
    return data


def read(data: bytes, place: int) -> list[list[Any]]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(place)
    return sheet.to_python(skip_empty_area=False)


def test_a_row_is_what_its_cells_would_be() -> None:
    same_on_both([VALUES, VALUES[::-1], VALUES])


@settings(max_examples=12, deadline=None)
@given(st.lists(TEXT, max_size=40))
@example(["<r>", "</r>", "<r></r>", "\r\n", "<r>\x01_x0041_</r>"])
def test_every_text_comes_back(texts: list[str]) -> None:
    file, out = book()
    page = out.book.add_worksheet("一")
    for number, text in enumerate(texts):
        out.row(page, number, [text, "。"], [None, None])
    out.book.close()
    assert [row[0] for row in read(file.getvalue(), 0)] == texts


@pytest.mark.parametrize("text", MARKUP)
def test_text_that_looks_like_rich_text_stays_text(text: str) -> None:
    """In a title as in a cell, with a form and without, in a book of any kind."""
    file, out = book()
    page = out.book.add_worksheet("一")
    page.write_string(0, 0, text, out.big)
    page.write_string(1, 0, text)
    out.book.close()
    other = io.BytesIO()
    with xlsxwriter.Workbook(other, {"in_memory": True}) as plain:
        plain.add_worksheet("一", Worksheet).write_string(0, 0, text)
    assert [row[0] for row in read(file.getvalue(), 0)] == [text, text]
    assert read(other.getvalue(), 0) == [[text]]


def test_a_height_stands_and_a_gap_is_left() -> None:
    file, out = book()
    page = out.book.add_worksheet("一")
    page.set_row(1, 30)
    page.write_string(0, 0, "头")
    out.row(page, 1, ["高"], [None])
    out.row(page, 3, ["低"], [None])
    page.write_string(4, 0, "尾")
    out.book.close()
    sheet = openpyxl.load_workbook(io.BytesIO(file.getvalue())).worksheets[0]
    assert [cell.value for cell in sheet["A"]] == ["头", "高", None, "低", "尾"]
    assert (sheet.row_dimensions[2].height, sheet.row_dimensions[4].height) == (30, None)


@pytest.mark.parametrize("written", [0, 1])
def test_a_row_is_written_once_and_none_above_it(written: int) -> None:
    file, out = book()
    page = out.book.add_worksheet("一")
    out.row(page, 1, ["甲"], [None])
    with pytest.raises(ValueError, match=f"Row {written + 1} "):
        out.row(page, written, ["乙"], [None])
    page.write_string(2, 0, "丙")
    with pytest.raises(ValueError, match="Row 3 "):
        out.row(page, 2, ["丁"], [None])
    out.book.close()
    assert read(file.getvalue(), 0) == [[""], ["甲"], ["丙"]]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_is_refused(value: Any) -> None:
    _file, out = book()
    with pytest.raises(ValueError, match="cannot hold"):
        out.row(out.book.add_worksheet("一"), 0, [value], [None])
    out.book.close()
