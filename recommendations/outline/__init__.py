"""Reads the outline of a policy document: its sections, areas, measures and findings.

Plain Python: no Django, no database. The same bytes always give the same outline. Every span
counts characters of the decoded text, see :func:`decode`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING

from recommendations.outline.chinese import read_chinese
from recommendations.outline.english import read_english
from recommendations.outline.lines import keep_lines, split_lines
from recommendations.outline.model import (
    Area,
    Due,
    Finding,
    Measure,
    Outline,
    Repair,
    Section,
    Unit,
    Warning_,
)
from recommendations.outline.paragraphs import read_paragraphs
from recommendations.outline.reading import LARGEST_FILE, read_paper, refuse_large, take, told
from recommendations.outline.refusals import UnreadableDocument
from recommendations.outline.repairs import find_repairs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "LARGEST_FILE",
    "Area",
    "Due",
    "Finding",
    "Measure",
    "Outline",
    "Repair",
    "Section",
    "Unit",
    "UnreadableDocument",
    "Warning_",
    "decode",
    "language_of",
    "paragraph_spans",
    "read_outline",
    "read_text",
    "refuse_large",
    "take",
]

# A Chinese paper may be full of Latin names; an English one hardly ever has one ideograph in ten.
CHINESE_SHARE = 0.1
IDEOGRAPHS = re.compile("[\u3400-\u9fff]+")
LETTERS = re.compile(r"[^\W\d_]+")


def decode(data: bytes) -> str:
    """The text of a document given as bytes: what every span of its outline counts in.

    Raises UnreadableDocument, and nothing else.
    """
    return read_paper(data).text


def read_outline(data: bytes, *, units: Sequence[str] = ()) -> Outline:
    """The outline of a document given as bytes: a text file, a Word file or a PDF.

    ``units`` are the names of known units; a name that itself holds a comma or brackets is
    recognised whole only when it is among them. Raises UnreadableDocument, and nothing else, when
    no text can be had from the bytes.
    """
    paper = read_paper(data)
    outline = read_text(
        paper.text,
        fingerprint=sha256(data).hexdigest(),
        units=units,
        headings={heading.start: heading.level for heading in paper.headings},
    )
    if not paper.left_out:
        return outline
    left = tuple(Warning_(f"left_out_{part.kind}", told(part), 0, 0) for part in paper.left_out)
    return replace(outline, warnings=left + outline.warnings)


def read_text(
    text: str,
    *,
    fingerprint: str,
    units: Sequence[str] = (),
    headings: Mapping[int, int] = MappingProxyType({}),
) -> Outline:
    """The outline of a text already extracted from a file whose SHA-256 is ``fingerprint``.

    ``headings`` holds where the lines start that the file itself calls headings, with their level.
    """
    language = language_of(text)
    raw = split_lines(text)
    repairs, breaks = find_repairs(raw, language)
    lines = keep_lines(text, raw, repairs, breaks)
    reader = read_chinese if language == "zh" else read_english
    parts = reader(text, lines, units, headings)
    return Outline(
        title=parts.title,
        language=language,
        sha256=fingerprint,
        sections=parts.sections,
        findings=parts.findings,
        repairs=tuple(repairs),
        warnings=parts.warnings,
        text=text,
    )


def language_of(text: str) -> str:
    """``zh`` where at least a tenth of the letters are ideographs, otherwise ``en``."""
    ideographs = len(text) - len(IDEOGRAPHS.sub("", text))
    letters = len(text) - len(LETTERS.sub("", text))
    return "zh" if ideographs and ideographs >= CHINESE_SHARE * letters else "en"


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each paragraph, hard-wrapped lines joined and page furniture left out.

    For showing the document as it reads; repairs may lie within a span.
    """
    raw = split_lines(text)
    repairs, breaks = find_repairs(raw, language_of(text))
    lines = keep_lines(text, raw, repairs, breaks)
    return [(flow.start, flow.end) for flow in read_paragraphs(lines) if flow]
