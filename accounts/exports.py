"""The list of units as a workbook of the shape that is imported."""

import io

from django.utils.translation import gettext as _

from accounts.models import UnitQuerySet

_WIDTHS = (8, 44, 22, 18, 36, 22, 20)


def units_workbook(units: UnitQuerySet) -> bytes:
    """An .xlsx with one unit a row, in official order; importing it again changes nothing.

    Former names stay out: they are not for the sheet to give. Three queries.
    """
    import xlsxwriter

    from core.worksheet import Worksheet

    out = io.BytesIO()
    # Strings stay strings, whatever they begin with.
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Units"), Worksheet)
    head = book.add_format({"bold": True, "bottom": 1})
    titles = ("序号", "全称", "简称", "类别", "别名", "拼音", "编号")
    for column, (title, width) in enumerate(zip(titles, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    for number, unit in enumerate(units.prefetch_related("aliases"), start=1):
        others = [one.name for one in unit.aliases.all() if one.valid_until is None]
        sheet.write_number(number, 0, unit.position)
        cells = (
            unit.name, unit.short_name, unit.get_category_display(), "、".join(others),
            unit.pinyin_override, unit.public_id,
        )  # fmt: skip
        for column, text in enumerate(cells, start=1):
            sheet.write_string(number, column, text)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(1, sheet.dim_rowmax or 0), len(titles) - 1)
    book.close()
    return out.getvalue()
