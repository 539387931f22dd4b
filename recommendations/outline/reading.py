"""From a file's bytes to its text, whatever of the read formats it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from core.sandbox import Stopped, run_apart
from recommendations.outline import refusals
from recommendations.outline.decoding import decode_text
from recommendations.outline.formats import SLIDES, SPREADSHEET, format_of, save_as_word
from recommendations.outline.refusals import UnreadableDocument
from recommendations.papers.paper import LONGEST_TEXT, LeftOut, Paper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recommendations.papers.paper import Cause

MEGABYTE = 1024 * 1024
LARGEST_MEGABYTES = 50
LARGEST_FILE = LARGEST_MEGABYTES * MEGABYTE
TEN_THOUSAND = 10_000

READERS: Mapping[str, str] = {
    "word": "recommendations.papers.word:read_word",
    "pdf": "recommendations.papers.pdf:read_pdf",
}
PLAIN_CAUSES = {
    "encrypted": refusals.ENCRYPTED,
    "damaged": refusals.DAMAGED,
    "not_word": refusals.DAMAGED,
    "archive": refusals.ARCHIVE,
    "bomb": refusals.BOMB,
    "scanned": refusals.SCANNED,
}
OTHER_FORMATS = {
    "sheet": SPREADSHEET,
    "slides": SLIDES,
    "odf": ("OpenDocument 文件", "an OpenDocument file"),
    "ofd": ("OFD 版式文件", "an OFD file"),
}
LEFT_OUT = {
    "contents": "{count} lines of a contents list were left out of the text: {sample}",
    "footnotes": "{count} lines or marks of footnotes were left out of the text: {sample}",
    "hidden": "{count} hidden passages were left out of the text: {sample}",
    "page_furniture": "{count} page heads, feet and numbers were left out of the text: {sample}",
    "pictures": "{count} pictures hold no text that can be read.",
    "text_boxes": "{count} text boxes were left out of the text: {sample}",
    "watermark": "{count} slanted lines, such as a watermark's, were left out of the text.",
    "empty_pages": "{count} pages have no text layer; they may be scans.",
}


class Stream(Protocol):
    """Anything that gives bytes: an open file, an upload."""

    def read(self, size: int, /) -> bytes: ...


def take(stream: Stream) -> bytes:
    """The bytes of a stream, never more than a document may have.

    Raises UnreadableDocument at once where the stream says that it is larger, and otherwise
    before it is read further than the limit.
    """
    size = getattr(stream, "size", None)
    if isinstance(size, int):
        refuse_large(size)
    pieces: list[bytes] = []
    taken = 0
    while piece := stream.read(MEGABYTE):
        taken += len(piece)
        refuse_large(taken)
        pieces.append(piece)
    return b"".join(pieces)


def refuse_large(size: int) -> None:
    """Raises UnreadableDocument for more bytes than a document may have."""
    if size > LARGEST_FILE:
        raise UnreadableDocument(refusals.TOO_LARGE, limit=LARGEST_MEGABYTES)


def read_paper(data: bytes) -> Paper:
    """The text of a file in a read format. Raises UnreadableDocument, and nothing else.

    Word and PDF files are opened in a process apart, where they can do no harm.
    """
    refuse_large(len(data))
    kind = format_of(data)
    plain = kind == "text"
    paper = Paper(text=decode_text(data)) if plain else _read_apart(READERS[kind], data)
    if len(paper.text) > LONGEST_TEXT:
        raise _refusal("too_long")
    if not paper.text.strip():
        raise UnreadableDocument(refusals.BLANK)
    return paper


def _read_apart(reader: str, data: bytes) -> Paper:
    try:
        paper = Paper.unpack(run_apart(reader, data))
    except Stopped as error:
        heavy = error.reason in ("time", "memory", "output")
        raise UnreadableDocument(refusals.TOO_HEAVY if heavy else refusals.DAMAGED) from error
    except (ValueError, TypeError, KeyError) as error:
        raise UnreadableDocument(refusals.DAMAGED) from error
    if paper.cause is not None:
        raise _refusal(paper.cause)
    return paper


def _refusal(cause: Cause) -> UnreadableDocument:
    if cause == "too_long":
        return UnreadableDocument(refusals.TOO_LONG, limit=LONGEST_TEXT // TEN_THOUSAND)
    if cause in OTHER_FORMATS:
        return save_as_word(*OTHER_FORMATS[cause])
    return UnreadableDocument(PLAIN_CAUSES[cause])


def told(left: LeftOut) -> str:
    """What was left out, in words."""
    template = LEFT_OUT.get(left.kind, "{count} pieces were left out of the text: {sample}")
    return template.format(count=left.count, sample=left.sample).rstrip(": ")
