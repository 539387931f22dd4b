"""XlsxWriter's worksheet with two differences, both in how rows reach the file.

XlsxWriter takes a text that begins with <r> and ends with </r> for rich text that it made itself,
and writes it as it is: such a text, typed by anybody, breaks the file. Here it stays text.

And a row can be written at once. Cell by cell, XlsxWriter spends most of its time between its own
functions; in a book of 80,000 cells that is the time that people wait.
"""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter.worksheet
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

_COLUMNS = [xl_col_to_name(place) for place in range(256)]
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class Worksheet(xlsxwriter.worksheet.Worksheet):
    """A worksheet for words that other people wrote, and for many rows of them."""

    previous_row: int

    def put_row(self, row: int, ends: Sequence[str]) -> None:
        """A row from column A on, of cells as `end_of` gives them.

        Only in a book of constant memory, whose rows come top down. Raises ValueError for a row
        that has been begun, or lies above one that has.
        """
        if row < self.previous_row or self.table[row]:
            raise ValueError(f"Row {row + 1} cannot be written any more.")
        if row > self.previous_row:
            self._write_single_row(row)
        self._check_dimensions(row, 0)
        self._check_dimensions(row, len(ends) - 1)
        self._write_row(row, None, self.row_info.get(row))
        number = row + 1
        cells = [
            f'<c r="{letter}{number}"{end}' for letter, end in zip(_COLUMNS, ends, strict=False)
        ]
        self.fh.write(f"{''.join(cells)}</row>")
        # The row is on its way: what comes next is below it.
        self.previous_row = number

    def end_of(self, value: str | float | date | None, form: Format | None) -> str:
        """A cell's XML behind its place: a text, a number, a day, or nothing; the same each time.

        Raises ValueError for a number that no sheet can hold.
        """
        style = f' s="{form._get_xf_index()}"' if form else ""
        if value is None:
            return f"{style}/>"
        if isinstance(value, str):
            return f'{style} t="inlineStr"><is>{self._text(value)}</is></c>'
        number = self._convert_date_time(value) if isinstance(value, date) else value
        if not math.isfinite(number):
            raise ValueError(f"A cell cannot hold {number}.")
        return f"{style}><v>{number:.16G}</v></c>"

    def _text(self, text: str) -> str:
        """Blanks at the ends and line breaks are kept; what XML cannot hold is written _x0001_."""
        if text.isprintable():
            told = text if "_x" not in text else self._escape_control_characters(text)
            kept = ' xml:space="preserve"' if text != text.strip() else ""
        else:
            told, kept = self._escape_control_characters(text), ' xml:space="preserve"'
        return f"<t{kept}>{told.translate(_ESCAPES)}</t>"

    def _write_string(
        self, row: int, col: int, string: str, cell_format: Format | None = None
    ) -> int:
        if not (string.startswith("<r>") and string.endswith("</r>")):
            return int(super()._write_string(row, col, string, cell_format))
        # In runs of its own making XlsxWriter escapes what it is given.
        run = cell_format or Format()
        runs: list[Any] = [run, string[:1], run, string[1:]]
        return int(self._write_rich_string(row, col, *runs, *([cell_format] * bool(cell_format))))
