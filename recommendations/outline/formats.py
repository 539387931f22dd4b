"""What kind of file the bytes are. The content decides; a file's name may lie."""

from __future__ import annotations

import re
from typing import Literal

from core.inside.signatures import ARCHIVES, OLD_OFFICE, PICTURES, ZIP
from recommendations.outline import refusals
from recommendations.outline.refusals import UnreadableDocument

Format = Literal["word", "pdf", "text"]

# A PDF may follow some bytes that a mail program or a scanner put before it.
PDF_REACH = 1024
PDF = re.compile(rb"%PDF-\d")
WEB_PAGE = re.compile(rb"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
MAIL_PAGE = re.compile(rb"(?:MIME-Version|From|Content-Type): [^\n]*\n", re.IGNORECASE)
# The names of streams in an old Office file are UTF-16.
STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "sheet"),
    ("PowerPoint Document", "slides"),
)
SPREADSHEET = ("Excel 表格", "an Excel workbook")
SLIDES = ("演示文稿", "a presentation")


def format_of(data: bytes) -> Format:
    """How the file is to be read. Raises UnreadableDocument for one that is not."""
    if data.startswith(ZIP):
        return "word"
    if data.startswith(OLD_OFFICE):
        raise _old_office(data)
    if data.startswith(ARCHIVES):
        raise UnreadableDocument(refusals.ARCHIVE)
    _refuse_pictures(data)
    if data.startswith(b"{\\rtf"):
        raise save_as_word("RTF 文件", "an RTF file")
    found = PDF.search(data[:PDF_REACH])
    if found and (found.start() == 0 or b" obj" in data):
        return "pdf"
    _refuse_pages(data)
    return "text"


def _refuse_pictures(data: bytes) -> None:
    found = next((name for signature, name in PICTURES if data.startswith(signature)), "")
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        found = "WebP"
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        found = "BMP"
    if found:
        raise UnreadableDocument(refusals.PICTURE, format=found)


def _refuse_pages(data: bytes) -> None:
    if WEB_PAGE.match(data[:PDF_REACH].removeprefix(b"\xef\xbb\xbf")):
        raise save_as_word("网页文件", "a web page")
    if MAIL_PAGE.match(data[:PDF_REACH]) and b"multipart/related" in data[: 4 * PDF_REACH]:
        raise save_as_word("网页文件", "a web page")
    if data.lstrip()[:5] == b"<?xml" and b"schemas.microsoft.com/office" in data[: 4 * PDF_REACH]:
        raise save_as_word("Word XML 文件", "a Word XML file")


def _old_office(data: bytes) -> UnreadableDocument:
    for stream, kind in STREAMS:
        if stream.encode("utf-16-le") not in data:
            continue
        if kind == "encrypted":
            return UnreadableDocument(refusals.ENCRYPTED)
        return save_as_word(*(SPREADSHEET if kind == "sheet" else SLIDES))
    return save_as_word(
        "旧版 Word 或 WPS 文件（.doc、.wps）", "an old Word or WPS file (.doc, .wps)"
    )


def save_as_word(chinese: str, english: str) -> UnreadableDocument:
    """The refusal of a format that Word opens."""
    return UnreadableDocument(refusals.SAVE_AS_WORD, format=chinese, format_en=english)
