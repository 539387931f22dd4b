"""The workbook holds the contents' own figures as numbers and days, and text that never runs."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from reports.outputs.sheets import number
from reports.outputs.xlsx import render_xlsx
from tests.reports.sample_contents import HOSTILE, made, make_contents

DAY = date(2026, 11, 9)
NAMES = ["总体", "各领域", "汇总表", "红黄灯清单", "单位统计", "指标"]


def rendered(contents: dict[str, Any]) -> bytes:
    return render_xlsx(contents, made(contents), on=DAY).data  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def contents() -> dict[str, Any]:
    return make_contents()


@pytest.fixture(scope="module")
def data(contents: dict[str, Any]) -> bytes:
    return rendered(contents)


@pytest.fixture(scope="module")
def book(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(data: bytes, name: str) -> list[list[Any]]:
    """The rows below the head, as another program reads them."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python()[3:]


def test_the_sheets_are_there_and_each_prints_with_its_head(book: Any) -> None:
    assert book.sheetnames == NAMES
    for sheet in book:
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.freeze_panes in {"B4", "C4"}
        assert sheet.auto_filter.ref.startswith("A3:")
    papers = {sheet.title: int(sheet.page_setup.paperSize) for sheet in book}
    assert papers == {name: 8 if name == "汇总表" else 9 for name in NAMES}


def test_the_ledger_equals_the_contents(contents: dict[str, Any], data: bytes) -> None:
    cells = [cell for area in contents["areas"] for cell in area["cells"]]
    found = rows(data, "汇总表")
    assert len(found) == len(cells) == 22
    for row, cell in zip(found, cells, strict=True):
        assert (row[0], row[1]) == (cell["position"], cell["title"])
        for value, text in zip(
            row[5:8], (cell["percent"], cell["planned"], cell["gap"]), strict=True
        ):
            assert value == ("" if text is None else float(text))
        assert row[10] == date.fromisoformat(cell["due_on"])
        assert row[12] == cell["done"]


def test_red_stands_before_yellow(data: bytes) -> None:
    assert [row[3] for row in rows(data, "红黄灯清单")] == ["滞后"] * 2 + ["预警"] * 4


@pytest.mark.parametrize(("name", "first"), [("各领域", 1), ("单位统计", 2)])
def test_totals_can_be_reckoned_anew(data: bytes, book: Any, name: str, first: int) -> None:
    *lines, total = rows(data, name)
    sheet = book[name]
    summed = 0
    for place in range(first, len(total)):
        formula = sheet.cell(4 + len(lines), place + 1).value
        if isinstance(formula, str) and formula.startswith("="):
            summed += 1
            assert formula == f"=SUM({sheet.cell(4, place + 1).coordinate}:" + (
                f"{sheet.cell(3 + len(lines), place + 1).coordinate})"
            )
            assert total[place] == sum(line[place] for line in lines)
    assert summed >= 8


def test_the_only_formulas_are_sums(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "/sheet" in name]
    formulas = [each for sheet in sheets for each in re.findall(r"<f>(.*?)</f>", sheet)]
    assert formulas and all(re.fullmatch(r"SUM\([A-Z]+\d+:[A-Z]+\d+\)", each) for each in formulas)


@pytest.mark.parametrize("live", ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2", "\t=1", "＝1"])
def test_what_looks_like_a_formula_is_text(live: str) -> None:
    contents = make_contents(words=live)
    contents["areas"][0]["cells"][0]["title"] = live
    data = rendered(contents)
    row = rows(data, "汇总表")[0]
    assert row[1] == row[12] == row[15] == live
    cell = openpyxl.load_workbook(io.BytesIO(data))["汇总表"]["B4"]
    assert cell.data_type in {"s", "inlineStr"} and cell.quotePrefix


def test_a_text_longer_than_a_cell_says_so() -> None:
    row = rows(rendered(make_contents(words="办" * 40_000)), "汇总表")[0]
    assert len(row[12]) == 32_767 and "已截断" in row[12] and row[12].startswith("办" * 30_000)


def test_hostile_words_stand_whole() -> None:
    contents = make_contents(words=HOSTILE)
    contents["plan"]["title"] = contents["units"][0]["name"] = HOSTILE
    data = rendered(contents)
    assert rows(data, "汇总表")[0][12] == "<b>&\"'已办结\u200f😀]]>"
    assert rows(data, "单位统计")[0][1] == "<b>&\"'已办结\u200f😀]]>"


def test_the_same_contents_give_the_same_bytes(data: bytes) -> None:
    assert rendered(make_contents()) == data
    contents = make_contents()
    other = render_xlsx(contents, made(contents), on=date(2026, 11, 10)).data  # type: ignore[arg-type]
    assert other != data


def test_an_empty_plan_makes_a_workbook() -> None:
    data = rendered(make_contents(areas=0, indicators=False, previous=False))
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == NAMES[:-1]
    assert rows(data, "汇总表") == [] and rows(data, "各领域")[-1][:2] == ["合计", 0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("46.0", Decimal("46.0")), ("-3.3", Decimal("-3.3")), (None, None), ("约三成", "约三成"),
        ("1234567890123456", "1234567890123456"), ("NaN", "NaN"),
    ],
)  # fmt: skip
def test_a_figure_that_a_spreadsheet_would_round_stays_text(text: str | None, value: Any) -> None:
    assert number(text) == value and type(number(text)) is type(value)
