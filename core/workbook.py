"""Workbooks on their way out: one look, text that never runs, a hidden sheet that says what it is.

A cell that would be longer than Excel allows ends by saying so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from core.cells import fitted, is_live
from core.worksheet import Worksheet

A3, A4 = 8, 9
# Of the cells that `Workbook.row` makes, the short ones come again: days, names, percentages.
_SHORT, _REMEMBERED = 200, 5_000
# Before it Excel counts days that never were.
FIRST_DAY = date(1900, 3, 1)
_BASE = {
    "border": 1,
    "border_color": "#B4BCC6",
    "valign": "vcenter",
    "text_wrap": True,
    "font_size": 10.5,
}


# What Excel takes for a sheet's name.
_LONGEST_NAME = 31
_UNSAFE = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def sheet_names(names: Sequence[str], *, taken: Iterable[str] = ()) -> list[str]:
    """The names as Excel takes them, each once; `taken` are those that others have."""
    found: list[str] = []
    used = {name.lower() for name in taken}
    for words in names:
        base = " ".join(words.translate(_UNSAFE).split())[:_LONGEST_NAME] or "1"
        name, number = base, 1
        while name.lower() in used:
            number += 1
            ending = f" {number}"
            name = f"{base[: _LONGEST_NAME - len(ending)]}{ending}"
        used.add(name.lower())
        found.append(name)
    return found


@dataclass(frozen=True)
class Look:
    """The formats of a kind of cell, by what stands in it. `live` is text that looks like code.

    `ends` are the cells that `Workbook.row` has made of it, by their values.
    """

    text: Any
    live: Any
    day: Any
    number: Any
    ends: dict[Any, str] = field(default_factory=dict, compare=False, repr=False)


def day_format(language: str) -> str:
    """How Excel writes days for readers of a language, `zh` or `en`."""
    return 'yyyy"年"m"月"d"日"' if language == "zh" else "d mmm yyyy"


class Workbook:
    """One workbook while it is written; rows are on disk as soon as the next one begins."""

    def __init__(self, file: IO[bytes], *, title: str, now: datetime, language: str) -> None:
        self.language = language
        self.book = xlsxwriter.Workbook(
            file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": day_format(language),
                "remove_timezone": True,
            },
        )
        self.book.worksheet_class = Worksheet
        self.book.set_properties({"title": title, "created": now.replace(tzinfo=None)})
        self.note = _(" (cut: a cell of Excel holds 32,767 characters; the rest is in the system)")
        self.look = self.a_look()
        self.bare = self._bare()
        head = {"bold": True, "align": "center"}
        self.head = self.form(**head, bg_color="#F0F2F5")
        self.edited = self.form(**head, bg_color="#DCE7F5")
        add = self.book.add_format
        self.big = add({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"})
        self.plain = add({"font_size": 10.5, "valign": "vcenter"})

    def form(self, **more: Any) -> Any:
        """A format of cells within the table."""
        return self.book.add_format({**_BASE, **more})

    def a_look(self, number: str = "General", **more: Any) -> Look:
        """The formats of a kind of cell; `number` is how its figures are written."""
        return Look(
            text=self.form(**more),
            live=self.form(**more, quote_prefix=True),
            day=self.form(**more, num_format=day_format(self.language), align="left"),
            number=self.form(**more, num_format=number, align="right"),
        )

    def _bare(self) -> Look:
        """Cells without a frame, for what only programs read."""
        day = {"num_format": day_format(self.language)}
        live = self.book.add_format({"quote_prefix": True})
        return Look(text=None, live=live, day=self.book.add_format(day), number=None)

    def cell(self, sheet: Any, row: int, column: int, value: Any, look: Look | None = None) -> None:
        """One cell. Text is written as text, whatever it looks like."""
        look = look or self.look
        if value is None or value == "":
            sheet.write_blank(row, column, None, look.text)
        elif isinstance(value, str):
            form = look.live if is_live(value) else look.text
            sheet.write_string(row, column, fitted(value, note=self.note), form)
        elif isinstance(value, date) and value < FIRST_DAY:
            sheet.write_string(row, column, value.isoformat(), look.text)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, look.day)
        else:
            number = float(value) if isinstance(value, Decimal) else value
            sheet.write_number(row, column, number, look.number)

    def row(
        self, sheet: Worksheet, row: int, values: Sequence[Any], looks: Sequence[Look | None]
    ) -> None:
        """A whole row from column A on, as `cell` writes each of its cells, and much quicker."""
        ends = []
        for value, look in zip(values, looks, strict=True):
            look = look or self.look
            end = look.ends.get(value)
            if end is None:
                end = self._end(sheet, value, look)
                if len(end) < _SHORT and len(look.ends) < _REMEMBERED:
                    look.ends[value] = end
            ends.append(end)
        sheet.put_row(row, ends)

    def _end(self, sheet: Worksheet, value: Any, look: Look) -> str:
        if value is None or value == "":
            return sheet.end_of(None, look.text)
        if isinstance(value, str):
            form = look.live if is_live(value) else look.text
            return sheet.end_of(fitted(value, note=self.note), form)
        if isinstance(value, date):
            if value < FIRST_DAY:
                return sheet.end_of(value.isoformat(), look.text)
            return sheet.end_of(value, look.day)
        return sheet.end_of(float(value) if isinstance(value, Decimal) else value, look.number)

    def hidden_sheet(self, name: str) -> Any:
        """A sheet that only programs see."""
        sheet = self.book.add_worksheet(name)
        sheet.very_hidden()
        return sheet

    def facts(
        self,
        sheet: Any,
        lines: Sequence[Sequence[Any]],
        *,
        lists: Iterable[tuple[str, Sequence[str]]] = (),
        lists_from: int = 7,
    ) -> None:
        """Fill a hidden sheet, top down: `lines` from column A, the lists of drop-downs beside."""
        named = list(lists)
        deepest = max([len(lines), *(len(words) + 1 for _key, words in named)])
        form = self.book.add_format({"quote_prefix": True})

        def write(row: int, column: int, value: Any) -> None:
            if isinstance(value, int):
                sheet.write_number(row, column, value)
            else:
                sheet.write_string(row, column, value, form if is_live(value) else None)

        for row in range(deepest):
            for column, value in enumerate(lines[row] if row < len(lines) else ()):
                write(row, column, value)
            for place, (key, words) in enumerate(named, start=lists_from):
                if row <= len(words):
                    write(row, place, key if row == 0 else words[row - 1])


def list_source(sheet: str, place: int, count: int) -> str:
    """Where a drop-down finds its list: `count` words below the head of column `place`, from 0."""
    letter = xlsxwriter.utility.xl_col_to_name(place)
    return f"='{sheet}'!${letter}$2:${letter}${count + 1}"
