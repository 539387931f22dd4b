"""How files begin. The content decides what a file is; its name may lie."""

from __future__ import annotations

import re

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")
PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)
PROGRAMS = (
    b"MZ", b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!", b"dex\n", b"\x00asm", b"!<arch>",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)  # fmt: skip
# What a browser or a server would run, wherever it stands.
ACTIVE = re.compile(
    rb"<\s*(?:script|html|svg|iframe|object|embed)\b|<!doctype\s+html|<\?php|javascript:",
    re.IGNORECASE,
)
MARKUP = re.compile(rb"\s*<\s*(?:!|\?xml|[A-Za-z][\w:.-]*[\s/>])")


def program(start: bytes) -> bool:
    """Whether the bytes begin as a program, a script or a shortcut does."""
    return start.startswith(PROGRAMS)
