"""The PDF keeps the office's page, says what the document says, and loses no character."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import typst

from core.refusals import Conflict
from reports.outputs import fonts, pdf
from reports.outputs.blocks import Attachment, Document, Heading, Paragraph, Table
from reports.outputs.pdf import render_pdf
from tests.reports import pdf_text
from tests.reports.sample_contents import made, make_contents

DAY = date(2026, 11, 9)
MM = 72 / 25.4


def full(**changes: Any) -> Document:
    """The sample report with every line that a document may have."""
    return replace(
        made(make_contents()), signer="王某某", recipients="市政府办公厅",
        copies="市政府各委、办、局", printed_on="2026年11月9日", **changes,
    )  # fmt: skip


def bare(*blocks: Any) -> Document:
    return replace(made(make_contents()), blocks=blocks, attachments=(), closing=())


@pytest.fixture(scope="module")
def file() -> bytes:
    made_ = render_pdf(full(), on=DAY)
    assert made_.notes == ()
    return made_.data


def test_it_is_tagged_titled_and_fit_for_archives(file: bytes) -> None:
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(zh-CN)", b"/DisplayDocTitle true"):
        assert mark in file.replace(b"/Lang (", b"/Lang("), mark
    assert b"<pdfaid:part>2</pdfaid:part>" in file
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in file
    assert b"<pdfuaid:part>1</pdfuaid:part>" in file
    with pdf_text.opened(file) as pdf:
        facts = pdf.get_metadata_dict()
    assert facts["Title"] == "关于《北京市人工智能产业发展建议》2026年10月份落实情况的报告"
    assert (facts["Author"], facts["CreationDate"]) == ("策行", "D:20261109000000Z")


def test_heads_of_tables_and_headings_are_tagged_as_such(file: bytes) -> None:
    for tag in (b"/H1", b"/H2", b"/TH", b"/TD", b"/Title", b"/Figure"):
        assert re.search(rb"/S\s*" + tag + rb"\b", file), tag
    assert b"/Alt" in file


def test_bookmarks_are_the_headings(file: bytes) -> None:
    headings = [
        (block.level - 1, block.text) for block in full().blocks if isinstance(block, Heading)
    ]
    assert pdf_text.toc(file) == [
        *headings,
        *((0, label) for label, _attachment in full().labelled),
    ]


def test_every_font_is_within(file: bytes) -> None:
    described = len(re.findall(rb"/Type\s*/FontDescriptor", file))
    assert described and len(re.findall(rb"/FontFile[23]\b", file)) == described


def test_every_text_is_there_in_order(file: bytes) -> None:
    at, seen = 0, pdf_text.whole(file)
    labels = {f"{part.word}{part.n}" for block in full().blocks if block.kind == "bar"
              for part in block.parts}  # type: ignore[union-attr]  # fmt: skip
    # A page's number may come between, and a figure of the bar is drawn before its word.
    seen = re.sub(r"—\d+—", "", seen)
    for text in full().texts():
        wanted = "".join(text.split())
        if text in labels:
            continue
        found = seen.find(wanted, at)
        assert found >= 0, text
        at = found + len(wanted)


def test_the_same_document_gives_the_same_bytes(file: bytes) -> None:
    assert render_pdf(full(), on=DAY).data == file
    assert render_pdf(full(), on=date(2026, 11, 10)).data != file


def test_several_at_once_give_the_same_bytes(file: bytes) -> None:
    with ThreadPoolExecutor(4) as pool:
        made_ = list(pool.map(lambda _n: render_pdf(full(), on=DAY).data, range(8)))
    assert set(made_) == {file}


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    made_ = render_pdf(bare(Paragraph("办" * 28 * 70)), on=DAY)
    with pdf_text.opened(made_.data) as pdf:
        *lines, number = pdf_text.lines(pdf[1])
        width, height = pdf[1].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)
    assert [len(line.text) for line in lines] == [28] * 22
    assert abs(lines[0].left - 28) < 0.5 and abs(lines[0].right - 184) < 0.7
    assert lines[0].middle > 37 and lines[-1].middle < 262
    pitches = [b.middle - a.middle for a, b in zip(lines, lines[1:], strict=False)]
    assert max(abs(pitch - 225 / 22) for pitch in pitches) < 0.05
    assert number.text == "—2—"


def test_page_numbers_stand_outside_7_mm_below_the_text() -> None:
    made_ = render_pdf(bare(Paragraph("办" * 28 * 70)), on=DAY)
    with pdf_text.opened(made_.data) as pdf:
        numbers = [pdf_text.lines(page)[-1] for page in pdf]
    assert [line.text for line in numbers] == [f"—{n}—" for n in range(1, len(numbers) + 1)]
    for n, line in enumerate(numbers, 1):
        assert abs(line.middle - 269) < 1
        inside = 184 - line.right if n % 2 else line.left - 28
        assert abs(inside - 14 / 72 * 25.4) < 1


def test_heads_of_tables_repeat_on_every_page() -> None:
    rows = tuple((str(n), f"举措{n}") for n in range(200))
    table = Table("表1", "长表", ("序号", "名称"), rows, ("center", "left"), (1, 5))
    pages = pdf_text.texts(render_pdf(bare(table), on=DAY).data)
    assert len(pages) > 4
    assert all("序号名称" in page.replace(" ", "") for page in pages)


def test_a_signature_never_stands_alone_on_its_page() -> None:
    for length in range(6, 16):
        report = replace(made(make_contents()), blocks=(Paragraph("办" * 28 * length),))
        pages = pdf_text.texts(render_pdf(replace(report, attachments=report.attachments[:1]),
                                          on=DAY).data)  # fmt: skip
        signed = next(page for page in pages if "示例督查室2026年11月9日—" in page)
        assert "附件：" in signed, length


def test_the_imprint_stands_at_the_foot_of_the_last_page(file: bytes) -> None:
    with pdf_text.opened(file) as pdf:
        lines = pdf_text.lines(pdf[len(pdf) - 1])
    assert [line.text for line in lines[-3:-1]] == [
        "抄送：市政府各委、办、局。", "示例督查室2026年11月9日印发",
    ]  # fmt: skip
    assert 250 < lines[-2].middle < 262


def test_the_imprint_stands_on_the_back_of_a_leaf() -> None:
    counts = set()
    for shown in range(4):
        report = full()
        pages = pdf_text.texts(
            render_pdf(replace(report, attachments=report.attachments[:shown]), on=DAY).data
        )
        plain = replace(report, attachments=report.attachments[:shown], copies="", printed_on="")
        without = len(pdf_text.texts(render_pdf(plain, on=DAY).data))
        assert len(pages) == without + without % 2
        assert "抄送：市政府各委、办、局。" in pages[-1] and f"— {len(pages)} —" in pages[-1]
        counts.add(without % 2)
    assert counts == {0, 1}


def test_a_lying_page_has_its_number_where_the_standing_ones_have_it() -> None:
    rows = tuple(tuple("甲" * 14) for _row in range(60))
    table = Table(
        "", "宽表", tuple("天地玄黄宇宙洪荒日月盈昃辰宿"), rows, ("left",) * 14, (1,) * 14
    )
    report = replace(bare(Paragraph("短文。")), attachments=(Attachment("宽表", (table,)),))
    with pdf_text.opened(render_pdf(report, on=DAY).data) as pdf:
        lying = [page for page in pdf if page.get_width() > page.get_height()]
        assert len(lying) >= 3
        for n, page in enumerate(lying, 2):
            read = page.get_textpage()
            text = read.get_text_range()
            assert text.split("\r\n")[-1] == f"— {n} —"
            boxes = [read.get_charbox(len(text) - 1 - at, loose=True) for at in (0, 4)]
            across = [(left + right) / 2 / MM for left, _b, right, _t in boxes]
            down = [(page.get_height() - (bottom + top) / 2) / MM for _l, bottom, _r, top in boxes]
            # 7 mm outside the text as on the other pages, which the turned paper has on its left.
            assert all(abs(one - 28) < 1.5 for one in across), across
            assert down[0] > down[1], "read from above down"
            assert abs(down[0] - 177) < 3 if n % 2 else abs(down[1] - 35) < 3


def test_what_looks_like_markup_is_text() -> None:
    hostile = (
        '#read("/etc/passwd") $x^2$ @ref \\ *粗* _斜_ = 标题 `码` <label> #include "a.typ" //注 ~'
    )
    made_ = render_pdf(
        replace(full(), title_lines=(hostile,), issuer=hostile, signer=hostile, blocks=(
            Heading(1, hostile), Paragraph(hostile),
            Table("", hostile, (hostile,), ((hostile,),), ("left",), (1,)),
        )), on=DAY,
    )  # fmt: skip
    seen = pdf_text.whole(made_.data)
    assert made_.notes == () and "root:" not in seen
    assert (
        seen.count('#read("/etc/passwd")$x^2$@ref\\*粗*_斜_=标题`码`<label>#include"a.typ"//注~')
        > 5
    )


def test_a_character_that_no_font_has_is_named_and_stands_in() -> None:
    made_ = render_pdf(bare(Paragraph("前\U0001f9ff后\ue000、镕喆堃昇玥")), on=DAY)
    seen = pdf_text.whole(made_.data)
    assert "前〔U+1F9FF〕后〔U+E000〕、镕喆堃昇玥" in seen
    (note,) = made_.notes
    assert "U+1F9FF" in note and "U+E000" in note and "镕" not in note


def test_a_text_that_archives_refuse_is_still_set_and_said() -> None:
    made_ = render_pdf(bare(Heading(2, "（一）先于一级"), Paragraph("正文")), on=DAY)
    assert "正文" in pdf_text.whole(made_.data)
    assert b"<pdfaid:part>2" in made_.data and len(made_.notes) == 1


def test_without_a_chinese_font_it_is_refused_by_a_sentence(monkeypatch: Any) -> None:
    none = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    monkeypatch.setattr(fonts, "known", lambda: none)
    with pytest.raises(Conflict, match="fonts-noto-cjk"):
        render_pdf(full(), on=DAY)


def test_the_office_s_own_font_wins(settings: Any) -> None:
    settings.REPORT_FONTS = {"fangsong": "noto sans cjk sc", "kai": "没有的字体"}
    found = fonts.families()
    assert found["fangsong"][0] == "Noto Sans CJK SC"
    assert "没有的字体" not in found["kai"] and found["kai"]


def test_after_a_long_report_typst_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a worker grows by hundreds of MiB with each; short ones stay quick by its memory."""
    asked: list[object] = []
    monkeypatch.setattr(pdf, "_forget", asked.append)
    render_pdf(bare(Paragraph("办")), on=DAY)
    assert not asked
    render_pdf(bare(Paragraph("办" * 60_000)), on=DAY)
    assert len(asked) == 1
