"""A Word file's text is what Word would print: numbers recovered, deleted words gone."""

from __future__ import annotations

import pytest

from recommendations.papers.counting import written
from recommendations.papers.paper import Paper
from recommendations.papers.word import read_word
from tests.recommendations.makers.word import (
    levels,
    make_word,
    number,
    numbering,
    paragraph,
    run,
    table,
)


def paper(body: str, **more: str) -> Paper:
    return Paper.unpack(read_word(make_word(body, **more)))  # type: ignore[arg-type]


def lines(body: str, **more: str) -> list[str]:
    found = paper(body, **more)
    assert found.cause is None
    return found.text.splitlines()


def left(body: str) -> dict[str, int]:
    return {part.kind: part.count for part in paper(body).left_out}


def test_a_lists_numbers_are_written_as_word_prints_them() -> None:
    body = "".join(
        paragraph(text, level=level)
        for text, level in zip("甲乙丙丁戊己庚辛", (0, 1, 2, 2, 3, 1, 0, 1), strict=True)
    )
    assert lines(body) == [
        "一、甲", "（一）乙", "1. 丙", "2. 丁", "① 戊", "（二）己", "二、庚", "（一）辛"
    ]  # fmt: skip


def test_the_spaces_of_a_number_follow_its_last_letter() -> None:
    shapes = levels([("decimal", "%1.")], {0: '<w:suff w:val="nothing"/>'})
    assert lines(paragraph("甲", level=0), lists=numbering(shapes)) == ["1.甲"]


@pytest.mark.parametrize(
    ("form", "third", "twelfth"),
    [
        ("decimal", "3", "12"),
        ("decimalZero", "03", "12"),
        ("decimalFullWidth", "３", "１２"),
        ("upperRoman", "III", "XII"),
        ("lowerRoman", "iii", "xii"),
        ("upperLetter", "C", "L"),
        ("lowerLetter", "c", "l"),
        ("ordinal", "3rd", "12th"),
        ("chineseCounting", "三", "十二"),
        ("chineseCountingThousand", "三", "十二"),
        ("japaneseCounting", "三", "十二"),
        ("taiwaneseCountingThousand", "三", "十二"),
        ("chineseLegalSimplified", "叁", "壹拾贰"),
        ("ideographDigital", "三", "一二"),
        ("ideographTraditional", "丙", "12"),
        ("ideographZodiac", "寅", "亥"),
        ("decimalEnclosedCircle", "③", "⑫"),
        ("decimalEnclosedCircleChinese", "③", "⑫"),
        ("decimalEnclosedParen", "⑶", "⑿"),
        ("decimalEnclosedFullstop", "⒊", "⒓"),
        ("numberInDash", "- 3 -", "- 12 -"),
        ("none", "", ""),
        ("somethingNew", "3", "12"),
    ],
)
def test_number_formats(form: str, third: str, twelfth: str) -> None:
    assert (written(3, form), written(12, form)) == (third, twelfth)


def test_letters_go_on_after_z() -> None:
    assert [written(n, "upperLetter") for n in (26, 27, 53)] == ["Z", "AA", "AAA"]
    assert written(0, "chineseCounting") == "0"


def test_a_style_carries_the_number() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="base"><w:pPr><w:numPr><w:ilvl w:val="0"/>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="below"><w:basedOn w:val="base"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = paragraph("甲", style="base") + paragraph("乙", style="below")
    assert lines(body, styles=styles) == ["一、甲", "（一）乙"]


def test_a_paragraph_can_take_its_styles_number_off() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="base"><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    off = '<w:p><w:pPr><w:pStyle w:val="base"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>'
    assert lines(off + run("甲") + "</w:p>", styles=styles) == ["甲"]


def test_a_second_number_of_one_list_runs_on_unless_it_says_where_to_start() -> None:
    shapes = levels([("decimal", "%1.")])
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = numbering(shapes, nums=number(1, 0) + number(2, 0) + number(3, 0, restart))
    body = "".join(paragraph("甲乙丙"[num - 1], level=0, num=num) for num in (1, 1, 2, 3, 3, 1))
    assert lines(body, lists=lists) == ["1. 甲", "2. 甲", "3. 乙", "1. 丙", "2. 丙", "3. 甲"]


def test_where_words_are_parted_by_blanks_paragraphs_are_parted_by_empty_lines() -> None:
    body = paragraph("Plan") + "<w:p>" + run("One") + "<w:r><w:br/></w:r>" + run("two.") + "</w:p>"
    assert paper(body).text == "Plan\n\nOne\ntwo.\n\n"


def test_an_override_may_give_a_level_another_shape() -> None:
    shapes = levels([("decimal", "%1.")])
    own = (
        '<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="5"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl></w:lvlOverride>'
    )
    lists = numbering(shapes, nums=number(1, 0, own))
    assert lines(paragraph("甲", level=0) * 2, lists=lists) == ["第五条 甲", "第六条 甲"]


def test_a_level_that_never_restarts_runs_on() -> None:
    shapes = levels(
        [("chineseCounting", "%1、"), ("decimal", "%2.")], {1: '<w:lvlRestart w:val="0"/>'}
    )
    body = "".join(paragraph("甲", level=level) for level in (0, 1, 1, 0, 1))
    assert lines(body, lists=numbering(shapes)) == ["一、甲", "1. 甲", "2. 甲", "二、甲", "3. 甲"]


def test_a_number_may_print_the_levels_above_it() -> None:
    shapes = levels([("chineseCounting", "第%1章"), ("decimal", "%1.%2")], {1: "<w:isLgl/>"})
    body = "".join(paragraph("甲", level=level) for level in (0, 1, 1, 0, 1))
    assert [line[:5] for line in lines(body, lists=numbering(shapes))] == [
        "第一章 甲", "1.1 甲", "1.2 甲", "第二章 甲", "2.1 甲"
    ]  # fmt: skip


def test_bullets_are_one_sign() -> None:
    lists = numbering(levels([("bullet", "\uf0b7")]))
    assert lines(paragraph("甲", level=0), lists=lists) == ["• 甲"]


def test_deleted_words_are_gone_and_inserted_ones_there() -> None:
    body = (
        "<w:p>" + run("做") + f"<w:del>{run('甲').replace('w:t', 'w:delText')}</w:del>"
        f"<w:ins>{run('乙')}</w:ins><w:moveFrom>{run('丙')}</w:moveFrom>"
        f"<w:moveTo>{run('丁')}</w:moveTo></w:p>"
    )
    assert lines(body) == ["做乙丁"]


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next() -> None:
    marked = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("推进") + "</w:p>"
    assert lines(marked + paragraph("开放")) == ["推进开放"]


def test_fields_give_their_result_and_not_their_code() -> None:
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:instrText> REF a </w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>inner code</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("见第二条")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    assert lines(body) == ["见第二条"]


def test_a_contents_list_is_left_out_and_told() -> None:
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o</w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("一、总则 1") + "</w:p>" + paragraph("二、附则 2")
        + '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )  # fmt: skip
    assert "".join(lines(field + paragraph("一、总则"))) == "一、总则"
    assert left(field)["contents"] == 2


def test_soft_breaks_part_lines_and_tabs_stay() -> None:
    body = (
        "<w:p>" + run("甲") + "<w:r><w:br/></w:r>" + run("乙") + "<w:r><w:tab/></w:r>" + run("丙")
    )
    assert lines(body + "</w:p>") == ["甲", "乙\t丙"]


def test_hidden_words_text_boxes_and_notes_are_left_out_and_told() -> None:
    body = (
        "<w:p>" + run("甲") + run("藏", "<w:vanish/>")
        + f"<w:r><w:pict><w:txbxContent>{paragraph('框')}</w:txbxContent></w:pict></w:r>"
        + '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )  # fmt: skip
    assert lines(body) == ["甲"]
    assert left(body) == {"hidden": 1, "text_boxes": 1, "footnotes": 1, "pictures": 1}


def test_what_is_there_twice_for_old_programs_is_read_once() -> None:
    body = (
        "<w:p><mc:AlternateContent><mc:Choice>" + run("甲") + "</mc:Choice><mc:Fallback>"
        + run("甲") + "</mc:Fallback></mc:AlternateContent></w:p>"
    )  # fmt: skip
    assert lines(body) == ["甲"]


def test_a_tables_rows_are_lines_with_their_cells_in_place() -> None:
    assert lines(table([["序号", "任务", "单位"], ["1", "", "甲局"]])) == [
        "序号\t任务\t单位",
        "1\t\t甲局",
    ]


def test_a_table_of_one_cell_is_text() -> None:
    assert lines(table([["一、总则"]]) + paragraph("甲")) == ["一、总则", "甲"]


def test_headings_are_told_by_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="Normal"/></w:style>'
    )
    found = paper(paragraph("甲", style="1") + paragraph("乙", style="2"), styles=styles)
    assert [(found.text[h.start : h.end], h.level) for h in found.headings] == [("甲", 1)]


def test_strict_office_files_read_alike() -> None:
    data = make_word(paragraph("甲", level=0), strict=True)
    assert Paper.unpack(read_word(data)).text == "一、甲\n"
