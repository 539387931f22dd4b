"""A workbook given back as it came, every faulty cell marked with how to mend it.

What programs read stays: hidden sheets, hidden columns, cells as they were. So the copy can be
mended and brought again.
"""

import io
import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from core.sentences import Language
from core.sheets import Cell, Sheet, column_letter
from core.workbook import FIRST_DAY, sheet_names
from core.worksheet import Worksheet

_HEADS: Mapping[Language, tuple[str, str, str]] = {
    "zh": ("问题清单", "位置", "问题与改法"),
    "en": ("Faults", "Cell", "What is wrong and how to mend it"),
}
# What a comment's box may hold before nobody reads it.
_LONGEST_COMMENT = 400
_LONGEST_TEXT = 32_767
# What XML cannot hold; a workbook's own cells escape it, a comment's box does not.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Mark:
    """A sentence at a cell; without a column at its whole row. Both count from 0."""

    sheet: str
    row: int
    column: int | None
    words: str

    @property
    def place(self) -> str:
        """As spreadsheets name it: D7, or 7 for the whole row."""
        letter = "" if self.column is None else column_letter(self.column)
        return f"{letter}{self.row + 1}"

    @property
    def cell(self) -> tuple[int, int]:
        """Where it is shown: a whole row's at the row's first cell."""
        return self.row, self.column or 0


@dataclass(frozen=True)
class Kept:
    """How a copy stays what it was: heads of columns that are hidden, and widths by head."""

    hidden: Collection[str] = ()
    widths: Mapping[str, float] | None = None


def marked_copy(
    sheets: Sequence[Sheet], marks: Sequence[Mark], *, language: Language, kept: Kept = Kept()
) -> bytes:
    """A workbook: the list of what is wrong, with links; then the sheets, their cells marked."""
    out = io.BytesIO()
    title = _HEADS[language][0]
    copied = [sheet for sheet in sheets if not _is_list(sheet)]
    names = dict(
        zip([one.name for one in copied], sheet_names([one.name for one in copied]), strict=True)
    )
    listed = sheet_names([*names.values(), title])[-1]
    by_sheet = defaultdict[str, list[Mark]](list)
    for mark in marks:
        by_sheet[mark.sheet].append(mark)
    options = {"strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.worksheet_class = Worksheet
        first = book.add_worksheet(listed)
        pages = [(sheet, book.add_worksheet(names[sheet.name])) for sheet in copied]
        _list(book, first, marks, names, language)
        for sheet, page in pages:
            _Copy(book, page, sheet, by_sheet[sheet.name], kept).write()
        shown = [page for sheet, page in pages if not sheet.hidden]
        (shown[0] if shown else first).activate()
    return out.getvalue()


def _is_list(sheet: Sheet) -> bool:
    """Whether it is the list of a copy that was given back before."""
    first = tuple(sheet.rows[0][:2]) if sheet.rows else ()
    return any(first == heads[1:] and sheet.name == heads[0] for heads in _HEADS.values())


def _list(
    book: Any, page: Worksheet, marks: Iterable[Mark], names: Mapping[str, str], language: Language
) -> None:
    _title, place, words = _HEADS[language]
    bold = book.add_format({"bold": True, "bg_color": "#EEF2F6", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    page.write_row(0, 0, (place, words), bold)
    page.set_column(0, 0, 10)
    page.set_column(1, 1, 90, wrap)
    page.freeze_panes(1, 0)
    for row, mark in enumerate(marks, start=1):
        name = names[mark.sheet].replace("'", "''")
        target = mark.place if mark.column is not None else f"A{mark.row + 1}"
        page.write_url(row, 0, f"internal:'{name}'!{target}", string=mark.place)
        page.write_string(row, 1, mark.words[:_LONGEST_TEXT])


class _Copy:
    """One sheet while it is written."""

    def __init__(
        self, book: Any, page: Worksheet, sheet: Sheet, marks: Iterable[Mark], kept: Kept
    ) -> None:
        self.page, self.sheet, self.kept = page, sheet, kept
        look = {"text_wrap": True, "valign": "top"}
        self.day = book.add_format({**look, "num_format": "yyyy-mm-dd"})
        self.plain = book.add_format(look)
        self.red = book.add_format(
            {**look, "bg_color": "#FDE2E0", "border": 2, "border_color": "#B42318"}
        )
        self.red_day = book.add_format(
            {**look, "bg_color": "#FDE2E0", "border": 2, "border_color": "#B42318",
             "num_format": "yyyy-mm-dd"}
        )  # fmt: skip
        self.marked: dict[tuple[int, int], list[str]] = defaultdict(list)
        for mark in marks:
            self.marked[mark.cell].append(mark.words)

    def write(self) -> None:
        """The cells with their marks."""
        if self.sheet.hidden:
            self.page.very_hidden()
        self._join()
        for row, cells in enumerate(self.sheet.rows):
            for column, cell in enumerate(cells):
                if cell is not None or (row, column) in self.marked:
                    self._cell(row, column, cell)
        for (row, column), sentences in self.marked.items():
            words = _CONTROLS.sub("", "\n".join(sentences))[:_LONGEST_COMMENT]
            self.page.write_comment(row, column, words, {"width": 320})
        self._columns()

    def _join(self) -> None:
        """Joined cells, as far as there are rows; what a broken file joins twice is joined once."""
        height = len(self.sheet.rows)
        width = len(self.sheet.rows[0]) if height else 0
        for top, left, bottom, right in self.sheet.merged:
            bottom, right = min(bottom, height - 1), min(right, width - 1)
            if top > bottom or left > right or (top, left) == (bottom, right):
                continue
            try:
                self.page.merge_range(top, left, bottom, right, "", self.plain)
            except OverlappingRange:
                continue

    def _columns(self) -> None:
        """Widths and hidden columns, by the heads that stand in the sheet."""
        widths = self.kept.widths or {}
        for cells in self.sheet.rows[:30]:
            for place, cell in enumerate(cells):
                if isinstance(cell, str) and cell in self.kept.hidden:
                    self.page.set_column(place, place, None, None, {"hidden": True})
                elif isinstance(cell, str) and cell in widths:
                    self.page.set_column(place, place, widths[cell])

    def _cell(self, row: int, column: int, cell: Cell) -> None:
        """A value as it came; text never becomes a formula or a link."""
        page, is_marked = self.page, (row, column) in self.marked
        look = self.red if is_marked else self.plain
        if cell is None:
            page.write_blank(row, column, None, look)
        elif isinstance(cell, bool):
            page.write_boolean(row, column, cell, look)
        elif isinstance(cell, int | float) and math.isfinite(cell):
            page.write_number(row, column, cell, look)
        elif isinstance(cell, date) and _day_of(cell) >= FIRST_DAY:
            page.write_datetime(row, column, cell, self.red_day if is_marked else self.day)
        else:
            words = cell.isoformat() if isinstance(cell, date) else str(cell)
            page.write_string(row, column, words[:_LONGEST_TEXT], look)


def _day_of(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
