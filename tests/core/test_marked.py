"""A workbook given back with its faults marked: what came stays, whatever it is."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from core.marked import Kept, Mark, marked_copy
from core.sheets import Sheet, read_sheets
from core.workbook import sheet_names

HOSTILE = ["=1+1", "+1", "@SUM(A1)", "http://x.example", "_x0041_", "a\x01b", "<b>&amp;", "0012",
           "'quoted", "长" * 40_000]  # fmt: skip
ROWS = [
    ["标题", "数", "row_key"],
    ["甲", 42.5, "key-1"],
    [True, date(2026, 11, 22), None],
    [datetime.fromisoformat("2026-11-22T08:30"), float("inf"), date(1850, 1, 1)],
]


def copied(sheets: list[Sheet], marks: list[Mark], **more: Kept) -> openpyxl.Workbook:
    data = marked_copy(sheets, marks, language="zh", **more)
    return openpyxl.load_workbook(io.BytesIO(data))


def test_cells_are_as_they_came_and_faulty_ones_say_why() -> None:
    marks = [Mark("一", 1, 1, "改成数字"), Mark("一", 2, None, "这一行对不上")]
    book = copied([Sheet("一", ROWS)], marks)
    listed, page = book.worksheets
    assert [page["B2"].value, page["A3"].value, page["C2"].value] == [42.5, True, "key-1"]
    assert page["B3"].value == datetime.fromisoformat("2026-11-22")
    assert page["C4"].value == "1850-01-01"
    assert page["B4"].value == "inf"
    assert page["B2"].comment.text == "改成数字" and page["A3"].comment.text == "这一行对不上"
    assert page["B2"].fill.fgColor.rgb == "FFFDE2E0" and page["A2"].comment is None
    assert [[cell.value for cell in row] for row in listed["A2:B3"]] == [
        ["B2", "改成数字"], ["3", "这一行对不上"],
    ]  # fmt: skip
    assert [listed[at].hyperlink.location for at in ("A2", "A3")] == ["'一'!B2", "'一'!A3"]


@pytest.mark.parametrize("words", HOSTILE)
def test_no_text_runs_or_breaks_the_file(words: str) -> None:
    book = copied([Sheet("一", [[words, words]])], [Mark("一", 0, 1, f"“{words}”不对")])
    for cell in book["一"][1]:
        assert cell.data_type == "s" and cell.hyperlink is None
    (table,) = [one for one in read_sheets(marked_copy(
        [Sheet("一", [[words]])], [], language="zh")) if one.name == "一"]  # fmt: skip
    assert table.rows[0][0] == words[:32_767]


def test_what_programs_read_stays_hidden_and_widths_stay() -> None:
    sheets = [Sheet("一", ROWS), Sheet("_cexing", [["format", "x"]], hidden=True)]
    book = copied(sheets, [], kept=Kept(hidden={"row_key"}, widths={"标题": 30}))
    assert [one.sheet_state for one in book.worksheets] == ["visible", "visible", "veryHidden"]
    assert book.active.title == "一" and book["_cexing"]["B1"].value == "x"
    columns = book["一"].column_dimensions
    assert columns["C"].hidden and not columns["B"].hidden and round(columns["A"].width) == 31


@pytest.mark.parametrize("name", ["问题清单", "a/b", "甲'乙", "名" * 60, "It's"])
def test_a_sheet_may_be_called_anything(name: str) -> None:
    book = copied([Sheet(name, ROWS)], [Mark(name, 0, 0, "不对")])
    assert len(book.worksheets) == 2
    listed, page = book.worksheets
    assert listed["A2"].hyperlink.location.endswith("!A1") and page["A1"].comment is not None


def test_the_list_of_a_copy_given_back_before_is_not_copied_again() -> None:
    marks = [Mark("一", 1, 1, "改成数字")]
    once = read_sheets(marked_copy([Sheet("一", ROWS[:2])], marks, language="zh"))
    book = copied(once, marks)
    assert book.sheetnames == ["问题清单", "一"]


@pytest.mark.parametrize(
    "merged",
    [[(0, 0, 1, 1), (1, 1, 2, 2)], [(0, 0, 1_048_575, 16_383)], [(0, 0, 0, 0)], [(9, 9, 10, 10)]],
)
def test_broken_joins_are_left_out(merged: list[tuple[int, int, int, int]]) -> None:
    book = copied([Sheet("一", ROWS, merged)], [])
    assert len(book["一"].merged_cells.ranges) == (merged[0][2] > 0 and merged[0][0] == 0)
    assert book["一"].max_row == len(ROWS)


def test_names_are_taken_once_whatever_their_case() -> None:
    assert sheet_names(["a", "A", "a" * 40, "a" * 31, "[]"], taken=["1"]) == [
        "a", "A 2", "a" * 31, f"{'a' * 29} 2", "1 2",
    ]  # fmt: skip


def test_what_looks_like_rich_text_or_a_formula_comes_back_as_it_was() -> None:
    rows = [["名称", 7], ["<r><t>示例</b></r>", "=1+1"]]
    data = marked_copy([Sheet("台账", rows)], [], language="zh")
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.get_sheet_by_name("台账").to_python() == rows
