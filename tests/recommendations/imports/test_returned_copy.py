"""The ledger given back holds what came, whatever it looks like."""

import io

from python_calamine import CalamineWorkbook

from core.sheets import Sheet
from recommendations.outputs.returned import returned_copy


def test_what_looks_like_rich_text_or_a_formula_comes_back_as_it_was() -> None:
    rows = [["名称", 7], ["<r><t>示例</b></r>", "=1+1"]]
    data = returned_copy(Sheet("台账", rows), [], language="zh")
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.get_sheet_by_name("台账").to_python() == rows
