"""Nests the paragraphs of a Chinese document under its numbered headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recommendations.outline.flow import Flow, join_paragraphs
from recommendations.outline.markers import Marker, Rank, marker_at_head
from recommendations.outline.model import Warning_
from recommendations.outline.rows import Cells, TableReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ATTACHMENT = re.compile(r"附\s*(?:件|录|表)\s*[\d一二三四五六七八九十]{0,3}\s*[:：]?")
BOX = re.compile(r"(?:专栏|附表|图|表)\s*[\d一二三四五六七八九十]{1,3}(?:\s|[:：、.．]|$)")
LONGEST_ATTACHMENT_TITLE = 60
# A number may be missing or printed twice by its author; a larger jump is a figure in the text.
LARGEST_GAP = 3
LONGEST_LABEL = 20
# Where headings of each level of style stand among numbers.
LEVELS = (Rank.CHAPTER, Rank.MAJOR, Rank.MINOR)

NUMBER = r"[\d〇零一二三四五六七八九十]"
DATE_LINE = re.compile(rf"[（(]?{NUMBER}{{4}}\s*年\s*{NUMBER}{{1,3}}\s*月.{{0,8}}")
CLOSING_NOTE = re.compile(r"[（(](?:此件|此文|本文|来源|联系).*[）)]")
LONGEST_SIGNATURE = 30


@dataclass(slots=True)
class Node:
    """A numbered heading or paragraph, with what stands under it.

    ``wording`` is its own paragraph after the number, ``whole`` with it, ``start`` the offset of
    the number.
    """

    marker: Marker | None
    wording: Flow
    start: int
    path: str
    body: list[Flow] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    row: Cells | None = None
    whole: Flow = Flow("", ())

    @property
    def number(self) -> str | None:
        return (self.marker.number or None) if self.marker else None

    @property
    def end(self) -> int:
        """Offset behind the last character that the node holds."""
        ends = [self.wording.end] if self.wording else [self.start]
        ends += [paragraph.end for paragraph in self.body]
        return max(ends + [child.end for child in self.children[-1:]])


@dataclass(slots=True)
class Tree:
    """A document: what precedes its first heading, its top headings, and what looked wrong."""

    preface: list[Flow] = field(default_factory=list)
    roots: list[Node] = field(default_factory=list)
    warnings: list[Warning_] = field(default_factory=list)


def build_tree(paragraphs: Sequence[Flow], headings: Mapping[int, int]) -> Tree:
    """The tree of the paragraphs, less signature and notes at the document's end.

    Where no number above 1. is printed, the file's own ``headings`` (start and level) nest it.
    """
    top = _top_rank(paragraphs)
    if top is not None and top < Rank.LABELLED:
        headings = {}
    builder = _Builder(Rank.CHAPTER if headings else top, headings)
    for paragraph in without_closing(paragraphs):
        builder.add(paragraph)
    return builder.tree


def without_closing(paragraphs: Sequence[Flow]) -> Sequence[Flow]:
    """The paragraphs before the signature: names, a date, a note such as （此件公开发布）."""
    end = len(paragraphs)
    while end and CLOSING_NOTE.fullmatch(paragraphs[end - 1].text):
        end -= 1
    if not end or not DATE_LINE.fullmatch(paragraphs[end - 1].text):
        return paragraphs[:end]
    end -= 1
    while end and _is_name(paragraphs[end - 1].text):
        end -= 1
    return paragraphs[:end]


def _is_name(text: str) -> bool:
    plain = len(text) <= LONGEST_SIGNATURE and not re.search(r"[。；：，！？.;:]", text)
    return plain and marker_at_head(text) is None


def _top_rank(paragraphs: Iterable[Flow]) -> Rank | None:
    """The highest rank that counts from one in the document."""
    found = (marker_at_head(paragraph.text) for paragraph in paragraphs)
    return min((marker.rank for marker in found if marker and marker.value == 1), default=None)


class _Builder:
    """Reads paragraphs one by one, keeping the open headings as a stack."""

    def __init__(self, top: Rank | None, headings: Mapping[int, int]) -> None:
        self.tree = Tree()
        self._headings = headings
        self._top = top
        self._stack: list[Node] = []
        self._last: dict[Rank, int] = {}
        self._scope = ""
        self._boxed = False
        self._paths: dict[str, int] = {}
        self._table = TableReader()
        self._rows = 0

    def add(self, paragraph: Flow) -> None:
        row = self._table.read(paragraph)
        if row:
            self._add_row(row, paragraph)
            return
        if self._table.is_part(paragraph):
            return
        marker = marker_at_head(paragraph.text)
        level = self._headings.get(paragraph.start)
        if marker and self._accepts(marker):
            self._open(marker, paragraph)
        elif level is not None:
            self._open_named(level, paragraph)
        elif self._opens_attachment(paragraph.text):
            self._scope = re.sub(r"[\s:：]", "", paragraph.text[:6]) + "/"
            self._stack.clear()
            self._last.clear()
            self._boxed = True
        elif BOX.match(paragraph.text):
            self._boxed = True
        elif not self._boxed:
            (self._stack[-1].body if self._stack else self.tree.preface).append(paragraph)

    def _open_named(self, level: int, paragraph: Flow) -> None:
        """A heading without a number, which only its style shows."""
        rank = LEVELS[min(level, len(LEVELS)) - 1]
        while self._stack and self._rank(self._stack[-1]) >= rank:
            self._stack.pop()
        label = paragraph.text[:LONGEST_LABEL]
        self._put(Marker(rank, 0, "", label, 0), paragraph, paragraph.start)
        self._boxed = False

    def _add_row(self, row: Cells, paragraph: Flow) -> None:
        """A table's row stands under the innermost heading, or under its group's own."""
        while self._stack and self._rank(self._stack[-1]) > Rank.LABELLED:
            self._stack.pop()
        if row.group:
            while self._stack and self._rank(self._stack[-1]) == Rank.LABELLED:
                self._stack.pop()
            self._put(
                Marker(Rank.LABELLED, 0, "", row.group.text[:LONGEST_LABEL], 0),
                row.group,
                row.group.start,
            )
        self._rows += 1
        label = row.number.strip("（）().．、") or str(self._rows)
        node = self._put(
            Marker(Rank.ROW, self._rows, row.number, label, 0), row.task, row.task.start
        )
        node.row = row
        self._boxed = False

    def _put(self, marker: Marker, wording: Flow, start: int) -> Node:
        """A node under the innermost open one."""
        parent = self._stack[-1] if self._stack else None
        path = f"{parent.path}/{marker.label}" if parent else f"{self._scope}{marker.label}"
        node = Node(marker, wording, start, unique_path(path, self._paths))
        (parent.children if parent else self.tree.roots).append(node)
        self._stack.append(node)
        return node

    @staticmethod
    def _rank(node: Node) -> Rank:
        return node.marker.rank if node.marker else Rank.CHAPTER

    def _opens_attachment(self, text: str) -> bool:
        return len(text) <= LONGEST_ATTACHMENT_TITLE and ATTACHMENT.match(text) is not None

    def _accepts(self, marker: Marker) -> bool:
        """Whether the number fits where it stands, so that it is a heading's and no figure."""
        if any(self._is_article(node) for node in self._stack) and marker.rank > Rank.ARTICLE:
            return False
        parent = self._parent(marker.rank)
        if parent is None and marker.rank != self._top:
            return False
        siblings = parent.children if parent else self.tree.roots
        last = siblings[-1].marker if siblings else None
        before = last.value if last and last.rank == marker.rank else 0
        running = self._last.get(marker.rank, 0)
        if marker.value in (before + 1, running + 1):
            return True
        if self._boxed and not self._scope:
            return False
        return marker.value == 1 or 0 <= marker.value - before <= LARGEST_GAP

    @staticmethod
    def _is_article(node: Node) -> bool:
        return node.marker is not None and node.marker.rank == Rank.ARTICLE

    def _parent(self, rank: Rank) -> Node | None:
        enclosing = [node for node in self._stack if node.marker and node.marker.rank < rank]
        return enclosing[-1] if enclosing else None

    def _open(self, marker: Marker, paragraph: Flow) -> None:
        parent = self._parent(marker.rank)
        self._check_order(marker, parent, paragraph)
        while self._stack and self._stack[-1] is not parent:
            self._stack.pop()
        node = self._put(marker, paragraph.cut(marker.length).strip(), paragraph.start)
        node.whole = paragraph
        self._last[marker.rank] = marker.value
        self._boxed = False

    def _check_order(self, marker: Marker, parent: Node | None, paragraph: Flow) -> None:
        siblings = parent.children if parent else self.tree.roots
        last = siblings[-1].marker if siblings else None
        before = last.value if last and last.rank == marker.rank else 0
        if marker.value in (before + 1, self._last.get(marker.rank, 0) + 1):
            return
        self.tree.warnings.append(numbering_warning(marker.number, paragraph.cut(0, marker.length)))


def numbering_warning(number: str, place: Flow) -> Warning_:
    """The warning that a number does not follow the one before it."""
    message = f"The number {number} does not follow the one before it; kept as printed."
    return Warning_("numbering", message, place.start, place.end)


def unique_path(path: str, taken: dict[str, int]) -> str:
    """The path, with a count behind it where the document prints the same number twice."""
    taken[path] = taken.get(path, 0) + 1
    return path if taken[path] == 1 else f"{path}~{taken[path]}"


def split_title(wording: Flow) -> tuple[str, Flow]:
    """The title of a heading, and the text that runs on after it in the same paragraph."""
    stop = wording.text.find("。")
    if stop < 0:
        return wording.strip("：:").text, Flow("", ())
    return wording.cut(0, stop).text, wording.cut(stop + 1).strip()


def introduction(wording: Flow, body: Sequence[Flow]) -> str:
    """What stands between a heading's title and the first thing numbered under it."""
    _, rest = split_title(wording)
    return join_paragraphs([rest, *body]).text
