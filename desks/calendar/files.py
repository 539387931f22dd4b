"""Rows from the file in which an office keeps a year's list: .csv, .txt or .xlsx."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from core.daylists import YearList, read_list, read_rows
from core.refusals import require
from progress.components import reader_language
from recommendations.outline import UnreadableDocument, decode

MOST_BYTES = 1_000_000
# What a sheet of a few dozen lines never unpacks to; a bomb does.
MOST_UNPACKED = 20_000_000
MOST_ROWS = 2_000


def read_file(data: bytes, *, year: int | None) -> YearList:
    """The year's list in a file, by its content.

    Refuses, in one sentence, what is too large, damaged or no list; raises UnreadableList for a
    list with faults.
    """
    require(
        len(data) <= MOST_BYTES,
        _("The file is larger than 1 MB. A year's list is not: choose the right file."),
    )
    if data.startswith(b"PK\x03\x04"):
        return read_rows(_sheet(data), year=year)
    require(
        not data.startswith(b"\xd0\xcf\x11\xe0"),
        _("This is an old Excel file. Save it as .xlsx and choose that one."),
    )
    try:
        text = decode(data)
    except UnreadableDocument as unreadable:
        require(False, unreadable.words("zh" if reader_language() == "zh" else "en"))  # noqa: FBT003
        raise
    return read_list(text, year=year)


def _sheet(data: bytes) -> Sequence[Sequence[Any]]:
    """The rows of the first sheet."""
    sentence = _("The file cannot be read as an Excel sheet. Save it again as .xlsx.")
    try:
        unpacked = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(data)).infolist())
        require(unpacked <= MOST_UNPACKED, sentence)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, IndexError, ValueError):
        require(False, sentence)  # noqa: FBT003
        raise
    require(
        len(rows) <= MOST_ROWS,
        _("The sheet has more rows than a year has days. Choose the right file."),
    )
    return rows
