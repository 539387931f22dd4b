"""What printing and extraction added is found by its regularity, and reported."""

from __future__ import annotations

import pytest

from recommendations.outline import Outline, UnreadableDocument, decode, read_outline

WORDS = "推进公共数据开放共享和基础设施建设并完善配套制度以及服务体系同时加强人才培养"

TWO_SECTIONS = "一、主要任务\n（一）做甲。\n二、保障措施\n（一）做乙。\n"


def read(text: str) -> Outline:
    return read_outline(text.encode())


def pages(mark: str, count: int, ending: str = "") -> str:
    """Pages of full lines, 28 wide, each but the last closing with ``mark``."""
    text = []
    for number in range(count):
        lines = [(WORDS * 2)[i : i + 28] for i in range(4 * number, 4 * number + 8)]
        lines[-1] = lines[-1][: len(lines[-1]) - len(ending)] + ending + mark
        lines[0] = (" " if number else "") + lines[0]
        text += lines
    return "某市建议\n一、工作建议\n" + "\n".join([*text, " 到此结束。"]) + "\n"


def kinds(outline: Outline) -> list[tuple[str, str]]:
    return [(repair.kind, repair.removed) for repair in outline.repairs]


@pytest.mark.parametrize("mark", ["北", "安", "机密", "A"])
def test_letters_beyond_the_measure_at_page_ends_are_a_watermark(mark: str) -> None:
    outline = read(pages(mark, 4))
    assert kinds(outline) == [("watermark", mark)] * 4


def test_two_page_ends_prove_no_watermark() -> None:
    assert kinds(read(pages("北", 2))) == []


def test_page_ends_that_fit_the_measure_keep_their_letter() -> None:
    assert kinds(read(pages("", 5, ending="的"))) == []


def test_the_same_full_stop_at_page_ends_is_no_watermark() -> None:
    assert kinds(read(pages("", 5, ending="。"))) == []


def test_page_numbers_are_removed_and_the_sentence_goes_on() -> None:
    text = (
        "某市意见\n一、主要任务\n（一）推进开放\n— 3 —\n（二）建设平台。完善\n- 4 -\n配套制度。\n"
    )
    outline = read(text)
    assert kinds(outline) == [("page_number", "— 3 —"), ("page_number", "- 4 -")]
    assert [m.text for m in outline.measures] == ["推进开放", "建设平台。完善配套制度"]


def test_worded_page_numbers_are_removed() -> None:
    outline = read("某市意见\n一、主要任务\n（一）推进开放。\n第 3 页 共 9 页\n（二）建设平台。\n")
    assert kinds(outline) == [("page_number", "第 3 页 共 9 页")]


def test_a_single_figure_on_a_line_is_no_page_number() -> None:
    assert kinds(read("某市意见\n一、主要任务\n（一）推进开放，共\n15\n家。\n")) == []


def test_running_headers_are_removed() -> None:
    page = "\f某市人民政府公报\n（{}）推进第{}项工作。\n说明文字。\n"
    numbers = "一二三四五"
    text = "某市意见\n特此印发。\n一、主要任务\n" + "".join(page.format(n, n) for n in numbers)
    outline = read(text)
    assert kinds(outline) == [("running_header", "某市人民政府公报")] * 5
    assert len(outline.measures) == 5


def test_bold_marks_are_removed_from_measures() -> None:
    outline = read("# 某市建议\n**一、建议**\n**一是做甲。**说明甲。\n**二是做乙。**说明乙。\n")
    assert [m.text for m in outline.measures] == ["做甲。说明甲", "做乙。说明乙"]
    assert {kind for kind, _ in kinds(outline)} == {"markup"}


def test_a_contents_list_gives_no_second_heading() -> None:
    outline = read("某市规划\n目 录\n一、主要任务……1\n二、保障措施……9\n" + TWO_SECTIONS)
    assert [section.number for section in outline.sections] == ["一、", "二、"]
    assert [m.text for m in outline.measures] == ["做甲", "做乙"]


def test_a_contents_list_without_page_numbers_gives_no_second_heading() -> None:
    outline = read("某市规划\n目录\n一、主要任务\n二、保障措施\n" + TWO_SECTIONS)
    assert [m.path for m in outline.measures] == ["一/（一）", "二/（一）"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_decode_reads_the_usual_encodings(encoding: str) -> None:
    assert (
        decode("某市意见\r\n一、任务\r".encode(encoding)).lstrip("\ufeff") == "某市意见\n一、任务\n"
    )


def test_a_byte_order_mark_counts_as_in_an_ordinary_reading() -> None:
    data = "一、任务\n（一）做甲。\n（二）做乙。\n".encode("utf-8-sig")
    outline = read_outline(data)
    measure = outline.measures[0]
    assert data.decode("utf-8")[measure.start : measure.end] == "做甲"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        ("\u3000\u3000".encode(), "blanks"),
        (b"%PDF-1.7 ...", "damaged"),
        (b"PK\x03\x04rest", "damaged"),
        (b"\x00\x01\x02\x03binary\x00", "binary"),
        (b"\xff\xfe\x00", "UTF-16"),
        ("推进公共数据开放共享".encode() * 20 + b"\xe4\xb8", "damaged at byte 600"),
        (b"\xff\xff\xff\xff", "GB 18030"),
    ],
)
def test_what_is_no_text_is_refused_with_a_way_out(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableDocument) as refusal:
        decode(data)
    message = str(refusal.value)
    assert words in message
    assert message.endswith(".")
    assert "save" in message
