"""Tables out of files: what each kind of file gives, and what is refused with a sentence."""

import io
import zipfile
from datetime import date

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sheets import LARGEST_FILE, UnreadableSheet, column_letter, read_sheets
from core.sheets.reading import LARGEST_UNPACKED
from tests.recommendations.imports.books import book

ROWS = [("任务", "时限", "权重"), ("甲", date(2026, 11, 22), 2.5), ("乙", None, 3)]


def test_a_workbook_keeps_days_numbers_and_empty_cells() -> None:
    (sheet,) = read_sheets(book(ROWS))
    assert (sheet.name, sheet.hidden) == ("台账", False)
    assert [list(row) for row in sheet.rows] == [list(row) for row in ROWS]


def test_joined_cells_are_named_and_their_value_stands_once() -> None:
    (sheet,) = read_sheets(book([("合", None), (None, None), ("乙", 1)], merged=[(0, 0, 1, 1)]))
    assert list(sheet.merged) == [(0, 0, 1, 1)]
    assert [list(row) for row in sheet.rows] == [["合", None], [None, None], ["乙", 1]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_in_any_encoding_and_with_any_separator(encoding: str, mark: str) -> None:
    text = f'任务{mark}备注\r\n甲{mark}"一{mark}二"\r\n乙\r\n'
    (sheet,) = read_sheets(text.encode(encoding))
    assert [list(row) for row in sheet.rows] == [
        ["任务", "备注"], ["甲", f"一{mark}二"], ["乙", None],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("任务,备注\n甲," + ";" * 300, ("甲", ";" * 300)),
        ("任务;备注\n甲;一, 二, 三, 四\n乙;无", ("甲", "一, 二, 三, 四")),
        ("台账（第一批, 2026）\n任务;备注\n甲;乙\n丙;丁", ("甲", "乙")),
        ('任务\t备注\n"甲\n,,,"\t乙', ("甲\n,,,", "乙")),
    ],
)
def test_the_separator_is_what_divides_the_lines_alike(text: str, row: tuple[str, str]) -> None:
    (sheet,) = read_sheets(text.encode())
    assert tuple(sheet.rows[-1 if len(sheet.rows) == 2 else len(sheet.rows) - 2]) == row


@pytest.mark.parametrize(
    ("cell", "text"),
    [("'=1+1", "=1+1"), ("''90年代", "'90年代"), ("'90年代", "'90年代"), ("''", "'"), ("'", "'")],
)
def test_the_mark_before_what_could_run_is_taken_off(cell: str, text: str) -> None:
    (sheet,) = read_sheets(f"任务,备注\n甲,{cell}".encode())
    assert sheet.rows[1][1] == text


def test_word_tables_with_joined_cells() -> None:
    document = Document()
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).text = "任务"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "单位"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "甲"
    table.cell(1, 1).text, table.cell(2, 1).text = "牵头", "配合"
    document.add_table(rows=1, cols=2).cell(0, 0).text = "另一张"
    out = io.BytesIO()
    document.save(out)
    first, second = read_sheets(out.getvalue())
    assert [list(row) for row in first.rows] == [
        ["任务", "单位", None], ["甲", "牵头", None], [None, "配合", None],
    ]  # fmt: skip
    assert list(first.merged) == [(0, 1, 0, 2), (1, 0, 2, 0)]
    assert second.rows[0][0] == "另一张"


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/"), data)
    return out.getvalue()


LOCKED = b"\xd0\xcf\x11\xe0" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "没有内容"),
        (b" \n ", "没有内容"),
        (book([]), "没有内容"),
        (b"\x00\x01\x02", ".xlsx"),
        (b"PK\x03\x04", ".xlsx"),
        (b"only one column", ".xlsx"),
        (archive(a=b"b"), ".xlsx"),
        (archive(**{"word__document.xml": b"<broken"}), ".xlsx"),
        (b"\xd0\xcf\x11\xe0nothing", ".xlsx"),
        (LOCKED, "密码"),
        (b"a,b\n" * (LARGEST_FILE // 4 + 1), "MB"),
        (("x," * 250 + "\n").encode(), "列"),
    ],
    ids=["none", "blank", "no cells", "binary", "torn", "one column", "archive", "torn word",
         "torn xls", "locked", "large", "wide"],
)  # fmt: skip
def test_what_is_no_table_is_told(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableSheet) as caught:
        read_sheets(data)
    assert said in caught.value.words("zh")
    assert caught.value.words("en").endswith(".") or "?" in caught.value.words("en")


def test_an_archive_that_would_fill_the_memory_is_not_unpacked() -> None:
    bomb = archive(**{"word__document.xml": b"0" * (LARGEST_UNPACKED + 1)})
    assert len(bomb) < LARGEST_FILE
    with pytest.raises(UnreadableSheet, match="larger"):
        read_sheets(bomb)


def test_an_entity_is_not_resolved() -> None:
    ns = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    part = (
        '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{ns}"><w:tbl><w:tr><w:tc><w:p><w:r><w:t>x&e;</w:t></w:r></w:p>'
        "</w:tc></w:tr></w:tbl></w:document>"
    ).encode()
    try:
        told = repr(read_sheets(archive(**{"word__document.xml": part})))
    except UnreadableSheet:
        told = ""
    assert "root:" not in told


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_no_damage_raises_anything_else(data: bytes) -> None:
    for one in (data, b"PK\x03\x04" + data, b"\xd0\xcf\x11\xe0" + data):
        try:
            read_sheets(one)
        except UnreadableSheet as error:
            assert error.words("zh")


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_are_named_as_spreadsheets_do(index: int, letter: str) -> None:
    assert column_letter(index) == letter
