"""Which lines of an English document are headings, and which open a recommendation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from recommendations.outline.lines import Line

NAMED_HEADING = re.compile(
    r"(?:Section|Chapter|Part|Theme|Pillar|Priority|Goal|Objective)\s+(\d{1,2}|[IVX]{1,5}|[A-H])"
    r"(?:\s*[.:–—-]\s*(?=\S)|$)",
    re.IGNORECASE,
)
PLAIN = re.compile(r"(\d{1,3})(?:(?:[.:)]|\s+[–—-])\s+(?=\S)|\.(?=[A-Z]))")
DECIMAL = re.compile(r"(\d{1,2})\.(\d{1,2})\.?\s+(?=[A-Z“\"‘'])")
NAMED_ITEM = re.compile(
    r"(?:Recommendation|Action|Proposal|Commitment|Measure|Step|R|REC)\s?#?\s*(\d{1,3})"
    r"(?:\s*[.:)]\s*|\s+[–—-]\s+|\s*$)",
    re.IGNORECASE,
)
BULLET = re.compile(r"[•●▪◦·]\s|[-–*]\s")
SENTENCE_END = re.compile(r"[.!?:;][”’\")]*\d{0,3}$")
LONGEST_HEADING = 120
LONGEST_BARE_HEADING = 80
FEWEST = 2


class Role(Enum):
    """What a line opens."""

    HEADING = "heading"
    SUBHEADING = "subheading"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Mark:
    """A line's role; ``length`` counts the printed number and what follows it."""

    role: Role
    number: str
    length: int


def survey(lines: Sequence[Line], headings: Set[int] = frozenset()) -> dict[int, Mark]:
    """The marks by line index. ``headings`` holds the starts of lines the file calls headings.

    Recommendations that call themselves so are the measures; else those numbered 1. 2. 3.; else
    those numbered 1.1, 1.2 that are sentences.
    """
    marks = _Survey(lines, by_name=True).read()
    if _items(marks) < FEWEST:
        marks = _Survey(lines, by_name=False).read()
    if not _items(marks):
        marks = _Survey(lines, by_name=False, decimals=True).read()
    if not any(mark.role is Role.HEADING for mark in marks.values()):
        marks |= _bare_headings(lines, marks, headings)
    return marks


def _items(marks: dict[int, Mark]) -> int:
    return sum(1 for mark in marks.values() if mark.role is Role.ITEM)


class _Survey:
    """Goes over the lines once, counting headings and recommendations each on their own.

    Both may be printed “3.”: it is a heading where “3.1” follows before “4.”, or where three is
    the next section but not the next recommendation.
    """

    def __init__(self, lines: Sequence[Line], *, by_name: bool, decimals: bool = False) -> None:
        self._lines = lines
        self._by_name = by_name
        self._decimals = decimals
        self._item = self._heading = 0
        self._parted = self._with_decimals()

    def _with_decimals(self) -> set[int]:
        """The lines “3.” that “3.1” follows before the next number."""
        found: set[int] = set()
        last: tuple[int, int] | None = None
        for i, line in enumerate(self._lines):
            decimal = DECIMAL.match(line.text)
            plain = None if decimal else PLAIN.match(line.text)
            if plain:
                last = (i, int(plain.group(1)))
            elif decimal and last and int(decimal.group(1)) == last[1]:
                found.add(last[0])
        return found

    def read(self) -> dict[int, Mark]:
        marks: dict[int, Mark] = {}
        for i, line in enumerate(self._lines):
            mark = self._mark(i, line.text)
            if mark:
                marks[i] = mark
        return marks

    def _mark(self, i: int, text: str) -> Mark | None:
        short = len(text) <= LONGEST_HEADING
        if self._by_name:
            named = NAMED_ITEM.match(text)
            if named and int(named.group(1)) == self._item + 1:
                self._item += 1
                return Mark(Role.ITEM, named.group().strip(), named.end())
        heading = NAMED_HEADING.match(text)
        if heading and short and not SENTENCE_END.search(text[heading.end() :]):
            return Mark(Role.HEADING, heading.group().strip(), heading.end())
        decimal = DECIMAL.match(text)
        if decimal:
            if self._decimals and self._is_sentence(i):
                return Mark(Role.ITEM, decimal.group().strip(), decimal.end())
            return Mark(Role.SUBHEADING, decimal.group().strip(), decimal.end()) if short else None
        plain = PLAIN.match(text)
        return self._plain(i, text, plain, short=short) if plain else None

    def _plain(self, i: int, text: str, plain: re.Match[str], *, short: bool) -> Mark | None:
        number = int(plain.group(1))
        next_item = not self._by_name and number == self._item + 1
        ended = SENTENCE_END.search(text) is not None
        next_heading = not ended and number == self._heading + 1 and not next_item
        if short and (i in self._parted or next_heading):
            self._heading = number
            return Mark(Role.HEADING, plain.group().strip(), plain.end())
        if next_item and not self._decimals:
            self._item = number
            return Mark(Role.ITEM, plain.group().strip(), plain.end())
        return None

    def _is_sentence(self, i: int) -> bool:
        """Whether the paragraph that the line opens ends as a sentence."""
        end = i
        while end + 1 < len(self._lines):
            following = self._lines[end + 1]
            if following.blank_before or DECIMAL.match(following.text):
                break
            end += 1
        return SENTENCE_END.search(self._lines[end].text) is not None


def _bare_headings(
    lines: Sequence[Line], marks: dict[int, Mark], headings: Set[int]
) -> dict[int, Mark]:
    """Headings without a number: those the file names, else short lines that stand alone."""
    named = {i for i, line in enumerate(lines) if line.flow.start in headings and i not in marks}
    alone = {i for i in range(1, len(lines)) if i not in marks and _stands_alone(lines, i, marks)}
    return {i: Mark(Role.HEADING, "", 0) for i in (named or alone)}


def _stands_alone(lines: Sequence[Line], i: int, marks: dict[int, Mark]) -> bool:
    text = lines[i].text
    below = i + 1 == len(lines) or lines[i + 1].blank_before or i + 1 in marks
    apart = lines[i].blank_before and below
    worded = text[0].isupper() and not BULLET.match(text) and not SENTENCE_END.search(text)
    return apart and worded and len(text) <= LONGEST_BARE_HEADING and "\t" not in text
