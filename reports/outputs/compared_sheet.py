"""与上期比较.xlsx: two reports beside each other, a row for each difference, figures as numbers."""

import io
from datetime import datetime

from core.workbook import A4, Workbook
from reports.contents.shape import Comparison
from reports.outputs.narrative.compared import WORDS, rows

FILE = "与上期比较.xlsx"
_HEAD = ("类别", "序号", "事项", "上期", "本期", "变化", "说明")
_WIDTHS = (16, 6, 36, 18, 18, 12, 50)


def compared_sheet(found: Comparison, *, title: str, was: str, now: str, at: datetime) -> bytes:
    """The workbook's bytes. `was` and `now` say what the two sides are."""
    file = io.BytesIO()
    workbook = Workbook(file, title=title, now=at, language="zh")
    sheet = workbook.book.add_worksheet("比较")
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.freeze_panes(2, 0)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"{title}（上期：{was}；本期：{now}）", workbook.plain)
    for column, word in enumerate(_HEAD):
        sheet.write_string(1, column, word, workbook.head)
    listed = rows(found)
    for number, row in enumerate(listed, 2):
        values = (
            WORDS[row.kind], row.number, row.title, row.was, row.now, row.change, row.note,
        )  # fmt: skip
        workbook.row(sheet, number, values, [None] * len(_HEAD))
    sheet.autofilter(1, 0, len(listed) + 1, len(_HEAD) - 1)
    workbook.book.close()
    return file.getvalue()
