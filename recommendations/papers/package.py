"""The parts of an Office file, opened so that no archive can hurt."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from core.inside import archive as archives
from core.inside.archive import BadArchive
from recommendations.papers.paper import NoPaper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

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
            self._archive = archives.opened(data)
        except BadArchive as error:
            raise NoPaper(error.fault) from error
        entries = self._archive.infolist()
        self._names = {entry.filename.replace("\\", "/"): entry for entry in entries}

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
        try:
            return archives.parse(archives.part(self._archive, self._names[name]))
        except BadArchive as error:
            raise NoPaper(error.fault) from error


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
