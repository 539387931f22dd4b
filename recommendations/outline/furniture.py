"""Page numbers, running headers, footnotes and contents lists: what a page adds to the text."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from recommendations.outline.lines import SENTENCE_ENDS
from recommendations.outline.model import Repair

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from recommendations.outline.lines import RawLine

DRESSED_NUMBER = re.compile(
    r"[-—–－─·•]{1,2}\s*\d{1,4}\s*[-—–－─·•]{1,2}"
    r"|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?"
    r"|[Pp]age\s+\d{1,4}(?:\s+of\s+\d{1,4})?"
)
BARE_NUMBER = re.compile(r"\d{1,4}")
LEADERS = re.compile(r"(?:\.{3,}|…{2,}|_{3,}|·{3,}|(?:\. ){3,})[\s.…_·]*\d{1,4}$")
CONTENTS_TITLE = re.compile(r"目\s*[录次]|(?:Table of )?Contents", re.IGNORECASE)
FOOTNOTE = re.compile(r"\[?(\d{1,3})\]?\s+\S")

# Page numbers without dress are told from figures in a column by their regular distance.
FEWEST_PAGES = 3
LINES_ON_A_PAGE = 5
LONGEST_HEADER = 60
# The header often repeats the title, which stands first and must stay.
TITLE_LINES = 3
# A contents entry may itself be broken over lines before its page number.
ENTRY_LINES = 3
# Only a line's end is searched for leaders, so that a long row of dots costs no time.
ENTRY_END = 40
# Where a page begins with one blank, few lines do.
RARE = 1 / 3


def find_page_numbers(lines: Sequence[RawLine]) -> set[int]:
    """Indexes of the lines that hold nothing but a page number."""
    found = {i for i, line in enumerate(lines) if DRESSED_NUMBER.fullmatch(line.text)}
    bare = [i for i, line in enumerate(lines) if BARE_NUMBER.fullmatch(line.text)]
    found.update(i for i in bare if i + 1 < len(lines) and lines[i + 1].form_feed)
    run: list[int] = []
    for i in bare:
        if run and not _follows(lines, run[-1], i):
            found.update(run if len(run) >= FEWEST_PAGES else ())
            run = []
        run.append(i)
    found.update(run if len(run) >= FEWEST_PAGES else ())
    return found


def _follows(lines: Sequence[RawLine], before: int, here: int) -> bool:
    return int(lines[here].text) == int(lines[before].text) + 1 and here - before > LINES_ON_A_PAGE


def find_page_starts(lines: Sequence[RawLine], numbers: set[int]) -> set[int]:
    """Indexes of the lines that begin a page, the first page aside.

    The signs are a form feed, a page number just before, or a single blank before a line where
    lines hardly ever begin with one.
    """
    starts = {i for i, line in enumerate(lines) if i and (line.form_feed or i - 1 in numbers)}
    single = {i for i, line in enumerate(lines) if i and line.lead in (" ", "\xa0")}
    if not any(line.form_feed for line in lines) and len(single) <= RARE * len(lines):
        starts |= single
    return starts - numbers


def find_running_headers(lines: Sequence[RawLine], starts: set[int], numbers: set[int]) -> set[int]:
    """Indexes of short lines that stand, digits aside, at the same edge of most pages."""
    tops = sorted(starts)
    bottoms = sorted(i - 1 for i in starts | numbers if i and i - 1 not in numbers)
    return _repeated(lines, tops) | _repeated(lines, bottoms)


def _repeated(lines: Sequence[RawLine], edges: Sequence[int]) -> set[int]:
    texts = {i: re.sub(r"\d+", "0", lines[i].text) for i in edges if i >= TITLE_LINES}
    counts = Counter(text for text in texts.values() if _may_be_header(text))
    enough = max(FEWEST_PAGES, len(edges) / 2)
    return {i for i, text in texts.items() if counts[text] >= enough}


def _may_be_header(text: str) -> bool:
    return len(text) <= LONGEST_HEADER and text[-1] not in SENTENCE_ENDS


def find_footnotes(lines: Sequence[RawLine], starts: set[int], numbers: set[int]) -> set[int]:
    """Indexes of the lines from a page's first footnote to the page's end.

    Footnotes count up through the whole document, so a line is taken for one only when it carries
    the next number and stands apart from the line before it.
    """
    found: set[int] = set()
    expected = 1
    bounds = [0, *sorted(starts), len(lines)]
    for top, bottom in zip(bounds, bounds[1:], strict=False):
        if bottom == len(lines) and bottom - 1 not in numbers:
            continue
        page = [i for i in range(top, bottom) if i not in numbers]
        first, expected = _notes_on_page(lines, page, expected)
        found.update(i for i in page if first is not None and i >= first)
    return found


def _notes_on_page(
    lines: Sequence[RawLine], page: Iterable[int], expected: int
) -> tuple[int | None, int]:
    first = None
    for i in page:
        match = FOOTNOTE.match(lines[i].text)
        if not match or int(match.group(1)) != expected or lines[i].lead:
            continue
        if first is None and not lines[i].blanks_before:
            continue
        first = i if first is None else first
        expected += 1
    return first, expected


def find_contents(lines: Sequence[RawLine]) -> set[int]:
    """Indexes of the lines of a contents list, which would give every heading twice."""
    leaders = [i for i, line in enumerate(lines) if LEADERS.search(line.text[-ENTRY_END:])]
    found = set(leaders)
    for before, here in zip(leaders, leaders[1:], strict=False):
        if here - before <= ENTRY_LINES:
            found.update(range(before, here))
    titles = [i for i, line in enumerate(lines) if CONTENTS_TITLE.fullmatch(line.text)]
    for title in titles[:1]:
        found.add(title)
        found |= _listed_twice(lines, title)
    return found


def _listed_twice(lines: Sequence[RawLine], title: int) -> set[int]:
    """The lines after a contents title whose wording comes again further down."""
    remaining = Counter(_bare(line.text) for line in lines[title + 1 :])
    found: set[int] = set()
    for i in range(title + 1, len(lines)):
        wording = _bare(lines[i].text)
        remaining[wording] -= 1
        if remaining[wording] <= 0:
            break
        found.add(i)
    return found


def _bare(text: str) -> str:
    return "".join(text.rstrip("0123456789").rstrip(" \t.…_·").split())


def as_repairs(lines: Sequence[RawLine], indexes: Iterable[int], kind: str) -> list[Repair]:
    """One repair for each whole line."""
    return [Repair(kind, lines[i].start, lines[i].end, lines[i].text) for i in sorted(indexes)]
