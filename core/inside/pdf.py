"""Looks into a PDF for what acts when it is opened. Runs apart, see `core.sandbox`.

PDFium says what a reader would see; the names are also looked for in the file's own bytes and in
its packed objects, so that what one of the two overlooks the other finds.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

import pypdfium2
from pypdfium2 import raw

from core.inside.finding import Finding, Unfit

PASSWORD = 4
MOST_PAGES = 5_000
HEAD = 1_500
# What one packed row of objects, and all of them, may become.
LARGEST_OBJECTS = 20 * 1024 * 1024
LARGEST_WHOLE = 100 * 1024 * 1024
# How far back a stream's own dictionary is looked for.
REACH = 4_096
END = re.compile(rb"%%EOF[\s\x00]*\Z")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
NAME_ENDS = rb"(?=[\s/<>\[\]()%{}\x00]|\Z)"
SCRIPT = re.compile(rb"/(?:JavaScript|Rendition)" + NAME_ENDS)
LAUNCH = re.compile(rb"/(?:Launch|ImportData|SubmitForm|GoToE)" + NAME_ENDS)
EMBEDDED = re.compile(rb"/(?:EmbeddedFiles?|FileAttachment|RichMedia)" + NAME_ENDS)
LOCKED = re.compile(rb"/Encrypt" + NAME_ENDS)
ACTS = (("script", SCRIPT), ("launch", LAUNCH), ("embedded", EMBEDDED), ("encrypted", LOCKED))
XFA = (2, 3)


def look_pdf(data: bytes) -> bytes:
    """The packed finding on a PDF's bytes."""
    try:
        _whole(data)
        _names(data)
        return Finding(kind="pdf", head=_opened(data)).pack()
    except Unfit as found:
        return Finding(cause=found.cause, detail=found.detail).pack()


def _whole(data: bytes) -> None:
    """The PDF is the whole file: nothing before it, behind it, and no archive of the same bytes."""
    if not data.startswith(b"%PDF-"):
        raise Unfit("polyglot")
    if not END.search(data[-REACH:]):
        raise Unfit("polyglot" if b"%%EOF" in data else "damaged")
    try:
        zipfile.ZipFile(io.BytesIO(data)).close()
    except (zipfile.BadZipFile, ValueError, OSError, OverflowError, NotImplementedError):
        return
    raise Unfit("polyglot")


def _names(data: bytes) -> None:
    for text in (data, *_packed(data)):
        # A name may be written with any of its letters as #hex.
        plain = ESCAPED.sub(lambda found: bytes([int(found.group(1), 16)]), text)
        for cause, pattern in ACTS:
            if pattern.search(plain):
                raise Unfit(cause)


def _packed(data: bytes) -> list[bytes]:
    """The rows of objects that stand packed in streams."""
    found: list[bytes] = []
    left = LARGEST_WHOLE
    for stream in STREAM.finditer(data):
        head = data[max(0, stream.start() - REACH) : stream.start()]
        head = head[head.rfind(b"obj") + 3 :]
        head = ESCAPED.sub(lambda hit: bytes([int(hit.group(1), 16)]), head)
        if b"/ObjStm" not in head:
            continue
        if re.search(rb"/(?:LZW|ASCII85|ASCIIHex|RunLength|A85|AHx|Crypt|Predictor)", head):
            raise Unfit("unusual")
        text = data[stream.end() : stream.end() + LARGEST_OBJECTS]
        if b"/FlateDecode" in head or b"/Fl" in head:
            text = _inflated(text, min(left, LARGEST_OBJECTS))
        left -= len(text)
        if left <= 0:
            raise Unfit("bomb")
        found.append(text)
    return found


def _inflated(packed: bytes, most: int) -> bytes:
    try:
        work = zlib.decompressobj()
        text = work.decompress(packed, most)
    except zlib.error as error:
        raise Unfit("damaged") from error
    if work.unconsumed_tail and not work.eof:
        raise Unfit("bomb")
    return text


def _opened(data: bytes) -> str:
    """The words of the first page, of a document that PDFium opens and finds still."""
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == PASSWORD or "assword" in str(error)
        raise Unfit("encrypted" if locked else "damaged") from error
    if not pages:
        raise Unfit("damaged")
    if pages > MOST_PAGES:
        raise Unfit("bomb")
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0 or document.get_formtype() in XFA:
        raise Unfit("script")
    if raw.FPDFDoc_GetAttachmentCount(document) > 0:
        raise Unfit("embedded")
    try:
        text = document[0].get_textpage()
    except pypdfium2.PdfiumError as error:
        raise Unfit("damaged") from error
    letters = (raw.FPDFText_GetUnicode(text, i) for i in range(min(HEAD, text.count_chars())))
    return "".join(chr(one) for one in letters if 0 < one < 0xD800).replace("\r", "\n")
