"""A unit's sheet taken out, filled in as a person would, and brought back."""

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import openpyxl

from accounts.models import User
from progress.actions import apply_sheet, look_into, upload_sheet
from progress.actions.unit_sheets import Applied, Look
from progress.models import UnitSheet
from progress.sheets.shape import BY_HEAD
from progress.views.unit_sheets import sheet_of
from tests.factories import BY, House, at

NOW = at("2026-09-22 10:00")
HEAD = 4


def out(house: House, user: User | None = None, now: datetime = NOW) -> bytes:
    """The file as the person downloads it."""
    file = io.BytesIO()
    sheet_of(file, user or house.alice, now=now)
    return file.getvalue()


def places(page: Any) -> dict[str, int]:
    """The column of each key, from 1."""
    heads = {cell.value: cell.column for cell in page[HEAD] if cell.value}
    return {BY_HEAD.get(head, head): column for head, column in heads.items()}


def filled(data: bytes, answers: Mapping[int, Mapping[str, Any]], sheet: int = 0) -> bytes:
    """The file with cells filled in: by the initiative's number and the column's key."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.worksheets[sheet]
    columns = places(page)
    for row in range(HEAD + 1, page.max_row + 1):
        said = answers.get(page.cell(row, columns["code"]).value, {})
        for key, value in said.items():
            page.cell(row, columns[key]).value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring(house: House, data: bytes, user: User | None = None) -> UnitSheet:
    return upload_sheet(
        data=data, file_name="填报表.xlsx", uploader=user or house.alice, now=NOW, by=BY
    )


def look(house: House, data: bytes, user: User | None = None) -> Look:
    return look_into(sheet=bring(house, data, user), now=NOW)


def apply(
    house: House, data: bytes, *, user: User | None = None, conflicts: str = "leave",
    hand: bool = False,
) -> Applied:  # fmt: skip
    sheet = bring(house, data, user)
    return apply_sheet(
        sheet=sheet, digest=look_into(sheet=sheet, now=NOW).digest, conflicts=conflicts, hand=hand,
        user=user or house.alice, now=NOW, by=BY,
    )  # fmt: skip
