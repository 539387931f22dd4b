"""The thirteen machine checks of GB/T 9704-2012, on a month, a quarter, a year and a circular.

The thirteenth, rows and characters on a full page, is asked of the PDF in `test_report_pdf` and of
LibreOffice by `tools.look_at_report`.
"""

import io
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx import Document as open_docx
from docx.oxml.ns import qn
from docx.shared import Mm

from reports.outputs.blocks import Document
from reports.outputs.docx import render_docx
from reports.outputs.docx_styles import FONTS, TEXT_WIDTH
from tests.reports.sample_contents import made, make_contents

DAY = date(2026, 11, 9)
KINDS = ("2026-10", "2026-Q3", "2026", "circular")
NUMERALS = {text: n for n, text in enumerate("一二三四五六七八九十", 1)}


def report_of(kind: str) -> Document:
    if kind != "circular":
        return replace(made(make_contents(), kind), recipients="市政府办公厅", signer="王某某")
    report = made(make_contents())
    return replace(
        report, audience="units", masthead="政策落实通报", recipients="各牵头单位、配合单位",
        title_lines=(report.title_lines[0], "2026年10月份落实情况的通报"),
        copies="市政府各委、办、局", printed_on="2026年11月9日", issue_line="第3期",
    )  # fmt: skip


@pytest.fixture(scope="module", params=KINDS)
def both(request: Any) -> tuple[Document, Any]:
    report = report_of(request.param)
    return report, open_docx(io.BytesIO(render_docx(report, on=DAY)))


def value(element: Any, path: str, name: str) -> str:
    found = element.find(path, element.nsmap)
    return "" if found is None else str(found.get(qn(name)))


def of(file: Any, style: str) -> Any:
    return next(each for each in file.styles if each.style_id == style).element


def paragraphs(file: Any, *styles: str) -> list[Any]:
    return [each for each in file.paragraphs if each.style.style_id in styles]


def texts(file: Any) -> list[str]:
    """Every paragraph's text in order, tables in their place."""
    body = file.element.body
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))]


def test_1_the_page(both: Any) -> None:
    for section in both[1].sections:
        for actual, mm in (
            (section.page_width, 210), (section.page_height, 297), (section.top_margin, 37),
            (section.bottom_margin, 35), (section.left_margin, 28), (section.right_margin, 26),
        ):  # fmt: skip
            assert abs(actual - Mm(mm)) < Mm(1)


def test_2_page_numbers_outside(both: Any) -> None:
    file = both[1]
    assert file.settings.odd_and_even_pages_header_footer
    for section in file.sections:
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            (paragraph,) = footer.paragraphs
            assert [e.text.strip() for e in paragraph._p.iter(qn("w:instrText"))] == ["PAGE"]
            style = of(file, paragraph.style.style_id)
            assert value(style, "w:pPr/w:jc", "w:val") == side
            assert value(style, "w:pPr/w:ind", f"w:{side}") == "280"
            assert value(style, "w:rPr/w:sz", "w:val") == "28"
            assert value(style, "w:rPr/w:rFonts", "w:eastAsia") == FONTS["song"][0]


def test_3_and_4_body_type_and_lines(both: Any) -> None:
    body = of(both[1], "Body")
    assert value(body, "w:rPr/w:sz", "w:val") == "32"
    assert value(body, "w:rPr/w:rFonts", "w:eastAsia") == FONTS["fangsong"][0]
    assert value(body, "w:pPr/w:spacing", "w:line") == "579"
    assert value(body, "w:pPr/w:spacing", "w:lineRule") == "exact"
    assert value(body, "w:pPr/w:ind", "w:firstLineChars") == "200"
    drawn = paragraphs(both[1], "Body")
    assert len(drawn) > 8
    for paragraph in drawn:
        assert not paragraph._p.xpath("w:pPr/w:ind | w:pPr/w:spacing")
        assert not paragraph._p.xpath("w:r/w:rPr/w:sz | w:r/w:rPr/w:b")


def test_5_the_title(both: Any) -> None:
    report, file = both
    title = of(file, "Title")
    assert value(title, "w:rPr/w:sz", "w:val") == "44"
    assert value(title, "w:rPr/w:rFonts", "w:eastAsia") == FONTS["biaosong"][0]
    assert value(title, "w:pPr/w:jc", "w:val") == "center"
    assert title.find("w:rPr/w:b", title.nsmap) is None
    assert tuple(each.text for each in paragraphs(file, "Title")) == report.title_lines


def test_6_headings_have_their_type(both: Any) -> None:
    for pattern, style, font in (
        (r"^[一二三四五六七八九十]+、", "Heading1", "hei"),
        (r"^（[一二三四五六七八九十]+）", "Heading2", "kai"),
    ):
        found = [each for each in both[1].paragraphs if re.match(pattern, each.text)]
        assert found and {each.style.style_id for each in found} == {style}
        assert value(of(both[1], style), "w:rPr/w:rFonts", "w:eastAsia") == FONTS[font][0]
    third = of(both[1], "Heading3")
    assert value(third, "w:rPr/w:rFonts", "w:eastAsia") == FONTS["fangsong"][0]


def test_7_punctuation_is_full_width(both: Any) -> None:
    han = r"[\u4e00-\u9fff]"
    for text in texts(both[1]):
        assert not re.search(rf'{han}[,;:()"!?]{han}', text), text
        assert not re.match(r"^\([一二三四五六七八九十]+\)|^\d+、", text), text
    headings = paragraphs(both[1], "Heading1", "Heading2", "Heading3")
    assert not [each.text for each in headings if each.text.endswith("。")]


def test_8_numbers_of_headings_are_consecutive(both: Any) -> None:
    first = second = 0
    for each in paragraphs(both[1], "Heading1", "Heading2"):
        if each.style.style_id == "Heading1":
            first, second = first + 1, 0
            assert NUMERALS[each.text.partition("、")[0]] == first
        else:
            second += 1
            assert first and NUMERALS[each.text[1 : each.text.index("）")]] == second
    assert first >= 4


def test_9_dates_are_written_as_an_office_does(both: Any) -> None:
    text = "\n".join(texts(both[1]))
    dates = re.findall(r"\d+年\d+月\d+日", text)
    assert dates
    assert all(re.fullmatch(r"\d{4}年[1-9]\d?月[1-9]\d?日", each) for each in dates)
    assert paragraphs(both[1], "Signature")[1].text == "2026年11月9日"


def test_10_no_number_of_document_secrecy_or_seal_is_invented(both: Any) -> None:
    text = "".join(texts(both[1]))
    assert not re.search(r"[〔\[［]\d{4}[〕\]］]|机密|秘密|绝密|★|（印章）", text)
    assert ("第3期" in text) == (both[0].issue_line == "第3期")


def test_11_attachments_are_listed_by_their_titles(both: Any) -> None:
    listed = [each.text for each in paragraphs(both[1], "Listing", "ListingNext")]
    titles = [each.text for each in paragraphs(both[1], "AttachmentTitle")]
    assert titles
    assert [re.sub(r"^(?:附件：)?(?:\d\.)?", "", each) for each in listed] == titles
    assert not [each for each in listed if each.endswith(("。", "；"))]


def test_12_numbers_equal_the_document_s(both: Any) -> None:
    number = re.compile(r"\d+(?:\.\d+)?")
    ours = number.findall("\n".join(both[0].texts()))
    theirs = number.findall("\n".join(texts(both[1])))
    bar = [str(n) for n in (2, 4, 11, 1, 2, 1, 1)]
    size = len(bar)
    at = next(n for n in range(len(theirs)) if theirs[n : n + 2 * size] == bar + bar)
    assert theirs[:at] + theirs[at + size :] == ours


def test_13_the_first_page_begins_with_what_leads_to_the_body(both: Any) -> None:
    """Head, title and addressee take fewer lines than a page has, so that the body begins on it."""
    body = both[1].paragraphs
    first = next(n for n, each in enumerate(body) if each.style.style_id == "Heading1")
    heights = {"Masthead": 1300, "Title": 700, "Rule": 60}
    taken = sum(heights.get(each.style.style_id, 579) for each in body[:first])
    assert taken < 16 * 579


def test_the_addressee_the_signer_and_the_imprint(both: Any) -> None:
    report, file = both
    (salutation,) = paragraphs(file, "Salutation")
    assert salutation.text == f"{report.recipients}："
    assert value(of(file, "Salutation"), "w:pPr/w:ind", "w:firstLineChars") == "0"
    signers = paragraphs(file, "Signer")
    assert [each.text for each in signers] == (
        [f"签发人：{report.signer}"] if report.signer else []
    )
    if report.signer:
        name = signers[0].runs[1]._r
        assert name.find("w:rPr/w:rFonts", name.nsmap).get(qn("w:eastAsia")) == FONTS["kai"][0]
    drawn = [text for text in texts(file) if re.search("^抄送：|[0-9]日印发$", text)]
    assert drawn == (
        ["抄送：市政府各委、办、局。", "2026年11月9日印发"] if report.imprint else []
    )  # fmt: skip
    if report.imprint:
        table = file.tables[-1]._tbl
        edges = {
            side: table.find(f"w:tblPr/w:tblBorders/w:{side}", table.nsmap).get(qn("w:sz"))
            for side in ("top", "insideH", "bottom")
        }
        assert edges == {"top": "8", "insideH": "6", "bottom": "8"}
        # As wide as the text by its columns; LibreOffice takes it to the foot by what it claims.
        place = table.find("w:tblPr/w:tblpPr", table.nsmap)
        assert place.get(qn("w:tblpYSpec")) == "bottom"
        columns = [int(each.get(qn("w:w"))) for each in table.find(qn("w:tblGrid"))]
        claimed = int(value(table, "w:tblPr/w:tblW", "w:w"))
        assert sum(columns) == TEXT_WIDTH
        assert claimed <= sum(columns) - 266


def test_heads_of_tables_repeat_and_rows_stay_whole(both: Any) -> None:
    tables = [each for each in both[1].tables if each._tbl.xpath("w:tr/w:trPr/w:tblHeader")]
    assert len(tables) >= 3
    for table in tables:
        marks = [bool(row.xpath("w:trPr/w:tblHeader")) for row in table._tbl.tr_lst]
        assert marks == [True] + [False] * (len(marks) - 1)
        assert all(row.xpath("w:trPr/w:cantSplit") for row in table._tbl.tr_lst)


def test_what_leads_to_the_signature_stays_with_it(both: Any) -> None:
    """No page holds a signature alone."""
    body = both[1].paragraphs
    at = next(n for n, each in enumerate(body) if each.style.style_id == "Signature")
    keeps = {"Listing", "ListingNext", "BlankKept"}
    for each in body[at - 3 : at]:
        style = of(both[1], each.style.style_id)
        assert (
            each.style.style_id in keeps and style.find("w:pPr/w:keepNext", style.nsmap) is not None
        )
    assert body[at]._p.xpath("w:pPr/w:keepNext")
