"""Documents of our own, each marked by hand before the reader saw it.

``⟦a⟧…⟦/a⟧`` encloses an area's title, ``⟦m⟧…⟦/m⟧`` a measure's own words; ``u=`` names its units
with their roles, ``d=`` its deadline. The marks are taken out before the reader sees the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "documents"
FILES = sorted(FOLDER.glob("*.txt"))
MARK = re.compile(r"⟦(/?)([am])([^⟧]*)⟧")


@dataclass(frozen=True)
class Marked:
    """A measure as a careful reader sees it."""

    area: str | None
    start: int
    end: int
    text: str
    units: str
    due: str


@dataclass(frozen=True)
class Document:
    """A text and the measures marked in it."""

    text: str
    measures: tuple[Marked, ...]


def unmarked(path: Path) -> Document:
    """The text without its marks, and what they say."""
    source = path.read_text(encoding="utf-8")
    text, position = "", 0
    area: str | None = None
    opened = (0, "")
    measures: list[Marked] = []
    for mark in MARK.finditer(source):
        text += source[position : mark.start()]
        position = mark.end()
        if not mark.group(1):
            opened = (len(text), mark.group(3))
            continue
        start, said = opened
        if mark.group(2) == "a":
            area = text[start:]
            continue
        units = re.search(r"u=(\S+)", said)
        due = re.search(r"d=(\S+)", said)
        measures.append(
            Marked(
                area, start, len(text), bare(text[start:]),
                units.group(1) if units else "", due.group(1) if due else "",
            )
        )  # fmt: skip
    return Document(text + source[position:], tuple(measures))


def bare(text: str) -> str:
    """Without white space, and without the page numbers of a broken line."""
    return "".join(re.sub(r"(?m)^— \d+ —$", "", text).split())
