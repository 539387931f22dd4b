"""Archives from strangers: judged by what their directory says before anything is unpacked."""

from __future__ import annotations

# Entry names in an archive may need this; once the doors are shut it could not be loaded.
import encodings.cp437  # noqa: F401
import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Literal

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

Fault = Literal["damaged", "bomb", "encrypted"]

MOST_ENTRIES = 5_000
LARGEST_WHOLE = 400 * 1024 * 1024
LARGEST_PART = 80 * 1024 * 1024
# Office's own XML shrinks twenty- to fiftyfold; deflate cannot do more than a thousandfold.
HIGHEST_RATIO = 200
SMALL = 1024 * 1024
_PIECE = 1024 * 1024

DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
    ValueError, KeyError, OverflowError,
)  # fmt: skip


class BadArchive(Exception):
    """The archive cannot be used; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive, nothing of it unpacked. Raises BadArchive for none, for a bomb, for a lock."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except DAMAGE as error:
        raise BadArchive("damaged") from error
    whole = sum(entry.file_size for entry in entries)
    # Entries that share their packed bytes are counted once each, against the real file.
    if len(entries) > MOST_ENTRIES or whole > LARGEST_WHOLE:
        raise BadArchive("bomb")
    if whole > max(SMALL, HIGHEST_RATIO * len(data)):
        raise BadArchive("bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadArchive("encrypted")
    return archive


def pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's bytes, a megabyte at a time; never more than the directory says.

    Raises BadArchive where the part is broken or is not what the directory says.
    """
    try:
        with archive.open(entry) as part:
            while piece := part.read(_PIECE):
                yield piece
    except DAMAGE as error:
        raise BadArchive("damaged") from error


def part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A part's bytes. Raises BadArchive for a broken one and for more than a part may have."""
    if entry.file_size > LARGEST_PART:
        raise BadArchive("bomb")
    return b"".join(pieces(archive, entry))


def parse(data: bytes) -> Element:
    """The root element of an XML part; one that declares entities is refused.

    Raises BadArchive for what is not well formed or is nested beyond reason.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadArchive("damaged") from error
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise BadArchive("damaged")
    return root
