"""Puts the outline of an English document together: numbered recommendations under headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recommendations.outline.flow import Flow, join, join_paragraphs
from recommendations.outline.measures import Context
from recommendations.outline.model import Area, Measure, Parts, Section, Warning_
from recommendations.outline.survey import BULLET, SENTENCE_END, Mark, Role, survey
from recommendations.outline.tree import unique_path
from recommendations.outline.units import Names, read_due

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recommendations.outline.lines import Line

REFERENCE = re.compile(r"[A-Z0-9 ./-]+")
TITLE_LINES = 10
# A heading's second line is short and goes on in lower case.
SECOND_LINE = 0.7
LONGEST_TITLE = 120
LONGEST_LINE = 160


@dataclass(slots=True)
class Part:
    """A heading and what stands under it until the next one."""

    number: str
    title: str
    path: str
    start: int
    end: int
    intro: list[Flow] = field(default_factory=list)
    items: list[tuple[str, list[Flow]]] = field(default_factory=list)
    subparts: list[Part] = field(default_factory=list)

    def reach(self, end: int) -> None:
        self.end = max(self.end, end)


def read_english(
    text: str, lines: Sequence[Line], units: Sequence[str], headings: Mapping[int, int]
) -> Parts:
    """The title, sections and warnings of an English document.

    ``headings`` holds the starts of the lines that the file itself calls headings.
    """
    context = Context(Names(units), None, {}, {}, [])
    reader = _Reader(lines, survey(lines, headings.keys()))
    reader.read()
    sections = [_section(part, context) for part in reader.parts]
    if not any(section.areas for section in sections):
        message = "No numbered recommendation was found; mark the measures by hand."
        context.warnings.append(Warning_("no_measures", message, 0, len(text)))
    return Parts(read_title(lines), tuple(sections), (), tuple(context.warnings))


def read_title(lines: Sequence[Line]) -> str:
    """The first line that is words and no reference such as “CP 1241”."""
    for line in lines[:TITLE_LINES]:
        if not REFERENCE.fullmatch(line.text):
            return line.text.lstrip("# ")
    return lines[0].text if lines else ""


class _Reader:
    """Walks over the lines and collects what stands under each heading and number."""

    def __init__(self, lines: Sequence[Line], marks: Mapping[int, Mark]) -> None:
        self.parts: list[Part] = []
        self._lines = lines
        self._marks = marks
        self._widest = max((len(line.text) for line in lines), default=0)
        # Nobody wraps by hand at such a width: each line is a paragraph.
        self._unwrapped = (
            sum(1 for line in lines if len(line.text) > LONGEST_LINE) > len(lines) / 10
        )
        self._paragraph: list[Line] = []
        self._open: list[Flow] | None = None
        self._paths: dict[str, int] = {}

    def read(self) -> None:
        skip = 0
        for i, line in enumerate(self._lines):
            mark = self._marks.get(i)
            if skip:
                skip -= 1
            elif mark and mark.role is Role.ITEM:
                self._flush()
                self._start_item(line, mark)
            elif mark:
                self._flush()
                skip = self._start_part(i, mark)
            elif self._paragraph and self._goes_on(line):
                self._paragraph.append(line)
            else:
                self._flush()
                self._paragraph = [line]
        self._flush()

    def _start_part(self, i: int, mark: Mark) -> int:
        """Opens a part and tells how many further lines its heading takes."""
        line = self._lines[i]
        title = line.text[mark.length :]
        further = self._heading_goes_on(i, title)
        if further:
            title = f"{title} {self._lines[i + 1].text}".strip()
        end = self._lines[i + further].flow.end
        label = re.sub(r"[^\dA-Z.]", "", mark.number.rpartition(" ")[2]).strip(".")
        label = label or f"§{len(self.parts) + 1}"
        part = Part(mark.number, title, label, line.flow.start, end)
        if mark.role is Role.HEADING or not self.parts:
            part.path = unique_path(label, self._paths)
            self.parts.append(part)
        else:
            part.path = unique_path(f"{self.parts[-1].path}/{label}", self._paths)
            self.parts[-1].subparts.append(part)
            self.parts[-1].reach(end)
        self._open = part.intro
        return further

    def _heading_goes_on(self, i: int, title: str) -> int:
        if i + 1 >= len(self._lines) or i + 1 in self._marks:
            return 0
        following = self._lines[i + 1]
        if not title:
            # The heading's words stand below its number.
            return int(len(following.text) < LONGEST_TITLE)
        short = len(following.text) < SECOND_LINE * self._widest
        return int(following.text[0].islower() and short and not following.blank_before)

    def _start_item(self, line: Line, mark: Mark) -> None:
        if not self.parts:
            self.parts.append(Part("", "", "", line.flow.start, line.flow.end))
        wording: list[Flow] = []
        self._innermost().items.append((mark.number, wording))
        self._open = wording
        rest = line.flow.cut(mark.length).strip()
        if rest:
            self._paragraph = [type(line)(rest, line.indent, line.blank_before, line.page_before)]

    def _innermost(self) -> Part:
        part = self.parts[-1]
        return part.subparts[-1] if part.subparts else part

    def _goes_on(self, line: Line) -> bool:
        """Whether the line belongs to the open paragraph."""
        if BULLET.match(line.text) or self._unwrapped:
            return False
        whole = SENTENCE_END.search(self._paragraph[-1].text) is not None
        if line.page_before:
            return not whole or line.text[0].islower()
        outdented = len(self._paragraph) > 1 and line.indent < self._paragraph[-1].indent
        return not line.blank_before and not outdented

    def _flush(self) -> None:
        if not self._paragraph:
            return
        paragraph = _joined(self._paragraph)
        self._paragraph = []
        if self._open is None or not self.parts:
            return
        part = self._innermost()
        for holder in (self.parts[-1], part):
            holder.reach(paragraph.end)
        is_item = bool(part.items) and self._open is part.items[-1][1]
        if is_item and self._open and not _carries_on(self._open, paragraph):
            self._open = []
        self._open.append(paragraph)


def _carries_on(wording: Sequence[Flow], paragraph: Flow) -> bool:
    """Bullets that a recommendation announces belong to it."""
    announced = any(flow.text.endswith(":") for flow in wording)
    return announced and BULLET.match(paragraph.text) is not None


def _joined(lines: Sequence[Line]) -> Flow:
    """The lines as one paragraph; a word broken at a hyphen keeps it and takes no blank."""
    gaps = [""]
    gaps += ["" if before.text.endswith("-") else " " for before in lines[:-1]]
    return join([line.flow for line in lines], gaps).strip()


def _section(part: Part, context: Context) -> Section:
    areas = [_area(holder, context) for holder in (part, *part.subparts) if holder.items]
    return Section(
        path=part.path,
        number=part.number or None,
        title=part.title or None,
        kind="recommendations" if areas else "other",
        start=part.start,
        end=part.end,
        intro=join_paragraphs(part.intro).text,
        areas=tuple(areas),
    )


def _area(part: Part, context: Context) -> Area:
    prefix = f"{part.path}/" if part.path else ""
    measures = []
    for number, wording in part.items:
        flow = join_paragraphs(wording).strip()
        if flow:
            label = re.sub(r"[^\d.]", "", number).strip(".")
            path = unique_path(prefix + label, context.paths)
            due = read_due(flow.text, "", None)
            measures.append(Measure(path, number, flow.text, flow.start, flow.end, due=due))
    return Area(
        path=part.path,
        number=part.number or None,
        title=part.title or None,
        intro=join_paragraphs(part.intro).text,
        start=part.start,
        end=part.end,
        measures=tuple(measures),
    )
