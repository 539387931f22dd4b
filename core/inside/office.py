"""Looks into Office files (.docx, .xlsx, .pptx) and OFD files. Runs apart, see `core.sandbox`."""

from __future__ import annotations

import posixpath
import re
import struct
import unicodedata
from typing import TYPE_CHECKING, cast

from lxml import etree

from core.inside import archive as archives
from core.inside.archive import BadArchive, parse
from core.inside.finding import Finding, Unfit
from core.inside.signatures import OLD_OFFICE, ZIP, program

if TYPE_CHECKING:
    import zipfile

    from lxml.etree import _Element as Element

LARGEST_WHOLE = 200 * 1024 * 1024
MOST_ENTRIES = 4_000
HEAD = 1_500
HEAD_BYTES = 512 * 1024
DEEPEST = 1

_FORMAT = "application/vnd.openxmlformats-officedocument."
MAIN = {
    f"{_FORMAT}wordprocessingml.document.main+xml": "docx",
    f"{_FORMAT}spreadsheetml.sheet.main+xml": "xlsx",
    f"{_FORMAT}presentationml.presentation.main+xml": "pptx",
}
# Where the words of the first page stand; heads of pages are drawn above them.
FIRST = {
    "docx": re.compile(r"word/(?:header\d*|document)\.xml"),
    "xlsx": re.compile(r"xl/(?:sharedStrings|worksheets/sheet1)\.xml"),
    "pptx": re.compile(r"ppt/slides/slide1\.xml"),
    "ofd": re.compile(r"Doc_0/Pages/Page_(?:0|1)/Content\.xml"),
}
MACROS = ("macroenabled", "vbaproject", "macrosheet", "vbadata", "vnd.ms-office.activex")
MACRO_PARTS = re.compile(r"(?:^|/)(?:vba(?:project|data)[^/]*|macrosheets/.+|activex/.+)$")
# A template or an object that the program would fetch by itself when the file is opened.
FETCHED = ("attachedTemplate", "oleObject", "frame", "subDocument", "aFChunk")
ELSEWHERE = re.compile(r"(?:https?|ftp):|\\\\|//|file:/{2,4}[^/A-Za-z]|file://[^/]", re.IGNORECASE)
DYNAMIC = re.compile(rb"<(?:\w+:)?ddeLink|DDEAUTO", re.IGNORECASE)
UNSAFE_NAME = re.compile(r"^(?:[A-Za-z]:|/)|(?:^|/)\.\.(?:/|$)|[\x00-\x1f]")
LINK = 0o120000
WORDS = {"t", "TextCode"}
LINES = {"p", "si", "TextObject"}


def look_archive(data: bytes) -> bytes:
    """The packed finding on an archive's bytes."""
    try:
        return _look(data, 0).pack()
    except Unfit as found:
        return Finding(cause=found.cause, detail=found.detail).pack()
    except BadArchive as found:
        return Finding(cause=found.fault).pack()
    except RecursionError:
        return Finding(cause="damaged").pack()


def _look(data: bytes, depth: int) -> Finding:
    _exact(data)
    archive = archives.opened(data)
    entries = archive.infolist()
    _directory(entries)
    names = {entry.filename: entry for entry in entries}
    kind = _kind(archive, names)
    for entry in entries:
        _part(archive, entry, depth)
    return Finding(kind=kind, head=_head(archive, names, kind) if depth == 0 else "")


def _exact(data: bytes) -> None:
    """The archive is the whole file: nothing stands before it, behind it or in its comment."""
    if data[:4] != ZIP[0] or data[-22:-18] != b"PK\x05\x06":
        raise Unfit("polyglot" if b"PK\x05\x06" in data else "damaged")
    size, offset, comment = struct.unpack("<IIH", data[-10:])
    if comment or size + offset != len(data) - 22:
        raise Unfit("polyglot")


def _directory(entries: list[zipfile.ZipInfo]) -> None:
    """Names that stay inside, each once; parts that do not share their bytes."""
    if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > LARGEST_WHOLE:
        raise Unfit("bomb")
    seen: set[str] = set()
    for one in entries:
        name = one.filename.replace("\\", "/")
        if UNSAFE_NAME.search(name) or (one.external_attr >> 16) & 0o170000 == LINK:
            raise Unfit("odd_names", one.filename)
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            raise Unfit("odd_names", one.filename)
        seen.add(folded)
    end = 0
    for one in sorted(entries, key=lambda one: one.header_offset):
        if one.header_offset < end:
            raise Unfit("bomb")
        end = one.header_offset + 30 + one.compress_size


def _kind(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> str:
    listed = names.get("[Content_Types].xml")
    if listed is None:
        return _kind_without_list(archive, names)
    kinds = set()
    for element in parse(archives.part(archive, listed)):
        told = str(element.get("ContentType", "")).strip().lower()
        if any(word in told for word in MACROS):
            raise Unfit("macros")
        if told in MAIN:
            place = str(element.get("PartName", "")).lstrip("/")
            if place and place not in names:
                raise Unfit("damaged")
            kinds.add(MAIN[told])
    if len(kinds) != 1:
        raise Unfit("kind")
    return kinds.pop()


def _kind_without_list(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> str:
    if "OFD.xml" in names:
        if etree.QName(parse(archives.part(archive, names["OFD.xml"]))).localname != "OFD":
            raise Unfit("damaged")
        return "ofd"
    raise Unfit("odf" if "META-INF/manifest.xml" in names else "archive")


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int) -> None:
    """Unpacks one part, so that its real size is known, and looks at how it begins."""
    name = entry.filename
    if MACRO_PARTS.search(name.lower()):
        raise Unfit("macros", name)
    start, size = b"", 0
    whole: list[bytes] = []
    for piece in archives.pieces(archive, entry):
        start = start or piece[:1024]
        size += len(piece)
        if start.startswith(ZIP) or name.endswith(".rels") or DYNAMIC.search(piece):
            whole.append(piece)
    if size != entry.file_size:
        raise Unfit("bomb")
    if program(start):
        raise Unfit("program", name)
    if start.startswith(OLD_OFFICE):
        raise Unfit("object", name)
    _inner(name, start, b"".join(whole), depth)


def _inner(name: str, start: bytes, data: bytes, depth: int) -> None:
    if start.startswith(ZIP):
        # A chart carries its figures as a workbook; anything deeper is no document of an office.
        if depth >= DEEPEST or "/embeddings/" not in name:
            raise Unfit("nested", name)
        _look(data, depth + 1)
    elif name.endswith(".rels"):
        _relations(data)
    elif data and name.endswith(".xml"):
        raise Unfit("fetches", name)
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise Unfit("damaged", name)


def _relations(data: bytes) -> None:
    for element in parse(data):
        kind = posixpath.basename(str(element.get("Type", "")))
        target = str(element.get("Target", ""))
        outside = str(element.get("TargetMode", "")).lower() == "external"
        if outside and kind in FETCHED and ELSEWHERE.match(target):
            raise Unfit("fetches", target)


def _head(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo], kind: str) -> str:
    """The first words of the first page, a paragraph a line."""
    found: list[str] = []
    for name in sorted(names, key=lambda name: ("header" not in name, name)):
        if FIRST[kind].fullmatch(name):
            start = next(archives.pieces(archive, names[name]), b"")[:HEAD_BYTES]
            found.append(_words(start)[:HEAD])
    return "\n".join(found)


def _words(start: bytes) -> str:
    """The words of the beginning of an XML part, which may break off anywhere."""
    reader = etree.XMLPullParser(
        events=("end",), resolve_entities=False, no_network=True, load_dtd=False
    )
    lines: list[str] = [""]
    try:
        reader.feed(start)
        for _event, found in reader.read_events():
            element = cast("Element", found)
            tag = str(element.tag).rpartition("}")[2]
            if tag in WORDS:
                lines[-1] += element.text or ""
            elif tag in LINES:
                lines.append("")
    except etree.XMLSyntaxError:
        pass
    return "\n".join(line for line in lines if line.strip())
