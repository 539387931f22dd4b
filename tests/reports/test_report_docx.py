"""The Word file keeps GB/T 9704-2012 where a machine can tell, and says what the document says."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from docx import Document as open_docx
from docx.oxml.ns import qn
from docx.shared import Mm

from core.periods import Period
from reports.outputs.docx import render_docx
from reports.outputs.docx_styles import FONTS, TEXT_WIDTH
from reports.outputs.docx_tables import spread
from reports.outputs.narrative import document
from tests.reports.sample_contents import HOSTILE, made, make_contents

NUMBER = re.compile(r"\d+(?:\.\d+)?")


def rendered(contents: dict[str, Any] | None = None, drafted_on: date = date(2026, 11, 9)) -> bytes:
    report = document(
        contents or make_contents(),  # type: ignore[arg-type]
        period=Period.parse("2026-10"), issuer="示例督查室", drafted_on=drafted_on,
    )  # fmt: skip
    return render_docx(report, on=drafted_on)


def opened(data: bytes) -> Any:
    return open_docx(io.BytesIO(data))


@pytest.fixture(scope="module")
def file() -> Any:
    return opened(rendered())


def in_order(file: Any) -> list[str]:
    """Every paragraph's text, tables in their place."""
    return [
        "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in file.element.body.iter(qn("w:p"))
    ]


def style_of(file: Any, name: str) -> Any:
    return next(style for style in file.styles if style.style_id == name).element


def attribute(element: Any, path: str, name: str) -> str | None:
    found = element.find(path, element.nsmap)
    return None if found is None else found.get(qn(name))


def paragraphs_of(file: Any, style: str) -> list[Any]:
    return [p for p in file.paragraphs if p.style.style_id == style]


def test_page_is_a4_with_the_standard_margins(file: Any) -> None:
    (section,) = file.sections
    sizes = {
        section.page_width: 210, section.page_height: 297, section.top_margin: 37,
        section.bottom_margin: 35, section.left_margin: 28, section.right_margin: 26,
    }  # fmt: skip
    for actual, mm in sizes.items():
        assert abs(actual - Mm(mm)) < Mm(0.2)
    assert TEXT_WIDTH == 8845


def test_page_numbers_stand_outside_between_dashes(file: Any) -> None:
    assert file.settings.odd_and_even_pages_header_footer
    (section,) = file.sections
    for footer, style, side in (
        (section.footer, "FooterOdd", "right"),
        (section.even_page_footer, "FooterEven", "left"),
    ):
        (paragraph,) = footer.paragraphs
        assert paragraph.text == "— 1 —"
        assert [e.text.strip() for e in paragraph._p.iter(qn("w:instrText"))] == ["PAGE"]
        assert paragraph.style.style_id == style
        element = style_of(file, style)
        assert attribute(element, "w:pPr/w:jc", "w:val") == side
        assert attribute(element, "w:pPr/w:ind", f"w:{side}") == "280"
        assert attribute(element, "w:rPr/w:sz", "w:val") == "28"
        assert attribute(element, "w:rPr/w:rFonts", "w:ascii") == FONTS["song"][0]


@pytest.mark.parametrize(
    ("style", "font", "size", "first"),
    [
        ("Body", "fangsong", "32", "200"),
        ("Heading1", "hei", "32", "200"),
        ("Heading2", "kai", "32", "200"),
        ("Heading3", "fangsong", "32", "200"),
        ("Title", "biaosong", "44", "0"),
        ("AttachmentLabel", "hei", "32", "0"),
    ],
)
def test_fonts_sizes_and_indents(file: Any, style: str, font: str, size: str, first: str) -> None:
    element = style_of(file, style)
    fonts = element.find("w:rPr/w:rFonts", element.nsmap)
    assert fonts.get(qn("w:eastAsia")) == FONTS[font][0]
    assert not [name for name in fonts.attrib if "Theme" in name]
    assert attribute(element, "w:rPr/w:sz", "w:val") == size
    assert attribute(element, "w:pPr/w:ind", "w:firstLineChars") == first
    assert element.find("w:rPr/w:b", element.nsmap) is None


def test_body_lines_are_exact_and_characters_a_little_closer(file: Any) -> None:
    for style in ("Body", "Heading1", "Heading2"):
        element = style_of(file, style)
        spacing = element.find("w:pPr/w:spacing", element.nsmap)
        assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("579", "exact")
        assert (spacing.get(qn("w:before")), spacing.get(qn("w:after"))) == ("0", "0")
        assert attribute(element, "w:rPr/w:spacing", "w:val") == "-5"
    assert attribute(style_of(file, "Title"), "w:pPr/w:jc", "w:val") == "center"


def test_headings_have_their_kind_of_type(file: Any) -> None:
    kinds = (
        (r"^[一二三四五六七八九十]+、", "Heading1"),
        (r"^（[一二三四五六七八九十]+）", "Heading2"),
    )
    for pattern, style in kinds:
        matching = [p for p in file.paragraphs if re.match(pattern, p.text)]
        assert matching and {p.style.style_id for p in matching} == {style}
        assert not [p for p in matching if p.text.endswith("。")]
    numerals = [p.text.partition("、")[0] for p in paragraphs_of(file, "Heading1")]
    assert numerals == ["一", "二", "三", "四", "五", "六"]


def test_dates_have_no_leading_zeros(file: Any) -> None:
    text = "".join(in_order(file))
    assert re.findall(r"\d+年\d+月\d+日", text)
    assert not re.search(r"年0|月0", text)


def test_nothing_is_invented(file: Any) -> None:
    text = "".join(in_order(file))
    assert not re.search(r"〔|密|印章|第\d*期", text)
    assert in_order(file)[:2] == ["政策落实月报", "送审稿"]


def test_the_list_of_attachments_equals_their_titles(file: Any) -> None:
    listed = [p.text for p in file.paragraphs if p.style.style_id.startswith("Listing")]
    titles = [p.text for p in paragraphs_of(file, "AttachmentTitle")]
    assert listed[0].startswith("附件：1.")
    assert [re.sub(r"^(?:附件：)?\d\.", "", text) for text in listed] == titles
    assert [p.text for p in paragraphs_of(file, "AttachmentLabel")] == [
        "附件1", "附件2", "附件3",
    ]  # fmt: skip
    label = style_of(file, "AttachmentLabel")
    assert label.find("w:pPr/w:pageBreakBefore", label.nsmap) is not None


def test_heads_of_tables_repeat_and_rows_stay_whole(file: Any) -> None:
    tables = [t for t in file.tables if len(t._tbl.tr_lst) > 1]
    assert len(tables) == 5
    for table in tables:
        marks = [bool(row.xpath("w:trPr/w:tblHeader")) for row in table._tbl.tr_lst]
        assert marks == [True] + [False] * (len(marks) - 1)
        assert all(row.xpath("w:trPr/w:cantSplit") for row in table._tbl.tr_lst)
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert sum(widths) == TEXT_WIDTH and min(widths) > 0


def test_a_light_is_shape_and_word(file: Any) -> None:
    table = file.tables[3]
    shown = {row.cells[3].text for row in table.rows[1:]}
    assert shown == {"■滞后", "▲预警", "●正常", "√已完成", "○未启动", "○常态推进", "○暂缓"}


def test_the_bar_is_in_proportion(file: Any) -> None:
    widths = [int(c.get(qn("w:w"))) for c in file.tables[0]._tbl.tblGrid]
    for width, n in zip(widths, (2, 4, 11, 1, 2, 1, 1), strict=True):
        assert abs(width - TEXT_WIDTH * n / 22) <= 1
    assert sum(spread((1, 1, 1))) == TEXT_WIDTH


def test_every_number_is_the_documents_own_and_in_the_same_order(file: Any) -> None:
    report = made(make_contents())
    ours = NUMBER.findall("\n".join(report.texts()))
    theirs = NUMBER.findall("\n".join(in_order(file)))
    # The bar's figures stand in the bar and again in its key.
    bar = [str(n) for n in (2, 4, 11, 1, 2, 1, 1)]
    at = _find(theirs, bar + bar)
    assert theirs[:at] + theirs[at + len(bar) :] == ours


def _find(numbers: list[str], wanted: list[str]) -> int:
    size = len(wanted)
    return next(n for n in range(len(numbers)) if numbers[n : n + size] == wanted)


def test_the_same_contents_give_the_same_bytes() -> None:
    assert rendered() == rendered(make_contents())
    assert rendered() != rendered(drafted_on=date(2026, 11, 10))
    with zipfile.ZipFile(io.BytesIO(rendered())) as package:
        assert {info.date_time for info in package.infolist()} == {(2026, 11, 9, 0, 0, 0)}


def test_properties_say_who_and_when(file: Any) -> None:
    properties = file.core_properties
    assert (properties.author, properties.last_modified_by) == ("策行", "策行")
    assert properties.title == "关于《北京市人工智能产业发展建议》2026年10月份落实情况的报告"
    assert properties.created.replace(tzinfo=None) == datetime(2026, 11, 9)  # noqa: DTZ001
    assert properties.modified == properties.created


def test_hostile_words_do_not_break_the_file() -> None:
    contents = make_contents(words=HOSTILE)
    contents["plan"]["title"] = HOSTILE
    contents["areas"][0]["cells"][0]["title"] = HOSTILE
    contents["units"][0]["name"] = HOSTILE
    file = opened(rendered(contents))
    assert "<b>&\"'已办结\u200f😀]]>" in "".join(in_order(file))


def test_long_words_stand_whole() -> None:
    file = opened(rendered(make_contents(words="办" * 40_000)))
    # What each did, why six are behind, the others' problems, and one next step that all share.
    assert "".join(in_order(file)).count("办" * 40_000) == 22 + 6 + 16 + 1


def test_an_empty_plan_makes_a_file() -> None:
    contents = make_contents(areas=0, indicators=False, previous=False)
    file = opened(rendered(contents))
    assert not file.tables
    assert "尚无纳入跟踪的举措。" in "".join(in_order(file))


@pytest.mark.parametrize("issuer", ["督", "示例" * 10, "示例" * 30])
def test_the_date_begins_two_characters_right_of_the_organ(issuer: str) -> None:
    report = replace(made(make_contents()), closing=(issuer, "2026年11月9日"))
    data = render_docx(report, on=date(2026, 11, 9))
    organ, day = paragraphs_of(opened(data), "Signature")
    left = [int(p._p.xpath("w:pPr/w:ind/@w:left")[0]) for p in (organ, day)]
    assert left[1] - left[0] == 630 and left[0] >= 0
