"""The report's figures as a workbook, to be sorted, filtered and reckoned on.

Text is text, whatever it looks like; the only formulas are the sums of the rows above them.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import translation
from xlsxwriter.utility import xl_rowcol_to_cell

from core.cells import fitted
from core.workbook import A3, A4, Look, Workbook
from reports.outputs.blocks import Document, colour
from reports.outputs.docx_tables import INK
from reports.outputs.made import Made
from reports.outputs.sheets import Column, Sheet, Value, sheets, speaks_of
from reports.outputs.tongue import EN, ZH, Tongue
from reports.outputs.words import beside, clean

if TYPE_CHECKING:
    # For its shape only: the package that holds it also reads the database.
    from reports.contents.shape import Contents

# The title, what it speaks of, and the head: rows from 0.
_HEAD = 2


def render_xlsx(contents: Contents, document: Document, *, on: date) -> Made:
    """The workbook of a report, dated `on`. A cell that Excel cannot hold ends by saying so."""
    file = io.BytesIO()
    stamp = datetime(on.year, on.month, on.day, tzinfo=UTC)
    say = EN if document.english else ZH
    # A report speaks its own language, whoever asked for it.
    with translation.override("en" if say.english else "zh-hans"):
        book = Workbook(file, title=document.title, now=stamp, language=say.code)
        looks = _looks(book)
        for number, part in enumerate([contents, *contents.get("further", [])], 1):
            for sheet in sheets(part, document, say):
                if number > 1:
                    # A name may stand once in a workbook.
                    title = f"{part['plan']['short_title']}　{sheet.title}"
                    sheet = replace(sheet, name=beside(sheet.name, number), title=title)
                _write(book, looks, sheet, speaks_of(part, document, say), say)
        book.book.close()
    return Made(file.getvalue())


def _looks(book: Workbook) -> dict[str, Look]:
    strong = {"bold": True, "top": 2}
    return {
        "text": book.look,
        "day": book.look,
        "count": book.a_look("0"),
        "tenths": book.a_look("0.0"),
        "total": book.a_look("0", **strong),
        "total-tenths": book.a_look("0.0", **strong),
    } | {f"light-{name}": book.a_look(font_color=f"#{ink}") for name, ink in INK.items()}


def _write(book: Workbook, looks: dict[str, Look], sheet: Sheet, speaks: str, say: Tongue) -> None:
    page = book.book.add_worksheet(sheet.name)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    title = book.book.add_format({"bold": True, "font_size": 16, "valign": "vcenter"})
    page.set_row(0, 30)
    page.write_string(0, 0, fitted(clean(sheet.title), note=book.note), title)
    page.write_string(1, 0, fitted(clean(speaks), note=book.note), book.plain)
    page.set_row(_HEAD, 24)
    for place, column in enumerate(sheet.columns):
        page.write_string(_HEAD, place, fitted(clean(column.head), note=book.note), book.head)
    _rows(book, page, looks, sheet, say)
    last = _HEAD + max(len(sheet.rows), 1)
    if sheet.total:
        _totals(book, page, looks, sheet)
    page.autofilter(_HEAD, 0, last, len(sheet.columns) - 1)
    page.freeze_panes(_HEAD + 1, min(2, len(sheet.columns) - 1))
    _paper(page, big=sheet.big)


def _rows(book: Workbook, page: Any, looks: dict[str, Look], sheet: Sheet, say: Tongue) -> None:
    plain = [looks.get(column.kind) for column in sheet.columns]
    odd = [place for place, look in enumerate(plain) if look is None]
    for row, values in enumerate(sheet.rows, _HEAD + 1):
        cells = [clean(value) if isinstance(value, str) else value for value in values]
        for place in odd:
            plain[place], cells[place] = _odd(book, looks, sheet.columns[place], cells[place], say)
        book.row(page, row, cells, plain)


def _odd(
    book: Workbook, looks: dict[str, Look], column: Column, value: Value, say: Tongue
) -> tuple[Look, Value]:
    """A light in its ink and its word; a figure with as many decimals as it was given: 46.0."""
    if column.kind == "light":
        return looks[f"light-{colour(str(value))}"], say.light(str(value))
    if not isinstance(value, Decimal):
        return book.look, value
    form = _decimals(value)
    if form not in looks:
        looks[form] = book.a_look(form)
    return looks[form], value


def _decimals(value: Decimal) -> str:
    places = max(-int(value.as_tuple().exponent), 0)
    return f"0.{'0' * places}" if places else "0"


def _totals(book: Workbook, page: Any, looks: dict[str, Look], sheet: Sheet) -> None:
    """The last row: sums that reckon anew when a row is changed, the rest as the contents say."""
    first, row = _HEAD + 1, _HEAD + 1 + len(sheet.rows)
    for place, (column, value) in enumerate(zip(sheet.columns, sheet.total, strict=True)):
        look = looks["total-tenths" if column.kind == "tenths" else "total"]
        if column.summed and sheet.rows:
            begin, end = (xl_rowcol_to_cell(each, place) for each in (first, row - 1))
            page.write_formula(row, place, f"=SUM({begin}:{end})", look.number, value)
        else:
            book.cell(page, row, place, value, look)


def _paper(page: Any, *, big: bool) -> None:
    """Lying, as wide as the paper, the head repeated on every page."""
    page.set_paper(A3 if big else A4)
    page.set_landscape()
    page.set_margins(left=0.6, right=0.5, top=0.7, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEAD)
    page.set_footer("&C— &P / &N —")
