"""A section that the reader passed over, read once more as one that holds recommendations."""

from collections.abc import Sequence
from dataclasses import replace

from recommendations.outline import UnreadableDocument, read_outline
from recommendations.readings.pieces import (
    AREA,
    MEASURE,
    SECTION,
    Piece,
    Pieces,
    pieces_of,
    working_title,
)
from recommendations.readings.wording import Document

# A heading that the reader takes for one of recommendations, put before the section's own text.
HEADING = "一、工作任务\n"


def read_again(document: Document, section: Piece, units: Sequence[str]) -> Pieces:
    """The areas and measures of a section, whatever its title; empty where nothing is numbered.

    Places count in the whole document's text, and wordings are taken from there.
    """
    begin = _behind_heading(document, section)
    if begin >= section.end:
        return ()
    body = HEADING + document.text[begin : section.end]
    try:
        outline = read_outline(body.encode(), units=units)
    except UnreadableDocument:
        return ()
    offset = begin - len(HEADING)
    found = []
    for piece in pieces_of(outline):
        start, end = piece.start + offset, piece.end + offset
        if piece.kind not in (AREA, MEASURE) or start < begin or end > section.end:
            continue
        text = document.words(start, end) if piece.kind == MEASURE else piece.text
        title = working_title(text) if piece.kind == MEASURE else piece.title
        path = piece.path.removeprefix("一").lstrip("/")
        found.append(replace(piece, start=start, end=end, text=text, title=title, path=path))
    return tuple(found) if any(piece.kind == MEASURE for piece in found) else ()


def _behind_heading(document: Document, section: Piece) -> int:
    """Where a section's text begins: behind its heading, which may run on into the paragraph."""
    assert section.kind == SECTION
    wanted = "".join(f"{section.number}{section.title}".split())
    at = section.start
    for letter in wanted:
        while at < section.end and document.blank(at):
            at += 1
        if at >= section.end or document.text[at] != letter:
            return at
        at += 1
    return at
