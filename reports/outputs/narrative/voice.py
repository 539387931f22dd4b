"""How sentences name things and count them (`practice.md` 3.3 and GB/T 15835)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from core.zh import numeral_zh
from reports.outputs.annexes import light_word
from reports.outputs.blocks import Block, Paragraph
from reports.outputs.narrative.frame import TOLD
from reports.outputs.words import stopped

if TYPE_CHECKING:
    from reports.contents.shape import Cell, Counts

# Several points of someone's own words get a paragraph each beyond this many characters.
_ONE_PARAGRAPH = 400
# How many units a sentence names before it only counts them.
_NAMED = 3


def named(cell: Cell) -> str:
    """第8项建设人工智能产业园."""
    return f"第{cell['position']}项{cell['title']}"


def counted(counts: Counts, shares: Mapping[str, str] | None = None) -> str:
    """已完成1项，正常13项…: all that occur, so that they sum to the total; with shares, 占4.5%."""
    return "，".join(
        f"{light_word(light)}{counts[light]}项" + (f"、占{shares[light]}%" if shares else "")
        for light in TOLD
        if counts.get(light)
    )


def against_plan(points: Decimal) -> str:
    """快于序时进度3.6个百分点, 慢于…, or 与序时进度持平."""
    if points == 0:
        return "与序时进度持平"
    return f"{'快于' if points > 0 else '慢于'}序时进度{abs(points)}个百分点"


def together(names: Iterable[str]) -> str:
    """甲局、乙局、丙局等5家单位: at most three by name, and how many there are."""
    listed = list(dict.fromkeys(names))
    if len(listed) < 2:
        return "".join(listed)
    return f"{'、'.join(listed[:_NAMED])}等{len(listed)}家单位"


def points(said: Sequence[tuple[str, str]], part: str) -> list[Block]:
    """一是…；二是…。 in one paragraph, or a paragraph each where that would be long.

    Each point comes with what its own paragraph's key ends in.
    """
    texts = [text for _key, text in said]
    if len(texts) == 1:
        return [Paragraph(stopped(texts[0]), key=f"{part}.1")]
    numbered = [f"{numeral_zh(n)}是{text}" for n, text in enumerate(texts, 1)]
    if sum(map(len, numbered)) > _ONE_PARAGRAPH:
        return [
            Paragraph(stopped(text), key=f"{part}.{key}")
            for text, (key, _own) in zip(numbered, said, strict=True)
        ]
    # A point of several sentences cannot end with a semicolon.
    if any(mark in text for text in texts for mark in "。？！"):
        return [Paragraph("".join(map(stopped, numbered)), key=f"{part}.1")]
    return [Paragraph(stopped("；".join(numbered)), key=f"{part}.1")]
