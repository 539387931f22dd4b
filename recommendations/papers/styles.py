"""What the paragraph styles of a Word file say about headings and numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recommendations.papers.package import child, children, is_on, number, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
CONTENTS = re.compile(r"toc\s*(?:\d|heading)|目录\s*\d|tocheading", re.IGNORECASE)
LONGEST_CHAIN = 20
NO_LIST = "0"


@dataclass(frozen=True, slots=True)
class Style:
    """One style; an empty ``base`` ends the chain."""

    base: str
    name: str
    num: str | None
    level: int | None
    outline: int | None
    hidden: bool


class Styles:
    """The styles of a file by their identifiers."""

    def __init__(self, root: Element | None) -> None:
        self._styles = {value(s, "styleId") or "": _style(s) for s in children(root, "style")}
        self._default = next(
            (
                value(s, "styleId") or ""
                for s in children(root, "style")
                if value(s, "default") in ("1", "true") and value(s, "type") == "paragraph"
            ),
            "",
        )

    def _chain(self, style: str | None) -> list[Style]:
        """The style and those it is based on, nearest first."""
        chain: list[Style] = []
        name = self._default if style is None else style
        while name in self._styles and len(chain) < LONGEST_CHAIN:
            chain.append(self._styles[name])
            name = chain[-1].base
        return chain

    def numbering(self, properties: Element | None) -> tuple[str, int] | None:
        """List and level of a paragraph, its own before its style's; None without a list."""
        own = child(properties, "numPr")
        num = value(child(own, "numId"))
        level = number(child(own, "ilvl"))
        for style in self._chain(value(child(properties, "pStyle"))):
            num = style.num if num is None else num
            level = style.level if level is None else level
        return None if num in (None, NO_LIST) else (str(num), level or 0)

    def heading(self, properties: Element | None) -> int | None:
        """The heading level of a paragraph, from 1; None for ordinary text."""
        own = number(child(properties, "outlineLvl"))
        if own is not None:
            return own + 1 if 0 <= own < 9 else None
        for style in self._chain(value(child(properties, "pStyle"))):
            if style.outline is not None:
                return style.outline + 1 if 0 <= style.outline < 9 else None
            match = HEADING.fullmatch(style.name.strip())
            if match:
                return int(match.group(1))
        return None

    def is_contents(self, properties: Element | None) -> bool:
        """Whether the paragraph is a line of a contents list."""
        chain = self._chain(value(child(properties, "pStyle")))[:1]
        return any(CONTENTS.fullmatch(style.name.strip()) for style in chain)

    def is_hidden(self, style: str | None) -> bool:
        """Whether a character style hides its text."""
        return style is not None and any(found.hidden for found in self._chain(style))

    def list_style_num(self, style: str | None) -> str | None:
        """The list that a numbering style stands for."""
        return self._styles[style].num if style in self._styles else None


def _style(element: Element) -> Style:
    paragraph = child(element, "pPr")
    numbers = child(paragraph, "numPr")
    return Style(
        base=value(child(element, "basedOn")) or "",
        name=value(child(element, "name")) or "",
        num=value(child(numbers, "numId")),
        level=number(child(numbers, "ilvl")),
        outline=number(child(paragraph, "outlineLvl")),
        hidden=is_on(child(element, "rPr", "vanish")),
    )
