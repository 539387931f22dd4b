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

from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from accounts.models import Unit
from core.cells import fitted
from core.workbook import A3, Workbook, list_source
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
        self.out = Workbook(file, title=self.title, now=now, language=self.language)
        self.sheet = self.out.book.add_worksheet(_("Ledger"))
        self.about = self.out.hidden_sheet(SHEET_ABOUT)
        self.looks = {kind: self.out.a_look(form) for kind, form in _NUMBER_FORMATS.items()}

    @property
    def title(self) -> str:
        """The sheet's own title."""
        return _("%(plan)s: ledger") % {"plan": self.listing.plan.title}

    def write(self) -> int:
        """Everything; how many rows."""
        self._layout()
        self._heads()
        rows = self._rows()
        self._after(rows)
        self._about(rows)
        self.out.book.close()
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
        sheet, out = self.sheet, self.out
        sheet.set_row(TITLE_ROW, 34)
        sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, self.last, "", out.big)
        sheet.write_string(TITLE_ROW, 0, fitted(self.title, note=out.note), out.big)
        filled = _("Unit: ____________    Date: %(day)s") % {
            "day": f"{self.listing.today:%Y-%m-%d}"
        }
        sheet.write_string(FILLED_ROW, 0, filled, out.plain)
        sheet.set_row(HEAD_ROW, 30)
        sheet.write_string(HEAD_ROW, 0, _("Index"), out.head)
        for number, column in enumerate(self.columns, start=1):
            form = out.edited if column.editable else out.head
            sheet.write_string(HEAD_ROW, number, column.head(self.language), form)
        sheet.write_string(HEAD_ROW, self.last + 1, ROW_KEY, out.head)
        sheet.write_string(HEAD_ROW, self.last + 2, ROW_VERSION, out.head)

    def _rows(self) -> int:
        values, number = getters(self.listing), 0
        own = [self.looks.get(column.kind) for column in self.columns]
        looks = [self.looks[Kind.WHOLE], *own, self.out.bare, self.out.bare]
        for rows in chunks(self.listing):
            for row in rows:
                place = FIRST_ROW + number
                number += 1
                cells = [number, *(get(row) for get in values), row["public_id"], row["version"]]
                self.out.row(self.sheet, place, cells, looks)
        return number

    def _after(self, rows: int) -> None:
        end = max(FIRST_ROW + rows - 1, FIRST_ROW)
        self.sheet.autofilter(HEAD_ROW, 0, max(end, HEAD_ROW), self.last)
        self.sheet.print_area(TITLE_ROW, 0, end + 2, self.last)
        signed = _("Filled in by:            Checked by:            Head of unit (signature):"
                   "            Telephone:")  # fmt: skip
        self.sheet.write_string(end + 2, 0, signed, self.out.plain)
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
            self.sheet.data_validation(FIRST_ROW, number, end, number, {
                "validate": "list",
                "source": list_source(SHEET_ABOUT, place, len(words)),
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
        self.out.facts(self.about, lines, lists=self.lists, lists_from=_LISTS_FROM)


def write_workbook(file: IO[bytes], listing: Listing, *, now: datetime) -> int:
    """Write the listing's workbook to a file; how many initiatives it holds."""
    return _Sheet(file, listing, now).write()
