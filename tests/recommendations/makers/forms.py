"""A text as the other files in which offices keep it."""

from __future__ import annotations

import re

from recommendations.outline import language_of
from recommendations.outline.lines import keep_lines, split_lines
from recommendations.outline.paragraphs import read_paragraphs
from recommendations.outline.repairs import find_repairs
from tests.recommendations.makers.pdf import make_pdf
from tests.recommendations.makers.word import levels, make_word, number, numbering, paragraph

# Numbers that Word prints by itself, with the list that prints them.
AUTOMATIC = (
    (re.compile(r"([一二三四五六七八九十]+)、"), "chineseCounting", "%1、"),
    (re.compile(r"（([一二三四五六七八九十]+)）"), "chineseCounting", "（%1）"),
    (re.compile(r"\(([一二三四五六七八九十]+)\)"), "chineseCounting", "(%1)"),
    (re.compile(r"(\d{1,2})\.(?=\D)"), "decimal", "%1."),
    (re.compile(r"第([一二三四五六七八九十]+)条 "), "chineseCounting", "第%1条"),
    (re.compile(r"第([一二三四五六七八九十]+)章 "), "chineseCounting", "第%1章"),
)
NUMERALS = "一二三四五六七八九十"


def paragraphs(text: str) -> list[str]:
    """The paragraphs as their author typed them, page furniture aside."""
    if language_of(text) == "en":
        text = re.sub(r"(?m)^Contents\n(?:.*\.{5,}.*\n)+", "", text)
        found = re.split(r"\n\s*\n|\n(?=•|\d+\. )", text)
        return [" ".join(part.split()) for part in found if part.strip()]
    raw = split_lines(text)
    repairs, breaks = find_repairs(raw, "zh")
    return [flow.text for flow in read_paragraphs(keep_lines(text, raw, repairs, breaks)) if flow]


def as_word(text: str) -> bytes:
    """A Word file in which every number is typed."""
    return make_word("".join(paragraph(part) for part in paragraphs(text)))


def as_numbered_word(text: str) -> bytes:
    """A Word file in which the usual numbers are Word's own, and not in the text."""
    nums: list[str] = []
    running: dict[int, tuple[int, int]] = {}
    body = ""
    for part in paragraphs(text):
        kind, match = _automatic(part)
        if match is None:
            body += paragraph(part)
            continue
        value = _value(match.group(1))
        num, before = running.get(kind, (0, 0))
        if not num or before + 1 != value:
            start = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{value}"/></w:lvlOverride>'
            num = len(nums) + 1
            nums.append(number(num, kind, start))
        running[kind] = (num, value)
        body += paragraph(part[match.end() :], level=0, num=num)
    lists = numbering(
        *(levels([(form, shape)]) for _, form, shape in AUTOMATIC), nums="".join(nums) or " "
    )
    return make_word(body, lists=lists)


def _automatic(text: str) -> tuple[int, re.Match[str] | None]:
    for kind, (form, _, _) in enumerate(AUTOMATIC):
        match = form.match(text)
        if match:
            return kind, match
    return -1, None


def _value(printed: str) -> int:
    if printed.isdigit():
        return int(printed)
    tens, ten, ones = printed.rpartition("十")
    low = NUMERALS.index(ones) + 1 if ones else 0
    return (10 * (NUMERALS.index(tens) + 1 if tens else 1) if ten else 0) + low


def as_pdf(text: str) -> bytes | None:
    """A PDF with page numbers; None for a table, whose cells need rules to be told apart."""
    if "\t" in text or language_of(text) == "en":
        return None
    return make_pdf(paragraphs(text))
