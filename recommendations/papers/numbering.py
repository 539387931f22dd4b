"""The numbers that Word prints before paragraphs without writing them into the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from recommendations.papers.counting import written
from recommendations.papers.package import child, children, is_on, local, number, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from recommendations.papers.styles import Styles

LEVELS = 9
PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level counts and what it prints; ``restart`` 0 means that it never starts anew."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    gap: str = "tab"
    legal: bool = False
    restart: int | None = None


@dataclass(slots=True)
class Scheme:
    """What a list's number stands for: its levels, and where it starts anew."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of a document in order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstracts = {
            value(found, "abstractNumId") or "": found for found in children(root, "abstractNum")
        }
        self._nums = {value(found, "numId") or "": found for found in children(root, "num")}
        self._schemes: dict[str, Scheme | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next(self, num: str, level: int) -> str:
        """The number that the next paragraph of this list and level prints, its gap included."""
        scheme = self._scheme(num)
        level = min(max(level, 0), LEVELS - 1)
        if scheme is None or level not in scheme.levels:
            return ""
        self._count(scheme, num, level)
        here = scheme.levels[level]
        if here.form == "bullet":
            return "• " if here.text.strip() else ""
        counts = self._counts[scheme.abstract]

        def place(match: re.Match[str]) -> str:
            other = int(match.group(1)) - 1
            shape = scheme.levels.get(other, Level())
            form = "decimal" if here.legal and shape.form != "decimalZero" else shape.form
            return written(counts.get(other, shape.start), form)

        label = PLACE.sub(place, here.text)
        return label + _gap(label, here.gap)

    def _count(self, scheme: Scheme, num: str, level: int) -> None:
        counts = self._counts.setdefault(scheme.abstract, {})
        shape = scheme.levels[level]
        anew = scheme.starts.get(level)
        if anew is not None and (num, level) not in self._begun:
            counts[level] = anew
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = shape.start
        self._begun.add((num, level))
        for higher in range(level):
            counts.setdefault(higher, scheme.levels.get(higher, Level()).start)
        for deeper in [other for other in counts if other > level]:
            restart = scheme.levels.get(deeper, Level()).restart
            # Without a word a level starts anew after any higher one; else only after that one.
            if restart is None or level < restart:
                del counts[deeper]

    def _scheme(self, num: str) -> Scheme | None:
        if num not in self._schemes:
            self._schemes[num] = self._read(num)
        return self._schemes[num]

    def _read(self, num: str) -> Scheme | None:
        element = self._nums.get(num)
        if element is None:
            return None
        abstract = value(child(element, "abstractNumId")) or ""
        holder = self._abstracts.get(abstract)
        for _ in range(LEVELS):
            linked = self._styles.list_style_num(value(child(holder, "numStyleLink")))
            if linked is None or linked not in self._nums:
                break
            abstract = value(child(self._nums[linked], "abstractNumId")) or ""
            holder = self._abstracts.get(abstract)
        levels = _levels(holder)
        starts: dict[int, int] = {}
        for override in children(element, "lvlOverride"):
            level = number(override, "ilvl") or 0
            own = child(override, "lvl")
            if own is not None:
                levels[level] = _level(own)
            start = number(child(override, "startOverride"))
            if start is not None:
                starts[level] = start
                levels[level] = replace(levels.get(level, Level()), start=start)
        return Scheme(abstract, levels, starts)


def _levels(holder: Element | None) -> dict[int, Level]:
    return {number(found, "ilvl") or 0: _level(found) for found in children(holder, "lvl")}


def _level(element: Element) -> Level:
    start = number(child(element, "start"))
    return Level(
        start=1 if start is None else start,
        form=_form(element),
        text=value(child(element, "lvlText")) or "",
        gap=value(child(element, "suff")) or "tab",
        legal=is_on(child(element, "isLgl")),
        restart=number(child(element, "lvlRestart")),
    )


def _form(element: Element) -> str:
    """The number format; newer Word writes rare ones as an alternative with a plain fallback."""
    for found in element.iter():
        if local(found) == "numFmt":
            form = value(found) or "decimal"
            return (value(found, "format") or form) if form == "custom" else form
    return "decimal"


def _gap(label: str, suffix: str) -> str:
    """The blank between number and text; behind a full-width mark such as 、 none is to be seen."""
    if not label or suffix == "nothing":
        return ""
    last = label[-1]
    mark = unicodedata.category(last).startswith("P") and not last.isascii()
    return "" if mark else " "
