"""Joins the lines of a Chinese text that was wrapped by hand back into its paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recommendations.outline.flow import Flow, join
from recommendations.outline.lines import measured_width
from recommendations.outline.markers import marker_at_head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recommendations.outline.lines import Line

# How much narrower than the measure a line may be and still be full: by the punctuation mark that
# may not stand at a line's head; a paragraph's first line also by its indent, lost on the way.
NEARLY_FULL = 1.0
LOST_INDENT = 2.5
STOPS = "。！？；"
# Blank lines and indents tell paragraphs only where some lines have them and most have not.
BLANKS_TELL = (0.0, 0.7)
INDENTS_TELL = (0.0, 0.7)
INDENT = 2


@dataclass(frozen=True, slots=True)
class Habits:
    """How the text marks its paragraphs."""

    measure: float | None
    blanks_tell: bool
    indents_tell: bool


def read_paragraphs(lines: Sequence[Line]) -> list[Flow]:
    """The paragraphs in order; a paragraph interrupted by a page's end is one."""
    habits = _habits(lines)
    paragraphs: list[list[Line]] = []
    for line in lines:
        if paragraphs and _goes_on(paragraphs[-1], line, habits):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [_joined(group) for group in paragraphs]


def _habits(lines: Sequence[Line]) -> Habits:
    total = len(lines) or 1
    blanks = sum(1 for line in lines if line.blank_before) / total
    indents = sum(1 for line in lines if line.indent >= INDENT) / total
    return Habits(
        measure=measured_width([line.text for line in lines]),
        blanks_tell=BLANKS_TELL[0] < blanks < BLANKS_TELL[1],
        indents_tell=INDENTS_TELL[0] < indents < INDENTS_TELL[1],
    )


def _goes_on(paragraph: Sequence[Line], line: Line, habits: Habits) -> bool:
    """Whether the line belongs to the paragraph read so far."""
    last = paragraph[-1]
    if "\t" in line.text or "\t" in last.text:
        # Rows of a table stand each for itself.
        return False
    if habits.measure is None:
        return line.page_before and _broken_by_page(paragraph, line)
    if habits.indents_tell and line.indent >= INDENT:
        return False
    if habits.blanks_tell and line.blank_before and not line.page_before:
        return False
    if marker_at_head(line.text) and _leaves_room_for_heading(paragraph):
        return False
    first = len(paragraph) == 1
    full = habits.measure - (LOST_INDENT if first else NEARLY_FULL)
    return last.width >= full and not _looks_like_first_line(paragraph, line, habits.measure)


def _broken_by_page(paragraph: Sequence[Line], line: Line) -> bool:
    heading = len(paragraph) == 1 and marker_at_head(paragraph[0].text) is not None
    whole = paragraph[-1].ends_sentence or (heading and not _has_stop(paragraph[0].text))
    return not whole and marker_at_head(line.text) is None


def _leaves_room_for_heading(paragraph: Sequence[Line]) -> bool:
    """A number opens a line after a sentence's end or a heading; elsewhere it was wrapped there."""
    if paragraph[-1].ends_sentence:
        return True
    return marker_at_head(paragraph[0].text) is not None and not _has_stop(paragraph[0].text)


def _looks_like_first_line(paragraph: Sequence[Line], line: Line, measure: float) -> bool:
    """Whether a full line may be a paragraph's last because the next one lacks its indent.

    Only after a heading's first line or a sentence's end can it be so.
    """
    last = paragraph[-1]
    heading = len(paragraph) == 1 and marker_at_head(last.text) and not _has_stop(last.text)
    if not heading and last.text[-1] not in STOPS:
        return False
    lacks_indent = measure - LOST_INDENT <= line.width < measure - NEARLY_FULL
    return lacks_indent and line.text[-1] not in STOPS


def _has_stop(text: str) -> bool:
    return any(ch in STOPS for ch in text)


def _joined(lines: Sequence[Line]) -> Flow:
    gaps = [""]
    for before, here in zip(lines, lines[1:], strict=False):
        latin = _is_latin(before.text[-1]) and _is_latin(here.text[0])
        gaps.append(" " if latin else "")
    return join([line.flow for line in lines], gaps)


def _is_latin(ch: str) -> bool:
    return ch.isascii() and (ch.isalnum() or ch in ",.;:)(")
