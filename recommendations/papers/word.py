"""The text of a Word file (.docx), one paragraph a line, numbers included as Word prints them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recommendations.papers.letters import is_wide
from recommendations.papers.numbering import Numbering
from recommendations.papers.package import Package, child, is_on, local, number, value
from recommendations.papers.paper import LONGEST_TEXT, Heading, LeftOut, NoPaper, Paper
from recommendations.papers.styles import Styles

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Revisions that took text away, and copies for older programs that would give it twice.
GONE = {"del", "moveFrom", "Fallback", "rPr", "pPr", "rt", "rubyPr", "delText"}
BESIDE = {
    "footnoteReference": "footnotes",
    "endnoteReference": "footnotes",
    "txbxContent": "text_boxes",
}
PICTURES = {"drawing": "pictures", "pict": "pictures", "object": "pictures"}
# What prints letters: text itself, and marks with a name. The sign of a symbol font is a bullet.
LETTERS = {
    "t": "", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "cr": "\n", "br": "\n", "sym": "•",
}  # fmt: skip
# Symbol fonts keep their bullets and arrows in the private area.
PRIVATE = re.compile("[\ue000-\uf8ff]")
# Line breaks of other kinds, and what no text may hold.
ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
SAMPLE = 40
CHINESE_SHARE = 0.1
# Stands behind a line that its paragraph goes on after; no text can hold it.
SOFT = "\0"
BLANK = " \t\n\u3000\xa0" + SOFT
# A row whose cells are shorter together than this reads as one line.
LONGEST_ROW = 1_000
WIDEST_SPAN = 60


def read_word(data: bytes) -> bytes:
    """The packed paper of a .docx file."""
    try:
        return _Reader(Package(data)).read().pack()
    except NoPaper as error:
        return Paper(cause=error.cause).pack()
    except RecursionError:
        return Paper(cause="damaged").pack()


@dataclass(slots=True)
class Field:
    """A field being read; ``coded`` once its code is at an end."""

    code: str = ""
    coded: bool = False


class _Reader:
    """Walks over the body once, collecting lines."""

    def __init__(self, package: Package) -> None:
        part = package.main_part()
        self._body = child(package.root(part), "body")
        self._styles = Styles(package.related(part, "styles"))
        self._numbering = Numbering(package.related(part, "numbering"), self._styles)
        self._lines: list[tuple[str, int | None]] = []
        self._left: Counter[str] = Counter()
        self._samples: dict[str, str] = {}
        self._fields: list[Field] = []
        # Whether the paragraph at hand stands in a contents list, if only with its end.
        self._touched = False
        self._carried = ""

    def read(self) -> Paper:
        if self._body is None:
            raise NoPaper("not_word")
        self._walk(self._body)
        gap = "\n" if self._is_chinese() else "\n\n"
        text: list[str] = []
        headings: list[Heading] = []
        position = 0
        for line, level in self._lines:
            if level is not None and line.strip():
                headings.append(Heading(position, position + len(line), level))
            # A soft break parts lines of one paragraph.
            end = gap if not line.endswith(SOFT) else "\n"
            line = line.removesuffix(SOFT)
            text.append(line + end)
            position += len(text[-1])
        if position > LONGEST_TEXT:
            raise NoPaper("too_long")
        left = tuple(
            LeftOut(kind, count, self._samples.get(kind, ""))
            for kind, count in sorted(self._left.items())
        )
        return Paper("".join(text), tuple(headings), left)

    def _is_chinese(self) -> bool:
        """Whether lines tell paragraphs; where blanks part words, empty lines do."""
        text = "".join(line for line, _ in self._lines)
        return sum(map(is_wide, text)) >= CHINESE_SHARE * len(text)

    def _walk(self, holder: Element) -> None:
        """The blocks of a body, a content control or a cell."""
        for block in holder:
            kind = local(block)
            if kind == "p":
                self._paragraph(block)
            elif kind == "tbl":
                self._table(block)
            elif kind == "sdt":
                gallery = value(child(block, "sdtPr", "docPartObj", "docPartGallery"))
                if gallery and "contents" in gallery.lower():
                    self._leave("contents", _plain(block))
                else:
                    self._walk_all(child(block, "sdtContent"))
            elif kind not in GONE:
                self._walk_all(block)

    def _walk_all(self, holder: Element | None) -> None:
        if holder is not None and len(holder):
            self._walk(holder)

    def _paragraph(self, paragraph: Element) -> None:
        properties = child(paragraph, "pPr")
        self._touched = self._in_contents()
        pieces: list[str] = []
        self._inline(paragraph, pieces)
        text = ODD.sub(" ", PRIVATE.sub("•", "".join(pieces)))
        if self._styles.is_contents(properties) or self._touched:
            self._leave("contents", text)
            return
        marked = child(properties, "rPr")
        if child(marked, "del") is not None or is_on(child(marked, "specVanish")):
            # The end of this paragraph is deleted: it goes on in the next one.
            self._carried += text
            return
        listed = self._styles.numbering(properties)
        # Word numbers no paragraph that a revision emptied.
        label = self._numbering.next(*listed) if listed and (text or not pieces) else ""
        text, self._carried = label + self._carried + text, ""
        level = self._styles.heading(properties)
        *softly, last = text.split("\n")
        self._lines += [*((line + SOFT, level) for line in softly), (last, level)]

    def _inline(self, holder: Element, pieces: list[str]) -> None:
        for piece in holder:
            kind = local(piece)
            if kind in LETTERS:
                pieces.append(self._letters(kind, piece))
            elif kind in ("fldChar", "instrText"):
                self._field(piece, kind)
            elif kind in BESIDE:
                self._leave(BESIDE[kind], _plain(piece))
            elif kind == "r" and self._is_hidden(piece):
                self._leave("hidden", _plain(piece))
            elif kind not in GONE:
                if kind in PICTURES:
                    self._leave(PICTURES[kind], "")
                self._inline(piece, pieces)

    def _letters(self, kind: str, piece: Element) -> str:
        """What a piece of a run prints; nothing inside a field's code."""
        if any(not field.coded for field in self._fields):
            return ""
        return (piece.text or "").replace("\n", " ") if kind == "t" else LETTERS[kind]

    def _is_hidden(self, run: Element) -> bool:
        properties = child(run, "rPr")
        own = child(properties, "vanish")
        if own is not None:
            return is_on(own)
        return self._styles.is_hidden(value(child(properties, "rStyle")))

    def _field(self, piece: Element, kind: str) -> None:
        """Fields nest: a code, then what it came to, which is text."""
        turn = value(piece, "fldCharType")
        if turn == "begin":
            self._fields.append(Field())
        elif not self._fields:
            return
        elif kind == "instrText":
            self._fields[-1].code += piece.text or ""
            self._touched = self._touched or self._in_contents()
        elif turn == "separate":
            self._fields[-1].coded = True
        elif turn == "end":
            self._fields.pop()

    def _in_contents(self) -> bool:
        return any(field.code.split()[:1] == ["TOC"] for field in self._fields)

    def _table(self, table: Element) -> None:
        for row in _held(table, "tr"):
            if child(row, "trPr", "del") is not None:
                continue
            cells: list[list[tuple[str, int | None]]] = []
            for cell in _held(row, "tc"):
                cells.append(self._cell(cell))
                # A cell over several columns keeps the following ones in their places.
                span = number(child(cell, "tcPr", "gridSpan")) or 1
                cells += [[] for _ in range(min(span, WIDEST_SPAN) - 1)]
            filled = [cell for cell in cells if cell]
            size = sum(len(line) for cell in filled for line, _ in cell)
            if len(filled) > 1 and size <= LONGEST_ROW:
                words = [" ".join(line for line, _ in cell) for cell in cells]
                self._lines.append(("\t".join(words).rstrip("\t"), None))
            else:
                self._lines += [line for cell in filled for line in cell]

    def _cell(self, cell: Element) -> list[tuple[str, int | None]]:
        """The lines of a cell; one that continues the cell above is empty."""
        merged = child(cell, "tcPr", "vMerge")
        if merged is not None and value(merged) != "restart":
            return []
        outer, self._lines = self._lines, []
        self._walk(cell)
        inner, self._lines = self._lines, outer
        return [(line.strip(BLANK), level) for line, level in inner if line.strip(BLANK)]

    def _leave(self, kind: str, text: str) -> None:
        text = " ".join(text.split())
        if kind not in ("footnotes", "pictures") and not text:
            return
        self._left[kind] += 1
        self._samples.setdefault(kind, text[:SAMPLE])


def _held(holder: Element, name: str) -> list[Element]:
    """Rows or cells, those in content controls and insertions included, in order."""
    found: list[Element] = []
    for piece in holder:
        kind = local(piece)
        if kind == name:
            found.append(piece)
        elif kind in ("sdt", "sdtContent", "ins", "customXml", "smartTag", "moveTo"):
            found += _held(piece, name)
    return found


def _plain(element: Element) -> str:
    """The text in an element, for a sample."""
    return "".join(found.text or "" for found in element.iter() if local(found) == "t")
