"""The lines of a text file: where they stand, how wide they are, where pages begin."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recommendations.outline.flow import BLANKS, Flow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recommendations.outline.model import Repair

LINE_END = re.compile(r"[\n\f]")
SENTENCE_ENDS = "。；：！？…;:!?.”’）)》】"

# A text counts as hard-wrapped when enough of its longer lines share one width (in full-width
# columns) and break off inside a sentence.
SHORTEST_MEASURE = 16.0
FEWEST_LINES = 5
COMPRESSED = 2.5
SHARE_AT_MEASURE = 0.4
SHARE_BEYOND = 0.05


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line that is not blank; ``start`` and ``end`` enclose its text without outer blanks."""

    start: int
    end: int
    text: str
    lead: str
    blanks_before: int
    form_feed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the document proper, after repairs."""

    flow: Flow
    indent: int
    blank_before: bool
    page_before: bool

    @property
    def text(self) -> str:
        return self.flow.text

    @property
    def width(self) -> float:
        return width(self.flow.text)

    @property
    def ends_sentence(self) -> bool:
        return self.flow.text[-1] in SENTENCE_ENDS


def _wide_letters() -> str:
    """The wide letters of the basic plane as ranges of a regular expression's set."""
    ranges: list[list[int]] = []
    for code in range(0x10000):
        if unicodedata.east_asian_width(chr(code)) in "WFA":
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"\\u{low:04x}-\\u{high:04x}" for low, high in ranges)


WIDE = re.compile(rf"[{_wide_letters()}\U00010000-\U0010ffff]+")


def width(text: str) -> float:
    """Columns that the text takes: one for a wide character, a half for a narrow one."""
    return len(text) - 0.5 * len(WIDE.sub("", text))


def split_lines(text: str) -> list[RawLine]:
    """The lines that are not blank; a form feed ends a line and marks the next one."""
    lines: list[RawLine] = []
    position = blanks = 0
    form_feed = False
    while position <= len(text):
        match = LINE_END.search(text, position)
        stop = match.start() if match else len(text)
        whole = text[position:stop]
        body = whole.strip(BLANKS)
        if body:
            lead = whole[: len(whole) - len(whole.lstrip(BLANKS))]
            start = position + len(lead)
            lines.append(RawLine(start, start + len(body), body, lead, blanks, form_feed))
            blanks, form_feed = 0, False
        else:
            blanks += 1
        form_feed = form_feed or (match is not None and match.group() == "\f")
        position = stop + 1
    return lines


def keep_lines(
    text: str, raw: Sequence[RawLine], repairs: Sequence[Repair], breaks: set[int]
) -> list[Line]:
    """The lines less what the repairs remove; ``breaks`` holds the starts of page-first lines."""
    removed = sorted((repair.start, repair.end) for repair in repairs)
    kept: list[Line] = []
    page = blank = False
    position = 0
    for line in raw:
        page = page or line.start in breaks
        blank = blank or line.blanks_before > 0
        spans, position = _spans_within(line, removed, position)
        flow = _without(text, line, spans)
        if flow:
            kept.append(Line(flow, _columns(line.lead), blank, page))
            page = blank = False
    return kept


def _spans_within(
    line: RawLine, removed: Sequence[tuple[int, int]], position: int
) -> tuple[list[tuple[int, int]], int]:
    """The removed spans that touch the line, and where to go on in the sorted list."""
    while position < len(removed) and removed[position][1] <= line.start:
        position += 1
    spans = []
    behind = position
    while behind < len(removed) and removed[behind][0] < line.end:
        spans.append(removed[behind])
        behind += 1
    return spans, position


def _without(text: str, line: RawLine, spans: Sequence[tuple[int, int]]) -> Flow:
    if not spans:
        return Flow(line.text, range(line.start, line.end))
    at: list[int] = []
    position = line.start
    for start, end in spans:
        at.extend(range(position, max(position, start)))
        position = max(position, end)
    at.extend(range(position, line.end))
    return Flow("".join(text[i] for i in at), at).strip()


def _columns(lead: str) -> int:
    """Narrow columns of the blanks before a line."""
    return sum(2 if ch == "\u3000" else 4 if ch == "\t" else 1 for ch in lead)


def measured_width(texts: Sequence[str]) -> float | None:
    """The width at which the text was wrapped by hand, or None where it was not.

    Punctuation set closer and Latin words make single lines wider or narrower than the measure;
    it is the commonest width.
    """
    long_lines = [(width(text), text) for text in texts]
    long_lines = [(wide, text) for wide, text in long_lines if wide >= SHORTEST_MEASURE]
    if not long_lines:
        return None
    counts = Counter(wide for wide, _ in long_lines)
    most = max(counts.items(), key=lambda item: (item[1], item[0]))[0]
    near = [text for wide, text in long_lines if most - 1 <= wide <= most + COMPRESSED]
    beyond = sum(1 for wide, _ in long_lines if wide > most + COMPRESSED)
    open_ended = sum(1 for text in near if text[-1] not in SENTENCE_ENDS)
    wrapped = (
        len(near) >= max(FEWEST_LINES, SHARE_AT_MEASURE * len(long_lines))
        and beyond <= SHARE_BEYOND * len(long_lines)
        and open_ended >= SHARE_AT_MEASURE * len(near)
    )
    return most if wrapped else None
