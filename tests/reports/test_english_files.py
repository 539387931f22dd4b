"""The reference translation as files: whole, inert, and with the numbers of the Chinese ones."""

import io
import re
from typing import Any

import pytest
from docx import Document as open_docx
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from reports.outputs import fonts
from reports.outputs.blocks import Bar, Document
from reports.outputs.docx import render_docx
from reports.outputs.html import render_html
from reports.outputs.pdf import render_pdf, render_summary
from reports.outputs.summary import summary_of
from reports.outputs.words import clean
from reports.outputs.xlsx import render_xlsx
from tests.reports import pdf_text
from tests.reports.figures import figures_en
from tests.reports.sample_contents import HOSTILE
from tests.reports.test_english import DAY, english, full, official, texts
from tests.reports.test_hostile_text import TYPED, in_docx, in_html, in_pdf, seen


def test_the_word_file_is_set_in_latin_type() -> None:
    told = english(full())
    data = render_docx(told, on=DAY)
    assert data == render_docx(english(full()), on=DAY)
    body = open_docx(io.BytesIO(data)).element.body
    said = "".join(each.text or "" for each in body.iter(qn("w:t")))
    assert figures_en([said.replace("— ", "")]).keys() >= figures_en(["46.0 49.3"]).keys()
    hints = {each.get(qn("w:hint")) for each in body.iter(qn("w:rFonts"))}
    assert hints <= {None}, "quotation marks and dashes in Latin type"
    assert "Annexes: 1. Progress of all 22 measures" in said
    section = next(iter(body.iter(qn("w:pgSz"))))
    assert (section.get(qn("w:w")), section.get(qn("w:h"))) == ("11906", "16838")


def test_the_workbook_has_the_same_numbers() -> None:
    contents = full()

    def cells(report: Document) -> list[list[float]]:
        data = render_xlsx(contents, report, on=DAY).data
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        pages = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
        return [
            [cell for row in page for cell in row if isinstance(cell, float | int)]
            for page in pages
        ]

    told = english(contents)
    assert cells(told) == cells(official(contents))
    data = render_xlsx(contents, told, on=DAY).data
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == [
        "Overall", "Areas", "Measures", "Behind or at risk", "Units", "Indicators",
    ]  # fmt: skip
    assert book.get_sheet_by_name("Areas").to_python()[2][:4] == [
        "Area", "Measures", "Behind", "At risk",
    ]  # fmt: skip


def test_the_page_says_which_words_are_chinese() -> None:
    page = render_html(english(full())).data.decode()
    assert '<html lang="en">' in page and 'lang="en">' in page
    assert 'Measure 4 (<span lang="zh-CN">国际机构双向合作</span>)' in page
    assert "<span lang" not in render_html(official(full())).data.decode()


@pytest.mark.skipif(not fonts.there(), reason="no Chinese font")
def test_the_pdf_holds_every_figure() -> None:
    told = english(full())
    made = render_pdf(told, on=DAY)
    assert not made.notes and made.data == render_pdf(told, on=DAY).data
    said = re.sub(r"—\d+—", "", seen(pdf_text.whole(made.data)))
    for text in told.texts():
        for word in clean(text).split():
            assert seen(word) in said


@pytest.mark.skipif(not fonts.there(), reason="no Chinese font")
@pytest.mark.parametrize("several", [False, True])
def test_the_summary_is_one_page(several: bool) -> None:
    contents = full()
    if several:
        other = full()
        other["plan"] = {**other["plan"], "slug": "other", "short_title": "算力"}
        contents["further"] = [other]
    told = english(contents)
    summary = summary_of(contents, told)
    assert summary.english and summary.title_lines[-1].endswith("(Summary)")
    said = texts(summary)
    assert "I. Overview" in said and "II. Main risks" in said
    assert (
        "Measure 4 (国际机构双向合作; 示例科技部门): behind, 31.0 percentage points behind" in said
    )
    assert len(pdf_text.texts(render_summary(contents, told, on=DAY).data)) == 1


def hostile(typed: str) -> Document:
    contents = full(words=typed)
    for cell in (cell for area in contents["areas"] for cell in area["cells"]):
        cell |= {"title": typed, "leads": [typed], "leads_short": [typed]}
        for reason in cell["reasons"]:
            reason["en"] = typed
    contents["plan"] |= {"title": typed, "short_title": typed}
    for line in contents["indicators"]:
        line |= {"name": typed, "unit": typed}
    return english(contents)


@pytest.mark.parametrize("name", [*TYPED, "all"])
@pytest.mark.parametrize("output", [in_docx, in_pdf, in_html])
def test_hostile_text_is_whole_and_inert(output: Any, name: str) -> None:
    if output is in_pdf and not fonts.there():
        pytest.skip("no Chinese font")
    typed, wanted = TYPED.get(name, (HOSTILE, ""))
    told = hostile(typed)
    said = seen(output(told))
    if output is in_pdf:
        # Pages and stand-ins part the texts; the Chinese files are held against each word.
        assert "Measure10(" in said and (seen(wanted) in said or name in {"emoji", "rare", "all"})
        return
    for block in (one for one in told.blocks if not isinstance(one, Bar)):
        for text in block.texts():
            assert seen(text) in said
