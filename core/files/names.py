"""A file's name as text: what a person reads, never a path on any machine."""

import re
import unicodedata
from urllib.parse import quote

LONGEST = 120
# What systems take for a path, a device or a switch, and what quoting in a header could break.
_UNSAFE = re.compile(r'[<>:"|?*;%\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def clean_name(raw: str) -> str:
    """The last part of a name without anything invisible or active, at most 120 characters long.

    The ending stays whole where it is short; a name of which nothing is left is “文件”.
    """
    name = re.split(r"[/\\]", raw)[-1]
    # Controls, marks that turn the direction of writing, private and unassigned letters, halves.
    name = "".join(ch for ch in name if unicodedata.category(ch) not in _INVISIBLE)
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", name))
    name = re.sub(r"\s+", " ", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    if len(ending) > 10:
        stem, ending = name, ""
    stem = stem.strip(" .") or "文件"
    if _DEVICES.match(f"{stem}."):
        stem = f"_{stem}"
    ending = f".{ending}" if ending else ""
    return stem[: LONGEST - len(ending)].rstrip() + ending


_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def ending_of(name: str) -> str:
    """A name's ending in lower case, "" without one."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def attachment(name: str) -> str:
    """The header's value (RFC 6266): a plain name for old programs, the real one in UTF-8."""
    ending = ending_of(name)
    plain = f"file.{ending}" if ending.isascii() and ending.isalnum() else "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
