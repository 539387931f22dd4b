"""A report's files read as a reader reads them: part by part, words apart from tables and bars.

Word by lxml, PDF by pdfium and its own structure tree, HTML by lxml: three programs that know
nothing of how the files were made.
"""

import ctypes
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as raw
from lxml import etree, html

from tests.reports.pdf_text import opened

Grid = list[list[str]]
_SHAPES = re.compile("^[■▲●√○]")
_CAPTION = re.compile(r"^(?:表|图)\d+　")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass
class Part:
    """What stands below a heading of the first level, or before any: `title` is that heading."""

    title: str = ""
    captions: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    tables: list[Grid] = field(default_factory=list)
    bars: list[list[str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, a line for each paragraph."""
        return "\n".join(self.words)

    def say(self, text: str) -> None:
        """A paragraph, a heading below the first level, or a caption."""
        if _CAPTION.match(text.strip()):
            # What stands behind the number is no part of it.
            self.captions.append(tight(text.replace("\u3000", "，", 1)))
        elif text.strip():
            self.words.append(tight(text))


def tight(text: str) -> str:
    """Without blanks, which lines and justified text bring in, and without places to break."""
    return "".join(text.replace("\u200b", "").split())


def _cell(text: str) -> str:
    return _SHAPES.sub("", tight(text))


# --- Word ------------------------------------------------------------------------------------


def _said(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(f"{_W}t"))


def _style(paragraph: Any) -> str:
    found = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if found is None else str(found.get(f"{_W}val"))


def docx_parts(data: bytes) -> list[Part]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = etree.fromstring(package.read("word/document.xml"))[0]
    parts, before = [Part()], ""
    for element in body:
        style = _style(element)
        if element.tag == f"{_W}tbl":
            grid = [
                [_said(cell) for cell in row.iter(f"{_W}tc")] for row in element.iter(f"{_W}tr")
            ]
            if before == "Legend":
                parts[-1].bars[-1] += [tight(word) for word in grid[0]]
            elif any(_style(each) == "Imprint" for each in element.iter(f"{_W}p")):
                for word in (word for row in grid for word in row):
                    parts[-1].say(word)
            else:
                parts[-1].tables.append([[_cell(word) for word in row] for row in grid])
        elif style in {"Heading1", "AttachmentLabel"}:
            parts.append(Part(tight(_said(element))))
        elif style == "Legend":
            parts[-1].bars.append([_cell(word) for word in _said(element).split("　")])
        else:
            parts[-1].say(_said(element))
        before = style
    return parts


# --- the page --------------------------------------------------------------------------------


def html_parts(data: bytes) -> list[Part]:
    (article,) = html.fromstring(data.decode()).iter("article")
    parts = [Part()]
    for element in _flat(article):
        if (
            element.tag == "h2"
            and element.getparent().tag == "article"
            or element.get("class") == "hei"
        ):
            parts.append(Part(tight(element.text_content())))
        elif element.tag == "figure":
            parts[-1].say(element.find("figcaption").text_content())
            texts = [each.text_content() for each in element.iter("text")]
            parts[-1].bars.append([tight(text) for text in texts])
        elif element.tag == "table":
            for caption in element.iter("caption"):
                parts[-1].say(caption.text_content())
            parts[-1].tables.append(
                [[_cell(cell.text_content()) for cell in row] for row in element.iter("tr")]
            )
        else:
            parts[-1].say(element.text_content())
    return parts


def _flat(article: Any) -> Iterator[Any]:
    for element in article:
        if element.tag in {"section", "div"}:
            yield from _flat(element)
        elif isinstance(element.tag, str):
            yield element


# --- PDF -------------------------------------------------------------------------------------


def _utf16(call: Callable[[Any, int], int]) -> str:
    room = ctypes.create_string_buffer(call(None, 0))
    call(room, len(room))
    return room.raw.decode("utf-16-le").rstrip("\0")


def _marked(page: Any) -> dict[int, str]:
    """The text of each marked piece of a page; what belongs to no piece is under -1."""
    read, found = raw.FPDFText_LoadPage(page), dict[int, str]()
    for place in range(raw.FPDFPage_CountObjects(page)):
        drawn = raw.FPDFPage_GetObject(page, place)
        if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_TEXT:
            continue
        size = raw.FPDFTextObj_GetText(drawn, read, None, 0)
        room = (raw.FPDF_WCHAR * (size // 2))()
        raw.FPDFTextObj_GetText(drawn, read, room, size)
        mark = raw.FPDFPageObj_GetMarkedContentID(drawn)
        found[mark] = found.get(mark, "") + bytes(room).decode("utf-16-le").rstrip("\0")
    raw.FPDFText_ClosePage(read)
    return found


@dataclass
class _Node:
    """An element of the tree: its kind, the pieces of text right below it, and its elements."""

    kind: str
    pieces: list[str]
    below: list["_Node"]

    @property
    def words(self) -> list[str]:
        """All pieces, its own first: no element of a report mixes them."""
        return self.pieces + [word for each in self.below for word in each.words]


def _node(element: Any, texts: dict[int, str]) -> _Node:
    kind = _utf16(lambda room, size: raw.FPDF_StructElement_GetType(element, room, size))
    pieces, below = [], []
    for place in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, place)
        mark = raw.FPDF_StructElement_GetChildMarkedContentID(element, place)
        if child:
            below.append(_node(child, texts))
        elif mark >= 0:
            pieces.append(texts.get(mark, ""))
    return _Node(kind, pieces, below)


def _tables(node: _Node) -> Iterator[list[str]]:
    if node.kind == "TR":
        yield [_cell("".join(cell.words)) for cell in node.below]
    else:
        for each in node.below:
            yield from _tables(each)


def _place(parts: list[Part], node: _Node) -> None:
    if node.kind == "H1":
        parts.append(Part(tight("".join(node.words))))
    elif node.kind == "Table":
        rows = list(_tables(node))
        if parts[-1].tables and not any(each.kind == "THead" for each in node.below):
            # It goes on from the page before, where its head stands.
            parts[-1].tables[-1] += rows
        else:
            parts[-1].tables.append(rows)
    elif node.kind == "Figure":
        parts[-1].bars.append([tight(word) for word in node.words])
    elif node.kind in {"Document", "Div"} and node.below:
        for each in node.below:
            _place(parts, each)
    else:
        parts[-1].say("".join(node.words))


def pdf_parts(data: bytes) -> list[Part]:
    """The parts by the tree of each page; numbers of pages and repeated heads are not in it."""
    parts = [Part()]
    with opened(data) as pdf:
        for page in pdf:
            texts = _marked(page)
            tree = raw.FPDF_StructTree_GetForPage(page)
            for place in range(raw.FPDF_StructTree_CountChildren(tree)):
                _place(parts, _node(raw.FPDF_StructTree_GetChildAtIndex(tree, place), texts))
            raw.FPDF_StructTree_Close(tree)
    return parts


def pdf_outside(data: bytes) -> list[str]:
    """Of each page what its tree leaves out, without blanks: its number, and heads repeated."""
    with opened(data) as pdf:
        return [tight(_marked(page).get(-1, "")) for page in pdf]


READERS: dict[str, Callable[[bytes], list[Part]]] = {
    "docx": docx_parts, "pdf": pdf_parts, "html": html_parts,
}  # fmt: skip
