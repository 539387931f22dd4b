"""What was added to a document's wording by its printing and extraction.

Nothing is mended in silence: whatever is left out of a text is listed with its place.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from recommendations.outline.furniture import (
    as_repairs,
    find_contents,
    find_footnotes,
    find_page_numbers,
    find_page_starts,
    find_running_headers,
)
from recommendations.outline.lines import measured_width, width
from recommendations.outline.model import Repair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recommendations.outline.lines import RawLine

FEWEST_PAGE_ENDS = 3
LONGEST_WATERMARK = 2
SENTENCE_STOPS = "。！？；"

BOLD = re.compile(r"\*\*")
HEADING_HASHES = re.compile(r"#{1,6}(?=\s)")


def find_repairs(lines: Sequence[RawLine], language: str) -> tuple[list[Repair], set[int]]:
    """The repairs in document order, and the offsets at which pages begin."""
    numbers = find_page_numbers(lines)
    starts = find_page_starts(lines, numbers)
    contents = find_contents(lines)
    headers = find_running_headers(lines, starts, numbers) - contents
    notes: set[int] = set()
    if language == "en":
        notes = find_footnotes(lines, starts, numbers) - headers - contents
    repairs = [
        *as_repairs(lines, numbers - contents, "page_number"),
        *as_repairs(lines, headers, "running_header"),
        *as_repairs(lines, notes, "footnote"),
        *as_repairs(lines, contents, "contents"),
    ]
    gone = numbers | headers | notes | contents
    body = [line for i, line in enumerate(lines) if i not in gone]
    breaks = {line.start for i, line in enumerate(lines) if i in starts}
    repairs += find_watermarks(body, _ends_of_pages(lines, starts, gone))
    repairs += find_markup(body)
    return sorted(repairs, key=lambda repair: (repair.start, repair.end)), breaks


def _ends_of_pages(lines: Sequence[RawLine], starts: set[int], gone: set[int]) -> list[RawLine]:
    """The last line of the text on each page, the document's last line included."""
    ends: list[RawLine] = []
    last: RawLine | None = None
    for i, line in enumerate(lines):
        if i in starts and last is not None and (not ends or ends[-1] is not last):
            ends.append(last)
        if i not in gone:
            last = line
    if ends and last is not None and ends[-1] is not last:
        ends.append(last)
    return ends


def find_watermarks(lines: Sequence[RawLine], ends: Sequence[RawLine]) -> list[Repair]:
    """The letters of a watermark that extraction put behind the last line of pages.

    They are taken for one when the same letters close at least three page ends and half of all,
    and when most of these lines would be whole without them: such a line is wider than the text's
    measure, or its sentence has already ended. A line that fits the measure exactly as it stands
    keeps its letters, for then they are its own.
    """
    mark = _common_ending(ends)
    if not mark:
        return []
    measure = measured_width([line.text for line in lines])
    carriers = [line for line in ends if line.text.endswith(mark) and line.text != mark]
    proven = [line for line in carriers if _stands_out(line.text, mark, measure)]
    if 2 * len(proven) <= len(carriers):
        return []
    return [
        Repair("watermark", line.end - len(mark), line.end, mark)
        for line in carriers
        if width(line.text) != measure or line in proven
    ]


def _common_ending(ends: Sequence[RawLine]) -> str:
    """The longest run of letters that closes enough page ends, or nothing."""
    enough = max(FEWEST_PAGE_ENDS, len(ends) / 2)
    best = ""
    for size in range(1, LONGEST_WATERMARK + 1):
        endings = Counter(line.text[-size:] for line in ends if len(line.text) > size)
        letters = [(count, text) for text, count in endings.items() if text.isalpha()]
        count, text = max(letters, default=(0, ""))
        if count >= enough and (not best or count >= _count_ending(ends, best)):
            best = text
    return best


def _count_ending(ends: Sequence[RawLine], ending: str) -> int:
    """How many lines close so."""
    return sum(1 for line in ends if line.text.endswith(ending))


def _stands_out(text: str, mark: str, measure: float | None) -> bool:
    if text[: -len(mark)].rstrip()[-1:] in SENTENCE_STOPS:
        return True
    return measure is not None and width(text) >= measure + width(mark) / 2


def find_markup(lines: Sequence[RawLine]) -> list[Repair]:
    """Markdown's bold marks, where they come in pairs, and the hashes before a heading."""
    repairs: list[Repair] = []
    for line in lines:
        hashes = HEADING_HASHES.match(line.text)
        marks = list(BOLD.finditer(line.text))
        found = [hashes] if hashes else []
        found += marks if len(marks) % 2 == 0 else []
        repairs += [
            Repair("markup", line.start + mark.start(), line.start + mark.end(), mark.group())
            for mark in found
        ]
    return repairs
