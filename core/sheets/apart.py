"""A stranger's file is read in a process apart; what comes back is plain text that is kept.

A workbook may unpack to anything, and its reader is not ours. So it meets limits of time and
memory where no server is harmed, once: later steps take up what was read then.
"""

import codecs
import json
import zlib
from datetime import date, datetime
from typing import Any

from core.sandbox import MEGABYTE, Limits, Stopped, run_apart
from core.sheets.model import Sheet, UnreadableSheet
from core.sheets.reading import LARGEST_FILE, read_sheets

LIMITS = Limits(memory=1024 * MEGABYTE, output=48 * MEGABYTE, seconds=40.0, cpu_seconds=25)
# More bytes than this is no ledger; shared cells can make gigabytes of a small file.
LONGEST_TEXT = 96 * MEGABYTE
# Loaded while files can still be opened: names in archives, and what office programs write.
for _name in ("cp437", "gb18030", "utf-8-sig", "utf-16"):
    codecs.lookup(_name)
# The text of a table shrinks to a tenth even at the quickest; more would only cost time.
_QUICKEST = 1


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
        text = _written(read_sheets(data))
    except UnreadableSheet as error:
        return json.dumps({"cause": error.cause, "figures": error.figures}).encode("ascii")
    return zlib.compress(text, _QUICKEST)


def _written(sheets: list[Sheet]) -> bytes:
    told = [[sheet.name, sheet.hidden, sheet.merged, sheet.rows] for sheet in sheets]
    text = json.dumps(told, default=_day, separators=(",", ":"), ensure_ascii=False)
    # Half a surrogate pair, which no database takes, becomes a question mark.
    written = text.encode("utf-8", "replace")
    if len(written) > LONGEST_TEXT:
        raise UnreadableSheet("too_heavy")
    return written


def unpack_sheets(packed: bytes) -> list[Sheet]:
    """The tables that `read_apart` read."""
    # No more than may have been packed, whatever the process apart was brought to say.
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
