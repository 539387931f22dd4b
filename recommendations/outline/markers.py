"""The printed numbers that open a heading or an item: 第一章, 一、, （一）, 行动一：, 1., 一是."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from recommendations.outline.spelling import folded


class Rank(IntEnum):
    """How high a number stands; a smaller one encloses a larger one."""

    CHAPTER = 1
    SUBCHAPTER = 2
    MAJOR = 3
    ARTICLE = 4
    MINOR = 5
    LABELLED = 6
    POINT = 7
    ROW = 8
    ITEM = 9


@dataclass(frozen=True, slots=True)
class Marker:
    """A number as it stands at the head of a text; ``length`` counts it and what follows it."""

    rank: Rank
    value: int
    number: str
    label: str
    length: int


DIGITS = "一二三四五六七八九"
# Extraction and scanning turn 一 and 二 into these.
# The hyphen stands last, where a set of letters takes it for itself.
TWOS, ONES = "ニ", "—－ー―–-"
LOOKALIKES = str.maketrans(dict.fromkeys(ONES, "一") | dict.fromkeys(TWOS, "二"))
NARROW = str.maketrans("０１２３４５６７８９．（）", "0123456789.()")
FORMAL = str.maketrans("壹贰叁参肆伍陆柒捌玖拾", "一二三三四五六七八九十")
ARABIC = "0123456789０１２３４５６７８９"
NUMERAL = "一二三四五六七八九十百〇零廿卅"

# “一、二季度” and “二、三产业” count things; they open no heading.
COUNTED = rf"(?![{NUMERAL}]{{1,3}}[、季线级类批期产手审代月次号条款是])"
ORDINAL = rf"\s*([{NUMERAL}\s]{{1,8}}|\d{{1,3}})\s*"
LABELS = "建议|对策|措施|举措|任务|行动|工程|专项|政策|策略|方向"
FORMS = (
    (Rank.CHAPTER, re.compile(rf"第{ORDINAL}(?:[章编篇]|部分)(?!程|辑|幅)\s*[：:、]?\s*")),
    (Rank.CHAPTER, re.compile(r"([壹贰叁参肆伍陆柒捌玖拾]{1,3})\s*[、．.]\s*")),
    (Rank.SUBCHAPTER, re.compile(rf"第{ORDINAL}节(?!能|约|点|目)\s*")),
    (Rank.ARTICLE, re.compile(rf"第{ORDINAL}条(?!件|例|款|第)[\s：:]*")),
    (Rank.MAJOR, re.compile(rf"([{NUMERAL}]{{1,3}}|[ー{TWOS}—－])\s*[、．.，]\s*{COUNTED}")),
    (Rank.MINOR, re.compile(rf"[（(]\s*([{NUMERAL}\s{TWOS}{ONES}]{{1,5}})\s*[）)]\s*[、．.]?\s*")),
    (
        Rank.LABELLED,
        re.compile(
            rf"(?:重点|主要|专项|具体)?(?:{LABELS})\s*([{NUMERAL}]{{1,3}}|\d{{1,2}})(?:\s*[：:、．.]|\s)\s*"
        ),
    ),
    (Rank.POINT, re.compile(r"([\d０-９]{1,3})\s*(?:[.．](?![\d０-９])|、(?![\d０-９]))\s*")),
)
# What a heading's number may begin with, in any spelling; most paragraphs begin otherwise.
HEADS = frozenset(
    f"第（({NUMERAL}{ONES}{TWOS}{ARABIC}壹贰叁参肆伍陆柒捌玖拾貳參陸 ⼀⼆⼋⼗⾏⼯⽅"
    + "重主专專具建對对措舉举任行工政策方"
)
ITEM = re.compile(
    rf"([{NUMERAL}]{{1,3}})([是要])[，,：:]?\s*|(?:第|其)([{NUMERAL}]{{1,3}})[，,：:]\s*"
    r"|(首先|其次|再次|再者|最后)[，,：:]\s*"
)
# Counted in words; 最后 closes a run of any length.
WORDS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 4}
# What may stand before an item inside a paragraph; so “唯一是” and “之一是” open none.
ITEM_BOUNDARY = re.compile(r"[；;。：:！？，,][”’）)》]*\s*$")
BOUNDARY_REACH = 6
# A number and the blanks around it; more is not looked at.
LONGEST_NUMBER = 48


@lru_cache(maxsize=4096)
def numeral(text: str) -> int | None:
    """The value of a number from 1 to 99 in Chinese or Arabic digits, otherwise None."""
    text = "".join(text.split()).translate(LOOKALIKES).translate(NARROW).translate(FORMAL)
    text = text.replace("廿", "二十").replace("卅", "三十")
    if text.isascii() and text.isdigit():
        return int(text) or None
    if not re.fullmatch(rf"[{DIGITS}]?十?[{DIGITS}]?", text) or not text:
        return None
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return DIGITS.index(text) + 1 if len(text) == 1 else None
    high = DIGITS.index(tens) + 1 if tens else 1
    return 10 * high + (DIGITS.index(ones) + 1 if ones else 0)


def marker_at_head(text: str) -> Marker | None:
    """The heading number that the text opens with, if any; items (一是) are not headings."""
    return _marker(text[:LONGEST_NUMBER]) if text[:1] in HEADS else None


@lru_cache(maxsize=16384)
def _marker(text: str) -> Marker | None:
    head = folded(text)
    for rank, form in FORMS:
        match = form.match(head)
        value = numeral(match.group(1)) if match else None
        if match is None or value is None:
            continue
        number = "".join(text[: match.end()].split())
        label = number.rstrip("：:、．.") if rank == Rank.LABELLED else _label(rank, match.group(1))
        return Marker(rank, value, number, label, match.end())
    return None


def _label(rank: Rank, printed: str) -> str:
    """The number in its regular form, as it stands in a path."""
    plain = "".join(printed.split()).translate(LOOKALIKES).translate(NARROW)
    shapes = {
        Rank.CHAPTER: f"第{plain}章",
        Rank.SUBCHAPTER: f"第{plain}节",
        Rank.ARTICLE: f"第{plain}条",
        Rank.MINOR: f"（{plain}）",
    }
    return shapes.get(rank, plain)


def find_items(text: str) -> list[tuple[int, Marker]]:
    """Where in a paragraph 一是, 二是 … or 第一， stand with a left boundary, in order."""
    found: list[tuple[int, Marker]] = []
    for match in ITEM.finditer(folded(text)):
        printed = match.group(1) or match.group(3) or match.group(4)
        value = WORDS.get(printed) or numeral(printed)
        before = text[max(0, match.start() - BOUNDARY_REACH) : match.start()]
        bounded = not before.strip() or ITEM_BOUNDARY.search(before) is not None
        idiom = text[match.end() : match.end() + 1] == printed[-1]
        if value is None or not bounded or idiom:
            continue
        number = text[match.start() : match.end()].rstrip(" \t\n，,：:")
        length = match.end() - match.start()
        found.append((match.start(), Marker(Rank.ITEM, value, number, number, length)))
    return found
