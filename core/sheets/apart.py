"""A stranger's file is read in a process apart; what comes back is plain text that is kept.

A workbook may unpack to anything, and its reader is not ours. So it meets limits of time and
memory where no server is harmed, once: later steps take up what was read then.
"""

import codecs
import json
import struct
import zlib
from datetime import date, datetime
from typing import Any

from core.packed import Packed, TooMuch
from core.sandbox import MEGABYTE, Limits, Stopped, run_apart
from core.sheets.model import Sheet, UnreadableSheet
from core.sheets.reading import LARGEST_FILE, read_sheets

LIMITS = Limits(memory=1024 * MEGABYTE, output=48 * MEGABYTE, seconds=40.0, cpu_seconds=25)
# More bytes than this is no ledger; shared cells can make gigabytes of a small file.
LONGEST_TEXT = 96 * MEGABYTE
# Loaded while files can still be opened: names in archives, and what office programs write.
for _name in ("cp437", "gb18030", "utf-8-sig", "utf-16"):
    codecs.lookup(_name)
# What comes back begins with it; an older reading does not.
_MARK = b"\x02"
_SIZE = struct.Struct(">I")


def read_apart(data: bytes) -> bytes:
    """What `unpack_sheets` makes tables of: everything that `read_sheets` reads from a file.

    Raises UnreadableSheet, also for a file that takes more time or memory than it may.
    """
    if len(data) > LARGEST_FILE:
        raise UnreadableSheet("too_large", megabytes=LARGEST_FILE // MEGABYTE)
    try:
        packed = run_apart(f"{__name__}:pack_sheets", data, limits=LIMITS)
    except Stopped as error:
        raise UnreadableSheet("not_a_sheet" if error.reason == "failed" else "too_heavy") from error
    if packed.startswith(b"{"):
        told = json.loads(packed)
        raise UnreadableSheet(told["cause"], **told["figures"])
    return packed


def pack_sheets(data: bytes) -> bytes:
    """The process apart: the file's tables, or why there are none."""
    try:
        return _packed(read_sheets(data))
    except TooMuch:
        error = UnreadableSheet("too_heavy")
    except UnreadableSheet as refused:
        error = refused
    return json.dumps({"cause": error.cause, "figures": error.figures}).encode("ascii")


def _packed(sheets: list[Sheet]) -> bytes:
    """A list of the tables, then the rows of each: they are opened some at a time."""
    heads, tables = [], []
    for sheet in sheets:
        tables.append(bytes(Packed(sheet.rows, default=_day, most=LONGEST_TEXT)))
        heads.append((sheet.name, sheet.hidden, sheet.merged, len(tables[-1])))
    head = bytes(Packed(heads, most=LONGEST_TEXT))
    return b"".join([_MARK, _SIZE.pack(len(head)), head, *tables])


def unpack_sheets(packed: bytes) -> list[Sheet]:
    """The tables that `read_apart` read."""
    if not packed.startswith(_MARK):
        return _unpack_whole(packed)
    at = len(_MARK) + _SIZE.size
    (size,) = _SIZE.unpack_from(packed, len(_MARK))
    # No more is unpacked than may have been packed, whatever the process apart was brought to say.
    heads = Packed.of(packed[at : at + size], most=LONGEST_TEXT)
    at += size
    sheets = []
    for name, hidden, merged, length in heads:
        rows = Packed.of(packed[at : at + length], hook=_told_day, most=LONGEST_TEXT)
        sheets.append(Sheet(name, rows, [tuple(place) for place in merged], hidden))
        at += length
    return sheets


def _unpack_whole(packed: bytes) -> list[Sheet]:
    """Tables that were read when they were still one text."""
    text = zlib.decompressobj().decompress(packed, LONGEST_TEXT)
    told = json.loads(text, object_hook=_told_day)
    return [
        Sheet(name, rows, [tuple(place) for place in merged], hidden)
        for name, hidden, merged, rows in told
    ]


def _day(value: Any) -> dict[str, str]:
    """Days are the only cells that JSON has no word for."""
    return {"at" if isinstance(value, datetime) else "on": value.isoformat()}


def _told_day(value: dict[str, str]) -> date:
    return datetime.fromisoformat(value["at"]) if "at" in value else date.fromisoformat(value["on"])
