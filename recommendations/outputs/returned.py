"""A ledger given back: the sheet as it came, every faulty cell marked with how to mend it."""

import io
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

import xlsxwriter

from core.sentences import Language
from core.sheets import Cell, Sheet
from core.worksheet import Worksheet
from recommendations.imports.faults import Fault

_HEADS: dict[Language, tuple[str, ...]] = {
    "zh": ("问题清单", "位置", "问题与改法"),
    "en": ("Faults", "Cell", "What is wrong and how to mend it"),
}
# What a comment's box may hold before nobody reads it.
_LONGEST_COMMENT = 400


def _write(page: Worksheet, row: int, column: int, cell: Cell, style: object) -> None:
    """A value as it came; text never becomes a formula or a link."""
    if cell is None:
        page.write_blank(row, column, None, style)
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, style)
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell, style)
    elif isinstance(cell, date | datetime):
        page.write_datetime(row, column, cell, style)
    else:
        page.write_string(row, column, cell[:32_767], style)


def returned_copy(sheet: Sheet, faults: Sequence[Fault], *, language: Language) -> bytes:
    """A workbook of two sheets: the list of faults with links, and the marked copy."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_urls": False}) as book:
        title, place, words = _HEADS[language]
        book.worksheet_class = Worksheet
        listed = book.add_worksheet(title)
        copy = book.add_worksheet(sheet.name[:31])
        bold = book.add_format({"bold": True, "bg_color": "#EEF2F6", "border": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        listed.write_row(0, 0, (place, words), bold)
        listed.set_column(0, 0, 10)
        listed.set_column(1, 1, 90, wrap)
        listed.freeze_panes(1, 0)
        for row, fault in enumerate(faults, start=1):
            target = fault.place if fault.column is not None else f"A{fault.row + 1}"
            listed.write_url(row, 0, f"internal:'{sheet.name[:31]}'!{target}", string=fault.place)
            listed.write_string(row, 1, fault.words(language))
        _copy(book, copy, sheet, faults, language)
        copy.activate()
    return out.getvalue()


def _copy(
    book: xlsxwriter.Workbook, page: Worksheet, sheet: Sheet, faults: Sequence[Fault],
    language: Language,
) -> None:  # fmt: skip
    marked: dict[tuple[int, int], list[str]] = defaultdict(list)
    for fault in faults:
        marked[fault.row, fault.column or 0].append(fault.words(language))
    plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "yyyy-mm-dd"})
    number = book.add_format({"text_wrap": True, "valign": "top"})
    red = book.add_format(
        {"bg_color": "#FDE2E0", "border": 2, "border_color": "#B42318", "text_wrap": True,
         "valign": "top"}
    )  # fmt: skip
    for top, left, bottom, right in sheet.merged:
        page.merge_range(top, left, bottom, right, "", number)
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            style = plain if isinstance(cell, date) else number
            if cell is not None or (row, column) in marked:
                _write(page, row, column, cell, red if (row, column) in marked else style)
    for (row, column), sentences in marked.items():
        page.write_comment(row, column, "\n".join(sentences)[:_LONGEST_COMMENT], {"width": 320})
