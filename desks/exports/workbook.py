"""The ledger as a workbook that an office prints, fills in and brings back.

The sheet, which the import reads by the same words (`recommendations.ledger_columns`):

- row 1: the title, across all columns; row 2: who fills in, the day, in one cell; row 3: the heads;
- from row 4: one initiative a row. Column A numbers the rows of this sheet and means nothing else;
  then the columns that the page showed, in its order. Areas are written on every row, not merged:
  merged cells can be neither sorted nor filtered.
- the last two columns are hidden: `row_key` (the initiative's public id) and `row_version` (the
  version that was exported);
- two rows below: the line that is signed.

Numbers are numbers, days are days (an empty cell where there is none), shares are 0 to 100, a flag
is 是/否 (yes/no), several units or names stand in one cell with 、 between them. Text is never a
formula: what looks like one carries Excel's own mark for text. A cell that would be longer than
Excel allows ends by saying so. Columns that a sheet may change have a tinted head.

The hidden sheet `_cexing` holds pairs in its columns A and B: `format` (1), `plan` (its slug),
`exported_at` (ISO, with zone), `as_of`, `language` (zh or en), `sheet`, `head_row` and `first_row`
(counted from 1), `rows`, `query`; then, from the row that begins with `column`, a row for each
column of the sheet: its number from 1, its key, its head, `editable` or empty.
Beside them, from column H on, stand the lists behind the drop-downs.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from accounts.models import Unit
from core.cells import fitted, is_live
from desks.exports.cells import chunks, getters
from desks.ledger.listing import Listing
from progress.components import reader_language
from recommendations.choices import Cadence, ToldBy
from recommendations.ledger_columns import (
    BY_KEY,
    FLAG_WORDS,
    FORMAT_VERSION,
    ROW_KEY,
    ROW_VERSION,
    SHEET_ABOUT,
    Kind,
    LedgerColumn,
)

TITLE_ROW, FILLED_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 2, 3
A3 = 8
# Before it Excel counts days that never were.
FIRST_DAY = date(1900, 3, 1)
_LISTS_FROM = 7
_NUMBER_FORMATS = {
    Kind.WHOLE: "0",
    Kind.YEAR: "0",
    Kind.NUMBER: "0.####",
    Kind.PERCENT: "0.##",
    Kind.POINTS: "0.##",
}


class _Sheet:
    """One workbook while it is written. Rows are on disk as soon as the next one begins."""

    def __init__(self, file: IO[bytes], listing: Listing, now: datetime) -> None:
        self.listing, self.now = listing, now
        self.language = "zh" if reader_language() == "zh" else "en"
        self.columns: list[LedgerColumn] = [BY_KEY[key] for key in listing.all_keys]
        self.book = xlsxwriter.Workbook(
            file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": self._day_format(),
                "remove_timezone": True,
            },
        )
        self.book.set_properties({"title": self.title, "created": now.replace(tzinfo=None)})
        self.sheet = self.book.add_worksheet(_("Ledger"))
        self.about = self.book.add_worksheet(SHEET_ABOUT)
        self.about.very_hidden()
        self.note = _(" (cut: a cell of Excel holds 32,767 characters; the rest is in the system)")
        self._formats()

    @property
    def title(self) -> str:
        """The sheet's own title."""
        return _("%(plan)s: ledger") % {"plan": self.listing.plan.title}

    def _day_format(self) -> str:
        return 'yyyy"年"m"月"d"日"' if self.language == "zh" else "d mmm yyyy"

    def _formats(self) -> None:
        base = {"border": 1, "border_color": "#B4BCC6", "valign": "vcenter", "text_wrap": True,
                "font_size": 10.5}  # fmt: skip
        add = self.book.add_format
        self.text, self.live = add(base), add({**base, "quote_prefix": True})
        self.figures = {kind: add({**base, "num_format": form, "align": "right"})
                        for kind, form in _NUMBER_FORMATS.items()}  # fmt: skip
        self.day = add({**base, "num_format": self._day_format(), "align": "left"})
        head = {**base, "bold": True, "align": "center", "bg_color": "#F0F2F5"}
        self.head, self.edited = add(head), add({**head, "bg_color": "#DCE7F5"})
        self.big = add({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"})
        self.plain = add({"font_size": 10.5, "valign": "vcenter"})

    def cell(self, row: int, column: int, value: Any, kind: Kind) -> None:
        """One cell. Text is written as text, whatever it looks like."""
        if value is None or value == "":
            self.sheet.write_blank(row, column, None, self.text)
        elif isinstance(value, str):
            form = self.live if is_live(value) else self.text
            self.sheet.write_string(row, column, fitted(value, note=self.note), form)
        elif isinstance(value, date) and value < FIRST_DAY:
            self.sheet.write_string(row, column, value.isoformat(), self.text)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, self.day)
        else:
            number = float(value) if isinstance(value, Decimal) else value
            self.sheet.write_number(row, column, number, self.figures.get(kind, self.text))

    def write(self) -> int:
        """Everything; how many rows."""
        self._layout()
        self._heads()
        rows = self._rows()
        self._after(rows)
        self._about(rows)
        self.book.close()
        return rows

    @property
    def last(self) -> int:
        """The last column that is seen, from 0."""
        return len(self.columns)

    def _layout(self) -> None:
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW)
        sheet.set_footer(_("&CPage &P of &N"))
        sheet.freeze_panes(FIRST_ROW, 3)
        sheet.set_column(0, 0, 6)
        for number, column in enumerate(self.columns, start=1):
            sheet.set_column(number, number, column.width)
        sheet.set_column(self.last + 1, self.last + 2, 18, None, {"hidden": True})

    def _heads(self) -> None:
        sheet = self.sheet
        sheet.set_row(TITLE_ROW, 34)
        sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, self.last, "", self.big)
        sheet.write_string(TITLE_ROW, 0, fitted(self.title, note=self.note), self.big)
        filled = _("Unit: ____________    Date: %(day)s") % {
            "day": f"{self.listing.today:%Y-%m-%d}"
        }
        sheet.write_string(FILLED_ROW, 0, filled, self.plain)
        sheet.set_row(HEAD_ROW, 30)
        sheet.write_string(HEAD_ROW, 0, _("Index"), self.head)
        for number, column in enumerate(self.columns, start=1):
            form = self.edited if column.editable else self.head
            sheet.write_string(HEAD_ROW, number, column.head(self.language), form)
        sheet.write_string(HEAD_ROW, self.last + 1, ROW_KEY, self.head)
        sheet.write_string(HEAD_ROW, self.last + 2, ROW_VERSION, self.head)

    def _rows(self) -> int:
        values, number = getters(self.listing), 0
        kinds = [column.kind for column in self.columns]
        places = list(zip(range(1, len(kinds) + 1), values, kinds, strict=True))
        for rows in chunks(self.listing):
            for row in rows:
                place = FIRST_ROW + number
                number += 1
                self.sheet.write_number(place, 0, number, self.figures[Kind.WHOLE])
                for column, get, kind in places:
                    self.cell(place, column, get(row), kind)
                self.sheet.write_string(place, self.last + 1, row["public_id"])
                self.sheet.write_number(place, self.last + 2, row["version"])
        return number

    def _after(self, rows: int) -> None:
        end = max(FIRST_ROW + rows - 1, FIRST_ROW)
        self.sheet.autofilter(HEAD_ROW, 0, max(end, HEAD_ROW), self.last)
        self.sheet.print_area(TITLE_ROW, 0, end + 2, self.last)
        signed = _("Filled in by:            Checked by:            Head of unit (signature):"
                   "            Telephone:")  # fmt: skip
        self.sheet.write_string(end + 2, 0, signed, self.plain)
        self._drop_downs(end)

    def _drop_downs(self, end: int) -> None:
        """Lists for what may be changed. Units are many: their list lies in the hidden sheet."""
        lists = {
            "lead": list(Unit.objects.in_official_order().values_list("name", flat=True)),
            "told_by": [str(label) for label in ToldBy.labels],
            "cadence": [_("as the plan"), *(str(label) for label in Cadence.labels)],
        }
        flags = list(FLAG_WORDS[self.language])
        self.lists: list[tuple[str, list[str]]] = []
        for number, column in enumerate(self.columns, start=1):
            words = flags if column.kind == Kind.FLAG else lists.get(column.key)
            if not words or not column.editable:
                continue
            place = _LISTS_FROM + len(self.lists)
            self.lists.append((column.key, words))
            letter = xlsxwriter.utility.xl_col_to_name(place)
            self.sheet.data_validation(FIRST_ROW, number, end, number, {
                "validate": "list",
                "source": f"='{SHEET_ABOUT}'!${letter}$2:${letter}${len(words) + 1}",
                "error_title": column.head(self.language),
                "error_message": _("Choose from the list."),
            })  # fmt: skip

    def _about(self, rows: int) -> None:
        """What this workbook is, and which column is what. Written row by row, top down."""
        facts = [
            ("format", FORMAT_VERSION),
            ("plan", self.listing.plan.slug),
            ("exported_at", self.now.isoformat()),
            ("as_of", self.listing.today.isoformat()),
            ("language", self.language),
            ("sheet", self.sheet.get_name()),
            ("head_row", HEAD_ROW + 1),
            ("first_row", FIRST_ROW + 1),
            ("rows", rows),
            ("query", fitted(self.listing.kept, note="…")),
            ("column", "key"),
        ]
        lines: list[list[Any]] = [list(pair) for pair in facts]
        lines += [
            [number, column.key, column.head(self.language), "editable" if column.editable else ""]
            for number, column in enumerate(self.columns, start=2)
        ]
        hidden = len(self.columns) + 2
        lines += [[hidden, ROW_KEY, ROW_KEY, ""], [hidden + 1, ROW_VERSION, ROW_VERSION, ""]]
        deepest = max([len(lines), *(len(words) + 1 for _key, words in self.lists)])
        for row in range(deepest):
            for column, value in enumerate(lines[row] if row < len(lines) else ()):
                self._plain(row, column, value)
            for place, (key, words) in enumerate(self.lists, start=_LISTS_FROM):
                if row <= len(words):
                    self._plain(row, place, key if row == 0 else words[row - 1])

    def _plain(self, row: int, column: int, value: Any) -> None:
        if isinstance(value, int):
            self.about.write_number(row, column, value)
        else:
            self.about.write_string(row, column, value, self.live if is_live(value) else None)


def write_workbook(file: IO[bytes], listing: Listing, *, now: datetime) -> int:
    """Write the listing's workbook to a file; how many initiatives it holds."""
    return _Sheet(file, listing, now).write()
