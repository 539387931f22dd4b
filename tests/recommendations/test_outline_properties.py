"""What holds for every text, however damaged."""

from __future__ import annotations

import time
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.outline import Outline, UnreadableDocument, read_outline

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


def test_reading_time_grows_with_the_length_only() -> None:
    area = f"（一）做甲。\n1.做乙，{'公共数据' * 40}。\n一是做丙；二是做丁。\n"
    runs = ["." * 200_000, "（" * 100_000, "第" + " " * 100_000, "一是" * 50_000]
    text = "\n".join(["某市意见", "一、主要任务", area * 3000, *runs])
    begin = time.perf_counter()
    read_outline(text.encode())
    assert time.perf_counter() - begin < 30
