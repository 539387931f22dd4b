"""The unit's sheet 填报表 as an office prints it, fills it in, signs it and brings it back.

A sheet for each round and unit. Rows 1 to 3: the title, by when, how to fill it in; row 4: the
heads; then one item a row; two rows below, the line that is signed. Only the tinted cells can be
edited (no password). The last two columns are hidden: `row_key` and `row_version`.

The hidden sheet `_cexing` holds pairs (`format`, `version`, `exported_at`, `language`), then rows
that begin with `was`: key and version of a row, the name of an answer, the answer when the sheet
left. By these the check tells what the unit changed from what others changed meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from core.sentences import Language
from core.workbook import A3, Workbook, list_source, sheet_names
from progress.sheets.cells import cell_of
from progress.sheets.model import Item
from progress.sheets.shape import (
    COLUMNS,
    FORMAT,
    FORMAT_VERSION,
    ROW_KEY,
    ROW_VERSION,
    SHEET_ABOUT,
    Kind,
    SheetColumn,
)

TITLE_ROW, DUE_ROW, HOW_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 2, 3, 4
_LISTS_FROM = 7


@dataclass(frozen=True)
class Page:
    """One sheet: what it is called, its title, by when it is due, its rows."""

    name: str
    title: str
    due: str
    items: Sequence[Item]


def _columns(items: Sequence[Item]) -> list[SheetColumn]:
    """All columns, less those of several answers where no row is asked any."""
    return [
        one for one in COLUMNS if not one.lined or any(item.lines.get(one.key) for item in items)
    ]


def _value(item: Item, column: SheetColumn, ratings: Mapping[str, str]) -> Any:
    """What a cell holds."""
    if not column.filled:
        return item.shown.get(column.key)
    if column.lined:
        return cell_of(item, item.lines.get(column.key, ()))
    said = item.values.get(column.key, "")
    if column.kind == Kind.PERCENT and said:
        return float(said)
    if column.kind == Kind.DATE and said:
        return date.fromisoformat(said)
    return ratings.get(said, "") if column.kind == Kind.CHOICE else said


def _open(item: Item, column: SheetColumn) -> bool:
    """Whether the unit may fill the cell in."""
    if column.kind == Kind.PERCENT:
        return item.told_by == "percent"
    return column.filled and (not column.lined or bool(item.lines.get(column.key)))


class _Book:
    """One file while it is written."""

    def __init__(
        self, file: IO[bytes], *, ratings: Mapping[str, str], now: datetime, language: Language
    ) -> None:
        self.ratings, self.now = ratings, now
        self.out = Workbook(file, title=_("Filing sheet"), now=now, language=language)
        tint: dict[str, Any] = {"bg_color": "#EEF4FB", "locked": False, "valign": "top"}
        self.shown = self.out.a_look(valign="top")
        self.input = self.out.a_look(**tint)
        self.how = self.out.book.add_format(
            {"font_size": 10.5, "valign": "vcenter", "text_wrap": True, "font_color": "#394452"}
        )

    def write(self, pages: Sequence[Page]) -> int:
        """Everything; how many items."""
        names = sheet_names([page.name for page in pages], taken=[SHEET_ABOUT])
        for name, page in zip(names, pages, strict=True):
            self._page(self.out.book.add_worksheet(name), page)
        self._about([item for page in pages for item in page.items])
        self.out.book.close()
        return sum(len(page.items) for page in pages)

    def _page(self, sheet: Any, page: Page) -> None:
        columns = _columns(page.items)
        self._layout(sheet, columns)
        self._heads(sheet, page, columns)
        last = len(columns)
        for row, item in enumerate(page.items, start=FIRST_ROW):
            for place, column in enumerate(columns):
                look = self.input if _open(item, column) else self.shown
                self.out.cell(sheet, row, place, _value(item, column, self.ratings), look)
            sheet.write_string(row, last, item.key)
            sheet.write_number(row, last + 1, item.version)
        end = FIRST_ROW + len(page.items) - 1
        self._checks(sheet, columns, end)
        signed = _("Filled in by:            Checked by:            Head of unit (signature):"
                   "            Telephone:")  # fmt: skip
        sheet.write_string(end + 2, 0, signed, self.out.plain)
        sheet.print_area(TITLE_ROW, 0, end + 2, last - 1)
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True,
                           "select_unlocked_cells": True})  # fmt: skip

    def _layout(self, sheet: Any, columns: Sequence[SheetColumn]) -> None:
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW)
        sheet.set_footer(_("&CPage &P of &N"))
        sheet.freeze_panes(FIRST_ROW, 2)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        sheet.set_column(len(columns), len(columns) + 1, 18, None, {"hidden": True})

    def _heads(self, sheet: Any, page: Page, columns: Sequence[SheetColumn]) -> None:
        out, last = self.out, len(columns) - 1
        lines = [
            (TITLE_ROW, 34, page.title, out.big),
            (DUE_ROW, 20, page.due, out.plain),
            (HOW_ROW, 50, _(
                "Fill in the tinted cells only. An empty cell changes nothing; write 清空 to empty"
                " an answer. Write the percent as a number from 0 to 100, days as 2026-11-22."
                " Milestones and figures: one a line, after the colon; leave a milestone that was"
                " not reached without a day. Upload the file under “My work”: what would change is"
                " shown first, and nothing is handed over before you say so."
            ), self.how),
        ]  # fmt: skip
        for row, height, words, form in lines:
            sheet.set_row(row, height)
            sheet.merge_range(row, 0, row, last, "", form)
            sheet.write_string(row, 0, words, form)
        sheet.set_row(HEAD_ROW, 32)
        for place, column in enumerate(columns):
            form = out.edited if column.filled else out.head
            sheet.write_string(HEAD_ROW, place, column.head(out.language), form)
        sheet.write_string(HEAD_ROW, last + 1, ROW_KEY, out.head)
        sheet.write_string(HEAD_ROW, last + 2, ROW_VERSION, out.head)

    def _checks(self, sheet: Any, columns: Sequence[SheetColumn], end: int) -> None:
        """What Excel itself refuses: a percent beyond 0 to 100, a rating that is none."""
        for place, column in enumerate(columns):
            if column.kind == Kind.PERCENT:
                sheet.data_validation(FIRST_ROW, place, end, place, {
                    "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100,
                    "input_title": column.head(self.out.language),
                    "input_message": _("A number from 0 to 100, for example 42.5."),
                    "error_message": _("Write a number from 0 to 100, for example 42.5."),
                })  # fmt: skip
            elif column.kind == Kind.CHOICE:
                sheet.data_validation(FIRST_ROW, place, end, place, {
                    "validate": "list",
                    "source": list_source(SHEET_ABOUT, _LISTS_FROM, len(self.ratings)),
                    "error_message": _("Choose from the list."),
                })  # fmt: skip

    def _about(self, items: Sequence[Item]) -> None:
        lines: list[list[Any]] = [
            ["format", FORMAT],
            ["version", FORMAT_VERSION],
            ["exported_at", self.now.isoformat()],
            ["language", self.out.language],
        ]
        for item in items:
            key = f"{item.key}/{item.version}"
            lines.append(["was", key, "", ""])
            lines += [["was", key, name, said] for name, said in item.values.items() if said]
        self.out.facts(
            self.out.hidden_sheet(SHEET_ABOUT),
            lines,
            lists=[("self_rating", list(self.ratings.values()))],
            lists_from=_LISTS_FROM,
        )


def write_unit_sheet(
    file: IO[bytes],
    pages: Sequence[Page],
    *,
    ratings: Mapping[str, str],
    now: datetime,
    language: Language,
) -> int:
    """Write the pages to a file; how many items they hold. `ratings` are words by key."""
    return _Book(file, ratings=ratings, now=now, language=language).write(pages)
