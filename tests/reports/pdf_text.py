"""What stands where in a PDF, read by pdfium: positions in millimetres from the page's top left."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2

_MM = 72 / 25.4


@dataclass(frozen=True)
class Line:
    """One line of a page: its text, and where its characters begin, end and stand."""

    text: str
    left: float
    right: float
    middle: float


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The PDF, closed again."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        yield pdf
    finally:
        pdf.close()


def texts(data: bytes) -> list[str]:
    """Each page's text without line ends."""
    with opened(data) as pdf:
        return ["".join(_text(page).split("\r\n")) for page in pdf]


def whole(data: bytes) -> str:
    """All text of the file without any white space."""
    return "".join("".join(texts(data)).split())


def _text(page: Any) -> str:
    read = page.get_textpage()
    return str(read.get_text_range())


def lines(page: Any) -> list[Line]:
    """The page's lines from top to bottom, by the middles of their characters."""
    read, height = page.get_textpage(), page.get_height()
    rows: dict[int, list[tuple[float, float, float, str]]] = {}
    for place in range(read.count_chars()):
        letter = read.get_text_range(place, 1)
        if not letter.strip():
            continue
        left, bottom, right, top = read.get_charbox(place, loose=True)
        middle = (height - (top + bottom) / 2) / _MM
        key = next((k for k in rows if abs(k - 10 * middle) < 20), round(10 * middle))
        rows.setdefault(key, []).append((left / _MM, right / _MM, middle, letter))
    found = []
    for row in rows.values():
        row.sort()
        text = "".join(letter for *_where, letter in row)
        middle = sum(where[2] for where in row) / len(row)
        found.append(Line(text, row[0][0], max(where[1] for where in row), middle))
    return sorted(found, key=lambda line: line.middle)


def toc(data: bytes) -> list[tuple[int, str]]:
    """The bookmarks: depth from 0, and title."""
    with opened(data) as pdf:
        return [(entry.level, entry.get_title()) for entry in pdf.get_toc()]
