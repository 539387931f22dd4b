"""What holds for every text, however damaged."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.outline import Outline, UnreadableDocument, read_outline
from recommendations.papers.paper import Paper
from recommendations.papers.pdf import read_pdf
from recommendations.papers.word import read_word
from tests.recommendations.makers.pdf import make_pdf
from tests.recommendations.makers.word import make_word, paragraph, table

NUMBERS = ["一、", "二、", "三、", "（一）", "（二）", "（三）", "(一)", "（—）", "1.", "2.", "3．"]
ITEMS = ["一是", "二是", "三是", "第一条 ", "第一章 ", "附件1", "专栏1", "目录", "……1", "• point"]
WORDS = ["主要任务", "建议", "现状", "问题", "做甲事", "推进开放", "北", "AI ", "360", "年底前"]
STOPS = ["。", "；", "，", "：", "（", "）", "（甲局、乙局负责）", "2026年6月底前"]
BREAKS = ["\n", "\n\n", "\f", "\r\n", "\r", " ", "\u3000\u3000", "\ufeff", "\n北\n "]
MARKS = ["**", "# ", "— 3 —", "12\n"]
LINES = [
    "1. Plant trees.\n",
    "2. Open gates.\n",
    "1.1 Parks\n",
    "推进公共数据开放共享和基础设施建设并完善配套制度以及服务体系",
]
PIECES = st.sampled_from([*NUMBERS, *ITEMS, *WORDS, *STOPS, *BREAKS, *MARKS, *LINES])
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=60).map("".join)


def read(text: str) -> Outline | None:
    """The outline, or None where the text is refused."""
    with suppress(UnreadableDocument):
        return read_outline(text.encode("utf-8", errors="replace"))
    return None


def source(outline: Outline, start: int, end: int) -> str:
    gone = {i for repair in outline.repairs for i in range(repair.start, repair.end)}
    return bare("".join(ch for i, ch in enumerate(outline.text[start:end], start) if i not in gone))


def bare(text: str) -> str:
    return "".join(text.replace("\ufeff", "").replace("\u200b", "").split())


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_every_measure_is_its_span_less_the_repairs(text: str) -> None:
    outline = read(text)
    for measure in outline.measures if outline else ():
        assert outline is not None
        assert 0 <= measure.start < measure.end <= len(outline.text)
        assert source(outline, measure.start, measure.end) == bare(measure.text)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_children_stand_inside_their_parents_and_in_order(text: str) -> None:
    outline = read(text)
    if outline is None:
        return
    for section in outline.sections:
        assert 0 <= section.start <= section.end <= len(outline.text)
        for area in section.areas:
            assert area.measures
            assert section.start <= area.start <= area.end <= section.end
            for measure in area.measures:
                assert area.start <= measure.start < measure.end <= area.end
    starts = [measure.start for measure in outline.measures]
    assert starts == sorted(starts)
    ends = [measure.end for measure in outline.measures]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_paths_are_unique(text: str) -> None:
    outline = read(text)
    paths = [measure.path for measure in outline.measures] if outline else []
    assert len(paths) == len(set(paths))


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_repairs_say_what_they_removed(text: str) -> None:
    outline = read(text)
    for repair in outline.repairs if outline else ():
        assert outline is not None
        assert outline.text[repair.start : repair.end] == repair.removed


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_the_same_bytes_give_the_same_outline(text: str) -> None:
    first, second = read(text), read(text)
    assert first == second
    if first and second:
        assert first.as_json() == second.as_json()


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_bytes_of_any_kind_are_read_or_refused(data: bytes) -> None:
    with suppress(UnreadableDocument):
        read_outline(data)


SAMPLES = {
    "word": make_word(
        paragraph("某市意见")
        + paragraph("主要任务", level=0)
        + paragraph("做甲。", level=1)
        + table([["序号", "任务", "单位"], ["1", "做乙", "乙局"]])
    ),
    "pdf": make_pdf(["某市意见", "一、主要任务", "（一）做甲。", "（二）做乙。"]),
}
READERS = {"word": read_word, "pdf": read_pdf}


@pytest.mark.parametrize("kind", SAMPLES)
@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_gives_text_or_a_cause(kind: str, data: st.DataObject) -> None:
    whole = bytearray(SAMPLES[kind])
    for at, byte in data.draw(
        st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=8)
    ):
        whole[at] = byte
    cut = data.draw(st.integers(0, len(whole)))
    damaged = bytes(whole[:cut] if data.draw(st.booleans()) else whole)
    paper = Paper.unpack(READERS[kind](damaged))
    assert bool(paper.cause) != bool(paper.text) or paper == Paper()
    assert all(0 <= h.start <= h.end <= len(paper.text) for h in paper.headings)


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_letters_in_any_encoding_are_read_or_refused(text: str) -> None:
    for encoding in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030"):
        with suppress(UnreadableDocument):
            outline = read_outline(text.encode(encoding, errors="replace"))
            assert all(outline.text[m.start : m.end].strip() for m in outline.measures)


UNITS = ["市科委、中关村管委会", "甲局", "市交通委（市道运局）", "各区政府"]
CLAUSES = st.lists(
    st.sampled_from(
        [
            *UNITS,
            "、",
            "，",
            "；",
            "（",
            "）",
            "牵头",
            "配合",
            "负责",
            "责任单位：",
            "等",
            "分别牵头",
            "下同",
            "和",
        ]
    ),
    max_size=14,
).map("".join)


@given(CLAUSES)
@settings(max_examples=200, deadline=None)
def test_units_are_words_of_the_clause_and_come_once(clause: str) -> None:
    outline = read_outline(f"某市意见\n一、任务\n（一）做甲（{clause}）。\n".encode(), units=UNITS)
    for measure in outline.measures:
        names = [unit.name for unit in measure.units]
        assert len(names) == len(set(names))
        assert all(name in measure.text for name in names)
        assert all(unit.known == (unit.name in UNITS) for unit in measure.units)
        assert all(unit.role in ("lead", "joint", "supporting") for unit in measure.units)


def seconds(times: int) -> float:
    """The least processor time of three readings of a text of so many parts."""
    area = (
        f"（一）做甲。\n1.做乙，{'公共数据' * 40}。\n一是做丙；二是做丁。（甲局牵头，乙局配合）\n"
    )
    part = area * 60 + "." * 3000 + "\n" + "（" * 1500 + "\n第" + " " * 1500 + "\n" + "一是" * 800
    text = ("某市意见\n一、主要任务\n" + f"{part}\n" * times).encode()
    taken = []
    for _ in range(3):
        begin = time.process_time()
        read_outline(text)
        taken.append(time.process_time() - begin)
    return min(taken)


def test_twice_the_text_takes_twice_the_time() -> None:
    seconds(1)
    assert seconds(8) / seconds(4) < 3
