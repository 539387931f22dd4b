"""Reads a file's tables. What it is, is decided by its first bytes, not by its name."""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from core.cells import from_csv
from core.sheets.model import Cell, Sheet, UnreadableSheet
from core.sheets.word import read_word_tables

LARGEST_FILE = 20 * 2**20
# What a workbook may become when it is unpacked.
LARGEST_UNPACKED = 400 * 2**20
MOST_ROWS, MOST_COLUMNS = 100_000, 200
# By how many records of a CSV file its separator is told.
HEAD_RECORDS = 50


def read_sheets(data: bytes) -> list[Sheet]:
    """Every table of a file (.xlsx, .xlsm, .xls, .xlsb, .ods, .docx, .csv), in its order.

    Raises UnreadableSheet for anything else, and for what is empty, locked or too large. Macros
    are never run and formulas never computed: a cell is the value that was last saved.
    """
    if len(data) > LARGEST_FILE:
        raise UnreadableSheet("too_large", megabytes=LARGEST_FILE // 2**20)
    if not data.strip():
        raise UnreadableSheet("empty")
    if data.startswith(b"PK"):
        sheets = _from_archive(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        if b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k" in data:
            raise UnreadableSheet("locked")
        sheets = _from_workbook(data)
    else:
        sheets = [_from_csv(data)]
    if not any(cell is not None for sheet in sheets for row in sheet.rows for cell in row):
        raise UnreadableSheet("empty")
    return sheets


def _from_archive(data: bytes) -> list[Sheet]:
    """What is unpacked is measured by the archive's own list before anything is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableSheet("not_a_sheet") from error
    if size > LARGEST_UNPACKED:
        raise UnreadableSheet("too_large", megabytes=LARGEST_FILE // 2**20)
    if "word/document.xml" in names:
        tables = read_word_tables(data)
        if tables is None:
            raise UnreadableSheet("not_a_sheet")
        return tables
    return _from_workbook(data)


def _from_workbook(data: bytes) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        told = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        return [
            _sheet(book, one.name, hidden=one.visible != SheetVisibleEnum.Visible) for one in told
        ]
    except (CalamineError, ValueError, OSError) as error:
        if isinstance(error, UnreadableSheet):
            raise
        raise UnreadableSheet("not_a_sheet") from error


def _sheet(book: CalamineWorkbook, name: str, *, hidden: bool) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise UnreadableSheet("too_many", name=name, rows=MOST_ROWS, columns=MOST_COLUMNS)
    rows = [
        # Most cells are text: half a million calls are spared.
        [cell if type(cell) is str and cell and not cell.isspace() else _cell(cell) for cell in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    merged = [
        (first[0], first[1], last[0], last[1]) for first, last in (sheet.merged_cell_ranges or [])
    ]
    return Sheet(name, rows, merged, hidden)


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool | int | date | datetime):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, time | timedelta):
        return str(value)
    return None


def _from_csv(data: bytes) -> Sheet:
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableSheet("not_a_sheet")
    text = _decoded(data)
    if text is None:
        raise UnreadableSheet("not_a_sheet")
    try:
        read = list(_records(text, _separator(text)))
    except csv.Error as error:
        raise UnreadableSheet("not_a_sheet") from error
    width = max((len(row) for row in read), default=0)
    if width < 2:
        # One column is a text, not a table.
        raise UnreadableSheet("not_a_sheet")
    if len(read) > MOST_ROWS or width > MOST_COLUMNS:
        raise UnreadableSheet("too_many", name="CSV", rows=MOST_ROWS, columns=MOST_COLUMNS)
    rows: list[list[Cell]] = []
    for row in read:
        cells: list[Cell] = [from_csv(cell) if cell.strip() else None for cell in row]
        rows.append(cells + [None] * (width - len(cells)))
    return Sheet("CSV", rows)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _separator(text: str) -> str:
    """The one by which most of the first records have as many cells as each other, at least two;
    of those that do alike, the one of most cells."""

    def likeness(separator: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in islice(_records(text, separator), HEAD_RECORDS)]
        except csv.Error:
            return 0, 0
        found = Counter(width for width in widths if width > 1)
        return max(((times, width) for width, times in found.items()), default=(0, 0))

    return max(",\t;", key=likeness)


def _decoded(data: bytes) -> str | None:
    """UTF-8, else the encodings that office programs here write."""
    ways = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for way in ways:
        try:
            return data.decode(way)
        except UnicodeDecodeError:
            continue
    return None
