"""Reads a picture's own structure, never its pixels: how large it is, and where it ends."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from core.inside.finding import Unfit
from core.inside.signatures import ACTIVE, ARCHIVES, OLD_OFFICE, ZIP

if TYPE_CHECKING:
    from collections.abc import Iterator

# A page of A3 scanned at 600 dots an inch has 70 million dots.
MOST_DOTS = 120_000_000
LONGEST_SIDE = 30_000
MOST_CHUNKS = 50_000
# Behind a picture cameras write data of their own; another file may not hide there.
HIDDEN = re.compile(
    b"|".join(re.escape(one) for one in (*ZIP, *ARCHIVES, OLD_OFFICE, b"%PDF-", b"\x7fELF"))
)
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_END, _ALONE = 0xD9, {0x01, 0xD8}
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")


def check_png(data: bytes) -> None:
    """Raises Unfit for a damaged or too large PNG, and for one that carries something else."""
    place, count, ended = 8, 0, False
    while not ended:
        count += 1
        if count > MOST_CHUNKS or place + 12 > len(data):
            raise Unfit("damaged")
        (length,) = struct.unpack_from(">I", data, place)
        kind = data[place + 4 : place + 8]
        body = data[place + 8 : place + 8 + length]
        if place + 12 + length > len(data) or (count == 1) != (kind == b"IHDR"):
            raise Unfit("damaged")
        if kind == b"IHDR":
            if length != 13:
                raise Unfit("damaged")
            _sides(*struct.unpack_from(">II", body))
        elif kind != b"IDAT" and ACTIVE.search(body):
            raise Unfit("polyglot")
        place += 12 + length
        ended = kind == b"IEND"
    if place != len(data):
        raise Unfit("polyglot")


def check_jpeg(data: bytes) -> None:
    """Raises Unfit for a damaged or too large JPEG, and for one that carries something else."""
    place, sized = 2, False
    for marker, start, end in _segments(data):
        body, place = data[start:end], end
        if marker in _FRAMES:
            sized = True
            _frame(body)
        elif ACTIVE.search(body):
            raise Unfit("polyglot")
    if not sized:
        raise Unfit("damaged")
    if HIDDEN.search(data, place) or ACTIVE.search(data, place) or data.startswith(b"MZ", place):
        raise Unfit("polyglot")


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Each marker of a JPEG with where its body starts and ends; the last is the picture's end.

    Raises Unfit where a segment reaches beyond the file, or no end comes.
    """
    place = 2
    while found := _NEXT_MARKER.search(data, place):
        marker, place = data[found.end() - 1], found.end()
        if marker == _END:
            yield marker, place, place
            return
        if marker in _ALONE:
            continue
        length = int.from_bytes(data[place : place + 2], "big")
        if length < 2 or place + length > len(data):
            break
        yield marker, place + 2, place + length
        place += length
    raise Unfit("damaged")


def _frame(body: bytes) -> None:
    if len(body) < 5:
        raise Unfit("damaged")
    height, width = struct.unpack_from(">HH", body, 1)
    _sides(width, height)


def _sides(width: int, height: int) -> None:
    if not width or not height:
        raise Unfit("damaged")
    if max(width, height) > LONGEST_SIDE or width * height > MOST_DOTS:
        raise Unfit("pixels", f"{width}×{height}")
