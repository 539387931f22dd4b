"""Turns the lines of pages into paragraphs by where they stand on the page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from recommendations.papers.letters import is_wide
from recommendations.papers.paper import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAGE_NUMBER = re.compile(
    r"[-—–－─·•]{0,2}\s*(?:\d{1,4}|[ivxlc]{1,6})\s*[-—–－─·•]{0,2}"
    r"|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?"
    r"|[Pp]age\s+\d{1,4}(?:\s+of\s+\d{1,4})?|\d{1,4}\s*/\s*\d{1,4}"
)
NOTE = re.compile(r"\[?(?:\d{1,3}|[*†‡①-⑳])\]?\s*\S")
OPENS = re.compile(
    r"[•●▪◦·◆■○◇★☆*]\s?|[-–—]{1,2}\s?\S|第[一二三四五六七八九十百零〇\d\s]{1,6}[章节条]"
    r"|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|[①-⑳]"
    r"|\d{1,3}(?:\.\d{1,2})*(?:[.．、)）:]|\s+[A-Z“])|Recommendation\s+\d"
)
CONTENTS = re.compile(r"[._…·—]{3,}[\s._…·]*\d{1,4}$|(?:\. ){3,}\d{1,4}$")
ENTRY_END = 40
ENDS = "。；：！？;:!?.”’"
# Shares of the page's height in which heads and feet stand.
MARGIN = 0.13
# Lines of one kind on different pages stand at the same height, give or take in points.
SAME_HEIGHT = 6.0
FEWEST_PAGES = 3
SHARE_OF_PAGES = 0.3
LONGEST_HEAD = 90
LONGEST_HEADING = 60
SMALL_PRINT = 0.9
# In heights of a letter.
INDENT = 0.75
TWO_MARKS = 2.2
SAME_START = 0.5
# Of the usual distance between lines.
WIDE_GAP = 1.4
APART = 1.15
SAMPLE = 40
CHINESE_SHARE = 0.1
# Continued lines may be few, where most paragraphs are short; strays left of the text are fewer.
LEFTMOST = 0.02
# Few lines reach beyond the margin, so the right edge is not the very longest one.
OUTERMOST = 0.97


@dataclass(slots=True)
class Line:
    """A line as printed; lengths in points, ``y`` the baseline from the page's foot."""

    text: str
    page: int
    x0: float
    x1: float
    y: float
    size: float
    page_height: float


@dataclass(frozen=True, slots=True)
class Block:
    """Where the text of a page stands, and how far apart its lines are."""

    left: float
    right: float
    pitch: float


def lay_out(lines: Sequence[Line]) -> tuple[str, list[LeftOut]]:
    """The text as paragraphs, and what stands on the pages beside it."""
    left_out: list[LeftOut] = []
    for kind, find in (("page_furniture", _furniture), ("footnotes", _footnotes)):
        gone = find(lines)
        if gone:
            sample = lines[min(gone)].text[:SAMPLE]
            left_out.append(LeftOut(kind, len(gone), sample))
        lines = [line for i, line in enumerate(lines) if i not in gone]
    if not lines:
        return "", left_out
    wide = sum(1 for line in lines for letter in line.text if is_wide(letter))
    chinese = wide > CHINESE_SHARE * sum(len(line.text) for line in lines)
    paragraphs = _paragraphs(lines, _blocks(lines), chinese=chinese)
    glue = _Glue(lines)
    texts = [glue.joined(paragraph) for paragraph in paragraphs]
    return ("\n" if chinese else "\n\n").join(texts) + "\n", left_out


def _furniture(lines: Sequence[Line]) -> set[int]:
    """Page numbers, and short lines that come again at the same height on many pages."""
    pages = {line.page for line in lines}
    numbers: list[int] = []
    places: dict[tuple[str, int], set[int]] = {}
    for i, line in enumerate(lines):
        height = line.y / (line.page_height or 1)
        if MARGIN < height < 1 - MARGIN or len(line.text) > LONGEST_HEAD:
            continue
        if PAGE_NUMBER.fullmatch(line.text.strip()):
            numbers.append(i)
            continue
        wording = re.sub(r"\d+", "0", "".join(line.text.split()))
        for step in (0, 1):
            places.setdefault((wording, int(line.y / SAME_HEIGHT) + step), set()).add(i)
    found: set[int] = set()
    enough = max(FEWEST_PAGES, SHARE_OF_PAGES * len(pages)) if len(pages) > 2 else 2
    for indexes in places.values():
        if len({lines[i].page for i in indexes}) >= enough:
            found |= indexes
    dressed = {i for i in numbers if not lines[i].text.strip().isalnum()}
    many = len({lines[i].page for i in numbers}) >= min(2, len(pages))
    return found | (set(numbers) if many else dressed)


def _footnotes(lines: Sequence[Line]) -> set[int]:
    """Small print at the foot of a page, from its first numbered line down."""
    size = _body_size(lines)
    found: set[int] = set()
    for _, group in groupby(enumerate(lines), key=lambda pair: pair[1].page):
        page = list(group)
        small: list[int] = []
        for i, line in sorted(page, key=lambda pair: pair[1].y):
            if line.size > SMALL_PRINT * size:
                break
            small.append(i)
        notes = [i for i in small if NOTE.match(lines[i].text)]
        first = max(notes, key=lambda i: lines[i].y) if notes else None
        if first is not None and len(small) < len(page):
            found.update(i for i in small if lines[i].y <= lines[first].y + 1)
    return found


def _body_size(lines: Sequence[Line]) -> float:
    """The size in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return _commonest(sizes)


def _commonest(values: Iterable[float]) -> float:
    """The value that comes most often, the larger of equals."""
    return max(Counter(values).items(), key=lambda item: (item[1], item[0]))[0]


def _blocks(lines: Sequence[Line]) -> dict[int, Block]:
    """The text's block on left and right pages, whose margins may differ."""
    size = _body_size(lines)
    body = [line for line in lines if abs(line.size - size) < 0.15 * size] or list(lines)
    steps = [
        before.y - here.y
        for before, here in zip(body, body[1:], strict=False)
        if before.page == here.page and 0 < before.y - here.y < 4 * size
    ]
    pitch = _commonest(round(step) for step in steps) if steps else 1.5 * size
    blocks: dict[int, Block] = {}
    for side in (0, 1):
        own = [line for line in body if line.page % 2 == side] or body
        starts = Counter(round(line.x0 / 2) for line in own)
        common = [x for x, count in starts.items() if count >= LEFTMOST * len(own)]
        left = 2.0 * min(common) if common else min(line.x0 for line in own)
        ends = sorted(line.x1 for line in own)
        blocks[side] = Block(left, ends[round(OUTERMOST * (len(ends) - 1))], max(pitch, 0.8 * size))
    return blocks


def _paragraphs(
    lines: Sequence[Line], blocks: dict[int, Block], *, chinese: bool
) -> list[list[Line]]:
    paragraphs: list[list[Line]] = []
    for line in lines:
        if paragraphs and _goes_on(paragraphs[-1], line, blocks, chinese=chinese):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def _goes_on(
    paragraph: Sequence[Line], line: Line, blocks: dict[int, Block], *, chinese: bool
) -> bool:
    """Whether the line continues the paragraph: the one before it was full, and it hangs right."""
    last, block, here = paragraph[-1], blocks[paragraph[-1].page % 2], blocks[line.page % 2]
    size = max(last.size, line.size)
    if abs(last.size - line.size) > 0.15 * size or "\t" in last.text or "\t" in line.text:
        return False
    drop = last.y - line.y
    near = line.page != last.page or -size < drop < WIDE_GAP * max(block.pitch, size)
    # A column's top, above its neighbour's foot, may carry the text on too.
    if not near and drop > 0:
        return False
    opens = OPENS.match(line.text) is not None or (not chinese and _may_be_heading(line.text))
    ended = last.text[-1:] in ENDS
    numbered = OPENS.match(paragraph[0].text) is not None
    if opens and (ended or (numbered and (chinese or drop > APART * block.pitch))):
        return False
    if CONTENTS.search(last.text[-ENTRY_END:]) or not _is_full(last, line, block):
        return False
    return _hangs_right(paragraph, line, block, here, size, chinese=chinese)


def _may_be_heading(text: str) -> bool:
    """Whether a line between blanks is too short for a paragraph's middle and no end of one."""
    return len(text) <= LONGEST_HEADING and text[:1].isupper() and text[-1:] not in ENDS


def _is_full(last: Line, line: Line, block: Block) -> bool:
    """Whether the next line's first word would not have fitted onto the last one."""
    letters = len(line.text) or 1
    head = line.text[:1]
    if head and is_wide(head):
        word = TWO_MARKS * line.size * 0.8
    else:
        token = re.split(r"[\s\u2e80-\uffff]", line.text, maxsplit=1)[0]
        word = (len(token) + 1) * (line.x1 - line.x0) / letters
    return last.x1 + max(word, line.size * 0.5) > block.right


def _hangs_right(
    paragraph: Sequence[Line], line: Line, block: Block, here: Block, size: float, *, chinese: bool
) -> bool:
    start = line.x0 - here.left
    if start < INDENT * size:
        return True
    last_start = paragraph[-1].x0 - block.left
    if abs(start - last_start) < SAME_START * size and (len(paragraph) > 1 or not chinese):
        return True
    # A bullet's or a number's text hangs behind it.
    opened = OPENS.match(paragraph[0].text) is not None
    return opened and len(paragraph) == 1 and start > last_start and not chinese


class _Glue:
    """Joins lines; knows the document's words, so that a broken one is mended as it is spelt."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._words = Counter(
            word.lower()
            for line in lines
            for word in re.findall(r"[A-Za-z]+(?:-[A-Za-z]+)*", line.text)
        )

    def joined(self, paragraph: Sequence[Line]) -> str:
        text = paragraph[0].text.strip()
        for line in paragraph[1:]:
            text = self._join(text, line.text.strip())
        return text

    def _join(self, text: str, more: str) -> str:
        before, after = text[-1:], more[:1]
        if before == "-" and after.islower():
            left = re.search(r"[A-Za-z]+(?=-$)", text[-40:])
            right = re.match(r"[a-z]+", more)
            if left and right:
                whole = (left.group() + right.group()).lower()
                broken = f"{left.group()}-{right.group()}".lower()
                if self._words[whole] > self._words[broken]:
                    return text[:-1] + more
            return text + more
        latin = before.isascii() and after.isascii()
        return f"{text} {more}" if latin else text + more
