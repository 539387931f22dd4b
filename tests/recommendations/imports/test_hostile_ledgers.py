"""A hostile ledger costs one sentence: it is read where it can do no harm, and leaves nothing."""

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from core.refusals import BadInput
from core.sandbox import MEGABYTE, Limits
from core.sheets import Sheet, UnreadableSheet, apart, read_apart, read_sheets, unpack_sheets
from tests.core.test_sandbox import children
from tests.factories import House
from tests.recommendations.imports.books import HEAD, book
from tests.recommendations.imports.test_bring_in_ledger import upload

Unchanged = Callable[[], Any]


def shared(cells: int, length: int) -> bytes:
    """A small workbook in which every cell is the same long text."""
    parts = {"[Content_Types].xml": "<Types/>"}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts["_rels/.rels"] = (
        f"<Relationships xmlns='{links}'><Relationship Id='r1' Type='{office}/officeDocument'"
        " Target='xl/workbook.xml'/></Relationships>"
    )
    parts["xl/workbook.xml"] = (
        f"<workbook xmlns='{main}' xmlns:r='{office}'><sheets>"
        "<sheet name='a' sheetId='1' r:id='r1'/></sheets></workbook>"
    )
    parts["xl/_rels/workbook.xml.rels"] = (
        f"<Relationships xmlns='{links}'>"
        f"<Relationship Id='r1' Type='{office}/worksheet' Target='worksheets/sheet1.xml'/>"
        f"<Relationship Id='r2' Type='{office}/sharedStrings' Target='sharedStrings.xml'/>"
        "</Relationships>"
    )
    parts["xl/sharedStrings.xml"] = f"<sst xmlns='{main}'><si><t>{'x' * length}</t></si></sst>"
    rows = "".join(
        f"<row r='{row}'>"
        + "".join(f"<c r='{letter}{row}' t='s'><v>0</v></c>" for letter in "ABCDEFGHIJ")
        + "</row>"
        for row in range(1, cells // 10 + 1)
    )
    parts["xl/worksheets/sheet1.xml"] = (
        f"<worksheet xmlns='{main}'><sheetData>{rows}</sheetData></worksheet>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def told(sheets: list[Sheet]) -> list[Any]:
    return [(one.name, list(one.rows), list(one.merged), one.hidden) for one in sheets]


def test_what_comes_back_is_what_was_read() -> None:
    noon = datetime.fromisoformat("2026-11-22T12:30:00")
    days = [date(2026, 11, 22), noon, 1, 2.5, True, None, "，\n“"]
    data = book([HEAD, days, ("合", None), (None, None)], merged=[(2, 0, 3, 1)])
    assert told(unpack_sheets(read_apart(data))) == told(read_sheets(data))
    text = "任务,备注\n甲,é".encode("gb18030")
    assert told(unpack_sheets(read_apart(text))) == told(read_sheets(text))


def test_a_small_file_of_gigabytes_is_refused_and_leaves_nothing(
    house: House, unchanged: Unchanged, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unpack_sheets(read_apart(shared(20, 10)))[0].rows[1][9] == "x" * 10
    data = shared(20_000, 30_000)
    assert len(data) < MEGABYTE
    monkeypatch.setattr(apart, "LIMITS", Limits(memory=512 * MEGABYTE, seconds=30, cpu_seconds=20))
    with unchanged(), pytest.raises(BadInput, match=r"另存为"):
        upload(house, data)
    assert children() == set()


@pytest.mark.parametrize("limits", [Limits(seconds=0.01), Limits(output=10)], ids=["time", "size"])
def test_what_meets_a_limit_is_told(limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "LIMITS", limits)
    began = time.monotonic()
    with pytest.raises(UnreadableSheet) as caught:
        read_apart(book([HEAD]))
    assert caught.value.cause == "too_heavy" and time.monotonic() - began < 10
    assert children() == set()


def test_a_reader_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "__name__", "core.sheets.nothing")
    with pytest.raises(UnreadableSheet) as caught:
        read_apart(book([HEAD]))
    assert caught.value.cause == "not_a_sheet"
