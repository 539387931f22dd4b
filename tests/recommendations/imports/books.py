"""Workbooks as offices write them, made for tests."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

HEAD = ("序号", "重点任务", "具体举措", "年度目标", "牵头单位", "配合单位", "完成时限", "备注")


def book(
    rows: Sequence[Sequence[Any]],
    *,
    merged: Sequence[tuple[int, int, int, int]] = (),
    name: str = "台账",
    before: Sequence[Sequence[Sequence[Any]]] = (),
) -> bytes:
    """One sheet of these rows (dates stay dates); `merged` ranges keep their first cell."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as made:
        for number, other in enumerate(before):
            _fill(made.add_worksheet(f"说明{number}"), other, ())
        _fill(made.add_worksheet(name), rows, merged)
    return out.getvalue()


def _fill(sheet: Any, rows: Sequence[Sequence[Any]], merged: Sequence[Any]) -> None:
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(row, column, cell)
    for top, left, bottom, right in merged:
        sheet.merge_range(top, left, bottom, right, "")
        first = rows[top][left]
        if first is not None:
            sheet.write(top, left, first)
