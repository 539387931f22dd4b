"""一页摘要: one page whatever the report holds, and what has no room is counted."""

import io
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx import Document as open_docx

from core.periods import Period
from reports.outputs.blocks import Bar, Document, Heading, Paragraph, Table
from reports.outputs.docx import render_docx
from reports.outputs.narrative.together import combined
from reports.outputs.pdf import render_summary
from reports.outputs.summary import _risks, summary_of
from reports.outputs.summary_words import CHINESE
from tests.reports import pdf_text
from tests.reports.sample_contents import made, make_cell, make_contents

DAY = date(2026, 11, 9)


def crowded(size: int, words: str = "推进") -> tuple[dict[str, Any], Document]:
    """A plan of many areas whose every measure is behind, and many matters for leaders."""
    contents = make_contents()
    areas = contents["areas"] * (size // 5 or 1)
    for n, area in enumerate(areas):
        areas[n] = area | {"head": f"{words}领域{n}" * 3}
    cells = [make_cell(n, title=f"{words}任务{n}" * 3, light="red") for n in range(900, 900 + size)]
    for cell in cells:
        cell["leads"], cell["leads_short"] = [words * 9, words], [words * 9, words]
    areas[0] = areas[0] | {"cells": cells}
    contents |= {"areas": areas, "attention": [cell["position"] for cell in cells]}
    contents["previous"]["moves"] = [
        {"position": n, "title": words * 20, "was": "green", "now": "red"} for n in range(size)
    ]
    report = made(make_contents())
    asked = tuple(Paragraph(words * 200, key=f"matters.{n}") for n in range(size))
    overall = Paragraph(f"{words * 30}。" * 20, key="overall.1")
    return contents, replace(report, blocks=(overall, *report.blocks, *asked))


def pages(data: bytes) -> list[str]:
    return ["".join(text.split()) for text in pdf_text.texts(data)]


def test_it_says_what_a_leader_asks() -> None:
    contents = make_contents()
    report = made(contents)
    asked = Paragraph("请市领导协调算力用地", key="matters.1")
    (page,) = pages(
        render_summary(contents, replace(report, blocks=(*report.blocks, asked)), on=DAY).data  # type: ignore[arg-type]
    )
    for text in (
        "落实情况的报告（摘要）", "截至2026年10月31日，5个领域22项举措中", "一、总体情况",
        "发展核心技术41242.352.0", "二、主要风险", "1.第4项国际机构双向合作（示例科技部门）：滞后",
        "三、本期变化1.总体进度提高3.2个百分点。2.第4项国际机构双向合作由预警转为滞后。",
        "四、请领导协调事项1.请市领导协调算力用地。",
    ):  # fmt: skip
        assert text in page, text


@pytest.mark.parametrize("size", [1, 22, 200])
@pytest.mark.parametrize("words", ["推进", "W", "=1"])
def test_it_fits_one_page_whatever_the_report_holds(size: int, words: str) -> None:
    contents, report = crowded(size, words)
    made_ = render_summary(contents, report, on=DAY)  # type: ignore[arg-type]
    (page,) = pages(made_.data)
    with pdf_text.opened(made_.data) as pdf:
        lines = pdf_text.lines(pdf[0])
    # A full stop at a line's end leaves its empty half outside.
    assert lines[-1].middle < 277 and max(line.right for line in lines) < 193
    if size > 1:
        assert f"等{size}项，详见报告。" in page


def test_what_has_no_room_is_counted_exactly() -> None:
    contents, report = crowded(30)
    summary = summary_of(contents, report)  # type: ignore[arg-type]
    told = [block.text for block in summary.blocks if isinstance(block, Paragraph)]
    assert sum("等30项，详见报告。" in text for text in told) == 2
    (table,) = [block for block in summary.blocks if isinstance(block, Table)]
    shown = int(re.findall(r"，等(\d+)个", table.title)[0])
    assert shown == len(contents["areas"]) > len(table.rows) >= 1


def test_nothing_to_tell_is_said() -> None:
    contents = make_contents(areas=0, indicators=False, previous=False)
    summary = summary_of(contents, made(contents))  # type: ignore[arg-type]
    told = [block.text for block in summary.blocks if isinstance(block, Paragraph)]
    assert told[1:] == [
        "没有滞后或者预警的事项。", "没有上期可比。", "本期没有需要领导协调的事项。",
    ]  # fmt: skip
    assert not [block for block in summary.blocks if isinstance(block, Bar | Table)]


def test_in_word_it_is_set_small_and_says_the_same() -> None:
    contents = make_contents()
    summary = summary_of(contents, made(contents))  # type: ignore[arg-type]
    file = open_docx(io.BytesIO(render_docx(summary, on=DAY)))
    (section,) = file.sections
    assert round(section.top_margin.mm) == round(section.left_margin.mm) == 20
    said = [each.text for each in file.paragraphs]
    for block in summary.blocks:
        if isinstance(block, Heading | Paragraph):
            assert block.text in said


def test_the_same_report_gives_the_same_bytes() -> None:
    contents, report = crowded(22)
    first = render_summary(contents, report, on=DAY).data  # type: ignore[arg-type]
    assert render_summary(contents, report, on=DAY).data == first  # type: ignore[arg-type]


def test_it_tells_of_every_plan_of_a_report() -> None:
    one, two = make_contents(), make_contents(lights={1: "red"}, previous=False)
    two["plan"] = {**two["plan"], "slug": "power", "title": "算力方案", "short_title": "算力"}
    report = combined(
        [one, two],  # type: ignore[list-item]
        period=Period.parse("2026-10"), issuer="示例督查室", drafted_on=DAY,
    )  # fmt: skip
    contents: Any = {**one, "further": [two]}
    summary = summary_of(contents, report)
    texts = list(summary.texts())
    assert any(text.startswith("截至2026年10月31日，2个方案共44项事项，") for text in texts)
    assert not [block for block in summary.blocks if isinstance(block, Bar)]
    (table,) = [block for block in summary.blocks if isinstance(block, Table)]
    assert table.head == ("方案", "事项", "滞后", "预警", "完成%", "序时%")
    assert table.rows == tuple(
        (part["plan"]["short_title"], "22", str(part["counts"]["red"]),
         str(part["counts"]["yellow"]), part["percent"], part["planned"])
        for part in (one, two)
    )  # fmt: skip
    points = [text for text in texts if re.match(r"\d+\.[^\d]", text)]
    assert points[0].startswith("1.人工智能产业发展建议：第4项国际机构双向合作（")
    assert any("总体进度提高3.2个百分点" in text for text in points)
    made_ = render_summary(contents, report, on=DAY)
    assert len(pdf_text.texts(made_.data)) == 1
    # All that is behind, of any plan, stands before all that is at risk.
    risks = _risks([one, two], CHINESE)  # type: ignore[list-item]
    assert [("滞后" in text) for text in risks] == [True] * 3 + [False] * 4
    assert risks[2].startswith("算力：第1项")


def test_matters_of_every_plan_stand_in_it() -> None:
    contents: Any = {**make_contents(), "further": [make_contents()]}
    contents["further"][0]["plan"]["slug"] = "power"
    report = made(make_contents())
    keyed = [Paragraph(f"{slug}事项", key=f"{slug}.matters.1") for slug in ("beijing-ai", "power")]
    report = replace(report, blocks=(*report.blocks, *keyed, Paragraph("无", key="x.matters.1")))
    said = "".join(summary_of(contents, report).texts())
    assert "beijing-ai事项。" in said and "power事项。" in said and "无。" not in said
