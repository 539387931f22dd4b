"""The text of a PDF's text layer (.pdf), one paragraph a line, page furniture left out."""

from __future__ import annotations

import ctypes
import re
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from recommendations.papers.layout import Line, lay_out
from recommendations.papers.letters import proper
from recommendations.papers.paper import LONGEST_TEXT, LeftOut, NoPaper, Paper

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = 4
MOST_PAGES = 5_000
# Fewer letters than this on the average page are stamps and page numbers upon pictures.
FEWEST_LETTERS = 12
HYPHENS = "\x02\xad\ufffe"
PRIVATE = re.compile("[\ue000-\uf8ff]")
# A gap as wide as between cells, with the blanks that PDFium makes of it.
CELL = re.compile(r" *\t *")
ODD = re.compile("[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029\ufeff\uffff\ud800-\udfff]")
# Turned letters are a watermark or a margin's note.
UPRIGHT = 0.05
FULL_TURN = 6.2832
# In heights of a letter: how far baselines on one line differ, and what gaps mean.
SAME_LINE = 0.45
NEXT_LINE = 0.6
WORD_GAP = 0.2
CELL_GAP = 1.6
# Above this share of jumps upwards the file keeps no reading order, and position decides.
DISORDER = 0.25


def read_pdf(data: bytes) -> bytes:
    """The packed paper of a PDF file."""
    try:
        return _read(data).pack()
    except NoPaper as error:
        return Paper(cause=error.cause).pack()


def _read(data: bytes) -> Paper:
    document, pages = _opened(data)
    lines: list[Line] = []
    turned = empty = letters = 0
    for page in range(pages):
        fragments, aside = _fragments(document, page)
        turned += aside
        found = sum(len(fragment.text.strip()) for fragment in fragments)
        letters += found
        empty += found == 0
        if letters > LONGEST_TEXT:
            raise NoPaper("too_long")
        lines += _lines(_ordered(fragments))
    if letters < FEWEST_LETTERS * pages:
        raise NoPaper("scanned")
    text, left_out = lay_out(lines)
    left_out += [LeftOut("watermark", turned, "")] if turned else []
    left_out += [LeftOut("empty_pages", empty, "")] if empty else []
    return Paper(text=text, left_out=tuple(left_out))


def _opened(data: bytes) -> tuple[pypdfium2.PdfDocument, int]:
    """The document and how many pages it has."""
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == PASSWORD or "assword" in str(error)
        raise NoPaper("encrypted" if locked else "damaged") from error
    if not pages:
        raise NoPaper("damaged")
    if pages > MOST_PAGES:
        raise NoPaper("too_long")
    return document, pages


@dataclass(slots=True)
class _Letters:
    """The letters of a fragment being collected."""

    text: list[str]
    bottoms: list[float]
    heights: list[float]
    x0: float
    x1: float

    def add(self, letter: str, box: raw.FS_RECTF, y: float, *, blank: bool) -> None:
        """One more letter; a gap as between cells is kept as a tab."""
        height = abs(box.top - box.bottom)
        if not blank and box.left - self.x1 > CELL_GAP * height:
            self.text.append("\t")
        self.text.append(letter)
        if not blank:
            self.bottoms.append(y)
            self.heights.append(height)
            self.x0, self.x1 = min(self.x0, box.left), max(self.x1, box.right)


def _fragments(document: pypdfium2.PdfDocument, index: int) -> tuple[list[Line], int]:
    """The runs of letters that PDFium takes for lines, and how many turned ones were left."""
    try:
        page = document[index]
        height = page.get_height()
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return [], 0
    fragments: list[Line] = []
    turned = 0
    for run in _runs(text):
        if run is None:
            turned += 1
            continue
        words = ODD.sub(" ", proper(PRIVATE.sub("•", "".join(run.text)))).rstrip()
        words = CELL.sub("\t", words)
        if words.strip():
            fragments.append(
                Line(
                    text=words,
                    page=index,
                    x0=run.x0,
                    x1=run.x1,
                    y=statistics.median(run.bottoms),
                    size=statistics.median(run.heights),
                    page_height=height,
                )
            )
    text.close()
    page.close()
    return fragments, turned


def _runs(text: pypdfium2.PdfTextPage) -> Iterator[_Letters | None]:
    """The letters between PDFium's line ends; None for a run that is not upright."""
    run: _Letters | None = None
    # Used again for every letter: making them anew takes longer than asking PDFium.
    box, x, baseline = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for i in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text, i))
        if letter in "\r\n":
            if run:
                yield run
            run = None
            continue
        if run is None and letter.isspace():
            continue
        raw.FPDFText_GetLooseCharBox(text, i, box)
        raw.FPDFText_GetCharOrigin(text, i, x, baseline)
        y = baseline.value
        if run is None and not _is_upright(text, i):
            yield None
            continue
        if run is not None and _is_next_line(run, box, y):
            # Behind a word broken at a hyphen PDFium gives no line end.
            yield run
            run = None
        run = run or _Letters([], [], [], box.left, box.right)
        blank = letter.isspace() or raw.FPDFText_IsGenerated(text, i) == 1
        run.add("-" if letter in HYPHENS else letter, box, y, blank=blank)
    if run:
        yield run


def _is_upright(text: pypdfium2.PdfTextPage, i: int) -> bool:
    angle = raw.FPDFText_GetCharAngle(text, i) % FULL_TURN
    return bool(min(angle, FULL_TURN - angle) <= UPRIGHT)


def _is_next_line(run: _Letters, box: raw.FS_RECTF, y: float) -> bool:
    """Whether the letter stands below the run and further back."""
    if not run.bottoms:
        return False
    drop = run.bottoms[-1] - y
    return bool(drop > NEXT_LINE * run.heights[-1] and box.left < run.x1 - run.heights[-1])


def _ordered(fragments: list[Line]) -> list[Line]:
    """In the file's own order, which follows columns; by position where it follows nothing."""
    steps = list(zip(fragments, fragments[1:], strict=False))
    upwards = sum(1 for before, here in steps if here.y > before.y + before.size)
    if len(steps) < 4 or upwards <= DISORDER * len(steps):
        return fragments
    rows: list[list[Line]] = []
    for fragment in sorted(fragments, key=lambda line: (-line.y, line.x0)):
        if rows and rows[-1][0].y - fragment.y < SAME_LINE * fragment.size:
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return [line for row in rows for line in sorted(row, key=lambda line: line.x0)]


def _lines(fragments: list[Line]) -> list[Line]:
    """Fragments that stand side by side on one baseline, as one line."""
    lines: list[Line] = []
    for here in fragments:
        before = lines[-1] if lines else None
        size = max(here.size, before.size) if before else 0.0
        if (
            before
            and abs(here.y - before.y) < SAME_LINE * size
            and here.x0 > before.x1 - WORD_GAP * size
        ):
            gap = here.x0 - before.x1
            blank = "\t" if gap > CELL_GAP * size else " " if gap > WORD_GAP * size else ""
            before.text += blank + here.text
            before.x1 = here.x1
            before.size = size
        else:
            lines.append(here)
    return lines
