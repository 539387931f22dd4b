"""The parts of an Office file, opened so that no archive can hurt."""

from __future__ import annotations

# Entry names in an archive may need this; once the doors are shut it could not be loaded.
import encodings.cp437  # noqa: F401
import io
import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING

from lxml import etree

from recommendations.papers.paper import NoPaper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

MOST_ENTRIES = 5_000
LARGEST_WHOLE = 400 * 1024 * 1024
LARGEST_PART = 80 * 1024 * 1024
# Word's own XML shrinks twenty- to fiftyfold; deflate cannot do more than a thousandfold.
HIGHEST_RATIO = 200
SMALL = 1024 * 1024

DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
    ValueError, KeyError, OverflowError,
)  # fmt: skip

# What an archive without a Word document holds, told by one of its entries.
OTHERS = (
    ("xl/", "sheet"),
    ("ppt/", "slides"),
    ("OFD.xml", "ofd"),
    ("content.xml", "odf"),
    ("META-INF/manifest.xml", "odf"),
)


class Package:
    """An Office file's parts by name. Raises NoPaper for an archive that is none, or a bomb."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            entries = self._archive.infolist()
        except DAMAGE as error:
            raise NoPaper("damaged") from error
        self._refuse_bombs(entries, len(data))
        self._names = {entry.filename.replace("\\", "/"): entry for entry in entries}

    @staticmethod
    def _refuse_bombs(entries: list[zipfile.ZipInfo], packed: int) -> None:
        """Judged by what the directory says; no part is ever read beyond that."""
        whole = sum(entry.file_size for entry in entries)
        # Entries that share their packed bytes are counted once each, against the real file.
        if len(entries) > MOST_ENTRIES or whole > LARGEST_WHOLE:
            raise NoPaper("bomb")
        if whole > max(SMALL, HIGHEST_RATIO * packed):
            raise NoPaper("bomb")
        if any(entry.flag_bits & 1 for entry in entries):
            raise NoPaper("encrypted")

    def main_part(self) -> str:
        """The name of the document's own part."""
        named = self._target("_rels/.rels", "/officeDocument", "")
        for name in (named, "word/document.xml"):
            if name in self._names and not name.startswith(("xl/", "ppt/")):
                return name
        for start, cause in OTHERS:
            if any(name.startswith(start) for name in self._names):
                raise NoPaper(cause)  # type: ignore[arg-type]
        raise NoPaper("damaged" if "[Content_Types].xml" in self._names else "archive")

    def related(self, part: str, kind: str) -> Element | None:
        """The root of the part that ``part`` refers to as ``kind`` (styles, numbering …)."""
        folder, name = posixpath.split(part)
        target = self._target(f"{folder}/_rels/{name}.rels", f"/{kind}", folder)
        for candidate in (target, f"{folder}/{kind}.xml"):
            if candidate in self._names:
                return self.root(candidate)
        return None

    def _target(self, relations: str, kind: str, folder: str) -> str:
        root = self.root(relations) if relations in self._names else None
        for relation in root if root is not None else ():
            if str(relation.get("Type", "")).endswith(kind):
                target = str(relation.get("Target", ""))
                return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        return ""

    def root(self, name: str) -> Element:
        """The part's root element. Raises NoPaper where the part is broken."""
        entry = self._names[name]
        if entry.file_size > LARGEST_PART:
            raise NoPaper("bomb")
        try:
            with self._archive.open(entry) as part:
                return parse(part.read(LARGEST_PART))
        except DAMAGE as error:
            raise NoPaper("damaged") from error


def parse(data: bytes) -> Element:
    """The root element of an XML part; one that declares entities is refused.

    Raises NoPaper for what is not well formed or is nested beyond reason.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NoPaper("damaged") from error
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise NoPaper("damaged")
    return root


def local(element: Element) -> str:
    """The element's name without its namespace: both kinds of Office XML read alike."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Element | None, name: str = "val") -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    for key, content in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(content)
    return None


def number(element: Element | None, name: str = "val") -> int | None:
    """A whole number of an attribute, or None where there is none."""
    printed = value(element, name)
    try:
        return int(printed) if printed is not None and len(printed) < 12 else None
    except ValueError:
        return None


def child(element: Element | None, *names: str) -> Element | None:
    """The first descendant along the given path of names."""
    for name in names:
        element = next((found for found in children(element, name)), None)
    return element


def children(element: Element | None, name: str) -> Iterator[Element]:
    """The children of that name."""
    for found in element if element is not None else ():
        if local(found) == name:
            yield found


def is_on(element: Element | None) -> bool:
    """Whether a switch such as ``w:vanish`` is there and not turned off."""
    return element is not None and value(element) not in ("0", "false", "off")
