"""Files as people and attackers bring them, written part by part."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from core.inside.office import MAIN

TYPES = {kind: told for told, kind in MAIN.items()}
PLACES = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
GIF = b"GIF89a/*\x01\x00\x80\x00\x00*/=1;alert(1)//"
PROGRAM = b"MZ\x90\x00" + b"\x00" * 60 + b"PE\x00\x00"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


class Upload(io.BytesIO):
    """An upload as Django gives it; `size` may lie."""

    def __init__(self, data: bytes, name: str | None, *, size: int | None = None) -> None:
        super().__init__(data)
        self.name = name
        self.size: int | None = len(data) if size is None else size


def pack(parts: Mapping[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def types(kind: str, *, told: str = "", more: str = "") -> str:
    """The list of parts of an Office file."""
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{PLACES[kind]}" ContentType="{told or TYPES[kind]}"/>{more}</Types>'
    )


def body(*lines: str) -> str:
    """A Word document's own part."""
    words = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    return f'<w:document xmlns:w="{WORD}"><w:body>{words}</w:body></w:document>'


def relations(kind: str, target: str, *, outside: bool = True) -> str:
    """One relation to something."""
    mode = ' TargetMode="External"' if outside else ""
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/{kind}"'
        f' Target="{target}"{mode}/></Relationships>'
    )


def office(
    kind: str = "docx", *lines: str, more: Mapping[str, bytes | str] | None = None, **told: Any
) -> bytes:
    """A small Office file; `more` adds parts."""
    main = body(*lines) if kind == "docx" else "<a/>"
    parts: dict[str, bytes | str] = {"[Content_Types].xml": types(kind, **told)}
    return pack({**parts, PLACES[kind]: main, **(more or {})})


def ofd(*lines: str) -> bytes:
    """A small OFD file."""
    text = "".join(f"<o:TextObject><o:TextCode>{x}</o:TextCode></o:TextObject>" for x in lines)
    space = 'xmlns:o="http://www.ofdspec.org/2016"'
    return pack(
        {
            "OFD.xml": f"<o:OFD {space}/>",
            "Doc_0/Pages/Page_0/Content.xml": f"<o:Page {space}>{text}</o:Page>",
        }
    )


def pdf(text: str = "", *, catalog: str = "", more: tuple[bytes, ...] = ()) -> bytes:
    """A PDF of one page; `catalog` and `more` add to it."""
    words = f"BT /F1 16 Tf 60 700 Td <{text.encode('utf-16-be').hex()}> Tj ET".encode()
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong /Encoding /UniGB-UCS2-H"
        b" /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000"
        b" /FontDescriptor 7 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong /Flags 6 /FontBBox [0 -200 1000 900]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>",
        *more,
    ]
    data, places = bytearray(b"%PDF-1.5\n"), []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, start,
    )  # fmt: skip
    return bytes(data)


def packed_objects(text: bytes, *, dictionary: bytes = b"/Filter /FlateDecode") -> bytes:
    """A row of objects in a stream, as newer PDFs keep them."""
    row = zlib.compress(text) if b"Flate" in dictionary else text
    head = b"<< /Type /ObjStm /N 1 /First 4 /Length %d %s >>" % (len(row), dictionary)
    return head + b"\nstream\n" + row + b"\nendstream"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 2, height: int = 2, *, more: bytes = b"") -> bytes:
    """A grey PNG; `more` are chunks before its dots."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    dots = zlib.compress(b"\x00\x80\x80" * 2)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + chunk(b"IDAT", dots)
        + chunk(b"IEND", b"")
    )  # fmt: skip


def jpeg(width: int = 2, height: int = 2, *, note: bytes = b"", tail: bytes = b"") -> bytes:
    """The bones of a JPEG, with a comment and something behind its end."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    parts = [(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"), (0xFE, note), (0xC0, frame)]
    data = b"\xff\xd8"
    for marker, inner in parts:
        data += bytes([0xFF, marker]) + struct.pack(">H", len(inner) + 2) + inner
    scan = b"\x01\x01\x00\x00\x3f\x00"
    return data + b"\xff\xda\x00\x08" + scan + b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9" + tail
